//! Something that fits in place of something that does not.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::faults::{self, Fault, Kind};

/// Changes `value` so that reading it as a `T` gets past `fault`; whether that was possible.
pub(super) fn mend<T: DeserializeOwned>(value: &mut Value, fault: &Fault) -> bool {
    let (parent, name) = fault.pointer.rsplit_once('/').unwrap_or_default();
    let name = name.replace("~1", "/").replace("~0", "~");
    let is_whole = fault.pointer.is_empty();
    if let Kind::Unknown(_) = fault.kind {
        let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
        return parent.is_some_and(|parent| parent.remove(&name).is_some());
    }
    for candidate in candidates(fault) {
        match value.pointer_mut(&fault.pointer) {
            Some(place) => *place = candidate,
            None if is_whole => return false,
            None => match value.pointer_mut(parent).and_then(Value::as_object_mut) {
                Some(parent) => _ = parent.insert(name.clone(), candidate),
                None => return false,
            },
        }
        // A mistake further in is a step forward: the right kind of thing stands here now.
        let left = faults::first::<T>(value);
        if left.is_none_or(|left| left.pointer != fault.pointer) {
            return true;
        }
    }
    false
}

/// What may fit, the likely first.
fn candidates(fault: &Fault) -> Vec<Value> {
    let mut candidates = Vec::new();
    if let Kind::NoneOf(words) = &fault.kind {
        candidates.extend(words.first().map(|word| json!(word)));
    }
    candidates.extend([
        json!(null),
        json!(0),
        json!(1),
        json!(""),
        json!([]),
        json!({}),
        json!(false),
        json!("2000-01-01"),
        json!("2000-01-01T00:00:00Z"),
        json!("2000-01-01T00:00:00"),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("ICN"),
        json!("KE"),
        json!("738"),
    ]);
    candidates
}
