//! How long files and functions may be.

use super::code::bare;
use super::{every_file, expect_none};

/// Lines from which a file is refused, and from which it needs a line that begins so.
struct Limit {
    refused: usize,
    needs_reason: usize,
}

const SOURCE: Limit = Limit {
    refused: 500,
    needs_reason: 300,
};

const TEST: Limit = Limit {
    refused: 1_000,
    needs_reason: 600,
};

const REASON: &str = "//! Long because ";

const LONGEST_FUNCTION: usize = 70;

#[test]
fn files_are_short_or_say_why_not() {
    let mut broken = Vec::new();
    for (path, text) in every_file() {
        let is_test = path.iter().any(|part| part == "tests");
        let limit = if is_test { TEST } else { SOURCE };
        let lines = without_tests(&text).lines().count();
        let reason = text.lines().any(|line| line.starts_with(REASON));
        if lines > limit.refused || lines > limit.needs_reason && !reason {
            broken.push(format!("{} has {lines} lines", path.display()));
        }
    }
    expect_none(&broken);
}

#[test]
fn functions_are_short() {
    let mut broken = Vec::new();
    for (path, text) in every_file() {
        for (line, length) in functions(&bare(&text)) {
            if length > LONGEST_FUNCTION {
                broken.push(format!("{}:{line} has {length} lines", path.display()));
            }
        }
    }
    expect_none(&broken);
}

/// A file up to the tests at its foot.
fn without_tests(text: &str) -> &str {
    let tests = text.find("#[cfg(test)]\nmod tests {");
    tests.map_or(text, |tests| &text[..tests])
}

/// Where each function starts, from 1, and how many lines it has. The code is formatted: a function
/// ends at the brace that stands as far in as its first line.
fn functions(code: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let words: Vec<_> = line.split_whitespace().collect();
        let qualifiers = ["async", "const", "extern", "pub", "unsafe"];
        let before = words.iter().take_while(|word| **word != "fn").count();
        let plain = |word: &&str| qualifiers.contains(word) || word.starts_with("pub(");
        if before == words.len() || !words[..before].iter().all(plain) {
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let end = format!("{indent}}}");
        let closes = |line: &&str| line.trim_end() == end;
        let ends = |line: &&str| {
            closes(line)
                || line.trim_end().ends_with(';') && line.starts_with(&format!("{indent})"))
        };
        let one_line = line.trim_end().ends_with(['}', ';']);
        let length = lines[start + 1..].iter().position(ends);
        match length {
            Some(length) if !one_line => found.push((start + 1, length + 2)),
            _ => found.push((start + 1, 1)),
        }
    }
    found
}

#[test]
fn functions_are_measured_from_name_to_brace() {
    let code = "fn a() {}\nimpl B {\n    pub(crate) async fn c(\n        d: E,\n    ) {\n        f();\n    }\n}\n\
                trait G {\n    fn h(\n        i: J,\n    );\n    fn k();\n}\n";
    assert_eq!(functions(code), [(1, 1), (3, 5), (10, 3), (13, 1)]);
}
