//! Airport suggestions: from a few typed letters to the places a traveller may have meant.
//!
//! Everything is compared as keystrokes (`typed`), so that Hangul, half-typed syllables and a
//! keyboard in the wrong language need no rules of their own. The order is decided by `rank`
//! first and by how busy a place is second; the same input always gives the same answer.
//! Mistyped letters are forgiven only when nothing fits the input as it stands.

mod alias;
mod keys;
mod place;
mod rank;
mod table;
mod typed;

use std::collections::HashMap;

use crate::model::{Airport, City, CountryCode};

use keys::Keys;
use place::Place;
use rank::{Fit, Rank, Ranking, Reading};
use table::{Field, Hit, Table};
use typed::{Script, Typed};

pub use place::{Kind, Name, Suggestion};

/// Characters of an input that are looked at.
pub const LONGEST_INPUT: usize = 64;

/// Suggestions that one answer may hold.
pub const MOST_SUGGESTIONS: usize = 20;

/// Words of an input that are looked up one by one.
const MOST_WORDS: usize = 8;

/// Keystrokes from which a slip in a complete name is forgiven.
const SLIP_IN_NAME: usize = 4;

/// Finds airports and cities by what travellers type.
#[derive(Debug)]
pub struct Suggestions {
    /// The busiest first: a position is also an order.
    places: Vec<Place>,
    typed: Table,
    initials: Table,
}

impl Suggestions {
    /// Prepares the search over these airports, cities and names of countries.
    pub fn new(
        airports: &[Airport],
        cities: &[City],
        countries: &HashMap<CountryCode, Name>,
    ) -> Self {
        let places = place::places(airports, cities, countries);
        let (typed, initials) = Keys::tables(&places);
        Self {
            places,
            typed,
            initials,
        }
    }

    /// The places that `text` may mean, the likeliest first: up to `limit`, which is kept within
    /// 1 and [`MOST_SUGGESTIONS`]. A city is followed by its airports.
    pub fn find(&self, text: &str, limit: usize) -> Vec<&Suggestion> {
        let limit = limit.clamp(1, MOST_SUGGESTIONS);
        let ranking = self.rank(text);
        let mut order: Vec<(Rank, usize)> =
            ranking.iter().map(|(place, rank)| (rank, place)).collect();
        if order.len() > limit {
            order.select_nth_unstable(limit);
            order.truncate(limit);
        }
        order.sort_unstable();

        let mut found: Vec<usize> = Vec::with_capacity(limit);
        for (_, place) in order {
            for place in self.with_airports(place, &ranking) {
                if !found.contains(&place) {
                    found.push(place);
                }
            }
        }
        found.truncate(limit);
        let suggestion = |place: usize| &self.places[place].suggestion;
        found.into_iter().map(suggestion).collect()
    }

    /// A place and, when it is a city, its airports: one whose code was typed, then the busiest.
    fn with_airports(&self, place: usize, ranking: &Ranking) -> Vec<usize> {
        let mut airports = self.places[place].airports.clone();
        airports.sort_by_key(|airport| {
            let by_code = ranking
                .of(*airport)
                .is_some_and(|rank| rank.fit == Fit::Code);
            (!by_code, *airport)
        });
        airports.insert(0, place);
        airports
    }

    fn rank(&self, text: &str) -> Ranking {
        let text: String = text.chars().take(LONGEST_INPUT).collect();
        let words = typed::words(&text);
        let whole = Typed::joined(&words);
        let mut ranking = Ranking::new(self.places.len());
        if words.is_empty() {
            return ranking;
        }
        self.look_up(&whole, &mut ranking);
        if words.len() > 1 {
            self.look_up_words(&words, &mut ranking);
        }
        if ranking.iter().next().is_none() && whole.keys.len() >= SLIP_IN_NAME {
            self.forgive(&whole, &mut ranking);
        }
        ranking
    }

    fn look_up(&self, typed: &Typed, ranking: &mut Ranking) {
        for hit in self.typed.starting_with(&typed.keys) {
            let reading = if hit.key.script == typed.script {
                Reading::Plain
            } else {
                Reading::OtherKeyboard
            };
            if let Some(fit) = Fit::of(hit) {
                ranking.note(hit.key.place, Rank { reading, fit });
            }
        }
        if !typed.is_initials() {
            return;
        }
        for hit in self.initials.starting_with(&typed.keys) {
            let reading = Reading::Initials;
            if let Some(fit) = Fit::of(hit) {
                ranking.note(hit.key.place, Rank { reading, fit });
            }
        }
    }

    /// Notes the places that every word leads to, in whatever order the words stand.
    fn look_up_words(&self, words: &[Typed], ranking: &mut Ranking) {
        let mut common: Option<Ranking> = None;
        for word in words.iter().take(MOST_WORDS) {
            let mut of_word = Ranking::new(self.places.len());
            self.look_up(word, &mut of_word);
            match &mut common {
                Some(common) => common.narrow(&of_word),
                None => common = Some(of_word),
            }
        }
        for (place, Rank { reading, fit }) in common.iter().flat_map(Ranking::iter) {
            let fit = fit.max(Fit::Words);
            ranking.note(place, Rank { reading, fit });
        }
    }

    /// Notes the places that are one slip of the finger away.
    fn forgive(&self, typed: &Typed, ranking: &mut Ranking) {
        for hit in self.typed.one_slip_from(&typed.keys) {
            if hit.key.script != typed.script || !is_forgivable(typed, hit) {
                continue;
            }
            if let Some(fit) = Fit::of(hit) {
                let reading = Reading::Slip;
                ranking.note(hit.key.place, Rank { reading, fit });
            }
        }
    }
}

/// Whether enough was typed right to guess: the shorter the input and the weaker the key, the more
/// words of everyday language are one letter away from it.
fn is_forgivable(typed: &Typed, hit: Hit<'_>) -> bool {
    // A syllable takes two or three keys, so that the start of a name says less in Hangul.
    let in_start = match typed.script {
        Script::Latin => 5,
        Script::Hangul => 6,
    };
    let same_first = hit.key.keys.as_bytes().first() == typed.keys.as_bytes().first();
    match (hit.key.field, hit.complete) {
        (Field::Name, true) => true,
        (Field::Word, true) => typed.keys.len() > SLIP_IN_NAME,
        (Field::Name | Field::Word, false) => same_first && typed.keys.len() >= in_start,
        (Field::Code | Field::Shared, _) => false,
    }
}
