//! What a seat layout may be: pure, and every fault named at once.

use std::collections::HashSet;

use search::model::{Cabin, CabinLayout, Layout};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::catalog::reasons;
use crate::problem::{FieldError, Text};
use crate::request::params::reasons as usual;

/// The longest name, in characters.
pub(super) const LONGEST_NAME: usize = 80;

/// Rows are numbered up to here.
const LAST_ROW: i64 = 99;

/// Seats side by side, as on the widest airplane that anybody has drawn.
const WIDEST_ROW: usize = 12;

/// Exit rows of one cabin.
const MOST_EXIT_ROWS: usize = 8;

/// Seats of one airplane: an A380 is certified for 853.
const MOST_SEATS: usize = 900;

/// A layout as somebody would like it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LayoutDraft {
    /// What people call it; no two layouts share a name.
    #[schema(max_length = 80, example = "738 of 186")]
    name: String,
    /// One to four cabins, each with rows of its own.
    #[schema(min_items = 1, max_items = 4)]
    cabins: Vec<CabinDraft>,
}

/// A cabin of such a layout.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CabinDraft {
    /// economy, premium, business or first.
    #[schema(example = "economy")]
    cabin: String,
    /// Number of its first row.
    #[schema(minimum = 1, maximum = 99, example = 11)]
    first_row: i64,
    /// Number of its last row.
    #[schema(minimum = 1, maximum = 99, example = 40)]
    last_row: i64,
    /// The letters of the seats from left to right, a space for each aisle.
    #[schema(max_length = 16, example = "ABC DEF")]
    pattern: String,
    /// Seats in the last row, filled from the left, when it is not a whole one.
    #[schema(minimum = 1, example = 4)]
    last_row_length: Option<i64>,
    /// Rows beside an emergency exit.
    #[serde(default)]
    #[schema(max_items = 8, example = json!([11, 25]))]
    exit_rows: Vec<i64>,
}

/// A layout that can be flown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LayoutPlan {
    /// What people call it.
    pub(super) name: String,
    /// Its seats.
    pub(super) layout: Layout,
}

impl LayoutPlan {
    /// The layout that was drafted, or all that is wrong with it.
    pub(super) fn check(draft: &LayoutDraft) -> Result<Self, Vec<FieldError>> {
        let mut faults = Vec::new();
        let name = draft.name.trim();
        if let Err(reason) = reasons::check_text(name, LONGEST_NAME) {
            faults.push(FieldError::pointer("/name", reason));
        }
        if !(1..=Cabin::ALL.len()).contains(&draft.cabins.len()) {
            let reason = reasons::not_so_many(1, Cabin::ALL.len());
            faults.push(FieldError::pointer("/cabins", reason));
            return Err(faults);
        }
        let mut cabins = Vec::with_capacity(draft.cabins.len());
        for (place, cabin) in draft.cabins.iter().enumerate() {
            cabins.extend(cabin.check(&mut Faults {
                place,
                faults: &mut faults,
            }));
        }
        if faults.is_empty() {
            together(&cabins, &mut faults);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            name: name.to_owned(),
            layout: Layout::new(cabins),
        })
    }
}

/// Where the faults of one cabin go.
struct Faults<'f> {
    place: usize,
    faults: &'f mut Vec<FieldError>,
}

impl Faults<'_> {
    fn add(&mut self, member: &str, reason: Text) {
        let pointer = format!("/cabins/{}/{member}", self.place);
        self.faults.push(FieldError::pointer(pointer, reason));
    }

    /// The value, unless it is refused.
    fn keep<T>(&mut self, member: &str, checked: Result<T, Text>) -> Option<T> {
        checked.map_err(|reason| self.add(member, reason)).ok()
    }
}

impl CabinDraft {
    /// The cabin by itself; `None` when it has faults.
    fn check(&self, faults: &mut Faults<'_>) -> Option<CabinLayout> {
        let cabin = Cabin::parse(&self.cabin)
            .ok_or_else(|| usual::not_one_of(Cabin::ALL.into_iter().map(Cabin::as_str)));
        let cabin = faults.keep("cabin", cabin);
        let first_row = faults.keep("first_row", row_number(self.first_row, 1));
        // When the first is wrong, the last is compared with nothing.
        let least = first_row.map_or(1, i64::from);
        let last_row = faults.keep("last_row", row_number(self.last_row, least));
        let width = faults.keep("pattern", width(&self.pattern));
        let last_row_length = width.and_then(|width| {
            let length = self.last_row_length.unwrap_or(width);
            faults.keep("last_row_length", whole(length, 1, width))
        });
        let rows = first_row.zip(last_row);
        let exit_rows = rows.and_then(|rows| self.exit_rows(rows, faults));
        Some(CabinLayout {
            cabin: cabin?,
            first_row: first_row?,
            last_row: last_row?,
            pattern: self.pattern.clone(),
            last_row_length: last_row_length?,
            exit_rows: exit_rows?,
        })
    }

    /// The exit rows in their order.
    fn exit_rows(&self, (first, last): (u16, u16), faults: &mut Faults<'_>) -> Option<Vec<u16>> {
        if self.exit_rows.len() > MOST_EXIT_ROWS {
            faults.add("exit_rows", reasons::not_so_many(0, MOST_EXIT_ROWS));
            return None;
        }
        let mut rows = Vec::with_capacity(self.exit_rows.len());
        for (place, row) in self.exit_rows.iter().enumerate() {
            let row = whole(*row, first.into(), last.into()).and_then(|row| {
                let is_new = !rows.contains(&row);
                is_new.then_some(row).ok_or_else(usual::given_twice)
            });
            rows.extend(faults.keep(&format!("exit_rows/{place}"), row));
        }
        rows.sort_unstable();
        (rows.len() == self.exit_rows.len()).then_some(rows)
    }
}

/// What cabins that are good by themselves get wrong together.
fn together(cabins: &[CabinLayout], faults: &mut Vec<FieldError>) {
    for (place, cabin) in cabins.iter().enumerate() {
        let mut earlier = cabins[..place].iter();
        if earlier.clone().any(|other| other.cabin == cabin.cabin) {
            let pointer = format!("/cabins/{place}/cabin");
            faults.push(FieldError::pointer(pointer, usual::given_twice()));
        }
        let meets = |other: &&CabinLayout| {
            other.first_row <= cabin.last_row && cabin.first_row <= other.last_row
        };
        if let Some(other) = earlier.find(meets) {
            let reason = reasons::rows_of_another(other.cabin.as_str());
            let pointer = format!("/cabins/{place}/first_row");
            faults.push(FieldError::pointer(pointer, reason));
        }
    }
    let seats: usize = cabins
        .iter()
        .map(|cabin| usize::from(cabin.capacity()))
        .sum();
    if seats > MOST_SEATS {
        faults.push(FieldError::pointer(
            "/cabins",
            reasons::too_many_seats(seats, MOST_SEATS),
        ));
    }
}

fn row_number(row: i64, least: i64) -> Result<u16, Text> {
    whole(row, least, LAST_ROW)
}

fn whole(number: i64, least: i64, most: i64) -> Result<u16, Text> {
    u16::try_from(number)
        .ok()
        .filter(|_| (least..=most).contains(&number))
        .ok_or_else(|| usual::not_between(least, most))
}

/// Seats in a whole row of a pattern: capital letters, each once, single spaces between them.
fn width(pattern: &str) -> Result<i64, Text> {
    let mut seen = HashSet::new();
    let groups = pattern.split(' ');
    let is_letter_of_its_own = |letter: char| letter.is_ascii_uppercase() && seen.insert(letter);
    let mut letters = pattern.chars().filter(|sign| *sign != ' ');
    let is_good =
        letters.all(is_letter_of_its_own) && groups.clone().all(|group| !group.is_empty());
    let width = pattern.chars().filter(|sign| *sign != ' ').count();
    if !is_good || width > WIDEST_ROW || pattern.len() > 16 {
        return Err(reasons::not_a_pattern(WIDEST_ROW));
    }
    Ok(width as i64)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::problem::Place;

    fn b738() -> Value {
        json!({"name": "738 of 186", "cabins": [
            {"cabin": "economy", "first_row": 11, "last_row": 40, "pattern": "ABC DEF",
             "last_row_length": 4, "exit_rows": [25, 11]},
            {"cabin": "business", "first_row": 1, "last_row": 2, "pattern": "AC DF"},
        ]})
    }

    fn check(draft: &Value) -> Result<LayoutPlan, Vec<String>> {
        let draft = serde_json::from_value(draft.clone()).unwrap();
        let pointer = |fault: FieldError| match fault.place {
            Place::Pointer(pointer) => pointer,
            Place::Parameter(name) => panic!("{name} is in the body"),
        };
        LayoutPlan::check(&draft).map_err(|faults| faults.into_iter().map(pointer).collect())
    }

    /// The faults after one member was changed.
    fn changed(pointer: &str, value: Value) -> Vec<String> {
        let mut draft = b738();
        *draft.pointer_mut(pointer).unwrap() = value;
        check(&draft).err().unwrap_or_default()
    }

    #[test]
    fn a_good_layout_has_its_cabins_from_the_front_and_its_exits_in_order() {
        let plan = check(&b738()).unwrap();
        let [business, economy] = &plan.layout.cabins[..] else {
            panic!("two cabins");
        };
        assert_eq!((business.capacity(), economy.capacity()), (8, 178));
        assert_eq!(business.last_row_length, 4);
        assert_eq!(economy.exit_rows, [11, 25]);
    }

    #[test]
    fn each_fault_is_named_where_it_is() {
        for (pointer, value) in [
            ("/name", json!("  ")),
            ("/name", json!("x".repeat(81))),
            ("/name", json!("a\u{7}b")),
            ("/cabins", json!([])),
            ("/cabins/0/cabin", json!("Economy")),
            ("/cabins/0/first_row", json!(0)),
            ("/cabins/0/first_row", json!(100)),
            ("/cabins/0/last_row", json!(100)),
            ("/cabins/0/last_row", json!(10)),
            ("/cabins/0/last_row", json!(i64::MAX)),
            ("/cabins/0/pattern", json!("")),
            ("/cabins/0/pattern", json!("ABC  DEF")),
            ("/cabins/0/pattern", json!(" ABC DEF")),
            ("/cabins/0/pattern", json!("ABC DEA")),
            ("/cabins/0/pattern", json!("abc def")),
            ("/cabins/0/pattern", json!("ABC-DEF")),
            ("/cabins/0/pattern", json!("가나다")),
            ("/cabins/0/pattern", json!("ABCDEFGHJKLMN")),
            ("/cabins/0/last_row_length", json!(0)),
            ("/cabins/0/last_row_length", json!(7)),
            ("/cabins/0/exit_rows/0", json!(41)),
            ("/cabins/1/first_row", json!(-1)),
        ] {
            assert_eq!(changed(pointer, value.clone()), [pointer], "{value}");
        }
        let twice = changed("/cabins/0/exit_rows", json!([12, 12]));
        assert_eq!(twice, ["/cabins/0/exit_rows/1"]);
        let many = changed(
            "/cabins/0/exit_rows",
            json!([11, 12, 13, 14, 15, 16, 17, 18, 19]),
        );
        assert_eq!(many, ["/cabins/0/exit_rows"]);
        let same = changed("/cabins/0/cabin", json!("business"));
        assert_eq!(same, ["/cabins/1/cabin"]);
        let meeting = changed("/cabins/1/last_row", json!(11));
        assert_eq!(meeting, ["/cabins/1/first_row"]);
        let five = changed("/cabins", json!(vec![b738()["cabins"][0].clone(); 5]));
        assert_eq!(five, ["/cabins"]);
    }

    #[test]
    fn faults_of_several_members_are_named_at_once() {
        let draft = json!({"name": "", "cabins": [
            {"cabin": "deck", "first_row": 0, "last_row": 100, "pattern": "A A",
             "last_row_length": 9, "exit_rows": [1]},
            {"cabin": "first", "first_row": 3, "last_row": 2, "pattern": "A"},
        ]});
        let expected = [
            "/name",
            "/cabins/0/cabin",
            "/cabins/0/first_row",
            "/cabins/0/last_row",
            "/cabins/0/pattern",
            "/cabins/1/last_row",
        ];
        assert_eq!(check(&draft).unwrap_err(), expected);
    }

    #[test]
    fn an_airplane_of_more_seats_than_any_is_refused() {
        let cabin = json!({"cabin": "economy", "first_row": 1, "last_row": 99,
            "pattern": "ABC DEFG HJK"});
        let draft = json!({"name": "ark", "cabins": [cabin]});
        assert_eq!(check(&draft).unwrap_err(), ["/cabins"]);
    }
}
