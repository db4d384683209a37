//! What operators share: what more a message says around a record, and small edits of segments.

use super::Effect;
use super::charts::Group;
use super::message::{Message, Segment};

pub(super) use super::Around;
pub(super) use crate::operator::{ADDED, ALTERED, Fixed, GONE, LOSS, WHOLE, done, edited};

impl<'a> Around<'a> {
    /// The message of the record.
    pub(super) fn message(&self) -> Option<&'a Message> {
        self.charts.message(self.own)
    }

    /// The main segment of another record.
    pub(super) fn main(&self, record: usize) -> Option<&'a Segment> {
        let core = self.charts.records.get(record)?.place.core;
        self.charts.message(record)?.segments.get(core)
    }

    /// The main segments of the other records of its kind, of this patient or of others.
    pub(super) fn others(&self, here: bool) -> Vec<&'a Segment> {
        self.of_kind(self.kind(), here).into_iter().filter_map(|number| self.main(number)).collect()
    }

    /// The segments of the order in which a result stands, its own among them: from an OBR to the next.
    pub(super) fn of_order(&self) -> Vec<&'a Segment> {
        let (Some(message), Some(record)) = (self.message(), self.record()) else { return Vec::new() };
        let (before, behind) = message.segments.split_at(record.place.core.min(message.segments.len()));
        let first = before.iter().rposition(|s| s.name == "OBR").unwrap_or(0);
        before.iter().skip(first).chain(behind.iter().take_while(|s| s.name != "OBR")).collect()
    }
}

/// Edits the main segment.
pub(super) fn main_edited(group: &mut Group, edit: impl FnOnce(&mut Segment) -> Option<()>) -> Effect {
    edited(group, |copy| {
        let core = copy.core;
        edit(copy.segments.get_mut(core)?)
    })
}

/// Edits the first segment of a name.
pub(super) fn named_edited(group: &mut Group, name: &str, edit: impl FnOnce(&mut Segment) -> Option<()>) -> Effect {
    edited(group, |copy| edit(copy.segments.iter_mut().find(|s| s.name == name)?))
}

/// Turns the first run of segments of a name, each with the comments behind it: a comment belongs to what it stands behind. How many
/// segments of the name there are.
pub(super) fn turn_run(segments: &mut Vec<Segment>, name: &str) -> usize {
    let Some(start) = segments.iter().position(|s| s.name == name) else { return 0 };
    let run = segments.get(start..).unwrap_or_default().iter().take_while(|s| s.name == name || s.name == "NTE").count();
    let mut entries: Vec<Vec<Segment>> = Vec::new();
    for segment in segments.drain(start..start + run) {
        match entries.last_mut() {
            Some(entry) if segment.name == "NTE" => entry.push(segment),
            _ => entries.push(vec![segment]),
        }
    }
    let count = entries.len();
    let behind = segments.split_off(start);
    segments.extend(entries.into_iter().rev().flatten());
    segments.extend(behind);
    count
}

/// Where a segment has something: 0 where it has no such field.
pub(super) fn place(name: &str, places: &[(&str, usize)]) -> usize {
    places.iter().find(|(n, _)| *n == name).map_or(0, |(_, field)| *field)
}

/// Empties the field of the main segment that `places` names for it.
pub(super) fn emptied(group: &mut Group, places: &[(&str, usize)]) -> Effect {
    main_edited(group, |main| {
        let field = place(&main.name, places);
        done(field > 0 && main.has(field))?;
        main.put(field, "");
        Some(())
    })
}

/// Empties a field of the first segment of a name.
pub(super) fn emptied_in(group: &mut Group, name: &str, field: usize) -> Effect {
    named_edited(group, name, |segment| {
        done(segment.has(field))?;
        segment.put(field, "");
        Some(())
    })
}

/// Fills a field of the main segment that is empty.
pub(super) fn filled(group: &mut Group, places: &[(&str, usize)], value: &str) -> Effect {
    main_edited(group, |main| {
        let field = place(&main.name, places);
        done(field > 0 && main.field(field).is_empty())?;
        main.put(field, value);
        Some(())
    })
}

/// Exchanges the code in a field of the main segment by a table.
pub(super) fn turned(group: &mut Group, places: &[(&str, usize)], table: &[(&str, &str)]) -> Effect {
    main_edited(group, |main| {
        let field = place(&main.name, places);
        let (_, other) = table.iter().find(|(from, _)| field > 0 && *from == main.part(field, 1))?;
        main.put(field, other);
        Some(())
    })
}

/// Where the main segment names what the record is about.
pub(super) fn concept_field(name: &str) -> usize {
    place(name, &[("AL1", 3), ("IAM", 3), ("DG1", 3), ("PRB", 3), ("PR1", 3), ("OBR", 4), ("OBX", 3), ("RXE", 2), ("RXO", 1), ("RXA", 5), ("FT1", 7)])
}

/// The number of a result or of a dose, where it is one that is not zero: the segment's field of it, and of its unit.
pub(super) fn number_fields(main: &Segment) -> Option<(usize, usize)> {
    let (value, unit) = match main.name.as_str() {
        "OBX" if main.field(2) == "NM" => (5, 6),
        "RXE" => (3, 5),
        "RXO" => (2, 4),
        "RXA" => (6, 7),
        _ => return None,
    };
    let digits = main.field(value);
    let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !crate::edit::is_zero(digits);
    // 999 says that the amount of a vaccine is not known; of a span of doses the other end would contradict.
    let known = !(main.name == "RXA" && digits == "999") && !(main.name == "RXE" && main.has(4)) && !(main.name == "RXO" && main.has(3));
    (number && known).then_some((value, unit))
}

/// Whether a record was withdrawn or says that something is not so.
pub(super) fn is_withdrawn(group: &Group) -> bool {
    let Some(main) = group.main() else { return false };
    match main.name.as_str() {
        "IAM" => main.field(6) == "D" || main.field(17) == "E",
        "PRB" => main.field(1) == "DE" || matches!(main.part(13, 1), "R" | "E"),
        "DG1" => main.field(21) == "D",
        "PR1" => main.field(20) == "D",
        "RXA" => main.field(21) == "D" || matches!(main.field(20), "RE" | "NA"),
        "OBX" => matches!(main.field(11), "D" | "W" | "X" | "N"),
        _ => false,
    }
}

/// Whether a record says of itself, or its event says, that it was an error: whoever leaves it out follows. `event` is that of its message.
pub(super) fn is_taken_back(group: &Group, event: &str) -> bool {
    let Some(main) = group.main() else { return false };
    match main.name.as_str() {
        "IAM" => main.field(6) == "D" || main.part(17, 1) == "E",
        "PRB" => main.field(1) == "DE" || main.part(13, 1) == "E",
        "DG1" | "RXA" => main.field(21) == "D",
        "PR1" => main.field(20) == "D",
        "OBX" => matches!(main.field(11), "D" | "W"),
        "TXA" => event == "T11" || matches!(main.field(19), "CA" | "DE"),
        "MSH" | "PV1" | "SCH" => matches!(event, "A11" | "A23" | "A27" | "A38" | "S17" | "T11"),
        "OBR" | "RXE" | "RXO" => group.first("ORC").is_some_and(|orc| orc.part(5, 1) == "ER"),
        _ => false,
    }
}

/// What the order of a record says of its state: ORC-5, else ORC-1, exchanged by tables.
pub(super) fn order_turned(group: &mut Group, states: &[(&str, &str)], controls: &[(&str, &str)]) -> Effect {
    named_edited(group, "ORC", |orc| {
        let (field, table) = if orc.has(5) { (5, states) } else { (1, controls) };
        let (_, other) = table.iter().find(|(from, _)| *from == orc.field(field))?;
        orc.put(field, other);
        Some(())
    })
}
