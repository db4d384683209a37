//! What of a message was read: its fields one by one, and, where what is left over is told, the parts of them.
//!
//! Whoever takes a value says here what it took. Nothing is read here, and nothing said: [`super::rest`] tells what is left.

use crate::reading::Coverage;
use formats::hl7v2::{Message, Path};
use std::collections::HashMap;

/// Segments that carry the message, not the patient.
const CARRIERS: [&str; 4] = ["MSH", "EVN", "DSC", "ADD"];
/// Segments whose first field only counts them.
const COUNTED: [&str; 20] =
    ["PID", "PV1", "NK1", "AL1", "IAM", "DG1", "PR1", "GT1", "IN1", "OBR", "OBX", "NTE", "FT1", "TXA", "SPM", "RXA", "TQ1", "AIS", "AIP", "AIL"];

/// Whether a field of a segment only counts the segments of its name.
pub(super) fn only_counts(segment: &str, field: usize) -> bool {
    field == 1 && COUNTED.contains(&segment)
}

/// An explicit null: what stood there is deleted.
pub(super) const NULL: &str = "\"\"";

/// What became of a leaf of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing looked at its field.
    Field,
    /// Its field was looked at, and nothing took this part of it.
    Beside,
    /// The same of a part that says who gave the number beside it, and how.
    Giver,
    /// It was read.
    Nothing,
}

/// A part of a message: segment, field, repetition, component, sub-component. 0 stands for all of them.
type Part = [usize; 5];

/// A part as one number, so that thousands of them are sorted at once.
fn number([index, field, repetition, component, subcomponent]: Part) -> u64 {
    let bits = |part: usize, most: usize| part.min(most) as u64;
    (bits(index, 0xff_ffff) << 40) | (bits(field, 0x3ff) << 30) | (bits(repetition, 0xfff) << 18) | (bits(component, 0x1ff) << 9) | bits(subcomponent, 0x1ff)
}

/// What was read of the segments of a message.
pub(super) struct Seen {
    /// Bit n: field n was read; the last bit stands for all beyond.
    read: Vec<u128>,
    /// Parts that were read, and those of givers, where what stands beside them is told: sorted once the message is read.
    parts: Option<[Vec<u64>; 2]>,
    /// Fields that were read of segments that assert nothing by themselves, before they were set aside.
    set_aside: HashMap<usize, u128>,
}

impl Seen {
    /// Nothing yet of so many segments; `whole` says that what stands beside a part that is read will be told.
    pub fn nothing(segments: usize, whole: bool) -> Self {
        Self { read: vec![0; segments], parts: whole.then(Default::default), set_aside: HashMap::new() }
    }

    /// Whether what is left over is told.
    pub fn tells_all(&self) -> bool {
        self.parts.is_some()
    }

    /// A part is read.
    pub fn take(&mut self, part: Part) {
        self.look_at(part[0], part[1]);
        if let Some([read, _]) = &mut self.parts {
            read.push(number(part));
        }
    }

    /// Components of a repetition say who gave the number beside them, and how.
    pub fn mark_givers(&mut self, index: usize, field: usize, repetition: usize, components: &[usize]) {
        if let Some([_, givers]) = &mut self.parts {
            givers.extend(components.iter().map(|component| number([index, field, repetition, *component, 0])));
        }
    }

    /// Something looked at the field: it does not count as unread.
    pub fn look_at(&mut self, index: usize, field: usize) {
        if let Some(mask) = self.read.get_mut(index) {
            *mask |= 1 << field.min(127);
        }
    }

    /// The segment asserts nothing: none of its fields counts as unread.
    pub fn set_aside(&mut self, index: usize) {
        if let Some(mask) = self.read.get_mut(index) {
            self.set_aside.insert(index, *mask);
            *mask = u128::MAX;
        }
    }

    /// The message is read: what was read of it can be looked up.
    pub fn settle(&mut self) {
        self.parts.iter_mut().flatten().for_each(|list| {
            list.sort_unstable();
            list.dedup();
        });
    }

    /// Every filled leaf of a segment and what became of it. Of segments that were set aside those of drugs count: what was dispensed
    /// or given of an order is said by nobody else. `code` is that of the message.
    pub fn leaves(&self, message: &Message<'_>, code: &str, index: usize, each: &mut dyn FnMut(&Path, Left, &str)) {
        let Some(segment) = message.segments.get(index).filter(|segment| !CARRIERS.contains(&segment.name)) else { return };
        let before = self.set_aside.get(&index).copied();
        let looked_at = match before {
            Some(before) if segment.name.starts_with("RX") && code != "VXU" => before,
            _ => self.read.get(index).copied().unwrap_or(0),
        };
        message.leaves(segment, &mut |path, value| {
            let value = value.trim();
            if value.is_empty() {
                return;
            }
            let left = match (looked_at >> path.field.min(127)) & 1 {
                _ if only_counts(segment.name, path.field) => Left::Nothing,
                0 => Left::Field,
                _ if before.is_some() => Left::Nothing,
                _ => self.left(index, path),
            };
            // A null of a part says nothing; one of a whole field that nothing looked at deletes what it held.
            if value != NULL || (left == Left::Field && path.component == 0 && path.repetition <= 1) {
                each(path, left, value);
            }
        });
    }

    /// What became of a leaf of a field that was looked at.
    fn left(&self, index: usize, path: &Path) -> Left {
        let Some([read, givers]) = &self.parts else { return Left::Nothing };
        let (field, repetition, component, subcomponent) = (path.field, path.repetition.max(1), path.component.max(1), path.subcomponent.max(1));
        let is_in = |list: &[u64], part: Part| list.binary_search(&number(part)).is_ok();
        let parts = [
            [index, field, 0, 0, 0],
            [index, field, repetition, 0, 0],
            [index, field, repetition, component, 0],
            [index, field, repetition, component, subcomponent],
        ];
        if parts.iter().any(|part| is_in(read, *part)) {
            Left::Nothing
        } else if is_in(givers, [index, field, repetition, component, 0]) {
            Left::Giver
        } else {
            Left::Beside
        }
    }

    /// Counts what was not read.
    pub fn account(&self, message: &Message<'_>, coverage: &mut Coverage) {
        for (segment, read) in message.segments.iter().zip(&self.read) {
            if CARRIERS.contains(&segment.name) {
                continue;
            }
            if *read == 0 {
                *coverage.unread.entry(format!("hl7.{}", segment.name)).or_default() += 1;
                continue;
            }
            let read = read | (u128::from(COUNTED.contains(&segment.name)) << 1);
            message.filled(segment, &mut |field| {
                if (read >> field.min(127)) & 1 == 0 {
                    *coverage.unread.entry(format!("hl7.{}-{field}", segment.name)).or_default() += 1;
                }
            });
        }
    }
}
