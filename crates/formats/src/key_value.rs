//! Reports of `Field: value` lines, such as Blue Button downloads: sections as relations, records of fields.
//!
//! A line between rules or inside one (`---- ALLERGIES ----`) opens the section `stem.allergies`; a line over a rule of its
//! length, or below a rule in capitals or with a colon, opens a part of it, `stem.allergies.reactions`. The first title is
//! the report's own and names nothing, because it may be a person's name. Blank lines part the records (two of them where
//! every line stands alone), and so do rules. A line may hold several fields. Every other line is a leaf `text`: prose,
//! small tables, list items. An empty field has no leaf.

use crate::lines::{Place, each_line};
use crate::{Item, Limits, Record, Summary};
use std::io::Read;
use std::ops::ControlFlow;

/// Lines that tell how a report parts its records, and the longest title or field name.
const HEAD_LINES: usize = 400;
const NAME_MAX: usize = 60;
/// Bytes of the lines that are held to tell it.
const HEAD_BYTES: usize = 1 << 20;

/// Whether the first lines are such a report: a rule and at least five fields among forty lines.
pub(crate) fn looks_report(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(40).collect();
    let rules = lines.iter().filter(|l| rule(l).is_some() || banner(l).is_some()).count();
    let fields = lines.iter().filter(|l| !fields(l).is_empty()).count();
    rules > 0 && fields >= 5
}

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let stem = crate::relation_name(name).to_string();
    let mut report = Report::new(&stem, limits, each);
    each_line(input, limits, &mut summary, &mut |text, place, summary| report.line(text, place, summary))?;
    if !summary.stopped {
        summary.stopped = report.end(&mut summary).is_break();
    }
    if summary.records + summary.quarantined == 0 {
        summary.doubt(limits, "no_rows", 0, 0, "the report holds no fields");
    }
    Ok(summary)
}

/// A report while it is read.
struct Report<'e> {
    stem: &'e str,
    /// Relation of the section, and of the part of it that is read.
    section: String,
    relation: String,
    limits: &'e Limits,
    each: &'e mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    /// Lines not settled yet: whether a line is a title shows below it.
    ahead: Vec<(String, Place)>,
    head_bytes: usize,
    /// Blank lines that part two records; `None` until the head was seen.
    blanks_part: Option<usize>,
    blanks: usize,
    below_rule: bool,
    /// The next rule belongs to the title above it.
    ruled: bool,
    /// The report's own title was seen, or text that cannot be one.
    titled: bool,
    record: Option<Record>,
    record_bytes: usize,
}

impl<'e> Report<'e> {
    fn new(stem: &'e str, limits: &'e Limits, each: &'e mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> Self {
        Self {
            stem,
            section: stem.to_string(),
            relation: stem.to_string(),
            limits,
            each,
            ahead: Vec::new(),
            head_bytes: 0,
            blanks_part: None,
            blanks: 0,
            below_rule: false,
            ruled: false,
            titled: false,
            record: None,
            record_bytes: 0,
        }
    }

    fn line(&mut self, text: &str, place: Place, summary: &mut Summary) -> ControlFlow<()> {
        let text = text.trim_matches(['\u{c}', '\0']).trim_end();
        self.head_bytes = self.head_bytes.saturating_add(text.len());
        self.ahead.push((text.to_string(), place));
        if self.blanks_part.is_none() && self.ahead.len() < HEAD_LINES && self.head_bytes < HEAD_BYTES {
            return ControlFlow::Continue(());
        }
        self.settle(3, summary)
    }

    fn end(&mut self, summary: &mut Summary) -> ControlFlow<()> {
        self.settle(0, summary)?;
        self.flush(summary)
    }

    /// Takes up all lines but the last `keep`.
    fn settle(&mut self, keep: usize, summary: &mut Summary) -> ControlFlow<()> {
        if self.blanks_part.is_none() {
            self.blanks_part = Some(if stands_alone(&self.ahead) { 2 } else { 1 });
        }
        let ahead = std::mem::take(&mut self.ahead);
        let settled = ahead.len().saturating_sub(keep);
        for (index, (text, place)) in ahead.iter().enumerate().take(settled) {
            let below: Vec<&str> = ahead.iter().skip(index + 1).take(2).map(|(text, _)| text.as_str()).collect();
            self.take_up(text, &below, *place, summary)?;
        }
        self.ahead = ahead.into_iter().skip(settled).collect();
        ControlFlow::Continue(())
    }

    fn take_up(&mut self, text: &str, below: &[&str], place: Place, summary: &mut Summary) -> ControlFlow<()> {
        if text.trim().is_empty() {
            self.blanks += 1;
            return ControlFlow::Continue(());
        }
        let blanks = std::mem::take(&mut self.blanks);
        if blanks >= self.blanks_part.unwrap_or(1) {
            self.flush(summary)?;
        }
        let ruled = std::mem::take(&mut self.ruled);
        if rule(text).is_some() {
            self.below_rule = !ruled;
            return self.flush(summary);
        }
        let below_rule = std::mem::take(&mut self.below_rule);
        let apart = blanks > 0 || below_rule || !self.titled;
        if let Some(title) = banner(text).or_else(|| title(text, below_rule, apart, below)) {
            return self.open(&title, place, summary);
        }
        self.titled = true;
        if below_rule {
            self.relation.clone_from(&self.section);
        }
        let fields = fields(text);
        if fields.is_empty() {
            return self.leaf("text", text.trim(), place, summary);
        }
        fields.into_iter().try_for_each(|(name, value)| self.leaf(name, value, place, summary))
    }

    /// A title opens a section; the first of a report is a leaf.
    fn open(&mut self, title: &Title<'_>, place: Place, summary: &mut Summary) -> ControlFlow<()> {
        self.flush(summary)?;
        self.ruled = title.ruled;
        if !std::mem::replace(&mut self.titled, true) {
            return self.leaf("title", title.name, place, summary);
        }
        self.relation = format!("{}.{}", if title.part { self.section.as_str() } else { self.stem }, slug(title.name));
        if !title.part {
            self.section.clone_from(&self.relation);
        }
        ControlFlow::Continue(())
    }

    fn leaf(&mut self, name: &str, value: &str, place: Place, summary: &mut Summary) -> ControlFlow<()> {
        if value.is_empty() {
            return ControlFlow::Continue(());
        }
        let relation = &self.relation;
        let start = || Record { relation: relation.clone(), line: place.line, byte: place.byte, leaves: Vec::new() };
        let record = self.record.get_or_insert_with(start);
        record.leaves.push((name.to_string(), value.to_string()));
        self.record_bytes += name.len() + value.len();
        // A long run of prose or list items goes on in a record of its own.
        let full = record.leaves.len() >= self.limits.fields_max || self.record_bytes >= self.limits.record_bytes_max;
        if full { self.flush(summary) } else { ControlFlow::Continue(()) }
    }

    fn flush(&mut self, summary: &mut Summary) -> ControlFlow<()> {
        self.record_bytes = 0;
        match self.record.take() {
            None => ControlFlow::Continue(()),
            Some(record) => {
                summary.records += 1;
                (self.each)(Item::Record(&record))
            }
        }
    }
}

/// Whether most fields have a blank line above and below: then one blank line parts nothing.
fn stands_alone(lines: &[(String, Place)]) -> bool {
    let blank = |i: Option<usize>| i.and_then(|i| lines.get(i)).is_none_or(|(text, _)| text.trim().is_empty());
    let at: Vec<usize> = (0..lines.len()).filter(|i| lines.get(*i).is_some_and(|(text, _)| !fields(text).is_empty())).collect();
    let alone = at.iter().filter(|i| blank(i.checked_sub(1)) && blank(i.checked_add(1))).count();
    alone >= 3 && alone * 2 > at.len()
}

/// Length of a rule: a line of one of `- = * _` alone.
fn rule(text: &str) -> Option<usize> {
    let text = text.trim();
    let first = text.bytes().next()?;
    (text.len() >= 4 && b"-=*_".contains(&first) && text.bytes().all(|b| b == first)).then_some(text.len())
}

/// A title and what it opens.
struct Title<'t> {
    name: &'t str,
    /// It opens a part of the section, not a section.
    part: bool,
    /// The rule below belongs to it.
    ruled: bool,
}

/// The title inside a rule: `------ VA ALLERGIES ------`.
fn banner(text: &str) -> Option<Title<'_>> {
    let text = text.trim();
    let inner = text.trim_matches(['-', '=']);
    let before = text.find(inner)?;
    let after = text.len().checked_sub(before + inner.len())?;
    let name = inner.trim();
    (before >= 4 && after >= 3 && is_name(name)).then_some(Title { name, part: false, ruled: false })
}

/// A line that is a title: between rules, apart from text over a rule of its length, or below a rule in capitals or with a
/// colon.
fn title<'t>(text: &'t str, below_rule: bool, apart: bool, below: &[&str]) -> Option<Title<'t>> {
    let text = text.trim();
    let name = text.strip_suffix(':').unwrap_or(text).trim_end();
    if !is_name(name) || name.contains(':') || name.contains("   ") {
        return None;
    }
    let underlined = apart && below.first().and_then(|l| rule(l)).is_some_and(|n| n.abs_diff(text.len()) <= 4);
    let next = below.iter().find(|l| !l.trim().is_empty());
    let between = below_rule && next.is_some_and(|l| rule(l).is_some());
    let colon = below_rule && text.ends_with(':');
    if (between || underlined) && !colon {
        return Some(Title { name, part: !between, ruled: true });
    }
    let capitals = below_rule && !name.contains(char::is_lowercase);
    (colon || capitals).then_some(Title { name, part: true, ruled: false })
}

fn is_name(text: &str) -> bool {
    text.len() <= NAME_MAX && text.starts_with(char::is_alphanumeric) && text.contains(char::is_alphabetic)
}

/// `Field: value` pairs of a line, several where two blanks or more part them; empty when it has none.
fn fields(text: &str) -> Vec<(&str, &str)> {
    let text = text.trim();
    let mut found: Vec<(&str, &str)> = Vec::new();
    let Some((mut name, mut rest)) = split_field(text) else { return found };
    loop {
        match next_field(rest) {
            None => {
                found.push((name, rest.trim()));
                return found;
            }
            Some((value, next)) => {
                found.push((name, value.trim()));
                let Some((next_name, next_rest)) = split_field(next) else { return found };
                (name, rest) = (next_name, next_rest);
            }
        }
    }
}

/// A field's name and what follows its colon.
fn split_field(text: &str) -> Option<(&str, &str)> {
    // A colon further on ends no name; looking for it at each gap of a long line would take the square of its length.
    let colon = text.bytes().take(NAME_MAX + 1).position(|b| b == b':')?;
    let (name, rest) = (text.get(..colon)?, text.get(colon + 1..)?);
    let (name, first) = (name.trim_end(), rest.chars().next());
    let starts = name.starts_with(char::is_alphabetic) && is_name(name) && !name.contains("  ");
    // `10:30`, `http://` and `a::b` are no fields.
    (starts && first.is_none_or(|c| !c.is_ascii_digit() && c != '/' && c != ':')).then_some((name, rest))
}

/// The value before the next field of the line, and that field.
fn next_field(rest: &str) -> Option<(&str, &str)> {
    let mut from = rest.len() - rest.trim_start().len();
    while let Some(gap) = rest.get(from..)?.find("  ").map(|i| from + i) {
        let after = rest.get(gap..)?;
        let next = after.trim_start();
        if split_field(next).is_some() {
            return Some((rest.get(..gap)?, next));
        }
        from = gap + (after.len() - next.len());
    }
    None
}

/// A title as a name of a relation: small letters, digits and `_`.
fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    out.trim_end_matches('_').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Vec<String> {
        let (records, summary) = crate::seen::records(|each| read("bb.txt", &mut text.as_bytes(), &Limits::default(), each));
        assert!(summary.issues.is_empty() || records.is_empty(), "{:?}", summary.issues);
        records.iter().map(|record| format!("{} {} {}", record.relation, record.line, crate::seen::leaves(record, "; "))).collect()
    }

    const REPORT: &str = "------ MY HEALTH REPORT ------\n       Produced 09 Sep 2013 @ 0602\n\nName: ONE, A     Date of Birth: 01 Mar 1948\n\n-------- VA ALLERGIES-----\n\nSource: VA\n\nAllergy Name:  Penicillin\nComments: Given at 10:30, see\nhttp://example.org\n\nAllergy Name:  Latex\nReaction:\n\nPAST VISITS:\n------------\nDate/Time:  05 Aug 2013 @ 0800\n";

    #[test]
    fn sections_records_and_fields() {
        assert!(!looks_report("Dear reader:\nthis is a letter.\n"));
        assert!(looks_report(REPORT));
        let expected = [
            "bb 1 title=MY HEALTH REPORT; text=Produced 09 Sep 2013 @ 0602",
            "bb 4 Name=ONE, A; Date of Birth=01 Mar 1948",
            "bb.va_allergies 8 Source=VA",
            "bb.va_allergies 10 Allergy Name=Penicillin; Comments=Given at 10:30, see; text=http://example.org",
            "bb.va_allergies 14 Allergy Name=Latex",
            "bb.va_allergies.past_visits 19 Date/Time=05 Aug 2013 @ 0800",
        ];
        assert_eq!(read_all(REPORT), expected);
    }

    #[test]
    fn where_every_line_stands_alone_two_blanks_part_records() {
        let text = "----------\nHEALTH INFORMATION\n\n----------\n\nSource: Plan\n\n\n\n----------\nDrugs\n\n----------\n\nDrug: A\n\nDose: 5 mg\n\n\n\nDrug: B\n\nDose: 7 mg\n";
        let expected = ["bb 2 title=HEALTH INFORMATION", "bb 6 Source=Plan", "bb.drugs 15 Drug=A; Dose=5 mg", "bb.drugs 21 Drug=B; Dose=7 mg"];
        assert_eq!(read_all(text), expected);
    }

    #[test]
    fn a_person_as_title_names_no_relation() {
        let text = "Ann Other\n=========\nRace:   White\nGender: F\n--------------------\nMEDICATIONS:\n  2011[STOPPED] : Aspirin 81 MG\n--------------------\nALLERGIES:\nNo Known Allergies\n--------------------\n";
        let expected = ["bb 1 title=Ann Other", "bb 3 Race=White; Gender=F", "bb.medications 7 text=2011[STOPPED] : Aspirin 81 MG", "bb.allergies 10 text=No Known Allergies"];
        assert_eq!(read_all(text), expected);
    }

    #[test]
    fn several_fields_of_a_line() {
        assert_eq!(fields("Gender:  Male        Blood Type:  AB+    Organ Donor: Yes"), [("Gender", "Male"), ("Blood Type", "AB+"), ("Organ Donor", "Yes")]);
        assert_eq!(fields("Phone:   000-020-0002  Extension: "), [("Phone", "000-020-0002"), ("Extension", "")]);
        assert_eq!(fields("Note: one  two   three"), [("Note", "one  two   three")]);
        assert_eq!(fields("Address Type:Home"), [("Address Type", "Home")]);
        assert_eq!(fields(&format!("Note: {}", "a  ".repeat(50_000))).len(), 1);
        assert!(fields("at 10:30 we met").is_empty() && fields("2011 : x").is_empty() && fields("https://x.org").is_empty());
    }

    #[test]
    fn what_is_held_is_bounded_by_bytes() {
        let limits = Limits { record_bytes_max: 64, ..Limits::default() };
        let text = format!("----\n{}", "a line of prose that goes on\n".repeat(9));
        let mut counts = Vec::new();
        read("x.txt", &mut text.as_bytes(), &limits, &mut |item| {
            if let Item::Record(record) = item {
                counts.push(record.leaves.len());
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(counts, [2, 2, 2, 2, 1]);
        let limits = Limits::default();
        let mut each = |_: Item<'_>| -> ControlFlow<()> { ControlFlow::Continue(()) };
        let mut report = Report::new("x", &limits, &mut each);
        let mut summary = Summary::default();
        for line in 1..=4 {
            let _ = report.line(&"x".repeat(300_000), Place { line, byte: 0 }, &mut summary);
        }
        assert!(report.blanks_part.is_some());
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "[aB:é \\-=\n0/]{0,300}") {
            let mut delivered = 0u64;
            let limits = Limits { fields_max: 3, record_bytes_max: 64, ..Limits::default() };
            let summary = read("x.txt", &mut text.as_bytes(), &limits, &mut |item| {
                if let Item::Record(record) = item {
                    assert!(record.leaves.iter().all(|(f, v)| !f.is_empty() && !v.is_empty()));
                }
                delivered += 1;
                ControlFlow::Continue(())
            }).unwrap();
            proptest::prop_assert_eq!(delivered, summary.records);
        }
    }
}
