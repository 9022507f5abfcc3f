//! The airplanes that a file asks for, as the database has them.
//!
//! A row that names no registration is content with any airplane of its airline and type, so that a
//! plan that somebody made by hand stays. When there is none, one is made that stands for a fleet.

mod store;

use std::collections::HashMap;

use search::model::{AircraftCode, AirlineCode, Cabin, Layout, LayoutId};
use sqlx::MySqlConnection;

use super::book::Book;
use super::draft::Wish;
use super::fault::{Field, Wrong};
use super::store::Airplane;
use crate::layouts::{SeatLayout, layouts};

/// What the database has for each wish.
pub(super) struct Fleet {
    crafts: Vec<Result<Craft, Wrong>>,
    layouts: HashMap<LayoutId, Layout>,
}

/// An airplane that grants a wish.
#[derive(Clone, Debug)]
pub(super) struct Craft {
    pub(super) airline: AirlineCode,
    pub(super) aircraft: AircraftCode,
    /// The seats that it has.
    pub(super) seats: Layout,
    /// What is known of it; otherwise it is still to be made.
    pub(super) known: Known,
    /// The layout on which the file insists.
    layout: Option<LayoutId>,
}

/// How much of a craft is in the database.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// That airplane and no other.
    Registered(Airplane),
    /// One of several that are as good.
    Pooled(Airplane),
    /// The layout alone.
    Layout(LayoutId),
    /// Nothing: the layout of the type is to be made too.
    Type(SeatLayout),
}

impl Craft {
    /// Whether an airplane is as good as this one.
    pub(super) fn is_granted_by(&self, airplane: &Airplane) -> bool {
        match &self.known {
            Known::Registered(own) => own.id == airplane.id,
            Known::Pooled(_) | Known::Layout(_) | Known::Type(_) => {
                (airplane.airline, airplane.aircraft) == (self.airline, self.aircraft)
                    && self.layout.is_none_or(|layout| layout == airplane.layout)
            }
        }
    }

    /// The layout, when it is there.
    pub(super) fn layout_id(&self) -> Option<LayoutId> {
        match &self.known {
            Known::Registered(airplane) | Known::Pooled(airplane) => Some(airplane.layout),
            Known::Layout(layout) => Some(*layout),
            Known::Type(_) => None,
        }
    }

    /// The airplane, when it is there.
    pub(super) fn airplane(&self) -> Option<&Airplane> {
        match &self.known {
            Known::Registered(airplane) | Known::Pooled(airplane) => Some(airplane),
            Known::Layout(_) | Known::Type(_) => None,
        }
    }

    /// The airplane, when it can only be at one place.
    pub(super) fn single(&self) -> Option<&Airplane> {
        self.airplane().filter(|airplane| !airplane.pooled)
    }
}

impl Fleet {
    /// Looks for every wish of a file.
    pub(super) async fn find(
        conn: &mut MySqlConnection,
        book: &Book,
        wishes: &[Wish],
    ) -> sqlx::Result<Self> {
        let named = store::layouts(conn).await?;
        let known = Layouts {
            named: &named,
            usual: layouts(&book.reference),
            book,
        };
        let mut crafts = Vec::with_capacity(wishes.len());
        for wish in wishes {
            crafts.push(match wish {
                Wish::Registered {
                    airline,
                    registration,
                    aircraft,
                } => {
                    let airplane = store::registered(conn, registration).await?;
                    registered(&named, airplane, *airline, *aircraft, registration)
                }
                Wish::AnyOf {
                    airline,
                    aircraft,
                    layout,
                } => match known.choose(*aircraft, layout.as_deref()) {
                    Ok(layout) => Ok(any_of(conn, &known, *airline, *aircraft, layout).await?),
                    Err(wrong) => Err(wrong),
                },
            });
        }
        let layouts = named.into_iter().map(|it| (it.id, it.layout)).collect();
        Ok(Self { crafts, layouts })
    }

    /// Makes the airplanes that are missing. Call it in a transaction, then find them again.
    pub(super) async fn complete(&self, conn: &mut MySqlConnection) -> sqlx::Result<()> {
        for craft in self.crafts.iter().flatten() {
            let layout = match &craft.known {
                Known::Registered(_) | Known::Pooled(_) => continue,
                Known::Layout(layout) => *layout,
                Known::Type(layout) => store::layout_named(conn, layout).await?,
            };
            store::insert_pooled(conn, craft.airline, craft.aircraft, layout).await?;
        }
        Ok(())
    }

    /// What grants a wish, or why nothing does.
    pub(super) fn craft(&self, wish: u32) -> Result<&Craft, &Wrong> {
        self.crafts[wish as usize].as_ref()
    }

    /// How many airplanes are still to be made.
    pub(super) fn missing(&self) -> usize {
        let crafts = self.crafts.iter().flatten();
        crafts.filter(|craft| craft.airplane().is_none()).count()
    }

    /// A layout that an airplane of the database has.
    pub(super) fn layout(&self, id: LayoutId) -> Option<&Layout> {
        self.layouts.get(&id)
    }
}

fn registered(
    named: &[store::NamedLayout],
    airplane: Option<Airplane>,
    airline: AirlineCode,
    aircraft: Option<AircraftCode>,
    registration: &str,
) -> Result<Craft, Wrong> {
    let wrong = |reason| Err(Wrong::new(Field::Registration, reason));
    let Some(airplane) = airplane else {
        return wrong(format!("there is no airplane {registration:?}"));
    };
    if airplane.airline != airline {
        let owner = airplane.airline;
        return wrong(format!(
            "{registration} is an airplane of {owner}, not of {airline}"
        ));
    }
    if let Some(told) = aircraft.filter(|told| *told != airplane.aircraft) {
        let reason = format!("{registration} is a {}, not a {told}", airplane.aircraft);
        return Err(Wrong::new(Field::Aircraft, reason));
    }
    let layout = named.iter().find(|it| it.id == airplane.layout);
    Ok(Craft {
        airline,
        aircraft: airplane.aircraft,
        seats: layout.map(|it| it.layout.clone()).unwrap_or_default(),
        known: match airplane.pooled {
            true => Known::Pooled(airplane),
            false => Known::Registered(airplane),
        },
        layout: Some(airplane.layout),
    })
}

/// A layout that is there, or one that the type brings.
enum Chosen<'a> {
    Named(&'a store::NamedLayout),
    /// The usual one of the type, which somebody may have made already.
    Usual(&'a SeatLayout),
}

/// The database's layouts and those that the types bring.
struct Layouts<'a> {
    named: &'a [store::NamedLayout],
    usual: Vec<SeatLayout>,
    book: &'a Book,
}

impl Layouts<'_> {
    fn named(&self, name: &str) -> Option<&store::NamedLayout> {
        self.named.iter().find(|it| it.name == name)
    }

    fn choose(&self, aircraft: AircraftCode, name: Option<&str>) -> Result<Chosen<'_>, Wrong> {
        if let Some(name) = name {
            let reason = || format!("there is no seat layout {name:?}");
            let found = self.named(name).map(Chosen::Named);
            return found.ok_or_else(|| Wrong::new(Field::Layout, reason()));
        }
        let modern = self.book.reference.modern(aircraft);
        let usual = self.usual.iter().find(|it| it.aircraft == modern);
        usual.map(Chosen::Usual).ok_or_else(|| {
            let reason = format!("no seat layout is known for {aircraft}: name one");
            Wrong::new(Field::Aircraft, reason)
        })
    }
}

async fn any_of(
    conn: &mut MySqlConnection,
    layouts: &Layouts<'_>,
    airline: AirlineCode,
    aircraft: AircraftCode,
    chosen: Chosen<'_>,
) -> sqlx::Result<Craft> {
    let (there, insists) = match chosen {
        Chosen::Named(named) => (named, Some(named.id)),
        Chosen::Usual(usual) => match layouts.named(&usual.name) {
            Some(named) => (named, None),
            None => {
                return Ok(Craft {
                    airline,
                    aircraft,
                    seats: usual.layout.clone(),
                    known: Known::Type(usual.clone()),
                    layout: None,
                });
            }
        },
    };
    let airplane = store::pooled(conn, airline, aircraft, there.id).await?;
    Ok(Craft {
        airline,
        aircraft,
        seats: there.layout.clone(),
        known: airplane.map_or(Known::Layout(there.id), Known::Pooled),
        layout: insists,
    })
}

/// Whether every taken seat is there in another layout, in the same cabin.
pub(super) fn seats_fit(
    from: &Layout,
    to: &Layout,
    seats: impl IntoIterator<Item = search::model::SeatIndex>,
) -> Result<(), (u16, char, Cabin)> {
    for seat in seats {
        let cabin = from.cabin_of(seat);
        if cabin.is_none() || cabin != to.cabin_of(seat) {
            let (row, letter) = from.seat_number(seat).unwrap_or((0, '?'));
            return Err((row, letter, cabin.unwrap_or(Cabin::Economy)));
        }
    }
    Ok(())
}
