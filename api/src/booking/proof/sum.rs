//! Claims and tickets of a flight, added up and held against each other.

use std::collections::HashMap;

use search::model::{Cabin, Layout, SeatIndex};

use crate::booking::TicketId;

/// What MySQL says about one seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// The seat is taken: for this ticket, or by the operator.
    Claim(SeatIndex, Option<TicketId>),
    /// The ticket has the seat and waits for its payment.
    Held(SeatIndex, TicketId),
    /// The ticket has the seat and was paid for.
    Sold(SeatIndex, TicketId),
}

/// The seats of a flight, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    /// Seats that the airplane has.
    pub(super) capacity: usize,
    /// Seats that are taken, by the rows whose key keeps a seat from being sold twice.
    pub(super) claims: usize,
    /// Seats of tickets that wait for their payment.
    pub(super) held: usize,
    /// Seats of tickets that were paid for.
    pub(super) sold: usize,
    /// Seats that the operator keeps from sale.
    pub(super) blocked: usize,
    /// Whether each live ticket has the claim of its seat, each claim its ticket, and none lies
    /// beyond the last seat. Then held + sold + blocked = claims.
    pub(super) adds_up: bool,
    /// Cabin by cabin from the front.
    pub(super) cabins: Vec<CabinSum>,
}

/// The seats of a cabin, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CabinSum {
    /// Which cabin.
    pub(super) cabin: Cabin,
    /// Seats in it.
    pub(super) capacity: usize,
    /// Those that are taken.
    pub(super) claims: usize,
}

impl Sum {
    /// Adds up what was found out in one snapshot.
    pub(super) fn of(layout: &Layout, facts: &[Fact]) -> Self {
        let cabins = layout.cabins.iter().map(|rows| CabinSum {
            cabin: rows.cabin,
            capacity: usize::from(rows.capacity()),
            claims: 0,
        });
        let mut sum = Self {
            cabins: cabins.collect(),
            adds_up: true,
            ..Self::default()
        };
        sum.capacity = sum.cabins.iter().map(|cabin| cabin.capacity).sum();
        let mut claimed = HashMap::new();
        for fact in facts {
            if let Fact::Claim(seat, ticket) = fact {
                sum.claim(layout, *seat);
                match ticket {
                    Some(ticket) => sum.adds_up &= claimed.insert(*ticket, *seat).is_none(),
                    None => sum.blocked += 1,
                }
            }
        }
        for fact in facts {
            let (seat, ticket) = match fact {
                Fact::Claim(..) => continue,
                Fact::Held(seat, ticket) => {
                    sum.held += 1;
                    (seat, ticket)
                }
                Fact::Sold(seat, ticket) => {
                    sum.sold += 1;
                    (seat, ticket)
                }
            };
            sum.adds_up &= claimed.remove(ticket) == Some(*seat);
        }
        // What is left are claims of tickets that have ended.
        sum.adds_up &= claimed.is_empty();
        sum
    }

    fn claim(&mut self, layout: &Layout, seat: SeatIndex) {
        self.claims += 1;
        let cabin = layout.cabin_of(seat);
        match self.cabins.iter_mut().find(|sum| Some(sum.cabin) == cabin) {
            Some(sum) => sum.claims += 1,
            None => self.adds_up = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use search::model::CabinLayout;
    use uuid::Uuid;

    use super::*;

    /// Seats 0 and 1 in business, 2 to 5 in economy.
    fn layout() -> Layout {
        let cabin = |cabin, row, pattern: &str| CabinLayout {
            cabin,
            first_row: row,
            last_row: row,
            pattern: pattern.into(),
            last_row_length: pattern.replace(' ', "").len() as u16,
            exit_rows: vec![],
        };
        Layout::new(vec![
            cabin(Cabin::Economy, 11, "AB CD"),
            cabin(Cabin::Business, 1, "A D"),
        ])
    }

    fn ticket(n: u128) -> TicketId {
        TicketId(Uuid::from_u128(n))
    }

    fn claim(seat: u16, n: u128) -> Fact {
        Fact::Claim(SeatIndex(seat), Some(ticket(n)))
    }

    fn adds_up(facts: &[Fact]) -> bool {
        Sum::of(&layout(), facts).adds_up
    }

    #[test]
    fn what_is_held_sold_and_blocked_is_what_is_claimed() {
        let facts = [
            claim(0, 1),
            claim(2, 2),
            claim(5, 3),
            Fact::Claim(SeatIndex(4), None),
            Fact::Held(SeatIndex(0), ticket(1)),
            Fact::Sold(SeatIndex(5), ticket(3)),
            Fact::Sold(SeatIndex(2), ticket(2)),
        ];
        let sum = Sum::of(&layout(), &facts);
        assert_eq!((sum.capacity, sum.claims), (6, 4));
        assert_eq!((sum.held, sum.sold, sum.blocked), (1, 2, 1));
        assert!(sum.adds_up);
        let cabins: Vec<_> = sum.cabins.iter().map(|c| (c.capacity, c.claims)).collect();
        assert_eq!(cabins, [(2, 1), (4, 3)]);
    }

    #[test]
    fn every_kind_of_difference_is_seen() {
        let held = Fact::Held(SeatIndex(2), ticket(1));
        assert!(adds_up(&[]));
        assert!(adds_up(&[claim(2, 1), held]));
        // A ticket without a claim, a claim without a ticket, another seat, another ticket.
        assert!(!adds_up(&[held]));
        assert!(!adds_up(&[claim(2, 1)]));
        assert!(!adds_up(&[claim(3, 1), held]));
        assert!(!adds_up(&[claim(2, 9), held]));
        // One ticket with two seats, one claim for two tickets, a seat that is not there.
        assert!(!adds_up(&[claim(2, 1), claim(3, 1), held]));
        assert!(!adds_up(&[
            claim(2, 1),
            held,
            Fact::Sold(SeatIndex(2), ticket(2))
        ]));
        assert!(!adds_up(&[Fact::Claim(SeatIndex(6), None)]));
    }
}
