//! The body of a note cut into sentences and list items, each with the section it stands in.
//!
//! Lines that were wrapped are joined, `Dr.`, `5 mg.` and list numbers end nothing. A heading alone on its line holds for what follows it, a heading
//! with words behind it for its own line. What is cut is a range of bytes of the body, never a copy.

use super::words::{char_at, has_words, markup};

/// What a section says about what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Allergies,
    Medications,
    Stopped,
    Family,
    /// A list of what the patient has.
    Problems,
    /// A list of what the patient had.
    Resolved,
    Other,
}

/// One sentence or list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sentence {
    pub start: usize,
    pub end: usize,
    pub section: Section,
}

const ALLERGIES: &[&str] = &[
    "allergies", "allergy", "drug allergies", "medication allergies", "allergies and intolerances", "allergies intolerances", "allergies adverse reactions",
    "known allergies", "allergy list", "all", "adverse reactions", "allergies and adverse reactions", "adr", "adrs", "adverse drug reactions", "intolerances",
    "drug intolerances", "medication intolerances", "allergies to medications", "drug allergy", "medication allergy", "allergies and reactions", "food allergies", "food allergy",
    "drug and food allergies", "food and drug allergies", "environmental allergies", "food allergies intolerances",
];
/// Sorts of allergies: behind a list of them, and behind the word that none is known, such a title goes on with them.
const SORTS: &[&str] = &["food", "foods", "environmental", "insects"];
/// How the word begins that none is known.
const NONE_KNOWN: &[&str] = &["nkda", "nka", "no known"];
const MEDICATIONS: &[&str] = &[
    "medications", "meds", "current medications", "current meds", "home medications", "home meds", "medication list", "medications on admission",
    "outpatient medications", "discharge medications", "discharge meds", "active medications", "medications at home", "current outpatient medications",
    "continue taking", "continue these medications", "present medications", "continue taking these medications", "continue these medications which have not changed",
    "start taking", "start taking these medications", "take these medications", "change how you take these medications", "admission medications", "admission meds",
];
const STOPPED: &[&str] = &[
    "discontinued medications", "stopped medications", "stop taking", "medications stopped", "medications discontinued", "stop taking these medications",
    "discontinued", "stopped", "discontinued meds", "meds stopped", "stop these medications",
];
const FAMILY: &[&str] = &["family history", "family hx", "fh", "fhx", "fam hx", "family medical history"];
const PROBLEMS: &[&str] = &[
    "pmh", "past medical history", "medical history", "pmhx", "past history", "past medical hx", "medical hx", "significant past medical history", "problem list",
    "problems", "active problems", "active problem list", "chronic problems", "chronic conditions", "active medical problems", "chronic medical problems",
    "comorbidities", "assessment", "a p", "ap", "assessment and plan", "assessment plan", "diagnoses", "diagnosis", "active diagnoses", "discharge diagnoses",
    "discharge diagnosis", "final diagnoses", "principal diagnosis", "secondary diagnoses", "admission diagnoses",
];
const RESOLVED: &[&str] = &["resolved problems", "resolved hospital problems", "resolved diagnoses", "resolved issues", "resolved medical problems", "resolved problem list"];
/// What may stand behind a heading, of when and by whom.
const HEADING_ENDS: &[&str] = &[
    " this visit", " today", " at discharge", " on discharge", " at admission", " on admission", " prior to admission", " reviewed", " during hospitalization", " per patient",
    " per pt", " this encounter", " during this visit", " during this encounter", " verified", " confirmed", " updated", " per chart", " on file", " documented",
];
/// Headings that only end the section before them.
const OTHERS: &[&str] = &[
    "plan", "impression", "hpi", "history of present illness", "history", "subjective", "objective",
    "s", "o", "a", "p", "narrative history", "interval history", "hospital course", "course", "social history", "sh", "social hx", "surgical history",
    "past surgical history", "psh", "review of systems", "ros", "physical exam", "exam", "pe", "physical examination", "vitals", "vital signs", "labs",
    "laboratory", "results", "imaging", "studies", "chief complaint", "cc", "reason for visit", "reason for consultation", "instructions",
    "discharge instructions", "patient instructions", "follow up", "followup", "disposition", "immunizations", "procedures", "conditions", "care plans",
    "reports", "observations", "encounters", "external labs", "recommendations", "addendum", "goals", "data", "health maintenance", "mental status",
    "pertinent negatives", "pertinent negative", "negatives", "negative", "neg", "denies", "absent", "not present", "functional status", "payers", "insurance", "medications administered", "new medications", "medical equipment",
];
/// Words whose point ends no sentence. Single letters never do.
const ABBREVIATIONS: &[&str] = &[
    "rt", "lt", "bilat", "prev", "dr", "mr", "mrs", "ms", "pt", "pts", "vs", "approx", "etc", "eg", "ie", "st", "jr", "sr", "inc", "dept", "hx", "fx", "sx", "tx", "rx", "dx", "no",
    "prof", "ave", "ext", "est", "appt", "wt", "ht", "temp", "resp",
];
/// Tags that begin a new line.
const BLOCKS: &[&str] = &["br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "paragraph", "item", "list"];
/// With one more, more points than words that trail off have.
const LEADER: &str = "....";
/// A line shorter than this was ended on purpose.
const WRAPPED_MIN: usize = 60;
/// Longest heading.
const HEADING_MAX: usize = 60;

/// The section that a note's title makes of its first words.
pub(super) fn titled(title: &str) -> Section {
    section(title).unwrap_or(Section::Other)
}

/// The sentences of a body, in order; `first` is the section it begins with.
pub(super) fn sentences(body: &str, first: Section) -> Vec<Sentence> {
    let mut out = Vec::new();
    let (mut block, mut filled) = (first, false);
    for (start, end) in lines(body) {
        if !has_words(body, start, end) {
            // An empty line ends what must not reach far.
            if filled && block != Section::Medications {
                block = Section::Other;
            }
            continue;
        }
        let mut inline = None;
        for (from, to, closed) in pieces(body, start, end) {
            let mut begin = from;
            if let Some((section, content)) = heading(body, from, to) {
                inline = None;
                if !has_words(body, content, to) {
                    (block, filled) = (section, false);
                    continue;
                }
                (inline, block, begin) = (Some(section), Section::Other, content);
            } else if let Some(content) = out.last().and_then(|last| sort_of_allergies(body, *last, (from, to))) {
                (inline, begin) = (Some(Section::Allergies), content);
            }
            let (begin, finish) = trimmed(body, begin, to);
            if has_words(body, begin, finish) {
                out.push(Sentence { start: begin, end: finish, section: inline.unwrap_or(block) });
                filled = true;
            }
            if closed {
                inline = None;
            }
        }
    }
    out
}

/// Lines, wrapped ones joined.
fn lines(body: &str) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (start, end) in raw_lines(body) {
        match out.last_mut() {
            Some(last) if wrapped(body, *last, (start, end)) => last.1 = end,
            _ => out.push((start, end)),
        }
    }
    out
}

fn raw_lines(body: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'\n' | b'\r' => {
                out.push((start, at));
                start = at + 1;
            }
            b'<' if is_block(body, at) => {
                out.push((start, at));
                start = at;
            }
            _ => {}
        }
    }
    out.push((start, body.len()));
    out
}

fn is_block(body: &str, at: usize) -> bool {
    let Some(tag) = body.get(at + 1..) else { return false };
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let length = name.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    name.get(..length).is_some_and(|n| BLOCKS.iter().any(|b| n.eq_ignore_ascii_case(b)))
}

/// A long line without an end, and a line that goes on in lower case. A list of drugs or allergies has one item a line.
fn wrapped(body: &str, line: (usize, usize), next: (usize, usize)) -> bool {
    let (Some(text), Some(after)) = (body.get(line.0..line.1), body.get(next.0..next.1)) else { return false };
    let text = text.trim_end();
    let goes_on = after.trim_start().chars().next().is_some_and(char::is_lowercase);
    let open = (text.len() >= WRAPPED_MIN || is_unfinished(text)) && !text.ends_with(['.', ':', ';', '!', '?']);
    let listed = || matches!(heading(body, line.0, line.1), Some((Section::Allergies | Section::Medications | Section::Stopped, _)));
    goes_on && open && !listed()
}

/// Whether a line stops where no sentence does, however short it is.
fn is_unfinished(line: &str) -> bool {
    const GO_ON: [&str; 22] = [
        "no", "denies", "not", "any", "a", "an", "the", "of", "if", "and", "or", "to", "with", "without", "was", "were", "is", "has", "severe", "for", "his", "her",
    ];
    let mut words = line.split_whitespace();
    let is_condition = words.clone().next().is_some_and(|word| word.eq_ignore_ascii_case("if")) && line.ends_with(',');
    let last = words.next_back().unwrap_or_default();
    is_condition || words.next().is_some() && GO_ON.iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// Pieces of a line: range, and whether a full stop closed it rather than a semicolon.
fn pieces(body: &str, start: usize, end: usize) -> Vec<(usize, usize, bool)> {
    let mut out = Vec::new();
    let (mut from, mut at) = (start, start);
    while let Some(character) = char_at(body, at, end) {
        if let Some(after) = markup(body, at, end) {
            at = after;
            continue;
        }
        let next = at + character.len_utf8();
        if character == ';' {
            out.push((from, next, false));
            from = next;
        } else if let Some(after) = full_stop(body, (from, at, end), character) {
            out.push((from, after, true));
            (from, at) = (after, after);
            continue;
        }
        at = next;
    }
    if from < end {
        out.push((from, end, false));
    }
    out
}

/// Where a sentence ends whose last sign is here.
fn full_stop(body: &str, (from, at, end): (usize, usize, usize), sign: char) -> Option<usize> {
    if !matches!(sign, '.' | '!' | '?') {
        return None;
    }
    let mut after = at + 1;
    while let Some(quote) = char_at(body, after, end).filter(|c| matches!(c, '"' | '\'' | '\u{201D}' | '\u{2019}' | ')')) {
        after += quote.len_utf8();
    }
    let rest = body.get(after..end)?;
    if rest.chars().next().is_some_and(|c| !c.is_whitespace() && c != '<') {
        return None;
    }
    let before = body.get(from..at)?;
    // Points that lead from a question to its answer.
    if before.ends_with(LEADER) {
        return None;
    }
    if sign != '.' {
        return before.chars().next_back().is_some_and(|c| !c.is_whitespace()).then_some(after);
    }
    let lower = rest.trim_start().chars().next().is_some_and(char::is_lowercase);
    let word_at = before.char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last().map_or(before.len(), |(i, _)| i);
    let word = before.get(word_at..)?;
    let short = word.chars().count() == 1 || ABBREVIATIONS.iter().any(|a| word.eq_ignore_ascii_case(a));
    let number = before.trim_matches(|c: char| is_bullet(c) || c == '(');
    let counts = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (!lower && !short && !counts && !number.is_empty()).then_some(after)
}

fn is_bullet(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '*' | '+' | '#' | '>' | '\u{2022}' | '\u{B7}' | '\u{2013}' | '\u{2014}' | '\u{95}')
}

/// Without bullets, list numbers, tags and blanks around it.
fn trimmed(body: &str, start: usize, end: usize) -> (usize, usize) {
    let mut from = start;
    let mut numbered = false;
    while let Some(character) = char_at(body, from, end) {
        if let Some(after) = markup(body, from, end) {
            from = after;
        } else if is_bullet(character) {
            from += character.len_utf8();
        } else if let Some(after) = list_number(body, from, end).filter(|_| !numbered) {
            numbered = true;
            from = after;
        } else {
            break;
        }
    }
    let mut to = end;
    while let Some(text) = body.get(from..to) {
        let kept = text.trim_end();
        to = from + kept.len();
        // Closing tags at the end are no words.
        match kept.rfind('<').filter(|open| kept.len() > open + 1 && markup(body, from + open, to) == Some(to)) {
            Some(open) => to = from + open,
            None => break,
        }
    }
    (from, to)
}

/// `1. `, `12) `, `(3) `.
fn list_number(body: &str, at: usize, end: usize) -> Option<usize> {
    let text = body.get(at..end)?;
    let inner = text.strip_prefix('(').unwrap_or(text);
    let digits = inner.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let rest = inner.get(digits..)?;
    let closed = rest.strip_prefix(['.', ')'])?;
    let blank = closed.chars().next().is_none_or(char::is_whitespace);
    ((1..=2).contains(&digits) && blank).then(|| end - closed.len())
}

/// The section that begins here, and where its words begin.
fn heading(body: &str, start: usize, end: usize) -> Option<(Section, usize)> {
    let (from, to) = trimmed(body, start, end);
    let text = body.get(from..to)?;
    if let Some(colon) = text.bytes().take(HEADING_MAX + 1).position(|b| b == b':') {
        let content = from + colon + 1;
        return match headed(text.get(..colon)?) {
            Some(section) => Some((section, content)),
            None => (!has_words(body, content, to)).then_some((Section::Other, to)),
        };
    }
    let titled = text.chars().next().is_some_and(char::is_uppercase) && text.len() > 3 && text.len() <= HEADING_MAX && !text.ends_with('.');
    section(text).filter(|_| titled).map(|section| (section, to))
}

/// Where the words of a sort of allergies begin, behind a sentence that is of allergies: `NKDA. Food: peanuts.`
fn sort_of_allergies(body: &str, last: Sentence, (start, end): (usize, usize)) -> Option<usize> {
    let (from, to) = trimmed(body, start, end);
    let (title, words) = body.get(from..to)?.split_once(':')?;
    let before = body.get(last.start..last.end)?.to_lowercase();
    let is_of_allergies = last.section == Section::Allergies || NONE_KNOWN.iter().any(|none| before.starts_with(none));
    (is_of_allergies && SORTS.contains(&title.trim().to_lowercase().as_str())).then(|| to - words.len())
}

fn section(title: &str) -> Option<Section> {
    let lower = title.to_lowercase();
    let mut name = String::with_capacity(lower.len());
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(word);
    }
    named(&name)
}

/// The section of words that a colon makes a heading: those alone may say of when they are, and name several things.
fn headed(title: &str) -> Option<Section> {
    let lower = title.trim().to_lowercase();
    let cut = || HEADING_ENDS.iter().filter_map(|end| lower.strip_suffix(*end)).find_map(section);
    section(title).or_else(cut).or_else(|| joined(&lower))
}

fn named(name: &str) -> Option<Section> {
    let known = [
        (ALLERGIES, Section::Allergies),
        (MEDICATIONS, Section::Medications),
        (STOPPED, Section::Stopped),
        (FAMILY, Section::Family),
        (PROBLEMS, Section::Problems),
        (RESOLVED, Section::Resolved),
        (OTHERS, Section::Other),
    ];
    known.into_iter().find(|(names, _)| names.contains(&name)).map(|(_, section)| section)
}

/// `Allergies/ADRs`, `PMH & problems`: names of one section alone.
fn joined(title: &str) -> Option<Section> {
    let mut parts = title.split(['/', '&']).map(|part| named(part.trim()));
    let first = parts.next()??;
    let mut others = parts.peekable();
    (others.peek().is_some() && others.all(|part| part == Some(first))).then_some(first)
}
