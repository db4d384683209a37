//! What the first records of a file suggest of their layout: where the class of the characters changes, columns, delimiters. A suggestion
//! to begin from, never a layout by itself.

use super::FixedColumn;

/// Places that are looked at.
const PLACES: usize = 2_000;
/// Marks that part cells.
const DELIMITERS: [char; 6] = ['|', '\t', ';', '~', '^', ','];
/// Share of the records in which a place is blank between two columns, and filled where one begins.
const BLANK: f64 = 0.95;
const FILLED: f64 = 0.3;
/// Share of the records that change from digits to letters, or back, where two columns meet.
const MEETS: f64 = 0.85;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sketch {
    /// Characters of the longest record.
    pub longest: usize,
    /// Characters of every record, where they have the same.
    pub same_length: Option<usize>,
    /// Share of the records that change the class of their characters before each place, from the second character on.
    pub edges: Vec<f64>,
    /// Columns.
    pub columns: Vec<FixedColumn>,
    /// Marks that part each record into equally many cells, most cells first.
    pub delimiters: Vec<char>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Digit,
    Letter,
    Mark,
}

fn class(letter: char) -> Class {
    match letter {
        // Of which class it is depends on the encoding that somebody chose for its bytes.
        letter if !letter.is_ascii() => Class::Letter,
        letter if letter.is_whitespace() => Class::Blank,
        letter if letter.is_numeric() => Class::Digit,
        letter if letter.is_alphabetic() => Class::Letter,
        _ => Class::Mark,
    }
}

/// What is known of one place over all records.
#[derive(Clone, Copy, Default)]
struct Place {
    filled: u32,
    marks: u32,
    changes: u32,
}

/// Looks at records.
pub fn sketch(records: &[String]) -> Sketch {
    let lines: Vec<Vec<Class>> = records.iter().filter(|r| !r.trim().is_empty()).map(|r| r.chars().take(PLACES).map(class).collect()).collect();
    let longest = lines.iter().map(Vec::len).max().unwrap_or(0);
    let places: Vec<Place> = (0..longest).map(|at| place(&lines, at)).collect();
    let all = lines.len().max(1) as f64;
    Sketch {
        longest,
        same_length: (longest > 0 && lines.iter().all(|l| l.len() == longest)).then_some(longest),
        edges: places.iter().skip(1).map(|p| f64::from(p.changes) / all).collect(),
        columns: columns(&places, all),
        delimiters: delimiters(records),
    }
}

fn place(lines: &[Vec<Class>], at: usize) -> Place {
    let mut place = Place::default();
    for line in lines {
        // What a record lacks at its end is blank.
        let here = line.get(at).copied().unwrap_or(Class::Blank);
        place.filled += u32::from(here != Class::Blank);
        place.marks += u32::from(here == Class::Mark);
        let before = at.checked_sub(1).and_then(|before| line.get(before)).copied().unwrap_or(Class::Blank);
        place.changes += u32::from(at > 0 && here != before);
    }
    place
}

fn columns(places: &[Place], all: f64) -> Vec<FixedColumn> {
    let share = |count: u32| f64::from(count) / all;
    let begins = |at: usize| {
        let (Some(here), Some(before)) = (places.get(at), at.checked_sub(1).and_then(|b| places.get(b))) else { return places.get(at).is_some_and(|p| p.filled > 0) };
        let after_blank = 1.0 - share(before.filled) >= BLANK && share(here.filled) >= FILLED;
        // A mark within a date or a code joins what it stands between.
        let marked = share(here.marks) >= 0.5 || share(before.marks) >= 0.5;
        after_blank || !marked && share(here.changes) >= MEETS && share(here.filled) >= 0.5
    };
    let starts: Vec<usize> = (0..places.len()).filter(|at| begins(*at)).collect();
    let width = |(at, start): (usize, &usize)| {
        let end = starts.get(at + 1).copied().unwrap_or(places.len());
        let filled = (*start..end).rev().find(|p| places.get(*p).is_some_and(|p| p.filled > 0)).map_or(end, |last| last + 1);
        FixedColumn { start: start + 1, width: filled.saturating_sub(*start).max(1) }
    };
    starts.iter().enumerate().map(width).collect()
}

fn delimiters(records: &[String]) -> Vec<char> {
    let counted = |mark: char| {
        let counts: Vec<usize> = records.iter().filter(|r| !r.trim().is_empty()).map(|r| r.matches(mark).count()).collect();
        let first = counts.first().copied().filter(|n| *n > 0)?;
        let same = counts.iter().filter(|n| **n == first).count();
        (same as f64 >= counts.len() as f64 * BLANK).then_some((first, mark))
    };
    let mut found: Vec<(usize, char)> = DELIMITERS.into_iter().filter_map(counted).collect();
    found.sort_by_key(|(cells, _)| std::cmp::Reverse(*cells));
    found.into_iter().map(|(_, mark)| mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Sketch {
        sketch(&lines.iter().map(|l| (*l).to_string()).collect::<Vec<_>>())
    }

    fn places(sketch: &Sketch) -> Vec<(usize, usize)> {
        sketch.columns.iter().map(|c| (c.start, c.width)).collect()
    }

    #[test]
    fn columns_without_a_blank_part_where_digits_meet_letters() {
        let found = of(&["0001JOHNSO19700102A", "0002ANNABE19710304I", "0003BEATRI19720506A"]);
        assert_eq!(places(&found), [(1, 4), (5, 6), (11, 8), (19, 1)]);
        assert_eq!((found.same_length, found.longest), (Some(19), 19));
        assert_eq!((found.edges.first(), found.edges.get(3)), (Some(&0.0), Some(&1.0)), "before the second and the fifth character");
        assert!(found.delimiters.is_empty());
    }

    #[test]
    fn what_is_beyond_ascii_is_a_letter_in_every_encoding() {
        let found = of(&["Jos\u{c9}1", "Jos\u{a0}1", "Jos\u{b2}1", "Jos\u{2020}1"]);
        assert_eq!(found, of(&["Josa1"; 4]));
    }

    #[test]
    fn a_date_with_marks_is_one_column_and_blanks_part() {
        let found = of(&["17  1970-01-02  ok", "18  1971-03-04  no", "19  1972-05-06"]);
        assert_eq!(places(&found), [(1, 2), (5, 10), (17, 2)]);
        assert_eq!(found.same_length, None);
    }

    #[test]
    fn delimiters_part_every_record_alike() {
        assert_eq!(of(&["a|b,c|d", "e|f|g", "h|i|j"]).delimiters, ['|']);
        assert_eq!(of(&["a\tb;c", "d\te;f"]).delimiters, ['\t', ';']);
    }

    #[test]
    fn nothing_suggests_nothing() {
        assert_eq!(of(&[]), Sketch::default());
        assert_eq!(of(&["", "  "]), Sketch::default());
    }

    proptest::proptest! {
        #[test]
        fn columns_stand_in_order_and_apart(lines in proptest::collection::vec("[ A-z0-9|.-]{0,40}", 0..8)) {
            let found = sketch(&lines);
            let mut end = 0;
            for column in &found.columns {
                proptest::prop_assert!(column.start > end && column.width > 0);
                end = column.start + column.width - 1;
            }
            proptest::prop_assert!(end <= found.longest);
        }
    }
}
