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

/// Whether `code` has that word.
pub(super) fn names(code: &str, word: &str) -> bool {
    let mut words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.any(|found| found == word)
}

/// The first name after every `root::` in `code`, also of those in braces.
pub(super) fn paths_of(code: &str, root: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (start, _) in code.match_indices(&format!("{root}::")) {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || "_:$".contains(letter)) {
            continue;
        }
        let rest = &code[start + root.len() + 2..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(first_names(group)),
            None => names.push(word(rest)),
        }
    }
    names
}

/// The first name of each path in a group such as `a, b::{c, d}}`.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut starts = true;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => starts = true,
            _ if starts && letter.is_alphanumeric() => {
                names.push(word(&group[at..]));
                starts = false;
            }
            _ => {}
        }
    }
    names
}

fn word(text: &str) -> String {
    let letters = text.chars();
    letters
        .take_while(|l| l.is_alphanumeric() || *l == '_')
        .collect()
}

#[test]
fn words_in_comments_and_literals_are_not_code() {
    let source = "a /* b /* c */ d */ e \"f\\\" g\" 'h' '\\'' <'i> r#\"j\"k\"# l // m\nn";
    let words: Vec<_> = bare(source).split_whitespace().map(str::to_owned).collect();
    assert_eq!(words, ["a", "e", "<'i>", "l", "n"]);
    assert_eq!(bare(source).lines().count(), 2);
}

#[test]
fn paths_are_found_alone_and_in_groups() {
    let code =
        "use crate::a::B;\nuse crate::{c, d::{e, f}, g};\nlet x = $crate::h; mycrate::i; crate::j";
    assert_eq!(paths_of(code, "crate"), ["a", "c", "d", "g", "j"]);
}

#[test]
fn a_word_is_a_whole_word() {
    let code = "use a_b::c;\nlet x = d::e;";
    assert!(names(code, "a_b") && names(code, "d"));
    assert!(!names(code, "a") && !names(code, "b"));
}
