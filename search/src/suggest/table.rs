//! A sorted list of keys: found by prefix, also with one slip of the finger.

use std::ops::Range;

use super::typed::Script;

/// What part of a place a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// Its code: means something only when complete.
    Code,
    /// One of its names, from the start.
    Name,
    /// A word of its name or its city's.
    Word,
    /// What many places share: the country, the word "airport".
    Shared,
}

/// A text that leads to a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The keystrokes.
    pub(super) keys: Box<str>,
    /// The place's position.
    pub(super) place: usize,
    /// What part of the place it is.
    pub(super) field: Field,
    /// How the text is written.
    pub(super) script: Script,
}

/// A key that starts with what was looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit<'a> {
    /// The key.
    pub(super) key: &'a Key,
    /// Whether it is no longer than what was looked for.
    pub(super) complete: bool,
}

/// Keys in order.
#[derive(Debug)]
pub(super) struct Table(Vec<Key>);

impl Table {
    /// A table of these keys.
    pub(super) fn new(mut keys: Vec<Key>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        keys.shrink_to_fit();
        Self(keys)
    }

    /// The keys that start with `text`.
    pub(super) fn starting_with(&self, text: &str) -> impl Iterator<Item = Hit<'_>> {
        self.hits(self.narrow(0..self.0.len(), 0, text.as_bytes()), text.len())
    }

    /// The keys that start with `text` after one letter is left out, put in, replaced, or swapped
    /// with the next. A key may come more than once; a letter missing at the end is no slip, as
    /// [`Table::starting_with`] finds those keys.
    ///
    /// Walks the letters of `text` and keeps the range of keys that agree so far: it holds a few
    /// dozen keys after three or four letters, so that trying every edit stays cheap.
    pub(super) fn one_slip_from(&self, text: &str) -> Vec<Hit<'_>> {
        let text = text.as_bytes();
        let mut found = Vec::new();
        let mut agreeing = 0..self.0.len();
        for at in 0..text.len() {
            let (typed, rest) = (text[at], &text[at + 1..]);
            let left_out = self.narrow(agreeing.clone(), at, rest);
            found.extend(self.hits(left_out, text.len() - 1));
            if let [next, after @ ..] = rest {
                let swapped = self.narrow(agreeing.clone(), at, &[*next, typed]);
                let swapped = self.narrow(swapped, at + 2, after);
                found.extend(self.hits(swapped, text.len()));
            }
            for group in self.groups(agreeing.clone(), at) {
                let replaced = self.narrow(group.clone(), at + 1, rest);
                found.extend(self.hits(replaced, text.len()));
                let put_in = self.narrow(group, at + 1, &text[at..]);
                found.extend(self.hits(put_in, text.len() + 1));
            }
            agreeing = self.narrow(agreeing, at, &[typed]);
            if agreeing.is_empty() {
                break;
            }
        }
        found
    }

    /// Of keys that agree before `from`, those that go on with `text`.
    fn narrow(&self, keys: Range<usize>, from: usize, text: &[u8]) -> Range<usize> {
        let slice = &self.0[keys.clone()];
        let before = slice.partition_point(|key| tail(key, from) < text);
        let with = slice[before..].partition_point(|key| tail(key, from).starts_with(text));
        keys.start + before..keys.start + before + with
    }

    /// Of keys that agree before `at`, one range for each letter that stands there.
    fn groups(&self, keys: Range<usize>, at: usize) -> impl Iterator<Item = Range<usize>> {
        let mut rest = keys;
        std::iter::from_fn(move || {
            // The shortest key may end here; it sorts first.
            let slice = &self.0[rest.clone()];
            rest.start += slice.partition_point(|key| key.keys.len() <= at);
            let letter = *tail(self.0[rest.clone()].first()?, at).first()?;
            let group = self.narrow(rest.clone(), at, &[letter]);
            rest.start = group.end;
            Some(group)
        })
    }

    fn hits(&self, keys: Range<usize>, length: usize) -> impl Iterator<Item = Hit<'_>> {
        self.0[keys].iter().map(move |key| Hit {
            key,
            complete: key.keys.len() == length,
        })
    }
}

fn tail(key: &Key, from: usize) -> &[u8] {
    key.keys.as_bytes().get(from..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(texts: &[&str]) -> Table {
        let key = |(place, text): (usize, &&str)| Key {
            keys: (*text).into(),
            place,
            field: Field::Name,
            script: Script::Latin,
        };
        Table::new(texts.iter().enumerate().map(key).collect())
    }

    fn slips(table: &Table, text: &str) -> Vec<String> {
        let mut found: Vec<String> = table
            .one_slip_from(text)
            .iter()
            .filter(|hit| hit.complete)
            .map(|hit| hit.key.keys.to_string())
            .collect();
        found.sort();
        found.dedup();
        found
    }

    #[test]
    fn a_prefix_finds_its_keys_in_order() {
        let table = table(&["seoul", "sel", "sapporo", "s", "tokyo"]);
        let found: Vec<(&str, bool)> = table
            .starting_with("se")
            .map(|hit| (&*hit.key.keys, hit.complete))
            .collect();
        assert_eq!(found, [("sel", false), ("seoul", false)]);
        assert!(table.starting_with("s").next().unwrap().complete);
        assert_eq!(table.starting_with("x").count(), 0);
    }

    #[test]
    fn one_slip_of_each_kind_is_forgiven_anywhere() {
        let table = table(&["tokyo", "to", "kyoto", "tokyohaneda"]);
        for slip in [
            "tokio", "tkyo", "ttokyo", "otkyo", "tokoy", "okyo", "xokyo", "tokyoo", "tokyp",
        ] {
            assert_eq!(slips(&table, slip), ["tokyo"], "{slip}");
        }
        for far in ["tokiu", "okoy", "toky", "", "zzzzz"] {
            assert_eq!(slips(&table, far), Vec::<String>::new(), "{far}");
        }
    }

    #[test]
    fn slips_agree_with_the_edit_distance() {
        let texts: Vec<String> = (0..81)
            .map(|n: usize| {
                let letter =
                    |place: usize| char::from(b'a' + (n / 3usize.pow(place as u32) % 3) as u8);
                (0..4).map(letter).collect()
            })
            .collect();
        let names: Vec<&str> = texts.iter().map(String::as_str).collect();
        let table = table(&names);
        for text in ["abca", "abc", "abcab", "cccc"] {
            let mut near: Vec<&str> = names.clone();
            near.retain(|name| one_edit(text, name) && !name.starts_with(text));
            near.sort_unstable();
            let mut found = slips(&table, text);
            found.retain(|name| !name.starts_with(text));
            assert_eq!(found, near, "{text}");
        }
    }

    fn one_edit(a: &str, b: &str) -> bool {
        let (a, b) = (a.as_bytes(), b.as_bytes());
        let left_out = |long: &[u8], short: &[u8]| {
            long.len() == short.len() + 1
                && (0..long.len()).any(|at| [&long[..at], &long[at + 1..]].concat() == short)
        };
        let differ: Vec<usize> = (0..a.len().min(b.len()))
            .filter(|at| a[*at] != b[*at])
            .collect();
        let same_length = a.len() == b.len()
            && match differ[..] {
                [_] => true,
                [x, y] => y == x + 1 && a[x] == b[y] && a[y] == b[x],
                _ => false,
            };
        left_out(a, b) || left_out(b, a) || same_length
    }
}
