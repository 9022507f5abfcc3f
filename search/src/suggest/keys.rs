//! The keys under which a place is found.

use std::collections::HashMap;

use super::alias::{ALIASES, COUNTRY_ALIASES};
use super::place::{Kind, Name, Place};
use super::table::{Field, Key, Table};
use super::typed::{Script, Typed, words};

/// Where the telling part of an English airport name ends.
const ENGLISH_TAILS: [&str; 7] = [
    "Airport",
    "International",
    "Regional",
    "Municipal",
    "Domestic",
    "Airfield",
    "Aerodrome",
];

/// What Korean airport names end in, the longest first.
const KOREAN_TAILS: [&str; 2] = ["국제공항", "공항"];

/// The keys of all places, and the keys of their initial consonants.
pub(super) struct Keys {
    typed: Vec<Key>,
    initials: Vec<Key>,
}

impl Keys {
    /// The tables of all places: by keystrokes and by initial consonants.
    pub(super) fn tables(places: &[Place]) -> (Table, Table) {
        let mut keys = Self {
            typed: Vec::new(),
            initials: Vec::new(),
        };
        for (position, place) in places.iter().enumerate() {
            keys.add_place(position, place);
        }
        keys.add_aliases(places);
        (Table::new(keys.typed), Table::new(keys.initials))
    }

    fn add_place(&mut self, position: usize, place: &Place) {
        let suggestion = &place.suggestion;
        self.add(position, Field::Code, suggestion.code.as_str());
        self.add(position, Field::Code, &suggestion.query);
        if place.alone {
            self.add(position, Field::Code, place.city.as_str());
        }
        self.add_name(position, &suggestion.name, suggestion.city.ko.as_deref());
        if suggestion.kind == Kind::Airport {
            if place.alone {
                self.add_name(position, &suggestion.city, None);
            } else {
                self.add_words_of(position, &suggestion.city, None);
            }
        }
        self.add_country(position, place);
    }

    fn add_country(&mut self, position: usize, place: &Place) {
        let Name { en, ko } = &place.suggestion.country;
        self.add_shared(position, en);
        if let Some(korean) = ko {
            self.add_shared(position, korean);
        }
        for (code, name) in COUNTRY_ALIASES {
            if code == place.country.as_str() {
                self.add_shared(position, name);
            }
        }
    }

    /// A name by which the place is called, and its words.
    fn add_name(&mut self, place: usize, name: &Name, city: Option<&str>) {
        for text in [Some(&name.en), name.ko.as_ref()].into_iter().flatten() {
            for spelling in spellings(text) {
                self.add(place, Field::Name, &spelling);
            }
        }
        self.add_words_of(place, name, city);
    }

    fn add_words_of(&mut self, place: usize, name: &Name, city: Option<&str>) {
        self.add_words(place, &name.en);
        let Some(korean) = &name.ko else { return };
        self.add_shared(place, KOREAN_TAILS[0]);
        self.add_shared(place, KOREAN_TAILS[1]);
        for word in korean.split([' ', '.', '(', ')', '-']) {
            // 런던히스로공항 is written as one word; 히스로 alone must find it.
            let own = city.and_then(|city| word.strip_prefix(city));
            let parts = [Some(word), own].into_iter().flatten();
            for part in parts.filter(|part| !part.is_empty() && !KOREAN_TAILS.contains(part)) {
                for spelling in spellings(part) {
                    self.add(place, Field::Word, &spelling);
                }
            }
        }
    }

    fn add_words(&mut self, place: usize, text: &str) {
        for word in words(text) {
            let is_tail = |tail: &str| tail.eq_ignore_ascii_case(&word.keys);
            let field = if ENGLISH_TAILS.iter().any(|tail| is_tail(tail)) {
                Field::Shared
            } else {
                Field::Word
            };
            self.push(place, field, &word);
        }
    }

    fn add_shared(&mut self, place: usize, text: &str) {
        for word in words(text) {
            self.push(place, Field::Shared, &word);
        }
    }

    /// A text as one key, without its spaces.
    fn add(&mut self, place: usize, field: Field, text: &str) {
        self.push(place, field, &Typed::joined(&words(text)));
    }

    fn add_aliases(&mut self, places: &[Place]) {
        let by_query: HashMap<&str, usize> = places
            .iter()
            .enumerate()
            .map(|(position, place)| (place.suggestion.query.as_str(), position))
            .collect();
        for (query, names) in ALIASES {
            let Some(place) = by_query.get(query) else {
                continue;
            };
            for spelling in names.iter().flat_map(|name| spellings(name)) {
                self.add(*place, Field::Name, &spelling);
            }
        }
    }

    fn push(&mut self, place: usize, field: Field, typed: &Typed) {
        let key = |keys: &str| Key {
            keys: keys.into(),
            place,
            field,
            script: typed.script,
        };
        if !typed.keys.is_empty() {
            self.typed.push(key(&typed.keys));
        }
        if typed.script == Script::Hangul && field != Field::Shared {
            self.initials.push(key(&typed.initials));
        }
    }
}

/// A name as it stands, its telling part, and that part as people call an airport:
/// 인천국제공항, 인천, 인천공항.
fn spellings(name: &str) -> [String; 3] {
    let without_tail = KOREAN_TAILS.iter().find_map(|tail| name.strip_suffix(tail));
    let core = match without_tail.filter(|core| !core.is_empty()) {
        Some(core) => core.to_owned(),
        None => english_core(name),
    };
    let airport = if Typed::joined(&words(&core)).script == Script::Hangul {
        format!("{core}공항")
    } else {
        format!("{core} airport")
    };
    [name.to_owned(), core, airport]
}

/// `Incheon` of `Incheon International Airport`; the whole of a name without such a tail.
fn english_core(name: &str) -> String {
    let is_tail = |word: &str| ENGLISH_TAILS.iter().any(|tail| word.starts_with(tail));
    let telling = name
        .split(' ')
        .enumerate()
        .take_while(|(position, word)| *position == 0 || !is_tail(word));
    telling.map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_by_its_telling_part() {
        for (name, core, airport) in [
            ("인천국제공항", "인천", "인천공항"),
            ("대구공항", "대구", "대구공항"),
            ("서울", "서울", "서울공항"),
            (
                "Incheon International Airport",
                "Incheon",
                "Incheon airport",
            ),
            (
                "Sacheon Airport / Sacheon Air Base",
                "Sacheon",
                "Sacheon airport",
            ),
            (
                "International Falls Airport",
                "International Falls",
                "International Falls airport",
            ),
            ("Tokyo", "Tokyo", "Tokyo airport"),
        ] {
            assert_eq!(spellings(name), [name, core, airport].map(str::to_owned));
        }
    }
}
