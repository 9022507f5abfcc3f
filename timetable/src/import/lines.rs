//! The lines of a file, one at a time and never a longer one than a schedule has.

use std::io::{self, BufRead, Read};

/// A longer line is told and passed over.
const LONGEST: usize = 1_000;

/// One line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    Text(&'a str),
    /// It has more bytes than a schedule's lines have.
    TooLong,
    /// It is not UTF-8.
    NotText,
}

/// Reads lines and counts them from 1.
pub(crate) struct Lines<R> {
    reader: R,
    number: u32,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// Files with more lines are refused.
    pub(crate) const MOST: u32 = 3_000_000;

    pub(crate) fn new(reader: R) -> Self {
        Self {
            reader,
            number: 0,
            buffer: Vec::with_capacity(LONGEST + 2),
        }
    }

    /// Whether the file begins with that text.
    pub(crate) fn begin_with(&mut self, text: &str) -> io::Result<bool> {
        Ok(self.reader.fill_buf()?.starts_with(text.as_bytes()))
    }

    /// The next line and its number; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<(u32, Line<'_>)>> {
        self.buffer.clear();
        let most = LONGEST as u64 + 2; // the line's end counts for nothing
        let read = (&mut self.reader)
            .take(most)
            .read_until(b'\n', &mut self.buffer)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let ended = self.buffer.pop_if(|last| *last == b'\n').is_some();
        self.buffer.pop_if(|last| *last == b'\r');
        if self.buffer.len() > LONGEST {
            if !ended {
                self.reader.skip_until(b'\n')?;
            }
            return Ok(Some((self.number, Line::TooLong)));
        }
        let line = match std::str::from_utf8(&self.buffer) {
            Ok(text) if self.number == 1 => Line::Text(text.trim_start_matches('\u{feff}')),
            Ok(text) => Line::Text(text),
            Err(_) => Line::NotText,
        };
        Ok(Some((self.number, line)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_also_those_that_cannot_be_read() {
        let long = "x".repeat(5_000);
        let exact = "y".repeat(LONGEST);
        let mut bytes = format!("\u{feff}a,b\r\n\n{long}\n{exact}\r\n").into_bytes();
        bytes.extend(b"\xff\xfe\nlast");
        let mut lines = Lines::new(&bytes[..]);
        let expected = [
            Line::Text("a,b"),
            Line::Text(""),
            Line::TooLong,
            Line::Text(&exact),
            Line::NotText,
            Line::Text("last"),
        ];
        for (number, line) in (1..).zip(expected) {
            assert_eq!(lines.next().unwrap(), Some((number, line)));
        }
        assert_eq!(lines.next().unwrap(), None);
    }
}
