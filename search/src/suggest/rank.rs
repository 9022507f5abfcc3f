//! How well a place fits what was typed.

use super::table::{Field, Hit};

/// How the input was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    /// As it stands.
    Plain,
    /// As initial consonants.
    Initials,
    /// As typed with the keyboard set to the other language.
    OtherKeyboard,
    /// As mistyped.
    Slip,
}

/// What the input is to the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Its code.
    Code,
    /// One of its names.
    Name,
    /// The start of a name.
    Start,
    /// Words of its name or its city's, or starts of them.
    Words,
    /// Something that many places share.
    Shared,
}

/// How well a place fits; the smaller the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) reading: Reading,
    pub(super) fit: Fit,
}

/// The best rank of every place.
#[derive(Debug)]
pub(super) struct Ranking(Vec<Option<Rank>>);

impl Fit {
    /// What a hit says; `None` for a code that is not complete.
    pub(super) fn of(hit: Hit<'_>) -> Option<Self> {
        match (hit.key.field, hit.complete) {
            (Field::Code, true) => Some(Self::Code),
            (Field::Code, false) => None,
            (Field::Name, true) => Some(Self::Name),
            (Field::Name, false) => Some(Self::Start),
            (Field::Word, _) => Some(Self::Words),
            (Field::Shared, _) => Some(Self::Shared),
        }
    }
}

impl Ranking {
    /// A ranking of this many places, none of which fits yet.
    pub(super) fn new(places: usize) -> Self {
        Self(vec![None; places])
    }

    /// The rank of a place.
    pub(super) fn of(&self, place: usize) -> Option<Rank> {
        self.0.get(place).copied().flatten()
    }

    /// Notes that a place fits; its best rank counts.
    pub(super) fn note(&mut self, place: usize, rank: Rank) {
        if let Some(best) = self.0.get_mut(place) {
            *best = Some(best.map_or(rank, |best| best.min(rank)));
        }
    }

    /// Keeps the places that fit `other` too, each with the worse of its ranks.
    pub(super) fn narrow(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = mine.zip(*theirs).map(|(mine, theirs)| mine.max(theirs));
        }
    }

    /// The places that fit, with their ranks.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, Rank)> {
        let places = self.0.iter().enumerate();
        places.filter_map(|(place, rank)| Some((place, (*rank)?)))
    }
}
