//! How many threads and how much memory a build takes.
//!
//! A thread writes a segment when its memory is full, and a build that ends with more segments than
//! a lookup should ask has to merge them, which costs more than the memory. So the memory is what
//! lets the whole table end in [`MAX_SEGMENTS`], unless the machine has less to give.

use std::fmt;
use std::fs;
use std::thread;

use search::{MAX_SEGMENTS, WriterLimits};

const MIB: usize = 1 << 20;
/// What a flight takes before it is written: 220 bytes measured at ten million, and a margin for
/// threads that do not fill evenly.
const BYTES_PER_FLIGHT: u64 = 256;
/// Least and most that tantivy takes for one thread.
const THREAD_MEMORY: (usize, usize) = (16 * MIB, 4000 * MIB);
/// Where the machine does not tell what it has free.
const UNKNOWN_FREE: usize = 1024 * MIB;

/// What a build takes of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Threads that index.
    pub threads: usize,
    /// Memory of all of them.
    pub memory_bytes: usize,
    /// Whether that is enough to need no merge.
    pub merge_expected: bool,
}

/// What the machine has.
#[derive(Clone, Copy, Debug)]
struct Machine {
    cores: usize,
    free: usize,
}

impl Limits {
    /// For a table of at most `flights`, on this machine; `memory_bytes` when it is prescribed.
    pub fn choose(flights: u64, memory_bytes: Option<usize>) -> Self {
        Self::on(Machine::here(), flights, memory_bytes)
    }

    /// As the writer takes them.
    pub fn for_writer(self) -> WriterLimits {
        WriterLimits {
            threads: self.threads,
            memory_bytes: self.memory_bytes,
        }
    }

    fn on(machine: Machine, flights: u64, memory_bytes: Option<usize>) -> Self {
        // More threads than segments would each leave one too many.
        let threads = machine.cores.clamp(1, MAX_SEGMENTS);
        let segment = flights.saturating_mul(BYTES_PER_FLIGHT) / MAX_SEGMENTS as u64;
        let segment = usize::try_from(segment).unwrap_or(usize::MAX);
        let wanted = segment.saturating_mul(threads);
        // The other half is for the page cache, the database and whoever searches meanwhile.
        let memory = memory_bytes.unwrap_or(wanted.min(machine.free / 2));
        let (least, most) = THREAD_MEMORY;
        let memory_bytes = memory.clamp(least * threads, most * threads);
        Self {
            threads,
            memory_bytes,
            merge_expected: memory_bytes < wanted,
        }
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { threads, .. } = self;
        let memory = self.memory_bytes / MIB;
        write!(f, "{threads} threads, {memory} MiB: ")?;
        f.write_str(match self.merge_expected {
            true => "segments will have to be merged, more memory would save that",
            false => "enough to write at most four segments and merge none",
        })
    }
}

impl Machine {
    fn here() -> Self {
        Self {
            cores: thread::available_parallelism().map_or(1, usize::from),
            free: free_memory().unwrap_or(UNKNOWN_FREE),
        }
    }
}

/// What Linux says is free, inside the container's limit if there is one.
fn free_memory() -> Option<usize> {
    let info = fs::read_to_string("/proc/meminfo").ok()?;
    let line = info
        .lines()
        .find(|line| line.starts_with("MemAvailable:"))?;
    let kib: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    let number = |path| fs::read_to_string(path).ok()?.trim().parse::<usize>().ok();
    let limit = number("/sys/fs/cgroup/memory.max");
    let used = number("/sys/fs/cgroup/memory.current");
    let left = limit
        .zip(used)
        .map_or(usize::MAX, |(limit, used)| limit.saturating_sub(used));
    Some((kib * 1024).min(left))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAPTOP: Machine = Machine {
        cores: 2,
        free: 8192 * MIB,
    };

    #[test]
    fn ten_million_flights_need_no_merge_on_a_laptop() {
        let limits = Limits::on(LAPTOP, 10_000_000, None);
        assert_eq!((limits.threads, limits.merge_expected), (2, false));
        assert_eq!(limits.memory_bytes, 1_280_000_000);
    }

    #[test]
    fn a_small_table_takes_little() {
        let limits = Limits::on(LAPTOP, 0, None);
        assert_eq!(limits.memory_bytes, 32 * MIB);
    }

    #[test]
    fn half_of_what_is_free_is_left_to_others() {
        let small = Machine {
            free: 1000 * MIB,
            ..LAPTOP
        };
        let limits = Limits::on(small, 10_000_000, None);
        assert_eq!(
            (limits.memory_bytes, limits.merge_expected),
            (500 * MIB, true)
        );
        assert!(limits.to_string().contains("500 MiB"));
    }

    #[test]
    fn what_is_prescribed_is_taken_within_what_tantivy_allows() {
        let limits = |memory| Limits::on(LAPTOP, 1_000, Some(memory)).memory_bytes;
        assert_eq!(limits(64 * MIB), 64 * MIB);
        assert_eq!(limits(1), 32 * MIB);
        assert_eq!(limits(usize::MAX), 8000 * MIB);
    }
}
