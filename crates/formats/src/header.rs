//! Whether the first row of a table names its fields. A row of data that is taken for a header is lost, and its cells go about as names.
//!
//! A cell is a *sign* that it names nothing when the column below is of its own sort: a day or a time; an identifier of the same pattern (four
//! digits or more); a number; a word that stands in the column again and again (twice at least, in every tenth cell, in a column that has half
//! as many values as cells or fewer). A cell *names* its column when it is a word over days, numbers or identifiers. The first row is no header
//! when there are signs and no such name, or more signs than names; numbers alone weigh nothing against a name, and words that stand again
//! tell alone only where half the cells are such. Where no row is below, only a day, an identifier and a number of five digits or more are signs.
//!
//! What stays a header although it may be none is said: signs that names outweigh, and a row of words that is written as the rows below it
//! and holds no word that names columns.
//!
//! It is conservative: a bare year over anything but years, a number that only counts the columns (`0`, `1`, `col100`), an empty cell (an index
//! without a name has one) and a number within a word (`ICD9`) are no signs, and a row that is all words stays a header. Rows of another width and
//! repetitions of the first row are left out. Who knows better declares it in a layout. The words of the reason hold no content.

use std::collections::HashSet;

/// Rows below the first that are looked at, and bytes of text.
pub(crate) const ROWS: usize = 200;
pub(crate) const BYTES: usize = 256 << 10;

/// How names of months begin, in small letters.
pub(crate) const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// What a cell is, as far as it tells names from values.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sort {
    Empty,
    Day,
    Number,
    /// With its pattern: letters and digits levelled, runs as one.
    Identifier(String),
    Word,
}

impl Sort {
    fn of(cell: &str) -> Self {
        match cell {
            _ if is_empty(cell) => Self::Empty,
            _ if is_day(cell) || is_time(cell) => Self::Day,
            _ if is_number(cell) => Self::Number,
            _ if digits(cell) >= 4 && !cell.contains(char::is_whitespace) => Self::Identifier(pattern(cell)),
            _ => Self::Word,
        }
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Day => "a day or a time",
            Self::Number => "a number",
            Self::Identifier(_) => "an identifier",
            Self::Empty | Self::Word => "a word",
        }
    }
}

/// What stands for no value.
fn is_empty(cell: &str) -> bool {
    ["", "null", "\\n", "n/a", "na", "none", "nan", "-", "?", "unknown"].iter().any(|none| cell.eq_ignore_ascii_case(none))
}

fn digits(cell: &str) -> usize {
    cell.bytes().filter(u8::is_ascii_digit).count()
}

fn is_number(cell: &str) -> bool {
    cell.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) && cell.replace(',', "").parse::<f64>().is_ok()
}

/// A bare year.
fn is_year(cell: &str) -> bool {
    cell.len() == 4 && cell.parse::<u16>().is_ok_and(|year| (1900..=2100).contains(&year))
}

/// `1931-07-19`, `7/19/31 08:00`, `19-JUL-1931`, `Jul 19 1931 12:00AM`.
fn is_day(cell: &str) -> bool {
    let mut after_digit = false;
    let mut part = |c: char| {
        let parts = matches!(c, '-' | '/' | '.' | ',') || c.is_whitespace() || c == 'T' && after_digit;
        after_digit = c.is_ascii_digit();
        parts
    };
    let parts: Vec<&str> = cell.split(&mut part).filter(|p| !p.is_empty()).take(3).collect();
    let month = |p: &str| p.get(..3).is_some_and(|start| MONTHS.contains(&start.to_ascii_lowercase().as_str())) && p.bytes().all(|b| b.is_ascii_alphabetic());
    let number = |p: &str| matches!(p.len(), 1 | 2 | 4) && p.bytes().all(|b| b.is_ascii_digit());
    let year = |p: &str| p.len() == 4 && p.parse::<u16>().is_ok_and(|year| (1800..=2200).contains(&year));
    let months = parts.iter().filter(|p| month(p)).count();
    let numbers = parts.iter().filter(|p| number(p)).count();
    let years = parts.iter().filter(|p| year(p)).count();
    let short = parts.iter().filter(|p| number(p) && p.len() <= 2).count();
    let marked = cell.contains(['-', '/', '.']);
    months <= 1 && months + numbers == 3 && (years == 1 && months + short == 2 || years == 0 && marked && months + short == 3)
}

/// `08:00`, `8:00:30.5`, `8:00 PM`.
fn is_time(cell: &str) -> bool {
    let clock = cell.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let parts: Vec<&str> = clock.split(':').collect();
    let number = |p: &&str| !p.is_empty() && p.len() <= 10 && p.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    matches!(parts.len(), 2 | 3) && parts.iter().all(number) && parts.iter().take(2).all(|p| p.len() <= 2)
}

fn pattern(cell: &str) -> String {
    let hexadecimal = cell.len() == 36 && cell.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    if hexadecimal && cell.bytes().filter(|b| *b == b'-').count() == 4 {
        return "uuid".into();
    }
    levelled(cell, |c| match c {
        c if c.is_ascii_digit() => '9',
        c if c.is_alphabetic() => 'A',
        c => c,
    })
}

/// A cell with each letter as what it stands for, runs of the same as one.
fn levelled(cell: &str, level: impl Fn(char) -> char) -> String {
    let mut out = String::new();
    for c in cell.chars().map(level) {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Whether the number in a cell only counts the columns, from 0 or from 1.
fn counts_columns(cell: &str, index: usize) -> bool {
    let number = cell.trim_start_matches(|c: char| !c.is_ascii_digit());
    number.parse::<usize>().is_ok_and(|n| n == index || n == index + 1)
}

/// What one cell of the first row says.
enum Says {
    /// It names its column.
    Name,
    /// It is a value: why, and how that weighs.
    Value(String, Weight),
    Nothing,
}

/// How a sign weighs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Nothing against a name.
    Number,
    /// As a name.
    Full,
    /// As a name, where half the cells are such or another sign stands beside it.
    Again,
}

/// Whether the first row names the fields, with a reason in words without content where that is not plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Told {
    /// It does, as far as can be told.
    Header,
    /// It is taken for a header, and may be none.
    Doubtful(String),
    /// It is a row like those below it.
    Row(String),
}

/// Tells it from the cells of the first row and the rows below.
pub(crate) fn told<F: AsRef<str>, C: AsRef<str>>(first: &[F], below: &[Vec<C>]) -> Told {
    let first: Vec<&str> = first.iter().map(|c| c.as_ref().trim()).collect();
    let repeats = |row: &&Vec<C>| row.iter().map(|c| c.as_ref().trim()).eq(first.iter().copied());
    let alike: Vec<&Vec<C>> = below.iter().filter(|row| row.len() == first.len()).collect();
    // Rows that mostly have another width say nothing of these columns.
    if alike.len() * 2 < below.len() {
        return Told::Header;
    }
    let rows: Vec<&Vec<C>> = alike.into_iter().filter(|row| !repeats(row)).collect();
    let (mut names, mut strong, mut again) = (0usize, 0usize, 0usize);
    // What a cell is tells more than that it comes back.
    let (mut why, mut why_again) = (None::<String>, None::<String>);
    let mut columns = Vec::with_capacity(first.len());
    for (index, cell) in first.iter().enumerate() {
        let column: Vec<&str> = rows.iter().filter_map(|row| row.get(index)).map(|c| c.as_ref().trim()).filter(|c| !is_empty(c)).collect();
        match says(cell, index, &column, rows.is_empty()) {
            Says::Name => names += 1,
            Says::Nothing => {}
            Says::Value(words, weight) => {
                strong += usize::from(weight != Weight::Number);
                again += usize::from(weight == Weight::Again);
                let place = if weight == Weight::Again { &mut why_again } else { &mut why };
                place.get_or_insert(words);
            }
        }
        columns.push(column);
    }
    let filled = first.iter().filter(|cell| !is_empty(cell)).count();
    let by_words_alone = again > 0 && again == strong && again * 2 < filled;
    match why.or(why_again) {
        Some(why) if (names == 0 || strong > names) && !by_words_alone => Told::Row(why),
        Some(why) => Told::Doubtful(why),
        None if names == 0 && is_as_below(&first, &columns) => Told::Doubtful("its cells are words as those below it, and none that names columns".into()),
        None => Told::Header,
    }
}

/// Words that names of columns are made of; one of them in a row of words makes it a header.
const NAMING: &str = " id ids key name names code codes date dates time type types status flag description desc display text value values unit units number no num \
count total amount cost city state zip address phone email sex gender dob birth race ethnicity language religion religions start stop end begin first last middle patient \
patients mrn ssn encounter visit provider system reason category class note notes comment comments source target from to label title term definition version created \
updated user order level group field column table domain concept year month day age drug dose route frequency result results range test lab diagnosis problem allergy \
procedure medication vaccine ";

/// Whether every cell is a word written as cells below it are, in two rows at least, and none holds a word of names.
fn is_as_below(first: &[&str], columns: &[Vec<&str>]) -> bool {
    let alike = |(cell, column): (&&str, &Vec<&str>)| {
        let as_one = |other: &&str| written(other) == written(cell);
        is_empty(cell) || Sort::of(cell) == Sort::Word && column.len() >= 2 && column.iter().any(as_one)
    };
    first.iter().any(|cell| !is_empty(cell)) && first.iter().zip(columns).all(alike) && !first.iter().any(|cell| is_naming(cell))
}

/// The runs of capitals, small letters, digits and marks that a cell is written in.
fn written(cell: &str) -> String {
    levelled(cell, |c| match c {
        c if c.is_uppercase() => 'A',
        c if c.is_alphabetic() => 'a',
        c if c.is_numeric() => '9',
        c => c,
    })
}

/// Whether a cell is written as a name of a column: joined by `_`, or with a word of names, `patientId` too.
fn is_naming(cell: &str) -> bool {
    let mut words = vec![String::new()];
    let mut small = false;
    for c in cell.chars() {
        if !c.is_alphabetic() || small && c.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    cell.contains('_') || words.iter().any(|word| !word.is_empty() && NAMING.contains(&format!(" {word} ")))
}

/// Whether a cell is what a column of that SQL type may hold. Types that are not known hold anything.
pub(crate) fn fits(type_name: &str, cell: &str) -> bool {
    let cell = cell.trim();
    let word: String = type_name.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
    if is_empty(cell) {
        return true;
    }
    match word.to_ascii_lowercase().as_str() {
        "int" | "int2" | "int4" | "int8" | "integer" | "bigint" | "smallint" | "tinyint" | "mediumint" | "serial" | "bigserial" => cell.parse::<i64>().is_ok(),
        "decimal" | "dec" | "numeric" | "number" | "money" | "smallmoney" | "float" | "float4" | "float8" | "real" | "double" => is_number(cell),
        "bit" | "bool" | "boolean" => ["0", "1", "t", "f", "true", "false", "y", "n", "yes", "no"].iter().any(|word| cell.eq_ignore_ascii_case(word)),
        "date" | "datetime" | "datetime2" | "smalldatetime" | "datetimeoffset" => is_day(cell) || matches!(cell.len(), 8 | 14) && cell.bytes().all(|b| b.is_ascii_digit()),
        "time" => is_time(cell),
        "uniqueidentifier" | "uuid" => pattern(cell) == "uuid",
        _ => true,
    }
}

fn says(cell: &str, index: usize, column: &[&str], alone: bool) -> Says {
    let sort = Sort::of(cell);
    if sort == Sort::Empty || column.is_empty() && !alone || counts_columns(cell, index) && sort != Sort::Word {
        return Says::Nothing;
    }
    let number = index + 1;
    if alone {
        let value = matches!(sort, Sort::Day | Sort::Identifier(_)) || sort == Sort::Number && digits(cell) >= 5;
        return if value { Says::Value(format!("cell {number} is {}", sort.words()), Weight::Full) } else { Says::Nothing };
    }
    let sorts: Vec<Sort> = column.iter().map(|c| Sort::of(c)).collect();
    if sort != Sort::Word && sorts.iter().filter(|s| **s == sort).count() * 4 >= column.len() * 3 {
        if is_year(cell) && !column.iter().all(|c| is_year(c)) {
            return Says::Nothing;
        }
        let weight = if sort == Sort::Number { Weight::Number } else { Weight::Full };
        return Says::Value(format!("cell {number} is {}, as the column below it", sort.words()), weight);
    }
    if stands_again(cell, column) {
        return Says::Value(format!("cell {number} stands in the column below it again and again"), Weight::Again);
    }
    let values = sorts.iter().filter(|s| **s != Sort::Word).count();
    if sort == Sort::Word && values * 10 >= column.len() * 9 { Says::Name } else { Says::Nothing }
}

/// Whether a column draws from few values of which the cell is one.
fn stands_again(cell: &str, column: &[&str]) -> bool {
    let again = column.iter().filter(|c| **c == cell).count();
    let distinct: HashSet<&str> = column.iter().copied().collect();
    again >= 2 && again * 10 >= column.len() && distinct.len() * 2 <= column.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reason for a table of lines with commas.
    fn why(text: &str) -> Option<String> {
        let mut rows = text.lines().map(|l| l.split(',').collect::<Vec<_>>());
        let first = rows.next().unwrap();
        match told(&first, &rows.collect::<Vec<_>>()) {
            Told::Row(words) => Some(words),
            Told::Header | Told::Doubtful(_) => None,
        }
    }

    fn is_doubtful(text: &str) -> bool {
        let mut rows = text.lines().map(|l| l.split(',').collect::<Vec<_>>());
        let first = rows.next().unwrap();
        matches!(told(&first, &rows.collect::<Vec<_>>()), Told::Doubtful(_))
    }

    #[test]
    fn sorts_of_cells() {
        for day in ["1931-07-19", "07/19/1931", "7/19/31", "19-JUL-1931", "19-OCT-1931", "Jul 19 1931 12:00AM", "1931-07-19T08:00:00Z", "1931-07-19 08:00:00.000", "08:00", "8:00:30.5 PM"] {
            assert_eq!(Sort::of(day), Sort::Day, "{day}");
        }
        for other in ["987-65-4999", "555-0173", "2345-7", "12.5", "a-b-c", "2019", "May 2019", "DATE", "1 2 3", "10:", "2.16.840"] {
            assert_ne!(Sort::of(other), Sort::Day, "{other}");
        }
        for number in ["1", "-2.5", "1,204", "1e3", ".5"] {
            assert_eq!(Sort::of(number), Sort::Number, "{number}");
        }
        assert_eq!(Sort::of("MRN00123"), Sort::of("MRN99887"));
        assert_ne!(Sort::of("MRN00123"), Sort::of("00123-MRN"));
        for word in ["ICD9", "START", "inf", "Id", "H1N1"] {
            assert_eq!(Sort::of(word), Sort::Word, "{word}");
        }
        assert_eq!(Sort::of("NULL"), Sort::Empty);
    }

    #[test]
    fn headers_stay_headers() {
        for text in [
            "Id,START,STOP\nA0001,2019-01-01,2019-01-02\nA0002,2019-02-01,\n",
            "ICD9,ICD10\n250.00,E11.9\n401.9,I10\n",
            "COUNTRY,2019,2020\nUS,120,140\nDE,90,80\n",
            "2019,2020\n120,140\n90,80\n",
            "AGE,5,10,15\n1,22,30,41\n2,20,33,40\n",
            "0,1,2\n7,8,9\n4,3,1\n",
            ",name,city\n1,Alice,Boston\n2,Bob,Salem\n",
            "A,A,\n1,2,3\n",
            "NAME,CITY\nAlice,Boston\nBob,Salem\n",
            "MATCH,NOTE\nMATCH,x\ny,z\nw,v\n",
            "ID,NAME\nID,NAME\n1,a\n2,b\nID,NAME\n",
            "a,b\n",
            "2019\n",
            "id,date\n1,2,3\n4,5,6\n",
        ] {
            assert_eq!(why(text), None, "{text}");
        }
    }

    #[test]
    fn rows_of_data_are_none() {
        for (text, expected) in [
            ("Quimby,1931-07-19\nRoe,1945-01-01\n", "cell 2 is a day or a time, as the column below it"),
            ("1001,Quimby\n1002,Roe\n", "cell 1 is a number, as the column below it"),
            ("P0001234,Quimby\nP0004711,Roe\n", "cell 1 is an identifier, as the column below it"),
            ("Quimby,F\nRoe,F\nDoe,M\nPoe,M\nLow,F\n", "cell 2 stands in the column below it again and again"),
            ("1001,NULL,07/19/1931\n1002,Roe,01/01/1945\n", "cell 1 is a number, as the column below it"),
            ("1951,x\n1960,y\n1932,z\n", "cell 1 is a number, as the column below it"),
            ("Quimby,1931-07-19\n", "cell 2 is a day or a time"),
            // The same row twice is no header that comes back: it has a day in it.
            ("Quimby,1931-07-19\nQuimby,1931-07-19\n", "cell 2 is a day or a time"),
            // One result in words over numbers does not make a name of the day and the identifier beside it.
            ("MRN12345,1931-07-19,POSITIVE\nMRN22345,1931-07-20,4\nMRN32345,1931-07-21,5\n", "cell 1 is an identifier, as the column below it"),
        ] {
            assert_eq!(why(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_header_that_may_be_none_is_doubted() {
        for text in [
            "Alice,Boston\nBob,Salem\nEve,Lynn\n",
            "Quimby\nRoe\nDoe\n",
            // One word of a row that comes back is a title repeated, or a value: nobody can tell.
            "Ward,Site,Floor\nA1,North,x\nB2,Site,y\nC3,Site,z\nD4,North,w\n",
            "MRN12345,POSITIVE\nMRN22345,4\nMRN32345,5\n",
        ] {
            assert!(is_doubtful(text), "{text}");
        }
        for text in ["NAME,CITY\nAlice,Boston\nBob,Salem\n", "Name,City\nAlice,Boston\nBob,Salem\n", "firstName\nmcKay\nmcRae\n", "Alice,Boston\nBob,Salem,x\n", "Alice\nBob\n", "2019\n"] {
            assert!(!is_doubtful(text), "{text}");
        }
    }

    #[test]
    fn cells_fit_the_type_of_their_column() {
        for (type_name, cell) in [
            ("int", "7"), ("[bigint]", "-12"), ("decimal(10, 2)", "12.50"), ("datetime2(7)", "1931-07-19 08:00:00.0000000"), ("DATE", "19310719"), ("bit", "1"),
            ("nvarchar(50)", "anything"), ("int", ""), ("uniqueidentifier", "6F9619FF-8B86-D011-B42D-00C04FC964FF"), ("time(7)", "08:00:00.0000000"), ("rowversion", "x"),
        ] {
            assert!(fits(type_name, cell), "{type_name} {cell}");
        }
        for (type_name, cell) in [("int", "7.5"), ("int", "Quimby"), ("datetime", "Boston"), ("bit", "2"), ("money", "x"), ("uuid", "1")] {
            assert!(!fits(type_name, cell), "{type_name} {cell}");
        }
    }

    proptest::proptest! {
        /// Whatever the cells, looking does not panic, and the reason holds none of them.
        #[test]
        fn the_reason_holds_no_content(rows in proptest::collection::vec(proptest::collection::vec("[A-Z]{3}[0-9]{0,6}[-/.:é ]?[0-9]{0,4}", 0..5), 1..12)) {
            if let Told::Row(words) | Told::Doubtful(words) = told(&rows[0], &rows[1..]) {
                proptest::prop_assert!(rows[0].iter().filter(|c| c.len() >= 3).all(|c| !words.contains(c.as_str())));
            }
        }
    }
}
