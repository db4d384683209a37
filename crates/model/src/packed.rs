//! Statements in few bytes, as books are spilled and charts are sealed: a form of the program for itself, which nobody else reads.
//!
//! What many statements say is written once. Codings stand as numbers of a table that whoever packs keeps beside the statements; the patient is left
//! out where it is the one that both sides know. Numbers are as long as they need to be, seven bits a byte, the lowest first.

use crate::{Aspect, Codings, Date, Decimal, Fact, How, Kind, Origin, Precision, Quantity, Statement, Value};
use rustc_hash::FxHashMap;

/// Packs statements and numbers their codings in the order in which they come.
pub struct Packer {
    codings: Vec<Codings>,
    numbers: FxHashMap<Codings, u64>,
    /// Codings that get a number; others are written where they stand.
    most: usize,
}

/// Numbers that are no place in the table: there are no codings, or they follow.
const NONE: u64 = 0;
const WRITTEN: u64 = 1;
const FIRST: u64 = 2;

impl Packer {
    /// A packer whose table holds so many codings at most.
    pub fn new(most: usize) -> Self {
        Self { codings: Vec::new(), numbers: FxHashMap::default(), most }
    }

    /// Writes a statement behind what `out` holds; `patient` is told to whoever reads it. Gives where in `out` begins what it says: before that
    /// stands where it was read.
    pub fn pack(&mut self, statement: &Statement, patient: &str, out: &mut Vec<u8>) -> usize {
        let Statement { kind, patient: own, origin: Origin { artifact, relation, line, reference }, facts } = statement;
        put(out, u64::from(*artifact));
        put(out, *line);
        let said = out.len();
        out.push(*kind as u8);
        let is_told = own == patient;
        out.push(u8::from(is_told));
        if !is_told {
            put_text(out, own);
        }
        put(out, u64::from(*relation));
        put_text(out, reference);
        put(out, facts.len() as u64);
        facts.iter().for_each(|fact| self.fact(fact, out));
        said
    }

    fn fact(&mut self, Fact { aspect, value, place, how }: &Fact, out: &mut Vec<u8>) {
        out.extend([*aspect as u8, *how as u8]);
        put(out, u64::from(*place));
        match value {
            Value::Code(codings, text) => {
                out.push(0);
                self.codings(codings, out);
                put_text(out, text);
            }
            Value::Text(text) => tagged(out, 1, text),
            Value::Word(word) => tagged(out, 2, word),
            Value::Quantity(Quantity { number, comparator, unit }) => {
                out.push(3);
                put_decimal(out, *number);
                put_text(out, comparator);
                put_text(out, unit);
            }
            Value::Date(date) => {
                out.push(4);
                put_date(out, *date);
            }
            Value::Flag(flag) => out.extend([5, u8::from(*flag)]),
            Value::Key(key) => tagged(out, 6, key),
            Value::Absent(reason) => tagged(out, 7, reason),
        }
    }

    fn codings(&mut self, codings: &Codings, out: &mut Vec<u8>) {
        if codings.is_empty() {
            return put(out, NONE);
        }
        if let Some(number) = self.numbers.get(codings) {
            return put(out, *number);
        }
        if self.codings.len() < self.most {
            let number = FIRST + self.codings.len() as u64;
            self.codings.push(codings.clone());
            self.numbers.insert(codings.clone(), number);
            return put(out, number);
        }
        put(out, WRITTEN);
        put(out, codings.packed().len() as u64);
        out.extend_from_slice(codings.packed());
    }

    /// The table of all that was packed.
    pub fn into_codings(self) -> Vec<Codings> {
        self.codings
    }
}

/// Reads a statement from the beginning of `bytes`, and takes it from them. None where it is cut or was written by another program.
pub fn unpack(bytes: &mut &[u8], patient: &str, codings: &[Codings]) -> Option<Statement> {
    let (artifact, line) = (number(bytes)?, number(bytes)?);
    let kind = *Kind::ALL.get(usize::from(byte(bytes)?))?;
    let patient = if byte(bytes)? == 1 { patient.to_string() } else { text(bytes)? };
    let (relation, reference, count) = (number(bytes)?, text(bytes)?, number::<usize>(bytes)?);
    // A fact takes more than one byte: whatever is written there, no more room is taken than there are bytes.
    let mut facts = Vec::with_capacity(count.min(bytes.len()));
    for _ in 0..count {
        facts.push(fact(bytes, codings)?);
    }
    Some(Statement { kind, patient, origin: Origin { artifact, relation, line, reference }, facts })
}

fn fact(bytes: &mut &[u8], codings: &[Codings]) -> Option<Fact> {
    let aspect = *Aspect::ALL.get(usize::from(byte(bytes)?))?;
    let how = *How::ALL.get(usize::from(byte(bytes)?))?;
    let place = number(bytes)?;
    let value = match byte(bytes)? {
        0 => {
            let codings = match number::<u64>(bytes)? {
                NONE => Codings::none(),
                WRITTEN => {
                    let length = number(bytes)?;
                    Codings::of_packed(take(bytes, length)?)?
                }
                number => codings.get(usize::try_from(number - FIRST).ok()?)?.clone(),
            };
            Value::Code(codings, text(bytes)?)
        }
        1 => Value::Text(text(bytes)?),
        2 => Value::Word(text(bytes)?),
        3 => Value::Quantity(Quantity { number: decimal(bytes)?, comparator: text(bytes)?, unit: text(bytes)? }),
        4 => Value::Date(date(bytes)?),
        5 => Value::Flag(byte(bytes)? == 1),
        6 => Value::Key(text(bytes)?),
        7 => Value::Absent(text(bytes)?),
        _ => return None,
    };
    Some(Fact { aspect, value, place, how })
}

/// Writes a table of codings.
pub fn pack_codings(codings: &[Codings], out: &mut Vec<u8>) {
    put(out, codings.len() as u64);
    for codings in codings {
        put(out, codings.packed().len() as u64);
        out.extend_from_slice(codings.packed());
    }
}

/// Reads a table of codings.
pub fn unpack_codings(bytes: &mut &[u8]) -> Option<Vec<Codings>> {
    let count = number::<usize>(bytes)?;
    let mut table = Vec::with_capacity(count.min(bytes.len()));
    for _ in 0..count {
        let length = number(bytes)?;
        table.push(Codings::of_packed(take(bytes, length)?)?);
    }
    Some(table)
}

/// Writes a number.
pub fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Writes a text behind its length.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn tagged(out: &mut Vec<u8>, tag: u8, text: &str) {
    out.push(tag);
    put_text(out, text);
}

/// Scale and sign in one byte, then the digits as one number of 96 bits.
fn put_decimal(out: &mut Vec<u8>, decimal: Decimal) {
    let [_, _, scale, sign, digits @ ..] = decimal.serialize();
    out.push(scale | sign & SIGN);
    let mut low = [0; 16];
    low[..12].copy_from_slice(&digits);
    let mut digits = u128::from_le_bytes(low);
    while digits >= 0x80 {
        out.push(digits as u8 | 0x80);
        digits >>= 7;
    }
    out.push(digits as u8);
}

/// The sign of a decimal; its scale, which is 28 at most, never reaches it.
const SIGN: u8 = 0x80;

/// In the byte of a date's precision: what is written behind the day.
const SECOND: u8 = 0x08;
const MILLISECOND: u8 = 0x10;
const OFFSET: u8 = 0x20;

fn put_date(out: &mut Vec<u8>, Date { year, month, day, second, millisecond, offset, precision }: Date) {
    let has = |there: bool, flag: u8| if there { flag } else { 0 };
    out.push(precision as u8 | has(second != 0, SECOND) | has(millisecond != 0, MILLISECOND) | has(offset.is_some(), OFFSET));
    out.extend(year.to_le_bytes());
    out.extend([month, day]);
    if second != 0 {
        put(out, u64::from(second));
    }
    if millisecond != 0 {
        put(out, u64::from(millisecond));
    }
    if let Some(offset) = offset {
        out.extend(offset.to_le_bytes());
    }
}

fn byte(bytes: &mut &[u8]) -> Option<u8> {
    let (first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*first)
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn fixed<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

/// Digits of seven bits a byte, up to so many bits.
fn digits(bytes: &mut &[u8], bits: u32) -> Option<u128> {
    let mut number = 0;
    for shift in (0..bits).step_by(7) {
        let next = byte(bytes)?;
        number |= u128::from(next & 0x7f) << shift;
        if next < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Reads a number that has room in what is asked for.
pub fn number<T: TryFrom<u64>>(bytes: &mut &[u8]) -> Option<T> {
    // Most are small.
    let (first, rest) = bytes.split_first()?;
    if *first < 0x80 {
        *bytes = rest;
        return T::try_from(u64::from(*first)).ok();
    }
    T::try_from(u64::try_from(digits(bytes, u64::BITS)?).ok()?).ok()
}

/// Reads a text.
pub fn text(bytes: &mut &[u8]) -> Option<String> {
    let length = number(bytes)?;
    Some(std::str::from_utf8(take(bytes, length)?).ok()?.to_string())
}

fn decimal(bytes: &mut &[u8]) -> Option<Decimal> {
    let head = byte(bytes)?;
    let digits = digits(bytes, 96)?;
    let mut written = [0; 16];
    written[2] = head & !SIGN;
    written[3] = head & SIGN;
    let (low, over) = digits.to_le_bytes().split_first_chunk::<12>().map(|(low, over)| (*low, over.iter().any(|b| *b != 0)))?;
    written[4..].copy_from_slice(&low);
    // What no decimal has: more digits than there is room for, or behind the point.
    (!over && written[2] <= 28).then(|| Decimal::deserialize(written))
}

fn date(bytes: &mut &[u8]) -> Option<Date> {
    let head = byte(bytes)?;
    let precision = match head & 0x07 {
        0 => Precision::Year,
        1 => Precision::Month,
        2 => Precision::Day,
        3 => Precision::Minute,
        4 => Precision::Second,
        _ => return None,
    };
    let year = i16::from_le_bytes(fixed(bytes)?);
    let [month, day] = fixed(bytes)?;
    let second = if head & SECOND == 0 { 0 } else { number(bytes)? };
    let millisecond = if head & MILLISECOND == 0 { 0 } else { number(bytes)? };
    let offset = if head & OFFSET == 0 { None } else { Some(i16::from_le_bytes(fixed(bytes)?)) };
    Some(Date { year, month, day, second, millisecond, offset, precision })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coding;
    use proptest::prelude::*;

    fn codings() -> impl Strategy<Value = Codings> {
        // Few codes, so that some come again.
        prop::collection::vec((0..3_u8, "[a-c]?", ".{0,4}"), 0..3).prop_map(|list| {
            list.into_iter().map(|(system, code, display)| Coding { system: format!("urn:{system}"), code, display }).collect()
        })
    }

    fn value() -> impl Strategy<Value = Value> {
        let date = (any::<[i16; 2]>(), any::<[u8; 2]>(), any::<u32>(), any::<u16>(), any::<bool>(), 0..5_usize).prop_map(|([year, east], [month, day], second, millisecond, has_offset, precision)| {
            let precision = [Precision::Year, Precision::Month, Precision::Day, Precision::Minute, Precision::Second][precision];
            Date { year, month, day, second, millisecond, offset: has_offset.then_some(east), precision }
        });
        let decimal = prop_oneof![
            (any::<i64>(), 0..=28_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale)),
            Just(Decimal::MAX),
            Just(Decimal::MIN),
            Just(-Decimal::ZERO),
        ];
        prop_oneof![
            (codings(), ".{0,9}").prop_map(|(codings, text)| Value::Code(codings, text)),
            ".{0,200}".prop_map(Value::Text),
            ".{0,9}".prop_map(Value::Word),
            (decimal, ".{0,2}", ".{0,9}").prop_map(|(number, comparator, unit)| Value::Quantity(Quantity { number, comparator, unit })),
            date.prop_map(Value::Date),
            any::<bool>().prop_map(Value::Flag),
            ".{0,9}".prop_map(Value::Key),
            ".{0,9}".prop_map(Value::Absent),
        ]
    }

    fn statement() -> impl Strategy<Value = Statement> {
        let fact = (prop::sample::select(Aspect::ALL), prop::sample::select(How::ALL), value(), any::<u32>()).prop_map(|(aspect, how, value, place)| Fact { aspect, value, place, how });
        let origin = (any::<u32>(), any::<u32>(), any::<u64>(), ".{0,9}").prop_map(|(artifact, relation, line, reference)| Origin { artifact, relation, line, reference });
        (prop::sample::select(Kind::ALL), "[pq]", origin, prop::collection::vec(fact, 0..6)).prop_map(|(kind, patient, origin, facts)| Statement { kind, patient, origin, facts })
    }

    proptest! {
        #[test]
        fn statements_come_back_whatever_room_their_table_has(statements in prop::collection::vec(statement(), 0..6), most in 0..4_usize, at in any::<prop::sample::Index>()) {
            let (mut packer, mut bytes) = (Packer::new(most), Vec::new());
            statements.iter().for_each(|statement| { packer.pack(statement, "p", &mut bytes); });
            let mut table = Vec::new();
            pack_codings(&packer.into_codings(), &mut table);
            let codings = unpack_codings(&mut table.as_slice()).unwrap();
            prop_assert!(codings.len() <= most);
            let mut rest = bytes.as_slice();
            for statement in &statements {
                let read = unpack(&mut rest, "p", &codings).unwrap();
                prop_assert_eq!(&read, statement);
                prop_assert_eq!(format!("{read:?}"), format!("{statement:?}"), "to the last digit");
            }
            prop_assert!(rest.is_empty());
            // What is cut is told, and nothing panics.
            let mut cut = bytes.split_at(at.index(bytes.len() + 1)).0;
            let whole = std::iter::from_fn(|| unpack(&mut cut, "p", &codings)).count();
            prop_assert!(whole <= statements.len());
        }

        #[test]
        fn bytes_of_anything_read_as_nothing_or_something_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&mut bytes.as_slice(), "p", &[Codings::none()]);
            let _ = unpack_codings(&mut bytes.as_slice());
        }

        #[test]
        fn what_a_statement_says_is_written_alike_wherever_it_was_read(statement in statement(), artifact in any::<u32>(), line in any::<u64>()) {
            let said = |statement: &Statement| {
                let mut bytes = vec![7];
                let from = Packer::new(9).pack(statement, "p", &mut bytes);
                bytes.split_off(from)
            };
            let mut elsewhere = statement.clone();
            (elsewhere.origin.artifact, elsewhere.origin.line) = (artifact, line);
            prop_assert_eq!(said(&statement), said(&elsewhere));
        }
    }
}
