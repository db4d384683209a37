//! How often and how a drug is taken, in the many words that prescriptions have for it: `1 tab po bid` and `Take one tablet by mouth twice a day`.
//!
//! Known abbreviations and numbers are brought to one form; every other word stands as it is and where it is, so that what says more or less is never
//! held to be the same. Hours are minutes, and days are hours. Twice a day and every twelve hours are taken alike in practice, and so are once a day and
//! every 24 hours: they are equivalent.
//! Three times a day and every eight hours are not, since the one lets a patient sleep.

use model::{Aspect, Decimal, parse_decimal};
use std::collections::BTreeMap;

/// A half that a number before it is the whole of: `1 1/2`.
const HALF: &str = "@half";
/// What the words for a place of the body are brought to, and the words that may lead to it.
const PLACES: [&str; 4] = ["@od", "@os", "@ou", "@nostrils"];
const LEAD: [&str; 4] = ["in", "into", "to", "the"];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// What an amount of a drug is counted in.
const COUNTED: [&str; 19] =
    ["mg", "mcg", "g", "ml", "l", "units", "meq", "mmol", "tablet", "capsule", "puff", "drop", "spray", "patch", "min", "h", "d", "wk", "mo"];

/// Words of one meaning, longest first where one begins another.
const WORDS: &[(&[&str], &[&str])] = &[
    (&["as", "needed", "for"], &["@prn"]),
    (&["if", "needed", "for"], &["@prn"]),
    (&["when", "needed", "for"], &["@prn"]),
    (&["prn", "for"], &["@prn"]),
    (&["under", "the", "skin"], &["subcut"]),
    (&["under", "the", "tongue"], &["sl"]),
    (&["and", "a", "half"], &[HALF]),
    (&["and", "one", "half"], &[HALF]),
    (&["and", "1", "per", "2"], &[HALF]),
    (&["1", "per", "2", "tab"], &[HALF, "tablet"]),
    (&["1", "per", "2", "tabs"], &[HALF, "tablet"]),
    (&["1", "per", "2", "tablet"], &[HALF, "tablet"]),
    (&["1", "per", "2", "tablets"], &[HALF, "tablet"]),
    (&["m", "per", "w", "per", "f"], &["monday", "wednesday", "friday"]),
    (&["right", "eye"], &["@od"]),
    (&["left", "eye"], &["@os"]),
    (&["both", "eyes"], &["@ou"]),
    (&["each", "eye"], &["@ou"]),
    (&["each", "nostril"], &["@nostrils"]),
    (&["both", "nostrils"], &["@nostrils"]),
    (&["per", "rectum"], &["pr"]),
    (&["per", "os"], &["mouth"]),
    (&["one", "half", "tablet"], &["0.5", "tablet"]),
    (&["half", "a", "tablet"], &["0.5", "tablet"]),
    (&["half", "tablet"], &["0.5", "tablet"]),
    (&["half", "tab"], &["0.5", "tablet"]),
    (&["every", "night", "at", "bedtime"], &["@hs"]),
    (&["before", "each", "meal"], &["@ac"]),
    (&["before", "every", "meal"], &["@ac"]),
    (&["after", "each", "meal"], &["@pc"]),
    (&["after", "every", "meal"], &["@pc"]),
    (&["in", "the", "morning"], &["@am"]),
    (&["in", "the", "evening"], &["@pm"]),
    (&["every", "other", "day"], &["every", "2", "d"]),
    (&["at", "bedtime"], &["@hs"]),
    (&["every", "night"], &["@hs"]),
    (&["each", "night"], &["@hs"]),
    (&["every", "morning"], &["@am"]),
    (&["each", "morning"], &["@am"]),
    (&["every", "evening"], &["@pm"]),
    (&["each", "evening"], &["@pm"]),
    (&["before", "meals"], &["@ac"]),
    (&["after", "meals"], &["@pc"]),
    (&["as", "needed"], &["@prn"]),
    (&["if", "needed"], &["@prn"]),
    (&["when", "needed"], &["@prn"]),
    (&["as", "necessary"], &["@prn"]),
    (&["by", "mouth"], &["mouth"]),
    (&["qhs"], &["@hs"]),
    (&["hs"], &["@hs"]),
    (&["nightly"], &["@hs"]),
    (&["qam"], &["@am"]),
    (&["qpm"], &["@pm"]),
    (&["morn"], &["@am"]),
    (&["eve"], &["@pm"]),
    (&["ac"], &["@ac"]),
    (&["pc"], &["@pc"]),
    (&["prn"], &["@prn"]),
    (&["po"], &["mouth"]),
    (&["orally"], &["mouth"]),
    (&["once"], &["1", "x"]),
    (&["twice"], &["2", "x"]),
    (&["thrice"], &["3", "x"]),
    (&["qd"], &["every", "1", "d"]),
    (&["qday"], &["every", "1", "d"]),
    (&["bid"], &["2", "x", "d"]),
    (&["tid"], &["3", "x", "d"]),
    (&["qid"], &["4", "x", "d"]),
    (&["qod"], &["every", "2", "d"]),
    (&["weekly"], &["every", "1", "wk"]),
    (&["qw"], &["every", "1", "wk"]),
    (&["qwk"], &["every", "1", "wk"]),
    (&["monthly"], &["every", "1", "mo"]),
    (&["q"], &["every"]),
    (&["time"], &["x"]),
    (&["times"], &["x"]),
    (&["one"], &["1"]),
    (&["two"], &["2"]),
    (&["three"], &["3"]),
    (&["four"], &["4"]),
    (&["five"], &["5"]),
    (&["six"], &["6"]),
    (&["seven"], &["7"]),
    (&["eight"], &["8"]),
    (&["twelve"], &["12"]),
    (&["tab"], &["tablet"]),
    (&["tabs"], &["tablet"]),
    (&["tbl"], &["tablet"]),
    (&["tablets"], &["tablet"]),
    (&["cap"], &["capsule"]),
    (&["caps"], &["capsule"]),
    (&["capsules"], &["capsule"]),
    (&["puffs"], &["puff"]),
    (&["sprays"], &["spray"]),
    (&["patches"], &["patch"]),
    (&["od"], &["@od"]),
    (&["os"], &["@os"]),
    (&["ou"], &["@ou"]),
    (&["intramuscularly"], &["im"]),
    (&["intramuscular"], &["im"]),
    (&["intravenously"], &["iv"]),
    (&["intravenous"], &["iv"]),
    (&["rectally"], &["pr"]),
    (&["gtt"], &["drop"]),
    (&["gtts"], &["drop"]),
    (&["drops"], &["drop"]),
    (&["subcutaneously"], &["subcut"]),
    (&["subcutaneous"], &["subcut"]),
    (&["subq"], &["subcut"]),
    (&["sq"], &["subcut"]),
    (&["sc"], &["subcut"]),
    (&["sublingually"], &["sl"]),
    (&["unit"], &["units"]),
    (&["u"], &["units"]),
    (&["iu"], &["units"]),
    (&["microgram"], &["mcg"]),
    (&["micrograms"], &["mcg"]),
    (&["ug"], &["mcg"]),
    (&["milligram"], &["mg"]),
    (&["milligrams"], &["mg"]),
    (&["milliliter"], &["ml"]),
    (&["milliliters"], &["ml"]),
    (&["cc"], &["ml"]),
    (&["hr"], &["h"]),
    (&["hrs"], &["h"]),
    (&["hour"], &["h"]),
    (&["hours"], &["h"]),
    (&["minute"], &["min"]),
    (&["minutes"], &["min"]),
    (&["mins"], &["min"]),
    (&["day"], &["d"]),
    (&["days"], &["d"]),
    (&["week"], &["wk"]),
    (&["weeks"], &["wk"]),
    (&["month"], &["mo"]),
    (&["months"], &["mo"]),
    (&["mwf"], &["monday", "wednesday", "friday"]),
];

/// Codes of HL7 for one time of each day (GTSAbbreviation). They are such alone: in a sentence a bed is a bed.
const ALONE: [(&str, &str); 2] = [("bed", "@hs"), ("am", "@am")];

/// That something is taken as needed, in one form.
const PRN: &str = "@prn";

/// Whether two texts say in other words the same of how a drug is taken.
pub(crate) fn are_one(aspect: Aspect, a: &str, b: &str) -> bool {
    matches!(aspect, Aspect::Frequency | Aspect::Sig) && {
        let own = form(aspect, a);
        !own.is_empty() && own == form(aspect, b)
    }
}

/// Whether words say no more than the parts of an order: every number, with what it counts, and every rhythm is one of its amounts, every other word one
/// of these or of its names.
pub(crate) fn says_no_more(words: &str, amounts: &[(Aspect, String)], names: &[String]) -> bool {
    let amounts: Vec<Vec<String>> = amounts.iter().map(|(aspect, part)| form(*aspect, part)).collect();
    let names: Vec<String> = names.iter().flat_map(|part| form(Aspect::Sig, part)).collect();
    let is_plain = |word: &String| !is_number(word) && !word.starts_with('@');
    let said = form(Aspect::Sig, words);
    // An amount is its number and what it counts: 5 mg are no 5 tablets.
    let counts = |part: &[String], at: usize| part.get(at + 1).filter(|word| is_plain(word) && *word != "{").cloned();
    let is_amount = |at: usize, word: &String| {
        let is_it = |part: &Vec<String>, own: usize| !is_number(word) || counts(part, own).is_none_or(|unit| counts(&said, at) == Some(unit));
        amounts.iter().any(|part| part.iter().enumerate().any(|(own, known)| known == word && is_it(part, own)))
    };
    !said.is_empty() && said.iter().enumerate().all(|(at, word)| is_amount(at, word) || is_plain(word) && names.contains(word))
}

/// Whether words say that a drug is taken as needed only.
pub(crate) fn is_as_needed(words: &str) -> bool {
    form(Aspect::Sig, words).iter().any(|word| word == PRN)
}

/// Whether a rhythm is the one of the words, which have no other one.
pub(crate) fn tells_rhythm(words: &str, rhythm: &str) -> bool {
    let own = form(Aspect::Frequency, rhythm);
    let said = form(Aspect::Sig, words);
    // Of days that the words name the rhythm has to be one as well: `daily on Mondays` is not daily.
    !own.is_empty() && said.iter().filter(|word| is_timed(word) || DAYS.contains(&word.as_str())).eq(own.iter())
}

/// A unit as the words of a form have it: `{tbl}` is a tablet.
fn counted(unit: &str) -> Vec<String> {
    form(Aspect::Sig, unit.trim_matches(['{', '}', '[', ']']))
}

/// Whether a unit counts pieces of a drug, of which each weighs the same.
pub(crate) fn counts_pieces(unit: &str) -> bool {
    matches!(counted(unit).as_slice(), [one] if matches!(one.as_str(), "tablet" | "capsule"))
}

/// Whether an amount is the one of the words, which name no other one of the unit, and no range; an amount per something is none.
pub(crate) fn tells_amount(words: &str, number: Decimal, unit: &str) -> bool {
    let unit = counted(unit);
    let said = form(Aspect::Sig, words);
    let is_range = said.windows(3).any(|three| matches!(three, [least, between, most] if is_number(least) && matches!(between.as_str(), "to" | "or") && is_number(most)));
    let mut amounts = said.iter().enumerate().filter_map(|(at, amount)| {
        let is_of_unit = is_number(amount) && said.get(at + 1).is_some_and(|counted| unit.as_slice() == std::slice::from_ref(counted));
        let is_rate = said.get(at + 2).is_some_and(|word| word == "per");
        is_of_unit.then(|| !is_rate && parse_decimal(amount) == Some(number))
    });
    !is_range && amounts.next() == Some(true) && amounts.all(|is_it| is_it)
}

/// Whether words name a span of so many seconds as that of the whole course: `for 5 days`, with nothing to be taken after it.
pub(crate) fn tells_span(words: &str, seconds: Decimal) -> bool {
    let said = form(Aspect::Sig, words);
    let in_seconds = |number: &str, unit: &str| minutes(number, unit)?.checked_mul(Decimal::from(60));
    let is_span = |three: &[String]| matches!(three, [lead, number, unit] if lead == "for" && is_number(number) && in_seconds(number, unit) == Some(seconds));
    !said.iter().any(|word| word == "then") && said.windows(3).any(is_span)
}

/// Words that may name the way in which a drug is given: short ones are words of other things as well.
pub(crate) fn ways(words: &str) -> Vec<String> {
    let is_way = |word: &String| word.len() > 2 && !is_number(word) && !word.starts_with('@') || matches!(word.as_str(), "iv" | "im" | "sl" | "pr" | "pv" | "ng");
    form(Aspect::Sig, words).into_iter().filter(is_way).collect()
}

/// Whether words are an amount, one way and a rhythm, or as needed, and nothing else: `1 tablet by mouth twice daily` says what its parts say.
pub(crate) fn is_sum(words: &str, parts: &[(Aspect, String)]) -> bool {
    let has = |aspect: Aspect| parts.iter().any(|(own, _)| *own == aspect);
    let mut said = form(Aspect::Sig, words);
    said.retain(|word| !(is_timed(word) && has(Aspect::Frequency) || word == PRN && has(Aspect::AsNeeded)));
    match said.as_slice() {
        [amount, _] => is_number(amount) && has(Aspect::Dose),
        [amount, _, _] => is_number(amount) && has(Aspect::Dose) && has(Aspect::Route),
        _ => false,
    }
}

/// Whether a word of a form is a day of the week.
pub(crate) fn is_day(word: &str) -> bool {
    DAYS.contains(&word)
}

/// Whether a word of a form is when something is taken.
fn is_timed(word: &str) -> bool {
    word.starts_with('@') && word != PRN && !PLACES.contains(&word)
}

/// Hours between two doses, where words are one rhythm and nothing else: `BID`, `every 12 h`, `once weekly`. There are none of a range and of
/// months.
pub(crate) fn hours_between(words: &str) -> Option<Decimal> {
    let said = form(Aspect::Frequency, words);
    let [rhythm] = said.as_slice() else { return None };
    let (times, span) = rhythm.strip_prefix('@')?.split_once('/')?;
    let hours = match span.strip_suffix('d') {
        Some(days) => parse_decimal(days)?.checked_mul(Decimal::from(24))?,
        None => parse_decimal(span.strip_suffix("min")?)?.checked_div(Decimal::from(60))?,
    };
    hours.checked_div(parse_decimal(times)?)
}

/// Whether two texts give another amount of a drug with the same numbers: by the hour and not by the minute, or the steps the other way round.
pub(crate) fn are_other_amounts(a: &str, b: &str) -> bool {
    let (x, y) = (amounts(a), amounts(b));
    !x.is_empty() && !y.is_empty() && x != y
}

/// The numbers of a text in their order, by what each counts: `mcg per kg per min`, or the sign that it is a bound by. What counts nothing known is left out.
fn amounts(text: &str) -> BTreeMap<String, Vec<String>> {
    let said = form(Aspect::Sig, text);
    let word = |at: usize| said.get(at).map_or("", String::as_str);
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, number) in said.iter().enumerate().filter(|(_, word)| is_number(word)) {
        let sign = at.checked_sub(1).map(word).filter(|sign| matches!(*sign, "<" | ">"));
        let mut counted = sign.unwrap_or_default().to_string();
        let mut next = at + 1;
        if COUNTED.contains(&word(next)) {
            counted.push_str(word(next));
            while word(next + 1) == "per" && !word(next + 2).is_empty() {
                counted = format!("{counted} per {}", word(next + 2));
                next += 2;
            }
        }
        if !counted.is_empty() {
            out.entry(counted).or_default().push(number.clone());
        }
    }
    out
}

/// The words of a text in one form.
pub(crate) fn form(aspect: Aspect, text: &str) -> Vec<String> {
    let cut = cut(text);
    if let [code] = cut.as_slice()
        && let Some((_, meant)) = ALONE.iter().find(|(known, _)| aspect == Aspect::Frequency && known == code)
    {
        return vec![(*meant).to_string()];
    }
    let mut words: Vec<&str> = Vec::with_capacity(cut.len());
    let mut rest = cut.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let known = WORDS.iter().find(|(said, _)| rest.len() >= said.len() && rest.iter().zip(*said).all(|(word, known)| word == known));
        if let Some((said, meant)) = known {
            // A number in digits and in words: `1 (one)`.
            let is_again = matches!(meant, [number] if is_number(number) && words.last() == Some(number));
            if !is_again {
                words.extend_from_slice(meant);
            }
            rest = rest.get(said.len()..).unwrap_or_default();
        } else {
            words.push(weekday(first).unwrap_or(first));
            rest = others;
        }
    }
    let joined = joined(&words);
    let words: Vec<&str> = joined.iter().map(String::as_str).collect();
    let is_placed = |words: &[&str]| words.iter().any(|word| PLACES.contains(word));
    let said = match words.as_slice() {
        ["take", what @ ..] => what,
        // What is done to an eye is said by the eye.
        ["instill" | "place", what @ ..] if is_placed(what) => what,
        all => all,
    };
    timed(said, aspect == Aspect::Frequency)
}

/// The day of the week that a word names, in full, by its first three letters or more, or as many of them: `Thurs`, `Mondays`.
fn weekday(word: &str) -> Option<&'static str> {
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 2).unwrap_or(word);
    DAYS.into_iter().find(|day| stem.len() > 2 && day.starts_with(stem))
}

/// Words with a half as part of the number before it, and places and days of the week without what leads to them: `in both eyes`, `Mon/Wed and Fri`.
fn joined(words: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let before = out.last().map(String::as_str).unwrap_or_default();
        if *word == HALF {
            let half = Decimal::new(5, 1);
            let sum = if is_number(before) { parse_decimal(before).and_then(|whole| whole.checked_add(half)) } else { None };
            if sum.is_some() {
                out.pop();
            }
            let number = sum.unwrap_or(half).normalize().to_string();
            // `1.5 (one and a half)`.
            if out.last() != Some(&number) {
                out.push(number);
            }
            continue;
        }
        if PLACES.contains(word) {
            while out.last().is_some_and(|last| LEAD.contains(&last.as_str())) {
                out.pop();
            }
        } else if DAYS.contains(word) {
            let is_day = |at: Option<usize>| at.and_then(|at| out.get(at)).is_some_and(|day| DAYS.contains(&day.as_str()));
            let in_list = matches!(before, "per" | "and" | "&") && is_day(out.len().checked_sub(2));
            if in_list || matches!(before, "on" | "every" | "each") {
                out.pop();
            }
        }
        out.push((*word).to_string());
    }
    out
}

/// Small letters and digits cut into words and numbers, a range as `4 to 6`; points of abbreviations, commas and brackets are no words, any other sign is one.
fn cut(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.to_lowercase().replace('\u{bd}', " 1/2 ").chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let mut out: Vec<String> = Vec::new();
    let mut word = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let between = is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
        let is_point = *letter == '.' && is_digit(Some(at + 1));
        if letter.is_alphanumeric() || is_point {
            let turns = word.chars().last().is_some_and(|last| (last.is_ascii_digit() || last == '.') != (letter.is_ascii_digit() || is_point));
            if turns {
                out.push(std::mem::take(&mut word));
            }
            word.push(*letter);
            continue;
        }
        // `b.i.d.` is one word, `1,000` a thousand, and `1,5` one and a half.
        if matches!(letter, '.' | '\'') {
            continue;
        }
        if *letter == ',' && between {
            let decimals = letters.iter().skip(at + 1).take_while(|next| next.is_ascii_digit()).count();
            if decimals != 3 {
                word.push('.');
            }
            continue;
        }
        if !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        match letter {
            '-' if between => out.push("to".into()),
            '/' => out.push("per".into()),
            ' ' | '\t' | '\r' | '\n' | ',' | ';' | ':' | '(' | ')' | '-' => {}
            sign => out.push(sign.to_string()),
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Words with every rhythm as one: `@2/1d`, `@1/360min`, `@1/240-360min`. Where they can be nothing but a rhythm, a number needs no word behind it.
fn timed(words: &[&str], is_rhythm: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut rest = words;
    while let Some((first, others)) = rest.split_first() {
        // Behind a rhythm `x 10 days` is how long.
        let first: &str = if matches!(rest, ["x", number, "d" | "wk" | "mo", ..] if is_number(number)) { "for" } else { first };
        let (said, after) = rhythm(rest, is_rhythm && rest.len() == words.len()).unwrap_or_else(|| (first.to_string(), others));
        rest = after;
        // Once a day at one time of it: the time says that.
        let is_time = |word: &str| matches!(word, "@hs" | "@am" | "@pm");
        let before = out.last().map(String::as_str).unwrap_or_default();
        if is_time(before) && (said == "@1/1d" || said == before) {
            continue;
        }
        if before == "@1/1d" && is_time(&said) {
            out.pop();
        }
        out.push(said);
    }
    out
}

/// A rhythm at the beginning of words, and what is behind it. Where it has to be one, `1/d` and `WK` are: `is_all`.
fn rhythm<'w>(words: &'w [&'w str], is_all: bool) -> Option<(String, &'w [&'w str])> {
    match words {
        ["daily", rest @ ..] | ["every", "d", rest @ ..] => Some(("@1/1d".into(), rest)),
        ["every", unit @ ("h" | "wk" | "mo"), rest @ ..] => Some((every("1", "1", unit), rest)),
        ["every", least, "to", most, unit @ ("h" | "min" | "d" | "wk" | "mo"), rest @ ..] if is_number(least) && is_number(most) => Some((between(least, most, unit), rest)),
        // In a pattern of HL7 v2 (table 0335) minutes are `M`, and `5ID` is five times a day.
        ["every", number, "m"] if is_all && is_number(number) => Some((every("1", number, "min"), &[])),
        [times, "id"] if is_all && is_number(times) => Some((every(times, "1", "d"), &[])),
        ["every", number, unit @ ("h" | "min" | "d" | "wk" | "mo"), rest @ ..] if is_number(number) => Some((every("1", number, unit), rest)),
        [times, "x", "every", number, unit @ ("h" | "d" | "wk" | "mo"), rest @ ..] if is_number(times) && is_number(number) => Some((every(times, number, unit), rest)),
        [times, "x", "per" | "a" | "each" | "every", unit @ ("d" | "wk" | "mo"), rest @ ..] | [times, "x", unit @ ("d" | "wk" | "mo"), rest @ ..] if is_number(times) => {
            Some((every(times, "1", unit), rest))
        }
        [times, "x", "daily", rest @ ..] if is_number(times) => Some((every(times, "1", "d"), rest)),
        [unit @ ("wk" | "mo")] if is_all => Some((every("1", "1", unit), &[])),
        [times, "per", unit @ ("d" | "wk" | "mo")] if is_all && is_number(times) => Some((every(times, "1", unit), &[])),
        [times, "per", number, unit @ ("h" | "d" | "wk" | "mo")] if is_all && is_number(times) && is_number(number) => Some((every(times, number, unit), &[])),
        _ => None,
    }
}

/// A span in minutes; none of months, which have no length.
fn minutes(number: &str, unit: &str) -> Option<Decimal> {
    let in_one = match unit {
        "min" => 1,
        "h" => 60,
        "d" => 1_440,
        "wk" => 10_080,
        _ => return None,
    };
    parse_decimal(number)?.checked_mul(Decimal::from(in_one)).map(|minutes| minutes.normalize())
}

/// Once in a span that is so long at least, and so long at most.
fn between(least: &str, most: &str, unit: &str) -> String {
    match (minutes(least, unit), minutes(most, unit)) {
        (Some(least), Some(most)) => format!("@1/{least}-{most}min"),
        _ => format!("@1/{least}-{most}{unit}"),
    }
}

/// So many times in a span: whole days are told in days, everything else in minutes.
fn every(times: &str, number: &str, unit: &str) -> String {
    let Some(minutes) = minutes(number, unit) else { return format!("@{times}/{number}{unit}") };
    let days = minutes.checked_div(Decimal::from(1_440)).filter(|days| days.is_integer());
    match days {
        Some(days) => format!("@{times}/{}d", days.normalize()),
        None if minutes == Decimal::from(720) && times == "1" => "@2/1d".into(),
        None => format!("@{times}/{minutes}min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_rhythm_has_many_words() {
        for group in [
            &["BID", "b.i.d.", "twice daily", "two times a day", "2 times every 1 d", "2x daily", "Q12H", "every 12 h", "every twelve hours", "2/d", "twice a day"] as &[&str],
            &["QD", "daily", "once a day", "once daily", "every day", "q24h", "1/d", "1/24h", "every 24 hours", "1 time per day"],
            &["QHS", "HS", "BED", "at bedtime", "nightly", "once daily at bedtime", "daily qhs", "every night at bedtime"],
            &["TID AC", "three times daily before meals", "3 times a day before meals"],
            &["Q6H PRN", "every 6 hours as needed", "q 6 hrs prn"],
            &["q4-6h", "every 4 to 6 hours", "every 4-6 h", "every 240-360 min", "every 240 to 360 minutes"],
            &["Q6H", "every 360 minutes", "Q360M", "every 0.25 d"],
            &["Q4H", "every 4 h", "every 240 minutes"],
            &["Q90M", "every 1.5 hours", "every 90 min"],
            &["5ID", "five times a day"],
            &["WK", "weekly", "once a week", "every 7 days"],
            &["QOD", "every other day", "every 2 d", "every 48 h"],
            &["QAM", "AM", "MORN", "every morning", "once daily in the morning"],
        ] {
            for (a, b) in group.iter().flat_map(|a| group.iter().map(move |b| (*a, *b))) {
                assert!(are_one(Aspect::Frequency, a, b), "{a} / {b}: {:?} {:?}", form(Aspect::Sig, a), form(Aspect::Sig, b));
            }
        }
        for (a, b) in [("BID", "QD"), ("TID", "Q8H"), ("QID", "Q6H"), ("Q6H PRN", "Q6H"), ("QHS", "QD"), ("QHS", "QAM"), ("BED", "AM"), ("BED", "QD"), ("TID AC", "TID PC"), ("TID AC", "TID"), ("every 4 h", "every 4-6 h"), ("every 4-6 h", "every 4-6 min"), ("Q30M", "Q30H"), ("every 1-2 h", "every 60-130 min"), ("every 4-6 h", "every 240-300 min"), ("every 1 mo", "every 30 d"), ("2 times every 1 wk", "BID"), ("1/d", "2/d"), ("", "")] {
            assert!(!are_one(Aspect::Frequency, a, b), "{a} / {b}: {:?} {:?}", form(Aspect::Sig, a), form(Aspect::Sig, b));
        }
    }

    #[test]
    fn words_of_an_order_may_say_no_more_than_its_parts() {
        let parts = [(Aspect::Dose, "1 tablet".to_string()), (Aspect::Frequency, "QD".to_string())];
        let says = |words: &str| says_no_more(words, &parts, &["Oral".into(), "Amlodipine 5 MG Oral Tablet".into()]);
        assert!(says("once daily") && says("Take 1 tablet once daily"));
        for more in ["2 tablets once daily", "once daily with food", "twice daily", "5 tablets daily", ""] {
            assert!(!says(more), "{more}");
        }
        let of_mass = [(Aspect::Dose, "5 mg".to_string()), (Aspect::Frequency, "QD".to_string())];
        let says = |words: &str| says_no_more(words, &of_mass, &["Amlodipine 5 MG Oral Tablet".into()]);
        assert!(says("Take 5 mg once daily") && !says("Take 5 tablets once daily"));
    }

    #[test]
    fn a_prescription_in_short_words_is_the_one_in_long_words_and_no_other() {
        for (a, b) in [
            ("1 tab po bid", "Take one tablet by mouth twice a day"), ("Take 1 (one) tablet by mouth daily.", "1 TAB PO QD"), ("2 puffs q4-6h prn wheezing", "2 puffs every 4 to 6 hours as needed wheezing"),
            ("Take 0.5 tabs orally qhs", "take 0.5 tablet by mouth at bedtime"), ("1 cap po TID x 10 days", "Take 1 capsule by mouth three times daily for 10 days"), ("1 tab bid x7d", "1 tablet twice a day for 7 days"),
            ("1-2 tabs q6h prn pain", "Take 1 to 2 tablets every 6 hours as needed for pain"), ("1/2 tab daily", "0.5 tablet once daily"), ("half a tablet qhs", "1/2 tab at bedtime"),
            ("10 units subcut qAM", "10 U under the skin every morning"), ("50 mcg daily", "50 micrograms once a day"), ("5 cc po tid", "5 mL by mouth three times a day"),
            ("one and a half tablets daily", "1.5 tabs daily"), ("1\u{bd} tablets daily", "1.5 tablets daily"), ("1 1/2 tabs qhs", "Take 1.5 (one and one-half) tablets at bedtime"), ("\u{bd} tab qd", "0.5 tablet daily"),
            ("1 gtt OU BID", "Instill 1 drop into both eyes twice daily"), ("1 gtt OD qhs", "1 drop in the right eye at bedtime"), ("2 sprays each nostril daily", "2 sprays in each nostril once a day"),
            ("inject 0.5 mL IM monthly", "inject 0.5 mL intramuscularly once a month"), ("2.5 mg Mon/Wed/Fri", "2.5 mg on Monday, Wednesday and Friday"), ("2.5 mg M/W/F", "2.5 mg every Mon, Wed, Fri"),
            ("1 tab qwk on Monday", "1 tablet weekly on Mondays"), ("1 tab per os bid", "1 tab by mouth twice daily"),
        ] {
            assert!(are_one(Aspect::Sig, a, b) && are_one(Aspect::Sig, b, a), "{a} / {b}: {:?} {:?}", form(Aspect::Sig, a), form(Aspect::Sig, b));
        }
        for (a, b) in [
            ("1 tab po bid", "2 tab po bid"), ("1 tab po bid", "1 tab po bid with food"), ("1 tab po bid", "1 tab sl bid"), ("1 tab po bid prn pain", "1 tab po bid prn nausea"), ("do not take 1 tab", "take 1 tab"),
            ("1 cap tid x 10 days", "1 cap tid x 7 days"), ("1 cap tid x 10 days", "1 cap tid"), ("1 tab bid x 10", "1 tab bid for 10 days"), ("1/2 tab daily", "1-2 tab daily"), ("1/2 tab daily", "2 tab daily"),
            ("50 mcg daily", "50 mg daily"), ("10 units sc qam", "10 units im qam"), ("10 units qam", "10 ml qam"), ("inhale 1 cap daily", "take 1 cap daily"), ("prn pain", "prn"),
            ("Take 1 daily", "Take daily"), ("Take 2 per day", "Take twice a day"), ("Take < 2 tabs", "Take > 2 tabs"), ("1.5 tabs qd", "15 tabs qd"), ("1,5 tabs qd", "15 tabs qd"), ("take 1 to 2 tabs", "take 12 tabs"), ("take 1-2 tabs", "take 1 tab"),
            ("2 half tablets daily", "2.5 tablets daily"), ("1\u{bd} tabs qd", "1 tab qd"), ("1 to 1/2 tab", "1.5 tab"), ("1 gtt OU bid", "1 gtt OD bid"), ("1 tab od", "1 tab qd"), ("1 spray each nostril", "1 spray"),
            ("0.5 mL im", "0.5 mL iv"), ("1 tab qwk on Monday", "1 tab qwk on Tuesday"), ("2.5 mg Mon/Wed", "2.5 mg Mon/Wed/Fri"), ("1 tab every other Monday", "1 tab every Monday"), ("place 1 tab sl", "1 tab sl"),
        ] {
            assert!(!are_one(Aspect::Sig, a, b), "{a} / {b}: {:?} {:?}", form(Aspect::Sig, a), form(Aspect::Sig, b));
        }
        assert!(!are_one(Aspect::Text, "bid", "twice daily"), "only where it is said how a drug is taken");
    }

    #[test]
    fn the_same_numbers_may_be_another_amount() {
        for (a, b) in [
            ("5 mcg/kg/min IV", "5 mcg/kg/hr IV"), ("5 mcg/kg/min IV", "5 mcg/min IV"), ("15 mg/kg/dose q6h", "15 mg/kg/day q6h"), ("40 mg x 3 days, then 20 mg x 3 days", "20 mg x 3 days, then 40 mg x 3 days"),
            ("per scale: 150-200 2u; 201-250 4u", "per scale: 150-200 4u; 201-250 2u"), ("1 tab daily, hold for SBP<100", "1 tab daily, hold for SBP>100"), ("2.5 mg M/W/F, 5 mg Tu/Th", "5 mg M/W/F, 2.5 mg Tu/Th"), ("1 mg daily", "1 mL daily"),
        ] {
            assert!(are_other_amounts(a, b), "{a} / {b}: {:?} {:?}", amounts(a), amounts(b));
        }
        for (a, b) in [("1 tab po bid", "take one tablet by mouth daily"), ("1 tab daily", "1 daily"), ("for 10 days 1 tab daily", "1 tab daily for 10 days"), ("as told", "5 mg daily"), ("1 tab ac", "1 tab pc")] {
            assert!(!are_other_amounts(a, b), "{a} / {b}: {:?} {:?}", amounts(a), amounts(b));
        }
    }
}
