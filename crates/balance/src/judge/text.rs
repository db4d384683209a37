//! Two texts or two words of a vocabulary: what is spelling, what is another form of one thing, and what differs.

use super::{Relation, routes};
use crate::answers;
use crate::equal::equal;
use crate::sig;
use crate::written::{self, LANGUAGES, state_code};
use model::{Aspect, Fact, Value, Verdict, is_mojibake};

pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Code(codings, text) if text.is_empty() => codings.iter().find(|c| !c.display.is_empty()).map(|c| c.display.clone()),
        Value::Code(_, text) | Value::Text(text) | Value::Word(text) => Some(text.clone()),
        _ => None,
    }
}

/// Whether texts, each of which may hold several items with a sign between them, hold the same items. A code is no text.
pub(super) fn are_same_items(ours: &[&Fact], theirs: &[&Fact]) -> bool {
    let is_text = |fact: &&Fact| match &fact.value {
        Value::Code(codings, _) => codings.is_empty(),
        value => matches!(value, Value::Text(_) | Value::Word(_)),
    };
    let of_all = |facts: &[&Fact]| {
        let mut all: Vec<String> = facts.iter().filter_map(|fact| text_of(&fact.value)).flat_map(|text| items(&text)).collect();
        all.sort();
        all
    };
    ours.len() != theirs.len() && ours.iter().chain(theirs).all(is_text) && of_all(ours) == of_all(theirs)
}

/// The items of a text, which may hold several with a sign between them, in small letters.
pub(super) fn items(text: &str) -> Vec<String> {
    // Between digits it is part of a date.
    let in_parts = |item: &str| item.split('/').map(|part| part.trim().to_string()).collect::<Vec<String>>();
    let parts = |item: &str| if item.contains(|c: char| c.is_ascii_digit()) { vec![item.trim().to_string()] } else { in_parts(item) };
    text.to_lowercase().split([';', ',', '|', '\n']).flat_map(parts).filter(|item| !item.is_empty()).collect()
}

/// Whether a text in plain letters is another one without its marks: `Jose` for José, `Muller` or `Mueller` for Müller.
fn is_without_marks(marked: &str, plain: &str) -> bool {
    let of_two = |letter: char| match letter {
        '\u{e4}' => Some("ae"),
        '\u{f6}' | '\u{f8}' => Some("oe"),
        '\u{fc}' => Some("ue"),
        '\u{e5}' => Some("aa"),
        _ => None,
    };
    let of_one = |letter: char| {
        Some(match letter {
            '\u{e0}'..='\u{e5}' | '\u{101}' | '\u{103}' | '\u{105}' => "a",
            '\u{e6}' => "ae",
            '\u{e7}' | '\u{107}' | '\u{10d}' => "c",
            '\u{10f}' | '\u{111}' | '\u{f0}' => "d",
            '\u{e8}'..='\u{eb}' | '\u{113}' | '\u{119}' | '\u{11b}' => "e",
            '\u{11f}' => "g",
            '\u{ec}'..='\u{ef}' | '\u{12b}' | '\u{131}' => "i",
            '\u{13e}' | '\u{142}' => "l",
            '\u{f1}' | '\u{144}' | '\u{148}' => "n",
            '\u{f2}'..='\u{f6}' | '\u{f8}' | '\u{151}' => "o",
            '\u{153}' => "oe",
            '\u{159}' => "r",
            '\u{15b}' | '\u{15f}' | '\u{161}' | '\u{219}' => "s",
            '\u{df}' => "ss",
            '\u{163}' | '\u{165}' | '\u{21b}' => "t",
            '\u{fe}' => "th",
            '\u{f9}'..='\u{fc}' | '\u{16b}' | '\u{16f}' | '\u{171}' => "u",
            '\u{fd}' | '\u{ff}' => "y",
            '\u{17a}' | '\u{17c}' | '\u{17e}' => "z",
            _ => return None,
        })
    };
    let composed = written::composed(marked);
    let written = |with_two: bool| {
        let mut out = String::with_capacity(marked.len());
        // A mark that stands by itself is none.
        for letter in composed.chars().flat_map(char::to_lowercase).filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}')) {
            match of_two(letter).filter(|_| with_two).or_else(|| of_one(letter)) {
                Some(plain) => out.push_str(plain),
                None => out.push(letter),
            }
        }
        out
    };
    plain.is_ascii() && !marked.is_ascii() && [false, true].into_iter().any(|with_two| written(with_two).eq_ignore_ascii_case(plain))
}

/// A value that only says that nothing is recorded.
pub(super) fn says_nothing(value: &Value) -> bool {
    const NOTHING: [&str; 6] = ["unknown", "not recorded", "none recorded", "not available", "unspecified", "not specified"];
    match value {
        Value::Absent(_) => true,
        Value::Text(text) | Value::Word(text) => NOTHING.contains(&text.trim().to_lowercase().as_str()),
        Value::Code(codings, text) => codings.is_empty() && NOTHING.contains(&text.trim().to_lowercase().as_str()),
        _ => false,
    }
}

/// The manner of a text that is the beginning of the other one.
pub(crate) const CUT: &str = "the text is cut";

/// Equal but for case, commas and white space.
pub(super) fn same_text(a: &str, b: &str) -> bool {
    equal(a, b) || if is_plain(a) && is_plain(b) { same_plain(a, b) } else { same_spelled(a, b) }
}

/// Whether a text has one spelling: neither commas nor letters and signs of which there are several.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii() && byte != b',')
}

/// What [`same_spelled`] says of plain texts.
fn same_plain(a: &str, b: &str) -> bool {
    let (mut x, mut y) = (a.split_whitespace(), b.split_whitespace());
    loop {
        match (x.next(), y.next()) {
            (None, None) => return true,
            (Some(p), Some(q)) if p.eq_ignore_ascii_case(q) => {}
            _ => return false,
        }
    }
}

fn same_spelled(a: &str, b: &str) -> bool {
    let (left, right) = (spelled(a), spelled(b));
    let mut x = left.split_whitespace().flat_map(|w| w.chars().chain([' ']));
    let mut y = right.split_whitespace().flat_map(|w| w.chars().chain([' ']));
    loop {
        match (x.next(), y.next()) {
            (None, None) => return true,
            (Some(p), Some(q)) if p == q || p.to_lowercase().eq(q.to_lowercase()) => {}
            _ => return false,
        }
    }
}

/// One spelling of quotes, dashes and letters with marks, without the marks that nobody sees. Exporters turn commas into blanks to spare themselves fields in quotes: both separate, but
/// not within a number.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let text = written::composed(text);
    for (at, c) in text.char_indices() {
        // Byte order marks, soft hyphens and joints between words.
        if matches!(c, '\u{feff}' | '\u{ad}' | '\u{200b}' | '\u{2060}') {
            continue;
        }
        out.push(match c {
            ',' if !(before.is_ascii_digit() && is_decimal(text.get(at + 1..).unwrap_or_default())) => ' ',
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c => c,
        });
        before = c;
    }
    out
}

/// Whether what follows a comma are decimals: digits, but not three of them, which are thousands.
fn is_decimal(rest: &str) -> bool {
    let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
    digits > 0 && digits != 3
}

/// Whether a ZIP code of five digits has got its four further ones.
fn is_extended(short: &str, long: &str) -> bool {
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(short, 5) && long.strip_prefix(short).is_some_and(|rest| digits(rest.strip_prefix('-').unwrap_or(rest), 4))
}

/// Whether two texts are one value of several numbers, such as a span or a ratio.
fn is_one_value(aspect: Aspect, a: &str, b: &str) -> bool {
    matches!(aspect, Aspect::Value | Aspect::Dose) && written::numbers(a).is_some_and(|own| written::numbers(b).is_some_and(|other| own == other))
}

/// Whether two texts say in other words the same of how a drug is taken, or by which way.
pub(super) fn is_said_alike(aspect: Aspect, a: &str, b: &str) -> bool {
    sig::are_one(aspect, a, b) || aspect == Aspect::Route && routes::are_one((&[], a), (&[], b))
}

/// Whether two texts are one answer of a test in short and in long.
fn is_one_answer(aspect: Aspect, a: &str, b: &str) -> bool {
    const ANSWERS: [&[&str]; 4] =
        [&["pos", "positive"], &["neg", "negative"], &["nonreactive", "notreactive"], &["notdetected", "nonedetected", "undetected"]];
    let answer = |text: &str| {
        let bare: String = text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
        let says_more = text.chars().any(|c| !c.is_alphabetic() && !matches!(c, ' ' | '-' | '.'));
        ANSWERS.iter().position(|names| !says_more && names.contains(&bare.as_str()))
    };
    aspect == Aspect::Value && answer(a).is_some_and(|own| answer(b) == Some(own))
}

/// Whether two answers of several words are one, written short and written out: `O NEG` and `O Negative`. Signs and points may be part of an answer.
fn is_written_out(aspect: Aspect, a: &str, b: &str) -> bool {
    let long = |text: &str| -> Option<Vec<String>> {
        let lower = text.to_lowercase();
        let word = |word: &str| match word {
            "pos" => "positive".to_string(),
            "neg" => "negative".to_string(),
            other => other.to_string(),
        };
        lower.chars().all(|c| c.is_alphanumeric() || c == ' ').then(|| lower.split_whitespace().map(word).collect())
    };
    aspect == Aspect::Value && long(a).is_some_and(|own| long(b) == Some(own))
}

pub(super) fn texts(aspect: Aspect, a: &str, b: &str) -> Relation {
    if aspect == Aspect::State && state_code(a) == state_code(b) {
        return Relation::Same;
    }
    if same_text(a, b) {
        return Relation::Same;
    }
    if !is_left_open(a.trim(), b.trim()) && (is_said_alike(aspect, a, b) || is_one_value(aspect, a, b) || is_one_answer(aspect, a, b) || is_written_out(aspect, a, b) || aspect == Aspect::Value && answers::are_one(a, b)) {
        return Relation::Equivalent;
    }
    // Punctuation of numbers is not meaning: telephone, social security and account numbers, and the brackets that people read in that of a device.
    if matches!(aspect, Aspect::Phone | Aspect::Ssn | Aspect::DriverLicense | Aspect::Passport | Aspect::DeviceIdentifier) && written::bare(a) == written::bare(b) {
        return Relation::Equivalent;
    }
    // The points of what is abbreviated in a name say nothing: `Mrs.`, `J.`, `M.D.`
    let is_of_a_name = matches!(aspect, Aspect::Family | Aspect::Given | Aspect::Middle | Aspect::Prefix | Aspect::Suffix);
    if is_of_a_name && same_text(&a.replace('.', ""), &b.replace('.', "")) {
        return Relation::Equivalent;
    }
    // Many a destination, and nearly every interface on the way, has no letters with marks.
    let is_of_people = is_of_a_name || matches!(aspect, Aspect::Maiden | Aspect::City | Aspect::Line);
    if is_of_people && (is_without_marks(a.trim(), b.trim()) || is_without_marks(b.trim(), a.trim())) {
        return Relation::Equivalent;
    }
    // A destination that checks addresses writes the four digits behind a ZIP code. One that drops them is told.
    if aspect == Aspect::PostalCode && is_extended(a.trim(), b.trim()) {
        return Relation::Equivalent;
    }
    let form: Option<fn(&str) -> String> = match aspect {
        Aspect::Phone => Some(written::phone),
        Aspect::Line => Some(written::address_line),
        Aspect::Country => Some(written::country),
        _ => None,
    };
    // `Amber Drive` that has become `Amber Dr` may have been cut there; a country is one of a list.
    let cut = aspect != Aspect::Country && a.trim().strip_prefix(b.trim()).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if !cut && form.is_some_and(|form| !form(a).is_empty() && form(a) == form(b)) {
        return Relation::Equivalent;
    }
    let (x, y) = (a.trim(), b.trim());
    let manner = if is_beginning(x, y) {
        CUT
    } else if is_garbled(x, y) {
        "the text is garbled"
    } else if x.trim_start_matches('0') == y.trim_start_matches('0') {
        "leading zeros differ"
    } else {
        "the text differs"
    };
    Relation::Differs(Verdict::Altered, aspect, manner.into())
}

/// Whether a text begins as another one, in whatever letters: many a destination writes capitals as small letters, and cuts all the same.
fn is_beginning(whole: &str, beginning: &str) -> bool {
    !beginning.is_empty() && (whole.starts_with(beginning) || whole.to_lowercase().starts_with(&beginning.to_lowercase()))
}

/// How the words of a concept differ from others: they end within a word of these, or are simply others. Words that end with a word may be what a
/// less exact concept is called.
pub(super) fn words_manner(a: &str, b: &str) -> &'static str {
    let (whole, beginning) = (a.trim().to_lowercase(), b.trim().to_lowercase());
    let is_within = whole.strip_prefix(beginning.as_str()).is_some_and(|rest| rest.starts_with(char::is_alphabetic)) && beginning.ends_with(char::is_alphabetic);
    if is_within { CUT } else { "the words differ" }
}

/// Whether a text is the beginning of the other one and ends within a bracket that the other one closes: nobody writes so, and however little
/// is lost, it was cut.
fn is_left_open(whole: &str, beginning: &str) -> bool {
    let is_open = |text: &str| text.matches(['(', '[']).count() > text.matches([')', ']']).count();
    whole.len() > beginning.len() && whole.starts_with(beginning) && is_open(beginning) && !is_open(whole)
}

/// What never was so, or never took place: whatever else is said of it now, but that it is over too, it has come back.
const NEVER: [&str; 4] = ["entered-in-error", "cancelled", "not-done", "noshow"];
/// States of what has not come back either.
const ENDED: [&str; 10] = ["revoked", "rejected", "aborted", "noshow", "unknown", "superseded", "retired", "declined", "failed", "not-taken"];

/// States that say "this no longer holds" and states that say "this holds now".
fn is_over(word: &str) -> bool {
    matches!(word, "refuted" | "entered-in-error" | "resolved" | "inactive" | "remission" | "stopped" | "cancelled" | "not-done" | "removed")
}

pub(super) fn is_live(word: &str) -> bool {
    matches!(word, "active" | "confirmed" | "recurrence" | "relapse" | "in-progress" | "final")
}

/// Whether a state brings back what another one says is over, gone through, or never was. What was gone through, a course of a drug, a visit, holds as
/// such: only where it goes on has it come back.
pub(crate) fn revives(from: &str, to: &str) -> bool {
    let goes_on = || matches!(from, "completed" | "finished") && matches!(to, "active" | "in-progress");
    is_over(from) && is_live(to) || goes_on() || NEVER.contains(&from) && !is_over(to) && !ENDED.contains(&to)
}

/// Languages of which each is its own, and the tag says it behind that of the family (BCP 47, extended language).
const FAMILIES: [&str; 4] = ["ar", "ms", "sw", "zh"];

/// The language of a BCP 47 tag without its region, by its code of two letters (ISO 639-1 for the usual ones of 639-2). Languages of signs are told
/// apart by the country.
fn language(tag: &str) -> String {
    let lower = tag.trim().to_lowercase().replace('_', "-");
    let mut parts = lower.split('-');
    let first = parts.next().unwrap_or_default();
    if first == "sgn" {
        return lower;
    }
    let own = parts.next().filter(|part| FAMILIES.contains(&first) && part.len() == 3 && part.bytes().all(|b| b.is_ascii_alphabetic()));
    let primary = own.unwrap_or(first);
    LANGUAGES.iter().find(|(three, _)| *three == primary).map_or(primary, |(_, two)| two).to_string()
}

/// A type of bill or a revenue code without the nought in front of its three digits, which some writers leave out.
pub(super) fn of_bill(word: &str) -> &str {
    word.strip_prefix('0').filter(|rest| rest.len() == 3).unwrap_or(word)
}

pub(super) fn words(aspect: Aspect, a: &str, b: &str) -> Relation {
    if aspect == Aspect::State && state_code(a) == state_code(b) {
        return Relation::Same;
    }
    if aspect == Aspect::Language && !a.trim().eq_ignore_ascii_case(b.trim()) && language(a) == language(b) {
        return Relation::Equivalent;
    }
    let canonical = |w: &str| match w.trim().to_lowercase().as_str() {
        "aborted" if aspect == Aspect::Status => "stopped".to_string(),
        "fulfilled" => "completed".into(),
        other => other.into(),
    };
    let (x, y) = (canonical(a), canonical(b));
    // A document that nobody replaced is final, whichever of the two a server says.
    let stands = |word: &str| aspect == Aspect::Status && matches!(word, "current" | "final");
    if x == y || stands(&x) && stands(&y) {
        return Relation::Same;
    }
    if matches!(aspect, Aspect::RevenueCode | Aspect::Type) && of_bill(&x) == of_bill(&y) {
        return Relation::Same;
    }
    if is_said_alike(aspect, a, b) {
        return Relation::Equivalent;
    }
    // A diagnosis that was there on admission, with its dot and without.
    if aspect == Aspect::Flag && x.contains(" on admission ") && x.replace('.', "") == y.replace('.', "") {
        return Relation::Same;
    }
    // A code and what a clinician says for it.
    if in_words(aspect, &x) == in_words(aspect, &y) {
        return Relation::Equivalent;
    }
    // A list of one diagnosis is one as well: each pair of pointers or codes would be a cause of its own.
    let is_list = |separator: &char| aspect == Aspect::DiagnosisPointer || x.contains(*separator) || y.contains(*separator);
    if let Some(separator) = separator(aspect).filter(is_list) {
        return lists(&x, &y, separator).map_or(Relation::Same, |manner| Relation::Differs(Verdict::Altered, aspect, manner));
    }
    if let Some(manner) = in_parts(aspect, &x, &y) {
        return Relation::Differs(Verdict::Altered, aspect, manner);
    }
    let stateful = matches!(aspect, Aspect::Status | Aspect::Verification);
    let verdict = if stateful && revives(&x, &y) { Verdict::Resurrected } else { Verdict::Altered };
    // Words of a closed vocabulary tell what happened; of an open one each pair of words would be a cause of its own.
    let manner = match aspect {
        Aspect::Race | Aspect::Ethnicity | Aspect::Language | Aspect::Sensitivity | Aspect::Specimen | Aspect::Role | Aspect::RevenueCode => "another word".into(),
        _ => format!("{} has become {}", in_words(aspect, &x), in_words(aspect, &y)),
    };
    Relation::Differs(verdict, aspect, manner)
}

/// Whether a code of a closed vocabulary has become the words that a clinician says for it, of which no program knows that they are it.
pub(super) fn is_put_into_words(aspect: Aspect, before: &str, after: &str) -> bool {
    let (code, said) = (before.trim().to_lowercase(), after.trim().to_lowercase());
    let words = in_words(aspect, &code);
    code != said && words != code && words == in_words(aspect, &said) && !is_said_alike(aspect, before, after)
}

/// A code of a closed vocabulary as a clinician says it; any other word as it is.
fn in_words(aspect: Aspect, word: &str) -> &str {
    match (aspect, word) {
        (Aspect::Flag, "hh" | "critical high") => "critically high",
        (Aspect::Flag, "ll" | "critical low") => "critically low",
        (Aspect::Flag, "aa" | "critical abnormal") => "critically abnormal",
        (Aspect::Flag, "h") => "high",
        (Aspect::Flag, "l") => "low",
        (Aspect::Flag, "a") => "abnormal",
        (Aspect::Flag, "n") => "normal",
        (Aspect::Flag, "r") => "resistant",
        (Aspect::Flag, "s") => "susceptible",
        (Aspect::Flag, "i") => "intermediate",
        (Aspect::Frequency, "qd") => "once a day",
        (Aspect::Frequency, "bid") => "twice a day",
        (Aspect::Frequency, "tid") => "three times a day",
        (Aspect::Frequency, "qid") => "four times a day",
        (Aspect::Frequency, "qod") => "every other day",
        (Aspect::Frequency, "wk") => "once a week",
        (Aspect::Frequency, "mo") => "once a month",
        (Aspect::Class, "imp") => "inpatient",
        (Aspect::Class, "amb") => "outpatient",
        (Aspect::Class, "emer") => "emergency",
        (Aspect::Class, "obsenc") => "observation",
        (Aspect::Class, "vr") => "virtual",
        (Aspect::Class, "hh") => "home health",
        _ => word,
    }
}

/// How words have become others that hold a number of their record beside codes of a closed list: a sum, a day, a tooth. Each pair of them would be a
/// cause of its own, so it is told which part is another one. None where they hold no such number.
fn in_parts(aspect: Aspect, a: &str, b: &str) -> Option<String> {
    let has_number = |word: &str| word.contains(' ') && word.bytes().any(|byte| byte.is_ascii_digit());
    match aspect {
        Aspect::Adjustment => Some(match (adjusted(a), adjusted(b)) {
            ([x, ..], [y, ..]) if x != y => format!("{} has become {}", x.to_uppercase(), y.to_uppercase()),
            ([_, x, _], [_, y, _]) if x != y => "another reason".into(),
            _ => "another sum".into(),
        }),
        Aspect::Flag | Aspect::BodySite | Aspect::Category if has_number(a) || has_number(b) => {
            let parts = |word: &str| word.split_whitespace().map(str::to_string).collect::<Vec<_>>();
            let (x, y) = (parts(a), parts(b));
            let at = (0..x.len().max(y.len())).find(|at| x.get(*at) != y.get(*at)).unwrap_or(0);
            Some(format!("part {} is another", at + 1))
        }
        _ => None,
    }
}

/// Group, reason and sum of an adjustment: `CO-45 12.34`.
fn adjusted(word: &str) -> [&str; 3] {
    let (code, sum) = word.split_once(' ').unwrap_or((word, ""));
    let (group, reason) = code.split_once('-').unwrap_or((code, ""));
    [group, reason, sum]
}

/// What stands between the items of an ordered list that is one word.
fn separator(aspect: Aspect) -> Option<char> {
    match aspect {
        Aspect::DiagnosisPointer => Some(','),
        Aspect::Modifier => Some('|'),
        _ => None,
    }
}

/// How one ordered list has become another: each pair of lists would be a cause of its own, so the first item that differs is told by its place.
/// None where the items are the same, whatever blanks stand between them, with dots and without.
fn lists(a: &str, b: &str, separator: char) -> Option<String> {
    // A code of a classification is the same with its dot and without; the number of a line is not.
    let is_code = |item: &str| separator == ',' && item.starts_with(|c: char| c.is_ascii_alphabetic());
    let bare = |item: &str| if is_code(item) { item.replace('.', "") } else { item.to_string() };
    let items = |list: &str| list.split(separator).map(|item| bare(item.trim())).filter(|item| !item.is_empty()).collect::<Vec<_>>();
    let (x, y) = (items(a), items(b));
    let at = (0..x.len().max(y.len())).find(|at| x.get(*at) != y.get(*at))?;
    let sorted = |mut items: Vec<String>| {
        items.sort_unstable();
        items
    };
    if sorted(x.clone()) == sorted(y.clone()) {
        return Some("the items stand in another order".into());
    }
    let what = match (x.get(at), y.get(at)) {
        (Some(_), None) => "is absent",
        (None, _) => "is one more",
        _ => "is another",
    };
    Some(format!("number {} of the list {what}", at + 1))
}

/// The manner of words of which letters were read or written in another encoding.
pub(super) const GARBLED: &str = "the words are garbled";

/// Words beside a right code that a transport spoiled: cut inside a word, or letters read in another encoding. Other words
/// for the same code are nobody's concern.
pub(super) fn spoiled(a: &str, b: &str) -> Option<&'static str> {
    let (a, b) = (a.trim(), b.trim());
    let inside_a_word = |rest: &str| rest.chars().next().is_some_and(char::is_alphanumeric) && b.chars().last().is_some_and(char::is_alphanumeric);
    if b.len() >= 8 && a.strip_prefix(b).is_some_and(inside_a_word) {
        return Some("the words are cut inside a word");
    }
    is_garbled(a, b).then_some(GARBLED)
}

/// Whether letters of a text were read or written in another encoding than theirs: each has become several, or a sign that stands for any.
pub(super) fn is_garbled(before: &str, after: &str) -> bool {
    let is_read_otherwise = |text: &str| text.contains('\u{fffd}') || is_mojibake(text);
    // Of some letters the second byte is a sign that is lost or becomes a blank.
    let is_halved = after.contains('\u{c3}') && !before.contains('\u{c3}') && before.contains(['\u{e0}', '\u{ed}', '\u{c1}', '\u{cd}', '\u{cf}', '\u{d0}', '\u{dd}']);
    (!after.is_ascii() && is_read_otherwise(after) && !is_read_otherwise(before)) || is_halved || is_questioned(before, after)
}

/// Whether question marks stand where the other text has letters that ASCII has not.
fn is_questioned(before: &str, after: &str) -> bool {
    let known = |text: &str| text.chars().filter(|c| c.is_ascii() && *c != '?').collect::<String>();
    !before.is_ascii() && after.is_ascii() && after.matches('?').count() > before.matches('?').count() && known(before) == known(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_language_of_a_family_is_its_own_and_those_of_signs_go_by_country() {
        for (a, b) in [("zh-cmn", "zh"), ("zh-yue", "yue"), ("en-US", "eng"), ("es-USA", "es"), ("ht", "hat")] {
            assert_eq!(words(Aspect::Language, a, b), Relation::Equivalent, "{a} {b}");
        }
        for (a, b) in [("zh-yue", "zh-cmn"), ("zh-yue", "zh"), ("sgn-US", "sgn-GB"), ("en", "es")] {
            assert!(matches!(words(Aspect::Language, a, b), Relation::Differs(..)), "{a} {b}");
        }
    }

    #[test]
    fn a_zip_code_may_get_its_further_digits_and_may_not_lose_them() {
        let of = |a: &str, b: &str| texts(Aspect::PostalCode, a, b);
        assert_eq!([of("55901", "55901-2345"), of("55901", "559012345")], [Relation::Equivalent, Relation::Equivalent]);
        for (a, b) in [("55901-2345", "55901"), ("55901", "55902-2345"), ("5590", "55901-2345"), ("55901", "55901-23")] {
            assert!(matches!(of(a, b), Relation::Differs(..)), "{a} {b}");
        }
    }

    #[test]
    fn the_number_of_a_device_is_the_same_with_and_without_its_brackets() {
        let of = |a: &str, b: &str| texts(Aspect::DeviceIdentifier, a, b);
        assert_eq!(of("(01)00643169007222(17)160128(21)BLC200461H", "01006431690072221716012821BLC200461H"), Relation::Equivalent);
        assert!(matches!(of("(01)00643169007222(21)BLC200461H", "(01)00643169007222(21)BLC200462H"), Relation::Differs(..)));
    }

    #[test]
    fn an_answer_of_a_test_is_one_in_short_and_in_long_and_no_other() {
        let of = |a: &str, b: &str| texts(Aspect::Value, a, b);
        for (a, b) in [("Pos", "POSITIVE"), ("NEG", "Negative"), ("Non-reactive", "Nonreactive"), ("None detected", "Not Detected"), ("O NEG", "O Negative"), ("Rh Pos", "RH POSITIVE"), ("A positive", "A+"), ("R", "Resistant"), ("32w3d", "32 weeks 3 days")] {
            assert_eq!(of(a, b), Relation::Equivalent, "{a} / {b}");
        }
        for (a, b) in [("Negative", "Positive"), ("Nonreactive", "Reactive"), ("Negative", "Not detected"), ("Pos 2+", "Positive"), ("Not detected", "Detected"), ("Posterior", "Positive"), ("O NEG", "O Positive"), ("O NEG", "A Negative"), ("O-", "O+"), ("1.5 neg", "1 5 negative")] {
            assert!(matches!(of(a, b), Relation::Differs(..)), "{a} / {b}");
        }
    }

    #[test]
    fn letters_of_another_encoding_are_told_from_those_of_another_language() {
        for (a, b) in [("Größe", "GrÃ¶ÃŸe"), ("Café", "Caf\u{fffd}"), ("Ménière’s", "M?ni?re?s"), ("Sjögren", "Sj??gren"), ("Why? é", "Why? ?"), ("20 °C", "20 Â°C")] {
            assert!(is_garbled(a, b), "{a} {b}");
        }
        for (a, b) in [("Skull", "Crâne"), ("Cancer", "Câncer"), ("Größe", "Groesse"), ("Café", "Cafe"), ("Café?", "Cafe?"), ("Plain", "Plain?"), ("Größe", "Größe?"), ("GrÃ¶ÃŸe", "GrÃ¶ÃŸe")] {
            assert!(!is_garbled(a, b), "{a} {b}");
        }
    }

    #[test]
    fn what_was_cut_within_a_bracket_is_told_though_it_means_the_same() {
        let whole = "Every four to six hours (qualifier value)";
        let cut = texts(Aspect::Sig, whole, "Every four to six hours (qualifier value");
        assert_eq!(cut, Relation::Differs(Verdict::Altered, Aspect::Sig, "the text is cut".into()));
        assert_eq!(texts(Aspect::Sig, "Take 1 tablet (oral) twice daily", "take 1 tab (oral) twice daily"), Relation::Equivalent);
        assert_eq!(texts(Aspect::Sig, "Take 1 tablet", "Take 1 tab"), Relation::Equivalent, "a short form is no cut");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn plain_texts_are_the_same_in_every_spelling(a in "[aAbB \t\u{b}\u{1c}-]{0,4}", b in "[aAbB \t\u{b}\u{1c}-]{0,4}") {
            prop_assert!(is_plain(&a) && is_plain(&b));
            prop_assert_eq!(same_text(&a, &b), same_spelled(&a, &b));
        }

        #[test]
        fn texts_of_several_spellings_are_spelled(a in "[aA1, \u{e9}\u{2019}'-]{0,4}", b in "[aA1, \u{e9}\u{2019}'-]{0,4}") {
            prop_assert_eq!(same_text(&a, &b), same_spelled(&a, &b));
        }
    }
}
