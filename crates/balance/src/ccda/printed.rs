//! The number that a document prints for a value: told where it is another one than the entry's.
//!
//! High precision before recall: it is told of a row of a table that everything in the entry which refers to the narrative leads to, that
//! names what was observed and the entry's unit, that holds one number in a cell of its own, and that has the entry's number nowhere, in
//! whatever spelling, rounded or converted. What must stay true: where it is silent nothing is proven, where it is not the two contradict.

use crate::ccda::at::At;
use crate::ccda::entry::whole_words;
use formats::ccda::Document;
use model::{Decimal, Quantity, Value, canonical_unit, convert, parse_decimal};

/// Where an observation refers to the narrative.
const REFERENCES: [&str; 3] = ["text/reference", "value/originalText/reference", "code/originalText/reference"];
/// Units that a row may give the same amount in.
const UNITS: [&str; 14] = ["cm", "m", "[in_i]", "kg", "g", "[lb_av]", "mg", "ug", "L", "mL", "Cel", "[degF]", "g/dL", "mg/dL"];
/// What a cell may say behind a number, in small letters: how it stands to the normal range.
const FLAGS: [&str; 14] = ["h", "l", "hh", "ll", "n", "a", "aa", "high", "low", "normal", "abnormal", "critical", "*", "!"];
/// Numbers from here on are numbers of something or days, and no amounts.
const NUMBER_MAX: i64 = 10_000_000;
/// Words of which a row that has the other one is about something else.
const APART: [&str; 2] = ["systolic", "diastolic"];
/// Letters of a word that names something.
const LETTERS_MIN: usize = 3;

/// The number that the document prints for the only value of an observation, where it is another one.
pub(super) fn other(document: &Document, at: &At<'_>) -> Option<Quantity> {
    let values = at.all("value");
    let [value] = values.as_slice() else { return None };
    let Some(Value::Quantity(own)) = super::entry::measured(value) else { return None };
    let unit = canonical_unit(&own.unit);
    if unit.is_empty() || !own.comparator.is_empty() || is_too_large(own.number) {
        return None;
    }
    let cells = cells(document, at)?;
    if cells.iter().flat_map(|cell| numbers(cell)).any(|number| is_alike(number, &own, &unit)) {
        return None;
    }
    let mut amounts = cells.iter().enumerate().filter_map(|(index, cell)| Some((index, amount(cell)?)));
    let (Some((index, printed)), None) = (amounts.next(), amounts.next()) else { return None };
    // The first cell names what the row is about.
    let of_another = !printed.unit.is_empty() && !printed.unit.eq_ignore_ascii_case(&unit);
    if index == 0 || of_another || !names(&cells, index, &words_of(document, at)) {
        return None;
    }
    if is_bound(at, printed.number) {
        return None;
    }
    let has_unit = !printed.unit.is_empty() || cells.iter().any(|cell| gives_unit(cell, &unit));
    has_unit.then_some(Quantity { unit: own.unit, ..printed })
}

/// The cells of the one row that the entry's references lead to.
fn cells(document: &Document, at: &At<'_>) -> Option<Vec<String>> {
    let references = REFERENCES.iter().filter_map(|path| at.down(path));
    let mut rows: Vec<_> = references.filter_map(|reference| document.row(reference.attribute("value")?)).collect();
    rows.dedup_by_key(|row| row.byte());
    let [row] = rows.as_slice() else { return None };
    Some(row.elements().filter(|cell| matches!(cell.name(), "td" | "th")).map(|cell| cell.text()).collect())
}

/// What was observed, in every word that the entry has for it.
fn words_of(document: &Document, at: &At<'_>) -> Vec<String> {
    let Some(code) = at.child("code") else { return Vec::new() };
    let mut named = code.child("originalText").map(|text| words(&whole_words(document, &text))).unwrap_or_default();
    for coded in std::iter::once(&code).chain(&code.all("translation")) {
        named.extend(coded.attribute("displayName").map(words).unwrap_or_default());
    }
    named
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= LETTERS_MIN).map(str::to_string).collect()
}

/// Whether one of the words stands in the row beside the number.
fn names(cells: &[String], number: usize, named: &[String]) -> bool {
    let beside: Vec<String> = cells.iter().enumerate().filter(|(index, _)| *index != number).flat_map(|(_, cell)| words(cell)).collect();
    let is_apart = named.iter().any(|word| APART.contains(&word.as_str()) && !beside.contains(word));
    !is_apart && beside.iter().any(|word| named.contains(word))
}

/// Whether a number is a bound of the normal range.
fn is_bound(at: &At<'_>, number: Decimal) -> bool {
    let ranges: Vec<At<'_>> = at.all("referenceRange").iter().filter_map(|range| range.down("observationRange/value")).collect();
    let bounds = ranges.iter().flat_map(|range| [range.child("low"), range.child("high")]).flatten();
    bounds.filter_map(|bound| parse_decimal(bound.attribute("value")?)).any(|bound| bound == number)
}

/// A cell that is one number, with its unit and a flag behind it.
fn amount(cell: &str) -> Option<Quantity> {
    let cell = cell.trim();
    let end = cell.find(|c: char| !is_of_number(c)).unwrap_or(cell.len());
    let (digits, behind) = cell.split_at(end);
    let number = parse_decimal(digits).or_else(|| parse_decimal(&digits.replacen(',', ".", 1))).filter(|number| !is_too_large(*number))?;
    let words: Vec<&str> = behind.split_whitespace().filter(|word| !is_flag(word)).collect();
    let unit = match words.as_slice() {
        [] => String::new(),
        // A date, a ratio, a range, a time.
        [unit] if !unit.starts_with(['/', '-', ':', '–', '(', '+', '^']) => canonical_unit(unit),
        _ => return None,
    };
    // A year stands alone.
    let is_year = unit.is_empty() && number.scale() == 0 && (Decimal::from(1900)..=Decimal::from(2100)).contains(&number);
    (!is_year).then(|| Quantity { number, comparator: String::new(), unit })
}

fn is_flag(word: &str) -> bool {
    FLAGS.contains(&word.trim_matches(['(', ')', '[', ']']).to_lowercase().as_str())
}

/// Whether a cell has the unit as a word of its own.
fn gives_unit(cell: &str, unit: &str) -> bool {
    let bare = |word: &str| canonical_unit(word.trim_matches(['(', ')', ';', ',', ':']));
    cell.split_whitespace().any(|word| bare(word).eq_ignore_ascii_case(unit))
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',')
}

fn is_too_large(number: Decimal) -> bool {
    number.abs() >= Decimal::from(NUMBER_MAX)
}

/// Every number in a text, a comma read both ways.
fn numbers(text: &str) -> Vec<Decimal> {
    let pieces = text.split(|c: char| !is_of_number(c)).map(|piece| piece.trim_matches(',').trim_end_matches('.')).filter(|piece| !piece.is_empty());
    let read = pieces.flat_map(|piece| [parse_decimal(piece), parse_decimal(&piece.replacen(',', ".", 1))]);
    read.flatten().filter(|number| !is_too_large(*number)).collect()
}

/// Whether a number is the entry's: rounded on either side, or in another unit.
fn is_alike(number: Decimal, own: &Quantity, unit: &str) -> bool {
    let half = Quantity { number, comparator: String::new(), unit: String::new() }.tolerance();
    let percent = |amount: Decimal| amount.abs() * Decimal::new(6, 3);
    let others = || UNITS.iter().filter(|other| **other != unit).filter_map(|other| convert(own.number, unit, other));
    let converted = || others().any(|amount| (amount - number).abs() <= half.max(percent(amount)));
    (number - own.number).abs() <= half.max(own.tolerance()) || converted()
}

#[cfg(test)]
mod tests {
    use super::*;
    use formats::{Format, Item, Limits};
    use std::ops::ControlFlow;

    const A1C: &str = r##"<code code="4548-4" displayName="Hemoglobin A1c"/><text><reference value="#r"/></text><value unit="%" value="9.7"/>"##;

    /// What a document with one row and one observation prints otherwise.
    fn told(row: &str, observation: &str) -> Option<String> {
        let text = format!(
            "<ClinicalDocument><component><structuredBody><component><section><text><table><thead><tr><th>Test</th><th>Result</th></tr></thead><tbody><tr>{row}</tr>\
             </tbody></table></text><entry><observation>{observation}</observation></entry></section></component></structuredBody></component></ClinicalDocument>"
        );
        let mut found = None;
        let summary = formats::read(Format::Ccda, "x.xml", &mut text.as_bytes(), &Limits::default(), &mut |item: Item<'_>| {
            if let Item::Document(document) = item {
                let observation = document.root().down("component/structuredBody/component/section/entry/observation").unwrap();
                found = other(document, &At::here(observation)).map(|number| Value::Quantity(number).shown());
            }
            ControlFlow::Continue(())
        });
        assert_eq!(summary.unwrap().quarantined, 0);
        found
    }

    fn beside_a1c(cells: &str) -> Option<String> {
        told(&format!("<td ID='r'>Hemoglobin A1c</td>{cells}"), A1C)
    }

    #[test]
    fn another_number_where_the_result_stands_is_told() {
        for cells in [
            "<td>7.9 %</td>", "<td>7.9%</td><td>4.0-6.0 %</td>", "<td>7.9</td><td>%</td><td>H</td>", "<td>7.9 % (H)</td><td>06/22/2015</td>", "<td>7.9 %</td><td>20150622</td>",
            "<td>7.9 %</td><td>2015</td>",
        ] {
            assert_eq!(beside_a1c(cells).as_deref(), Some("7.9 %"), "{cells}");
        }
    }

    #[test]
    fn the_same_number_in_whatever_form_is_not() {
        for cells in [
            "<td>9.7 %</td>", "<td>9.70 %</td>", "<td>9,7 %</td>", "<td>10 %</td>", "<td>9.7</td><td>%</td>", "<td>9.7 % H</td><td>4.0-6.0 %</td>", "<td>9.7% (high)</td><td>06/22/2015</td>",
            "<td>result: 9.7</td><td>7.9 %</td>",
        ] {
            assert_eq!(beside_a1c(cells), None, "{cells}");
        }
    }

    #[test]
    fn what_may_be_something_else_is_not() {
        for cells in [
            "<td>4.0-6.0 %</td>", "<td>06/22/2015</td>", "<td>20150622</td>", "<td>10:30</td>", "<td>7.9 %</td><td>8.8 %</td>", "<td>7.9 mmol/L</td>", "<td>7.9</td>", "<td>&lt;7.9 %</td>",
            "<td>see 7.9 %</td>", "<td/>",
        ] {
            assert_eq!(beside_a1c(cells), None, "{cells}");
        }
        assert_eq!(told("<td ID='r'>Creatinine</td><td>7.9 %</td>", A1C), None, "the row is of another test");
        assert_eq!(told("<td>Hemoglobin A1c</td><td>7.9 %</td>", A1C), None, "nothing refers to the row");
        let bounded = format!(r#"{A1C}<referenceRange><observationRange><value><low value="4.0" unit="%"/><high value="7.9" unit="%"/></value></observationRange></referenceRange>"#);
        assert_eq!(told("<td ID='r'>Hemoglobin A1c</td><td>7.9 %</td>", &bounded), None, "the bound of the normal range");
    }

    #[test]
    fn a_conversion_is_the_same_and_the_other_pressure_is_something_else() {
        let height = r##"<code code="8302-2" displayName="Body height"/><text><reference value="#r"/></text><value unit="cm" value="177"/>"##;
        assert_eq!(told("<td ID='r'>Height (cm)</td><td>69.7</td>", height), None);
        assert_eq!(told("<td ID='r'>Height (cm)</td><td>171</td>", height).as_deref(), Some("171 cm"));
        let pressure = r##"<code code="8462-4" displayName="Diastolic blood pressure"/><text><reference value="#r"/></text><value unit="mm[Hg]" value="88"/>"##;
        assert_eq!(told("<td ID='r'>Systolic blood pressure</td><td>132 mm[Hg]</td>", pressure), None);
        assert_eq!(told("<td ID='r'>Diastolic blood pressure</td><td>68 mmHg</td>", pressure).as_deref(), Some("68 mm[Hg]"));
    }
}
