//! What the server must be set to, so that its binary log tells the index of every change.

use std::collections::HashMap;

/// Settings that the binary log depends on, by name.
#[derive(Clone, Debug, Default)]
pub struct Settings(pub HashMap<String, String>);

/// Whether the server must flush its binary log at every commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// It must. A power loss could otherwise take back changes that the index already shows.
    Durable,
    /// It need not: for private test servers, which run without fsync and may lose everything.
    Unsafe,
}

/// One setting that is not what it must be, and what to do about it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongSetting {
    /// There is no binary log.
    #[error(
        "the server keeps no binary log, from which the index learns of changes: \
         start it with --log-bin"
    )]
    NoLog,
    /// It logs, but not what is needed.
    #[error(
        "the server's {name} is {value}: run `SET GLOBAL {name} = {wanted}` and write the same \
         into its configuration"
    )]
    Wrong {
        /// Name of the variable.
        name: &'static str,
        /// What it is.
        value: String,
        /// What it must be.
        wanted: &'static str,
    },
}

impl Settings {
    /// A variable's value; `None` when the server does not have it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Refuses a server whose binary log would hide changes from the index.
    pub fn check(&self, sync: Sync) -> Result<(), WrongSetting> {
        if !self.is("log_bin", &["ON", "1"]) {
            return Err(WrongSetting::NoLog);
        }
        self.expect("binlog_format", "ROW")?;
        self.expect("binlog_row_image", "FULL")?;
        self.expect("binlog_row_metadata", "FULL")?;
        self.expect_if_known("binlog_order_commits", "ON")?;
        self.expect_if_known("binlog_transaction_compression", "OFF")?;
        self.expect_if_known("log_bin_compress", "OFF")?;
        self.expect_if_known("binlog_row_value_options", "''")?;
        match sync {
            Sync::Durable => {
                self.expect("sync_binlog", "1")?;
                self.expect_if_known("innodb_flush_log_at_trx_commit", "1")
            }
            Sync::Unsafe => Ok(()),
        }
    }

    /// The same for a variable that only one kind of server has.
    fn expect_if_known(
        &self,
        name: &'static str,
        wanted: &'static str,
    ) -> Result<(), WrongSetting> {
        match self.get(name) {
            Some(_) if !self.is(name, &[wanted.trim_matches('\'')]) => self.expect(name, wanted),
            _ => Ok(()),
        }
    }

    fn expect(&self, name: &'static str, wanted: &'static str) -> Result<(), WrongSetting> {
        if self.is(name, &[wanted]) {
            return Ok(());
        }
        let value = self.get(name).unwrap_or("missing").to_owned();
        Err(WrongSetting::Wrong {
            name,
            value,
            wanted,
        })
    }

    fn is(&self, name: &str, values: &[&str]) -> bool {
        let value = self.get(name).unwrap_or_default();
        values.iter().any(|v| v.eq_ignore_ascii_case(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(changed: &str, value: &str) -> Settings {
        let good = [
            ("log_bin", "ON"),
            ("binlog_format", "ROW"),
            ("binlog_row_image", "FULL"),
            ("binlog_row_metadata", "FULL"),
            ("sync_binlog", "1"),
        ];
        let set = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut settings = Settings(good.into_iter().map(set).collect());
        settings.0.insert(changed.into(), value.into());
        settings
    }

    #[test]
    fn a_server_with_full_durable_row_events_is_accepted() {
        assert_eq!(server("server_id", "1").check(Sync::Durable), Ok(()));
        assert_eq!(server("log_bin", "1").check(Sync::Durable), Ok(()));
        let empty = server("binlog_row_value_options", "");
        assert_eq!(empty.check(Sync::Durable), Ok(()));
    }

    #[test]
    fn each_wrong_setting_names_the_statement_that_mends_it() {
        for (name, value, statement) in [
            ("binlog_format", "MIXED", "SET GLOBAL binlog_format = ROW"),
            (
                "binlog_row_image",
                "MINIMAL",
                "SET GLOBAL binlog_row_image = FULL",
            ),
            (
                "binlog_row_metadata",
                "NO_LOG",
                "SET GLOBAL binlog_row_metadata = FULL",
            ),
            ("sync_binlog", "0", "SET GLOBAL sync_binlog = 1"),
            (
                "binlog_row_value_options",
                "PARTIAL_JSON",
                "SET GLOBAL binlog_row_value_options = ''",
            ),
            (
                "binlog_transaction_compression",
                "ON",
                "SET GLOBAL binlog_transaction_compression = OFF",
            ),
            (
                "binlog_order_commits",
                "OFF",
                "SET GLOBAL binlog_order_commits = ON",
            ),
            ("log_bin", "OFF", "--log-bin"),
        ] {
            let refusal = server(name, value).check(Sync::Durable).unwrap_err();
            assert!(refusal.to_string().contains(statement), "{refusal}");
        }
    }

    #[test]
    fn only_the_flush_at_commit_can_be_waived() {
        assert_eq!(server("sync_binlog", "0").check(Sync::Unsafe), Ok(()));
        assert!(
            server("binlog_format", "STATEMENT")
                .check(Sync::Unsafe)
                .is_err()
        );
        assert!(Settings::default().check(Sync::Unsafe).is_err());
    }
}
