//! Rust source with its comments and literals blanked out, so that words in them count for nothing.

/// What the reader is inside of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    Line,
    /// How deep: block comments nest.
    Block(u32),
    Text,
    /// How many `#` close it.
    Raw(usize),
}

/// `source` with spaces in place of comments, strings and characters. Lines stay where they are.
pub(super) fn bare(source: &str) -> String {
    let letters: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut inside = Inside::Code;
    let mut at = 0;
    while at < letters.len() {
        let (next, length) = step(inside, &letters[at..]);
        let blank = inside != Inside::Code || next != Inside::Code || length > 1;
        for letter in &letters[at..at + length] {
            out.push(if blank && *letter != '\n' {
                ' '
            } else {
                *letter
            });
        }
        inside = next;
        at += length;
    }
    out
}

/// What comes after the next piece of `rest`, and how long that piece is.
fn step(inside: Inside, rest: &[char]) -> (Inside, usize) {
    let starts = |with: &str| with.chars().eq(rest.iter().copied().take(with.len()));
    match inside {
        Inside::Code if starts("//") => (Inside::Line, 2),
        Inside::Code if starts("/*") => (Inside::Block(1), 2),
        Inside::Code if rest[0] == '"' => (Inside::Text, 1),
        Inside::Code if rest[0] == '\'' => (Inside::Code, character(rest)),
        Inside::Code => raw(rest).unwrap_or((Inside::Code, 1)),
        Inside::Line if rest[0] == '\n' => (Inside::Code, 1),
        Inside::Block(1) if starts("*/") => (Inside::Code, 2),
        Inside::Block(depth) if starts("*/") => (Inside::Block(depth - 1), 2),
        Inside::Block(depth) if starts("/*") => (Inside::Block(depth + 1), 2),
        Inside::Text if rest[0] == '\\' => (Inside::Text, 2.min(rest.len())),
        Inside::Text if rest[0] == '"' => (Inside::Code, 1),
        Inside::Raw(marks) if starts(&format!("\"{}", "#".repeat(marks))) => {
            (Inside::Code, marks + 1)
        }
        Inside::Line | Inside::Block(_) | Inside::Text | Inside::Raw(_) => (inside, 1),
    }
}

/// The length of a character literal; 1 for the quote of a lifetime.
fn character(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', ..] => {
            let end = rest.iter().skip(3).position(|letter| *letter == '\'');
            end.map_or(1, |end| end + 4)
        }
        ['\'', _, '\'', ..] => 3,
        _ => 1,
    }
}

/// The start of a raw string: `r"`, `r#"`, `br#"`.
fn raw(rest: &[char]) -> Option<(Inside, usize)> {
    if rest[0] != 'r' {
        return None;
    }
    let marks = rest[1..]
        .iter()
        .take_while(|letter| **letter == '#')
        .count();
    (rest.get(marks + 1) == Some(&'"')).then_some((Inside::Raw(marks), marks + 2))
}

#[test]
fn words_in_comments_and_literals_are_not_code() {
    let source = "a /* b /* c */ d */ e \"f\\\" g\" 'h' '\\'' <'i> r#\"j\"k\"# l // m\nn";
    let words: Vec<_> = bare(source).split_whitespace().map(str::to_owned).collect();
    assert_eq!(words, ["a", "e", "<'i>", "l", "n"]);
    assert_eq!(bare(source).lines().count(), 2);
}
