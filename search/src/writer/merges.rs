//! Which segments are merged while an index follows its source.
//!
//! Every commit adds a segment of a few hundred documents and kills as many in older ones. A lookup
//! asks every segment, so there must be few; and the dead take room and time, so they must go. Three
//! sizes keep both cheap: the small ones are merged often, which costs nothing; the large ones hardly
//! ever.

use tantivy::index::SegmentMeta;
use tantivy::indexer::{MergeCandidate, MergePolicy};

/// Segments with fewer living documents than this are small: a quarter of a minute of changes.
const SMALL_BELOW: u32 = 10_000;
/// And with fewer than this, of middle size.
const MIDDLE_BELOW: u32 = 250_000;
/// How many of each size are merged into one.
const SMALL_TOGETHER: usize = 4;
const MIDDLE_TOGETHER: usize = 3;
/// More large ones than this, and the smallest of them are merged. A build leaves four.
const MOST_LARGE: usize = 5;
const LARGE_TOGETHER: usize = 3;
/// A segment with more than one dead document in this many is written anew.
const DEAD_ONE_IN: u32 = 4;
/// A smaller segment is never written anew for its dead alone: it is merged soon enough.
const LEAST_REWRITTEN: u32 = 1_000;

/// Keeps about ten segments, and at most a quarter of the documents dead.
#[derive(Debug)]
pub(super) struct FewSegments;

impl MergePolicy for FewSegments {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let sizes: Vec<_> = segments.iter().map(Size::of).collect();
        let ids = |group: Vec<usize>| group.into_iter().map(|at| segments[at].id()).collect();
        let groups = choose(&sizes).into_iter();
        groups.map(|group| MergeCandidate(ids(group))).collect()
    }
}

/// Documents of one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    alive: u32,
    dead: u32,
}

impl Size {
    fn of(segment: &SegmentMeta) -> Self {
        Self {
            alive: segment.num_docs(),
            dead: segment.num_deleted_docs(),
        }
    }

    fn is_rotten(self) -> bool {
        let all = self.alive + self.dead;
        all >= LEAST_REWRITTEN && self.dead > all / DEAD_ONE_IN
    }
}

/// Groups of positions in `sizes`, none of them in two groups.
fn choose(sizes: &[Size]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_unstable_by_key(|at| sizes[*at].alive);
    let below = |limit| order.partition_point(|at| sizes[*at].alive < limit);
    let (rest, large) = order.split_at(below(MIDDLE_BELOW));
    let (small, middle) = rest.split_at(below(SMALL_BELOW));

    let mut groups = Vec::new();
    if small.len() >= SMALL_TOGETHER {
        groups.push(small.to_vec());
    }
    if middle.len() >= MIDDLE_TOGETHER {
        groups.push(middle.to_vec());
    }
    if large.len() > MOST_LARGE {
        groups.push(large[..LARGE_TOGETHER].to_vec());
    }
    for (at, size) in sizes.iter().enumerate() {
        if size.is_rotten() && !groups.iter().any(|group| group.contains(&at)) {
            groups.push(vec![at]);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alive(alive: u32) -> Size {
        Size { alive, dead: 0 }
    }

    #[test]
    fn what_a_build_leaves_is_let_be() {
        assert!(choose(&[alive(2_500_000); 4]).is_empty());
        assert!(choose(&[]).is_empty());
    }

    #[test]
    fn a_segment_with_many_dead_is_written_anew_alone() {
        let rotten = Size {
            alive: 1_800_000,
            dead: 700_000,
        };
        assert_eq!(choose(&[alive(2_500_000), rotten]), [vec![1]]);
        let few = Size {
            alive: 10,
            dead: 500,
        };
        assert!(choose(&[few]).is_empty());
    }

    /// 350 documents a commit, two commits a second, which kill as many of those that were there.
    #[test]
    fn a_day_of_changes_keeps_the_segments_few_and_the_dead_fewer() {
        const COMMITS: u64 = 2 * 86_400;
        let mut segments = vec![alive(2_500_000); 4];
        let (mut most, mut written) = (0, 0);
        for _ in 0..COMMITS {
            kill(&mut segments, 350);
            segments.push(alive(350));
            for group in choose(&segments).into_iter().take(1) {
                let merged = alive(group.iter().map(|at| segments[*at].alive).sum());
                written += u64::from(merged.alive);
                let mut position = 0..;
                segments.retain(|_| !group.contains(&position.next().unwrap()));
                segments.push(merged);
            }
            most = most.max(segments.len());
            let total = |of: fn(&Size) -> u32| segments.iter().map(of).sum::<u32>();
            assert!(total(|size| size.dead) * 3 <= total(|size| size.alive));
        }
        assert!(most <= 12, "{most} segments");
        // Documents that merging writes for each that came in.
        assert!(written / (COMMITS * 350) <= 20, "{written}");
    }

    /// Kills documents in every segment, in proportion to its size.
    fn kill(segments: &mut [Size], documents: u64) {
        let all: u64 = segments.iter().map(|size| u64::from(size.alive)).sum();
        for size in segments {
            let killed = (u64::from(size.alive) * documents / all) as u32;
            size.alive -= killed;
            size.dead += killed;
        }
    }
}
