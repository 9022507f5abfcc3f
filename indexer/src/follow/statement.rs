//! What a statement in the change stream means.
//!
//! Changes of rows come as rows. Statements are for transactions and for tables as a whole; those
//! that change rows without naming them (TRUNCATE, DROP, RENAME) are what an index cannot follow.

/// A statement, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    /// A transaction begins.
    Begin,
    /// It ends, and its changes count.
    Commit,
    /// It ends, and they do not.
    Rollback,
    /// It goes on.
    Within,
    /// Rows of followed tables may have changed, nobody knows which.
    Unfollowable,
    /// Anything else: it ends itself.
    Harmless,
}

/// What a change of a table that leaves its rows alone begins with, after ALTER TABLE and the name.
const KEEPS_ROWS: [&str; 3] = ["add", "disable", "enable"];
/// What may be dropped from a table without touching a row.
const NOT_ROWS: [&str; 5] = ["index", "key", "foreign", "constraint", "check"];
/// Words that make a change of a table more than an addition.
const CHANGES_ROWS: [&str; 7] = [
    "modify", "change", "rename", "convert", "truncate", "exchange", "discard",
];
/// Statements that change rows, and come as statements only when rows are not logged.
const CHANGE_ROWS: [&str; 5] = ["insert", "update", "delete", "replace", "load"];

impl Statement {
    /// Reads a statement that ran in `schema`; rows of `tables` in `database` are followed.
    pub(super) fn read(
        text: &str,
        schema: &str,
        database: &str,
        tables: impl Iterator<Item = &'static str>,
    ) -> Self {
        let words = words(text);
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        match word(0) {
            "begin" => return Self::Begin,
            "start" if word(1) == "transaction" => return Self::Begin,
            "commit" => return Self::Commit,
            "rollback" if word(1) == "to" => return Self::Within,
            "rollback" => return Self::Rollback,
            "savepoint" | "release" => return Self::Within,
            _ => {}
        }
        let names_database = words.iter().any(|word| *word == database.to_lowercase());
        let here = schema == database || names_database;
        let ours: Vec<&str> = tables.collect();
        let named = words.iter().any(|word| ours.contains(&word.as_str()));
        let whole = word(0) == "drop" && matches!(word(1), "database" | "schema");
        match whole && names_database || here && named && changes_rows(&words, &ours) {
            true => Self::Unfollowable,
            false => Self::Harmless,
        }
    }
}

/// Whether a statement that names a followed table may change its rows.
fn changes_rows(words: &[String], ours: &[&str]) -> bool {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    match word(0) {
        "truncate" | "rename" => true,
        "drop" => matches!(word(1), "table" | "tables"),
        "create" => {
            // The first name is the one that is made: CREATE OR REPLACE TABLE .. LIKE flights.
            let made = words
                .iter()
                .position(|word| word == "table")
                .unwrap_or(words.len());
            let mut names = words[made..].iter().skip(1);
            let first = names.find(|word| !["if", "not", "exists"].contains(&word.as_str()));
            words[..made].iter().any(|word| word == "replace")
                && first.is_some_and(|name| ours.contains(&name.as_str()))
        }
        "alter" if word(1) == "table" => {
            let dropped = words.windows(2).filter(|pair| pair[0] == "drop");
            let drops_rows = dropped
                .into_iter()
                .any(|pair| !NOT_ROWS.contains(&pair[1].as_str()));
            let after = words.iter().position(|word| ours.contains(&word.as_str()));
            let first = after
                .and_then(|at| words.get(at + 1))
                .map_or("", String::as_str);
            let keeps = KEEPS_ROWS.contains(&first) || first == "drop" && !drops_rows;
            let changes = words
                .iter()
                .any(|word| CHANGES_ROWS.contains(&word.as_str()));
            !keeps || changes || drops_rows
        }
        first => CHANGE_ROWS.contains(&first),
    }
}

/// The words of a statement in small letters, without comments, quotes and punctuation. What stands
/// in a comment that a server obeys (`/*!40000 ALTER ..*/`) counts.
fn words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        let (before, comment) = rest.split_at(start);
        let end = comment.find("*/").unwrap_or(comment.len());
        plain.push_str(before);
        plain.push(' ');
        if let Some(obeyed) = comment[..end].strip_prefix("/*!") {
            plain.push_str(obeyed.trim_start_matches(|c: char| c.is_ascii_digit()));
            plain.push(' ');
        }
        rest = comment.get(end + 2..).unwrap_or_default();
    }
    plain.push_str(rest);
    let separates = |c: char| !c.is_alphanumeric() && !['_', '$', '-'].contains(&c);
    let words = plain.split(separates).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, schema: &str) -> Statement {
        Statement::read(text, schema, "gajo", ["flights", "seat_claims"].into_iter())
    }

    #[test]
    fn what_empties_replaces_or_renames_a_followed_table_cannot_be_followed() {
        for text in [
            "TRUNCATE TABLE flights",
            "truncate `seat_claims`",
            "DROP TABLE `flights` /* generated by server */",
            "DROP TABLE IF EXISTS `gajo`.`x`, `gajo`.`seat_claims`",
            "RENAME TABLE flights TO old_flights, new_flights TO flights",
            "ALTER TABLE flights RENAME TO old_flights",
            "ALTER TABLE flights MODIFY base_price INT",
            "ALTER TABLE flights ADD COLUMN x INT, DROP COLUMN y",
            "ALTER TABLE flights TRUNCATE PARTITION p1",
            "CREATE OR REPLACE TABLE flights (id INT)",
            "DELETE FROM flights",
            "DROP DATABASE gajo",
        ] {
            assert_eq!(read(text, "gajo"), Statement::Unfollowable, "{text}");
        }
        assert_eq!(
            read("TRUNCATE gajo.flights", "other"),
            Statement::Unfollowable
        );
    }

    #[test]
    fn what_leaves_rows_alone_or_is_of_others_is_harmless() {
        for text in [
            "ALTER TABLE flights ADD COLUMN note VARCHAR(20) NULL",
            "ALTER TABLE flights ADD KEY k (number), DROP INDEX old, ALGORITHM=INPLACE",
            "ALTER TABLE flights DROP KEY k",
            "/*!40000 ALTER TABLE `flights` DISABLE KEYS */",
            "CREATE INDEX k ON flights (number)",
            "DROP INDEX k ON flights",
            "CREATE TABLE other LIKE flights",
            "DROP TRIGGER t",
            "GRANT SELECT ON gajo.flights TO x",
            "TRUNCATE orders",
            "DROP TABLE my_flights",
            "ANALYZE TABLE flights",
            "# Dumm",
            "",
        ] {
            assert_eq!(read(text, "gajo"), Statement::Harmless, "{text}");
        }
        assert_eq!(read("TRUNCATE flights", "other"), Statement::Harmless);
        assert_eq!(read("DROP DATABASE other", "other"), Statement::Harmless);
    }

    #[test]
    fn transactions_begin_go_on_and_end() {
        for (text, meaning) in [
            ("BEGIN", Statement::Begin),
            ("COMMIT", Statement::Commit),
            ("ROLLBACK", Statement::Rollback),
            ("SAVEPOINT `a`", Statement::Within),
            ("ROLLBACK TO `a`", Statement::Within),
        ] {
            assert_eq!(read(text, "gajo"), meaning);
        }
    }
}
