//! Who a document says it is about: labelled patterns on its first page (`Patient: Doe, Jane`, `MRN: 123`, `DOB 01/02/1970`).
//!
//! A guess for checking where a document was filed, never a source of statements. Precision comes before recall: a value
//! must look like what its label promises, and a field with two different values on the page has none. Values stay as
//! written, since `01/02/1970` does not say which part is the month.

/// Lines of the first page that are looked at.
const LINES_MAX: usize = 80;
/// Bytes of a line that are looked at.
const LINE_BYTES_MAX: usize = 2000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Id,
    Birth,
    Sex,
}

impl Field {
    fn leaf(self) -> &'static str {
        match self {
            Self::Name => "patient_name",
            Self::Id => "patient_id",
            Self::Birth => "birth_date",
            Self::Sex => "sex",
        }
    }
}

/// Label, field, and whether it means the patient wherever it stands and even without a colon. Longer labels come first.
const LABELS: [(&str, Field, bool); 24] = [
    ("medical record number", Field::Id, true),
    ("medical record no", Field::Id, true),
    ("administrative sex", Field::Sex, false),
    ("name of patient", Field::Name, false),
    ("patient number", Field::Id, false),
    ("date of birth", Field::Birth, true),
    ("patient name", Field::Name, false),
    ("chart number", Field::Id, false),
    ("birth date", Field::Birth, true),
    ("med rec no", Field::Id, true),
    ("patient id", Field::Id, false),
    ("patient no", Field::Id, false),
    ("birthdate", Field::Birth, true),
    ("birth sex", Field::Sex, false),
    ("chart no", Field::Id, false),
    ("patient", Field::Name, false),
    ("pt name", Field::Name, false),
    ("d.o.b.", Field::Birth, true),
    ("gender", Field::Sex, false),
    ("born", Field::Birth, false),
    ("name", Field::Name, false),
    ("dob", Field::Birth, true),
    ("mrn", Field::Id, true),
    ("sex", Field::Sex, false),
];

/// Words that follow a label in prose or in a table's header, and are no part of a name.
const NO_NAMES: &[&str] = &[
    "account", "address", "age", "allergies", "and", "birth", "care", "class", "clinic", "code", "contact", "copy", "date", "demographics", "denies",
    "department", "description", "details", "dob", "dose", "education", "encounter", "facility", "female", "form", "gender", "has", "history", "home",
    "hospital", "id", "identification", "identifier", "in", "information", "instructions", "insurance", "is", "location", "male", "medication", "mrn",
    "name", "no", "not", "notes", "number", "of", "patient", "phone", "physician", "portal", "presents", "problem", "provider", "reason", "record",
    "report", "reports", "result", "room", "seen", "sex", "signature", "ssn", "start", "statement", "states", "status", "summary", "test", "the", "time",
    "to", "type", "unknown", "value", "visit", "ward", "was", "will", "with",
];

/// The demographics of a page, each field at most once.
pub(super) fn of(page: &str) -> Vec<(&'static str, String)> {
    let lines: Vec<&str> = page.lines().filter(|l| !l.trim().is_empty()).take(LINES_MAX).map(|l| &l[..l.floor_char_boundary(LINE_BYTES_MAX)]).collect();
    let mut found: Vec<(Field, String)> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let hits = hits(line);
        for (n, hit) in hits.iter().enumerate() {
            let end = hits.get(n + 1).map_or(line.len(), |next| next.start);
            let cell = cell(line.get(hit.value..end).unwrap_or(""));
            let value = if cell.is_empty() && n + 1 == hits.len() && hit.colon { lines.get(index + 1).copied().and_then(|l| below(l, hit.field)) } else { value(hit, cell) };
            found.extend(value.map(|v| (hit.field, v)));
        }
    }
    let mut out = Vec::new();
    for field in [Field::Name, Field::Id, Field::Birth, Field::Sex] {
        let mut values = found.iter().filter(|(f, _)| *f == field).map(|(_, v)| v);
        let Some(first) = values.next() else { continue };
        if values.all(|v| v.eq_ignore_ascii_case(first)) {
            out.push((field.leaf(), first.clone()));
        }
    }
    out
}

struct Hit {
    field: Field,
    start: usize,
    /// Where its value starts.
    value: usize,
    colon: bool,
    bare: bool,
}

/// The labels of a line in order.
fn hits(line: &str) -> Vec<Hit> {
    let lower = line.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let (mut out, mut at): (Vec<Hit>, usize) = (Vec::new(), 0);
    while let Some(rest) = lower.get(at..) {
        let word_start = at == 0 || !bytes.get(at - 1).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80 || *b == b'\'' || *b == b'-');
        let label = LABELS.iter().find(|(text, ..)| word_start && rest.starts_with(text) && !rest.as_bytes().get(text.len()).is_some_and(u8::is_ascii_alphanumeric));
        if let Some(hit) = label.and_then(|(text, field, loose)| hit(&lower, at, text, *field, *loose)) {
            at = hit.value.max(at + 1);
            out.push(hit);
        } else {
            at += 1;
        }
        while at < lower.len() && !lower.is_char_boundary(at) {
            at += 1;
        }
        if at >= lower.len() {
            break;
        }
    }
    out
}

fn hit(lower: &str, start: usize, text: &str, field: Field, loose: bool) -> Option<Hit> {
    let before = lower.get(..start)?;
    let own_cell = before.trim().is_empty() || before.ends_with(['\t', '|', ';', '(', ',']) || before.ends_with("  ") || before.ends_with("| ") || before.ends_with("; ");
    let after = lower.get(start + text.len()..)?;
    let signs = after.len() - after.trim_start_matches([' ', '.', '#', ':', '=']).len();
    let colon = after.get(..signs)?.contains([':', '=', '#']);
    let bare = text == "name";
    // Sex stands in the middle of a line as often as at its start, but then only with its colon.
    let placed = own_cell || loose || (colon && field == Field::Sex);
    let parted = colon || loose || (after.starts_with('\t') && !bare);
    (placed && parted).then_some(Hit { field, start, value: start + text.len() + signs, colon, bare })
}

/// The rest of a cell: up to a tab, a bar or two spaces.
fn cell(rest: &str) -> &str {
    let rest = rest.trim_start();
    let end = [rest.find(['\t', '|']), rest.find("  ")].into_iter().flatten().min().unwrap_or(rest.len());
    rest.get(..end).unwrap_or("").trim()
}

fn value(hit: &Hit, cell: &str) -> Option<String> {
    match hit.field {
        Field::Name => name(cell, hit.bare),
        Field::Id => id(cell),
        Field::Birth => date(cell),
        Field::Sex => sex(cell),
    }
}

/// The value on the line below a label that ends its line, when that line is nothing but a value.
fn below(line: &str, field: Field) -> Option<String> {
    let whole = cell(line);
    if whole.len() != line.trim().len() || whole.contains(':') || !hits(line).is_empty() {
        return None;
    }
    match field {
        Field::Name => name(whole, true),
        Field::Id if !whole.contains(' ') => id(whole),
        Field::Birth => date(whole).filter(|d| d.len() == whole.len()),
        Field::Sex if !whole.contains(' ') => sex(whole),
        _ => None,
    }
}

/// A name: capitalised words of letters. A bare `Name:` needs two of them.
fn name(cell: &str, two: bool) -> Option<String> {
    let mut text = cell.split(['(', '[', ';', '/']).next().unwrap_or("").trim();
    if let Some((before, _)) = text.split_once(':') {
        // `Jane Roe Age: 50`: the label after the name goes, when it is one that is known.
        let known = before.trim_end();
        text = strip_known(known);
        if text.len() == known.len() {
            return None;
        }
    }
    let text = text.trim_end_matches([',', '-', ' ', '.']);
    let words: Vec<&str> = text.split([' ', ',', '^']).filter(|w| !w.is_empty()).collect();
    let fits = |word: &&str| {
        let particle = matches!(*word, "de" | "del" | "della" | "di" | "da" | "dos" | "la" | "le" | "van" | "von" | "der" | "den" | "bin" | "al" | "el" | "y");
        let letters = word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'));
        letters && (particle || word.chars().next().is_some_and(char::is_uppercase)) && !NO_NAMES.contains(&word.to_ascii_lowercase().as_str())
    };
    let enough = if two { words.len() >= 2 } else { !words.is_empty() };
    let long_word = words.iter().any(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 2);
    (enough && words.len() <= 6 && long_word && text.len() <= 80 && words.iter().all(fits)).then(|| text.to_string())
}

/// The text without the known words at its end.
fn strip_known(text: &str) -> &str {
    let mut rest = text;
    loop {
        let (head, last) = rest.rsplit_once(' ').unwrap_or(("", rest));
        if last.is_empty() || !NO_NAMES.contains(&last.to_ascii_lowercase().as_str()) {
            return rest;
        }
        rest = head.trim_end();
    }
}

/// A number of a patient: one word with a digit.
fn id(cell: &str) -> Option<String> {
    let word = cell.split([' ', ',', ';', '(', ')']).next().unwrap_or("").trim_end_matches('.');
    let fits = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')) && word.bytes().any(|b| b.is_ascii_digit());
    (fits && (2..=24).contains(&word.len()) && !is_date(&[word])).then(|| word.to_string())
}

fn sex(cell: &str) -> Option<String> {
    let word = cell.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    matches!(word.to_ascii_lowercase().as_str(), "f" | "m" | "female" | "male" | "other" | "unknown" | "undifferentiated" | "x").then(|| word.to_string())
}

/// The date a cell starts with, as written.
fn date(cell: &str) -> Option<String> {
    let words: Vec<&str> = cell.split(' ').filter(|w| !w.is_empty()).take(3).map(|w| w.trim_end_matches([',', ';', ')', '.'])).collect();
    if let Some(first) = words.first().filter(|w| is_date(&[**w])) {
        return Some((*first).to_string());
    }
    let three = words.get(..3).filter(|w| is_date(w))?;
    // As written, with the comma of `May 2, 1970`.
    let end = three.iter().try_fold(0, |at, word| Some(at + cell.get(at..)?.find(word)? + word.len()))?;
    cell.get(..end).map(str::to_string)
}

/// Whether words make a whole date: `1970-02-01`, `2/1/70`, `19700201`, `01-FEB-1970`, `Feb 1 1970`, `1 February 1970`.
fn is_date(words: &[&str]) -> bool {
    let parts: Vec<&str> = match words {
        [one] if one.len() == 8 && one.bytes().all(|b| b.is_ascii_digit()) => {
            vec![one.get(..4).unwrap_or(""), one.get(4..6).unwrap_or(""), one.get(6..).unwrap_or("")]
        }
        [one] => one.split(['/', '-', '.']).collect(),
        many => many.to_vec(),
    };
    let [a, b, c] = parts.as_slice() else { return false };
    let year = |t: &str| t.len() == 4 && t.parse::<u32>().is_ok_and(|y| (1850..=2100).contains(&y));
    let short_year = |t: &str| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit());
    let day = |t: &str| t.len() <= 2 && t.parse::<u32>().is_ok_and(|d| (1..=31).contains(&d));
    let month_word = |t: &str| {
        let lower = t.to_ascii_lowercase();
        t.bytes().all(|b| b.is_ascii_alphabetic()) && crate::header::MONTHS.iter().any(|m| lower.starts_with(m)) && t.len() <= 9
    };
    let numbers = words.len() == 1 && ((year(a) && day(b) && day(c)) || (day(a) && day(b) && (year(c) || short_year(c))));
    numbers || (day(a) && month_word(b) && (year(c) || short_year(c))) || (month_word(a) && day(b) && year(c))
}

#[cfg(test)]
mod tests {
    use super::of;

    fn check(page: &str, expected: &[(&str, &str)]) {
        let found = of(page);
        let found: Vec<(&str, &str)> = found.iter().map(|(f, v)| (*f, v.as_str())).collect();
        assert_eq!(found, expected, "{page:?}");
    }

    #[test]
    fn labelled_values_are_found_as_written() {
        check("Patient: Roe, Jane   MRN: 00123", &[("patient_name", "Roe, Jane"), ("patient_id", "00123")]);
        check("OUTSIDE RECORD\nPatient: ROE   MRN 00123\nBorn: 05/28/1959", &[("patient_name", "ROE"), ("patient_id", "00123"), ("birth_date", "05/28/1959")]);
        check("Patient Name: Jane van der Roe DOB: 01/02/1970 Sex: F", &[("patient_name", "Jane van der Roe"), ("birth_date", "01/02/1970"), ("sex", "F")]);
        check("Name: Jane Q. O'Roe\tMedical Record Number: A-77", &[("patient_name", "Jane Q. O'Roe"), ("patient_id", "A-77")]);
        check("Date of Birth: May 2, 1970 (54 years)\nGender: Female", &[("birth_date", "May 2, 1970"), ("sex", "Female")]);
        check("DOB 1970-02-01", &[("birth_date", "1970-02-01")]);
        check("Patient: Jane Roe Age: 53", &[("patient_name", "Jane Roe")]);
        check("Patient: Jane Roe (MRN #4711) DOB 02-FEB-1970.", &[("patient_name", "Jane Roe"), ("patient_id", "4711"), ("birth_date", "02-FEB-1970")]);
        check("Patient Name:\nRoe, Jane\nMRN:\n4711", &[("patient_name", "Roe, Jane"), ("patient_id", "4711")]);
        check("Patient\tZoë Müller-Ärö", &[("patient_name", "Zoë Müller-Ärö")]);
    }

    #[test]
    fn what_does_not_look_like_the_value_is_not_taken() {
        for page in [
            "Patient: seen today for cough",
            "Patient: Denies chest pain",
            "Patient presents with cough. The patient was born healthy.",
            "Patient Information",
            "Name\tStart Date",
            "Provider Name: Jane Roe",
            "Mother's name: Jane Roe",
            "Facility: Harbor   Name: Harbor",
            "MRN: see chart",
            "Patient ID: 01/02/1970",
            "DOB: unknown",
            "DOB: 13/45/1970",
            "Sex: not asked",
            "Patient Name:\nDate of Birth:\nRoe, Jane",
            "Patient: Jane Roe Seat Belt: yes",
            "Patient Name / ID",
            "",
        ] {
            check(page, &[]);
        }
    }

    #[test]
    fn two_different_values_are_none() {
        check("MRN: 11\nMRN: 12\nSex: M", &[("sex", "M")]);
        check("Patient: Jane Roe\nPatient Name: JANE ROE", &[("patient_name", "Jane Roe")]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(page in "(Patient|Name|MRN|DOB|Sex|:|\t|  | |\n|[0-9]{1,4}|[/é€Aa,.-]){0,40}") {
            of(&page);
        }
    }
}
