//! A birth date as a document writes it, read in every way that it can be: `01/02/1970` is a day in January and one in February.

use model::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The days that a text may mean; none when it is no date.
pub(super) fn readings(text: &str) -> Vec<Date> {
    let text = text.trim();
    let parts: Vec<&str> = match text.len() {
        8 if text.bytes().all(|b| b.is_ascii_digit()) => [text.get(..4), text.get(4..6), text.get(6..)].into_iter().flatten().collect(),
        _ => text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect(),
    };
    // A time behind the date is no part of it.
    let [a, b, c, ..] = parts[..] else { return Vec::new() };
    let c = c.get(..c.find('T').unwrap_or(c.len())).unwrap_or(c);
    let mut found: Vec<Date> = Vec::new();
    let mut note = |year: Option<i16>, month: Option<u8>, day: Option<u8>| {
        if let (Some(year), Some(month), Some(day)) = (year, month, day) {
            found.extend(Date::day(year, month, day));
        }
    };
    if a.len() == 4 {
        note(year(a), month(b), number(c));
    } else {
        for year in years(c) {
            note(Some(year), month(a), number(b));
            note(Some(year), month(b), number(a));
        }
    }
    found.sort_unstable_by_key(Date::days);
    found.dedup();
    found
}

fn number(text: &str) -> Option<u8> {
    text.parse().ok().filter(|_| text.len() <= 2)
}

fn month(text: &str) -> Option<u8> {
    let lower = text.to_ascii_lowercase();
    let named = MONTHS.iter().position(|m| lower.starts_with(m)).and_then(|at| u8::try_from(at + 1).ok());
    named.or_else(|| number(text))
}

fn year(text: &str) -> Option<i16> {
    text.parse().ok().filter(|y| (1850..=2100).contains(y))
}

/// A year of two digits is of the last century or of this one.
fn years(text: &str) -> Vec<i16> {
    match text.len() {
        4 => year(text).into_iter().collect(),
        2 => number(text).map(|y| vec![1900 + i16::from(y), 2000 + i16::from(y)]).unwrap_or_default(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn every_way_a_date_is_written() {
        let cases: [(&str, &[&str]); 10] = [
            ("1970-02-01", &["1970-02-01"]),
            ("19700201", &["1970-02-01"]),
            ("01/02/1970", &["1970-01-02", "1970-02-01"]),
            ("25/02/1970", &["1970-02-25"]),
            ("2/25/70", &["1970-02-25", "2070-02-25"]),
            ("01-FEB-1970", &["1970-02-01"]),
            ("May 2, 1970", &["1970-05-02"]),
            ("1 February 1970", &["1970-02-01"]),
            ("1970-02-01T10:00:00", &["1970-02-01"]),
            ("unknown", &[]),
        ];
        for (text, days) in cases {
            assert_eq!(readings(text).iter().map(ToString::to_string).collect::<Vec<_>>(), days, "{text}");
        }
    }

    proptest::proptest! {
        /// No text panics, and no text has more than four readings.
        #[test]
        fn no_text_panics(text in "[0-9A-Za-zé/., -]{0,24}") {
            assert!(readings(&text).len() <= 4);
        }
    }
}
