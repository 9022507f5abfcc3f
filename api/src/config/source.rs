//! Settings by name, from the environment first and the TOML file second.

use std::fmt;
use std::fs;

/// A setting that is missing or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its name in the environment, or the file.
    pub name: String,
    /// What is wrong with it, to be read after the name.
    pub why: String,
}

/// Everything that is missing or wrong, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, fault) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "\n" };
            write!(f, "{separator}{} {}", fault.name, fault.why)?;
        }
        Ok(())
    }
}

/// Where settings are read from, and what was found wrong on the way.
pub(super) struct Source<'a> {
    settings: &'static [(&'static str, &'static str)],
    get: &'a dyn Fn(&str) -> Option<String>,
    file: toml::Table,
    pub faults: Faults,
}

impl<'a> Source<'a> {
    /// Opens the file that `GAJO_CONFIG` names, if it names one.
    pub(super) fn open(
        get: &'a dyn Fn(&str) -> Option<String>,
        settings: &'static [(&'static str, &'static str)],
    ) -> Result<Self, Faults> {
        let mut source = Self {
            settings,
            file: toml::Table::new(),
            faults: Faults::default(),
            get,
        };
        if let Some(path) = (source.get)("GAJO_CONFIG") {
            source.file = read_file(&path).map_err(|why| {
                let name = "GAJO_CONFIG".to_owned();
                Faults(vec![Fault { name, why }])
            })?;
            source.refuse_unknown(&path);
        }
        Ok(source)
    }

    /// The value of a setting; the environment wins.
    pub(super) fn get(&mut self, name: &str) -> Option<String> {
        if let Some(value) = (self.get)(name) {
            return Some(value);
        }
        match self.file.get(&key(name))? {
            toml::Value::String(value) => Some(value.clone()),
            toml::Value::Integer(value) => Some(value.to_string()),
            _ => {
                self.fault(name, "is neither a text nor a number in the file".into());
                None
            }
        }
    }

    /// The value of a setting that must be there.
    pub(super) fn require(&mut self, name: &str) -> Option<String> {
        let value = self.get(name);
        if value.is_none() && !self.faults.0.iter().any(|fault| fault.name == name) {
            let setting = self.settings.iter().find(|(known, _)| *known == name);
            let purpose = setting.map_or("", |(_, purpose)| purpose);
            self.fault(name, format!("is not set: {purpose}"));
        }
        value
    }

    /// What `parse` makes of a value; a value that it refuses is a fault, and is not repeated there.
    pub(super) fn parse<T>(
        &mut self,
        name: &str,
        value: &str,
        parse: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Option<T> {
        parse(value)
            .map_err(|why| self.fault(name, why.to_owned()))
            .ok()
    }

    fn refuse_unknown(&mut self, path: &str) {
        let known =
            |key_in_file: &String| self.settings.iter().any(|(n, _)| key(n) == *key_in_file);
        let unknown: Vec<_> = self.file.keys().filter(|k| !known(k)).cloned().collect();
        for name in unknown {
            self.fault(&name, format!("in {path} is not a setting"));
        }
    }

    fn fault(&mut self, name: &str, why: String) {
        let name = name.to_owned();
        self.faults.0.push(Fault { name, why });
    }
}

fn read_file(path: &str) -> Result<toml::Table, String> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("names {path}, which cannot be read: {error}"))?;
    // The parser's own message would repeat the line, which may hold a password.
    text.parse().map_err(|error: toml::de::Error| {
        format!("names {path}, which is not TOML: {}", error.message())
    })
}

/// The name of a setting in the file: `GAJO_MYSQL_URL` is `mysql_url`.
fn key(name: &str) -> String {
    name.trim_start_matches("GAJO_").to_ascii_lowercase()
}
