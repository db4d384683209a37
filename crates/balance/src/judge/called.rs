//! The words beside a right code: another name of the same thing, or the name of something else.
//!
//! A terminology has many names for one code, so other words are no difference by themselves: longer or shorter, in another order, abbreviated
//! or in another language they name the same. Words that the legacy book has for another code, another side, the contrary, another number
//! are contrary, and so is the name of another drug: what people read is what they give. What shares nothing at all is told apart as cosmetic.

mod none_known;

use super::AspectDifference;
use super::test_names;
use crate::harm::is_other_side;
use super::text::text_of;
use crate::drug_names;
use crate::reading::Coverage;
use crate::vocabulary::tokens;
pub(crate) use none_known::{NO_ALLERGY, none_known};
use model::{Aspect, Fact, Kind, Severity, Statement};
use none_known::{are_none_and_one, sort_of_none_known};
use std::collections::BTreeSet;

/// Why words are contrary.
pub(super) const ANOTHER_CONCEPT: &str = "the words beside the code are those of another concept";
const ANOTHER_DRUG: &str = "the words beside the code are those of another drug";
const ANOTHER_SIDE: &str = "the words beside the code name another side";
const THE_CONTRARY: &str = "the words beside the code say the contrary";
/// One of them names a substance.
const NONE_KNOWN_TURNED: &str = "the words beside the code say that no allergy is known where there is one, or name one where none is";
const ANOTHER_NUMBER: &str = "the words beside the code name another number";
const NOT_THE_SIDE_OF_THE_WORDS: &str = "the side is not the one that the words of the concept name";
pub(super) const ANOTHER_SENSE: &str = "the words beside the code say it of other times, of others, in doubt or of another release of the drug";
/// The words had it and no part of the record has it any more.
pub(super) const SIDE_GONE: &str = "the side that the words of the concept name is said nowhere any more";
/// Words beside a link.
const ANOTHER_TARGET: &str = "the words beside the link name somebody or something else";
/// Words that are neither alike nor contrary.
const OTHER_WORDS: &str = "the words beside the code are other words";

const SIDES: [[&str; 2]; 3] = [["left", "right"], ["unilateral", "bilateral"], ["left", "bilateral"]];
const NEGATIONS: [&str; 10] = ["no", "not", "non", "never", "without", "absent", "absence", "denie", "denied", "none"];
/// Words of which one is the contrary of the other.
const CONTRARIES: [[&str; 2]; 29] = [
    ["positive", "negative"], ["present", "absent"], ["detected", "undetected"], ["reactive", "nonreactive"], ["normal", "abnormal"], ["high", "low"],
    ["increased", "decreased"], ["active", "inactive"], ["yes", "no"], ["male", "female"], ["mother", "father"], ["acute", "chronic"], ["upper", "lower"],
    ["open", "closed"], ["internal", "external"], ["before", "after"], ["systolic", "diastolic"], ["maternal", "paternal"], ["successful", "unsuccessful"],
    ["confirmed", "refuted"], ["confirmed", "unconfirmed"], ["benign", "malignant"], ["start", "stop"], ["admission", "discharge"], ["accepted", "declined"], ["allowed", "forbidden"],
    ["stop", "continue"], ["hold", "continue"], ["hold", "resume"],
];
/// Words that make a thing another: thought of, of former times, of others, feared, gone for now, not wanted.
const DOUBTS: [&str; 14] = [
    "suspected", "history", "family", "risk", "screening", "possible", "probable", "ruleout", "exposure", "carrier", "fear", "remission", "refused", "declined",
];
/// The word of them that only says why an examination is made.
const SCREENING: &str = "screening";
/// How the names of examinations end, and words for them.
const EXAMINATIONS: [&str; 6] = ["graphy", "graphic", "scopy", "gram", "metry", "graph"];
const EXAMINATION_WORDS: [&str; 14] =
    ["exam", "examination", "test", "testing", "scan", "imaging", "ultrasound", "xray", "mri", "smear", "assay", "measurement", "panel", "questionnaire"];
/// How notes and lists write them shortly: words behind one another, and what they stand for.
const SHORT_DOUBTS: [(&[&str], &[&str]); 10] = [
    (&["status", "post"], &["history"]), (&["s", "p"], &["history"]),
    (&["r", "o"], &["ruleout"]), (&["rule", "out"], &["ruleout"]), (&["h", "o"], &["history"]), (&["hx"], &["history"]), (&["fh"], &["family", "history"]),
    (&["fhx"], &["family", "history"]), (&["famhx"], &["family", "history"]), (&["f", "h"], &["family", "history"]),
];
/// Drugs that the body is given slowly or late.
const RELEASES: [&str; 10] = ["er", "xr", "sr", "xl", "cr", "dr", "ec", "la", "extended", "delayed"];
/// The terminology whose codes are questions and headings: that one asks for former times the code says, and `History of tobacco use` is mostly
/// printed as `Tobacco use`.
const QUESTIONS: &str = "http://loinc.org";
/// Units and forms before which a number says how much.
const UNITS: [&str; 12] = ["mg", "mcg", "ug", "ml", "unit", "hr", "g", "actuat", "stage", "grade", "meq", "iu"];
/// Small words of other languages that English has not.
const FOREIGN: [&str; 24] = [
    "de", "la", "el", "del", "con", "en", "por", "para", "los", "las", "der", "die", "das", "und", "des", "du", "le", "les", "von", "mit", "av", "och", "di", "da",
];

/// What words beside a code say otherwise than the legacy book; none where they name the same. `known` are the words that the legacy record
/// has for the concept. What is short may be an abbreviation of a destination's own.
pub(super) fn manner(known: &[&str], said: &str, (system, code): (&str, &str), (legacy, destination): (&Coverage, &Coverage)) -> Option<&'static str> {
    let words = spelled_out(tokens(said));
    let spoken = known;
    let known: Vec<Vec<String>> = known.iter().map(|k| spelled_out(tokens(k))).filter(|k| !k.is_empty()).collect();
    let in_another_sense = |k: &[String]| system != QUESTIONS && is_another_sense(k, &words);
    if spoken.iter().any(|own| are_none_and_one(own, said)) {
        return Some(NONE_KNOWN_TURNED);
    }
    if words.is_empty() || known.iter().any(|k| is_form(k, &words) && !other_doses(k, &words) && !in_another_sense(k)) {
        return None;
    }
    // Whatever other records call by the code: this one was in doubt, or of former times, or on the other side.
    if known.iter().any(|k| in_another_sense(k)) {
        return Some(ANOTHER_SENSE);
    }
    if spoken.iter().any(|own| is_other_side(own, said)) {
        return Some(ANOTHER_SIDE);
    }
    match legacy.vocabulary.names(system, code, &tokens(said)) {
        Some(true) => return None,
        _ if drug_names::are_of_others(spoken, said) => return Some(ANOTHER_DRUG),
        Some(false) => return Some(ANOTHER_CONCEPT),
        None => {}
    }
    if spoken.iter().any(|own| drug_names::are_one(own, said) || test_names::are_one(own, said)) {
        return None;
    }
    if let Some(contrary) = known.iter().find_map(|k| contrary(k, &words)) {
        return Some(contrary);
    }
    // What is short may be an abbreviation of anything; of words that our own mapping wrote it has to be one of the name.
    let is_abbreviated = || is_short(said) && (!destination.is_as_written() || known.iter().any(|k| is_abbreviation(k, &words)));
    let kindred = known.is_empty() || known.iter().any(|k| is_kindred(k, &words)) || is_abbreviated() || is_foreign(said, &words);
    (!kindred).then_some(OTHER_WORDS)
}

/// The same of the words beside a code into which the legacy one was translated. It has words of its own, in another sense or with other words that deny, and
/// may be a broader one: only those of something else count. They are not where `is_one_there`, which tells whether another legacy code that means the
/// same calls itself so, nor where they may be another form of the legacy words.
pub(super) fn manner_of_translation(known: &[&str], said: &str, code: (&str, &str), books: (&Coverage, &Coverage), is_one_there: impl FnOnce() -> bool) -> Option<&'static str> {
    let manner = manner(known, said, code, books)?;
    let denies = |words: &str| tokens(words).iter().any(|word| NEGATIONS.contains(&word.as_str()));
    let is_told = match manner {
        ANOTHER_DRUG | ANOTHER_SIDE | ANOTHER_NUMBER | NONE_KNOWN_TURNED => true,
        THE_CONTRARY => !denies(said) && !known.iter().any(|own| denies(own)),
        ANOTHER_CONCEPT => known.iter().any(|own| !tokens(own).is_empty()) && !may_be_one(known, said) && !is_one_there(),
        _ => false,
    };
    is_told.then_some(manner)
}

/// The same of the words beside a code that the destination's makers have labels for. Those of another concept are the label of another code, which `are_of_another`
/// tells, unless they are a longer or shorter form of its own; or they are words that the legacy book has for another code, unless they may be a form of a label or of what the
/// record is called there.
pub(super) fn manner_beside_label((labels, known): (&[&str], &[&str]), said: &str, code: (&str, &str), books: (&Coverage, &Coverage), are_of_another: impl FnOnce() -> bool) -> Option<&'static str> {
    match manner(labels, said, code, books) {
        told @ (Some(ANOTHER_CONCEPT | OTHER_WORDS) | None) => {
            let words = tokens(said);
            let is_longer_or_shorter = || labels.iter().map(|label| tokens(label)).any(|label| is_form(&label, &words));
            let are_known = || told == Some(ANOTHER_CONCEPT) && !may_be_one(known, said) && !may_be_one(labels, said);
            (are_of_another() && !is_longer_or_shorter() || are_known()).then_some(ANOTHER_CONCEPT)
        }
        told => told,
    }
}

/// The same of the words beside a link, as [`crate::vocabulary::spoken`] gives them, which name who or what it leads to. A name is another's where the two have no
/// word in common that is anybody's own.
pub(super) fn manner_of_target(known: &[&str], said: &str, books: (&Coverage, &Coverage)) -> Option<&'static str> {
    const OF_MANY: [&str; 33] = [
        "dr", "md", "do", "rn", "np", "pa", "mr", "mrs", "ms", "miss", "prof", "hospital", "clinic", "center", "centre", "medical", "health", "department", "care", "practice", "group",
        "provider", "practitioner", "patient", "organization", "location", "encounter", "device", "condition", "observation", "visit", "mrn", "unknown",
    ];
    let own = |words: &str| tokens(words).into_iter().filter(|word| !OF_MANY.contains(&word.as_str()) && word.chars().any(char::is_alphabetic)).collect::<Vec<_>>();
    let words = own(said);
    let known: Vec<&str> = known.iter().copied().filter(|known| !own(known).is_empty()).collect();
    if known.is_empty() || words.is_empty() {
        return None;
    }
    let is_alike = |known: &&str| own(known).iter().any(|one| words.iter().any(|other| is_word_of(one, other) || is_word_of(other, one)));
    match manner(&known, said, ("", ""), books)? {
        OTHER_WORDS | ANOTHER_SENSE => (!known.iter().any(is_alike)).then_some(ANOTHER_TARGET),
        manner => Some(manner),
    }
}

/// Whether words may be another form of the known ones: a name of the same drug or test, fewer or more words.
pub(super) fn may_be_one(known: &[&str], said: &str) -> bool {
    let words = tokens(said);
    let is_form = |own: &&str| {
        let own_words = tokens(own);
        is_within(&own_words, &words) || is_written_out(&own_words, &words) || drug_names::are_one(own, said) || test_names::are_one(own, said)
    };
    known.iter().any(is_form)
}

/// Whether words are all among those of a name, in another form of theirs or written out: `Hemoglobin` in `POC HGB`.
fn is_within(name: &[String], words: &[String]) -> bool {
    words.iter().all(|word| name.iter().any(|own| is_word_of(own, word)))
}

/// Whether each word of a name is among other words, there in another form or written out: `HGB` in `Hemoglobin [Mass/volume] in Blood`.
fn is_written_out(name: &[String], words: &[String]) -> bool {
    !name.is_empty() && name.iter().all(|own| words.iter().any(|word| is_word_of(own, word)))
}

/// Whether one word is another in another form, with which it has most of its letters in common, or the other is written out. `Hyper` begins too many
/// words to make two of them one, and a number is only itself.
fn is_word_of(own: &str, word: &str) -> bool {
    const STEM_MIN: usize = 4;
    const ABBREVIATION: std::ops::RangeInclusive<usize> = 2..=5;
    let length = |text: &str| text.chars().count();
    let alike = own.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    let is_inflected = || alike >= STEM_MIN && alike * 3 >= length(own).min(length(word)) * 2;
    let is_abbreviated = || {
        let mut letters = word.chars();
        alike > 0 && ABBREVIATION.contains(&length(own)) && own.chars().all(|c| letters.any(|letter| letter == c))
    };
    own == word || own.starts_with(char::is_alphabetic) && (is_inflected() || is_abbreviated())
}

/// Words of which what stands before and behind is not the same: what came of what, or is less than it.
const DIRECTED: [&str; 9] = ["due", "secondary", "caused", "causing", "from", "after", "before", "than", "following"];

/// Whether a text has such a word: some of them are too small for its tokens.
fn is_directed(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| DIRECTED.iter().any(|own| own.eq_ignore_ascii_case(word)))
}

/// Whether words name a thing and its contrary: a left knee and a right hip are no right knee and left hip.
fn has_contraries(words: &[String]) -> bool {
    SIDES.iter().chain(&CONTRARIES).any(|[one, other]| has(words, one) && has(words, other))
}

/// Whether the words of two concepts without a code are those of one thing: drugs by their names, what is not known by its sort, anything else by
/// its words in another order or number. What denies, numbers or compares is one only as it is written, which whoever asks has seen; of words
/// that name a thing and its contrary, or say what came of what, the order counts.
pub(super) fn are_one(a: &str, b: &str) -> bool {
    let (x, y) = (tokens(a), tokens(b));
    if let (Some(p), Some(q)) = (sort_of_none_known(&x), sort_of_none_known(&y)) {
        return p == q;
    }
    let weighs = |words: &[String], text: &str| {
        let counts = |word: &String| NEGATIONS.contains(&word.as_str()) || is_doubt(word, words) || word.bytes().any(|byte| byte.is_ascii_digit());
        words.iter().any(counts) || text.contains(['<', '>', '=', '+'])
    };
    let is_ordered = || is_directed(a) || is_directed(b) || has_contraries(&x) || has_contraries(&y);
    let same_words = || x == y || !is_ordered() && in_order(x.clone()) == in_order(y.clone());
    let same_form = || !x.is_empty() && !weighs(&x, a) && !weighs(&y, b) && same_words();
    drug_names::are_one(a, b) || test_names::are_one(a, b) || same_form()
}

fn in_order(mut words: Vec<String>) -> Vec<String> {
    words.sort_unstable();
    words
}

/// The severity of what [`manner`] told; none of anything else.
pub(crate) fn severity(manner: &str) -> Option<Severity> {
    match manner {
        OTHER_WORDS => Some(Severity::Cosmetic),
        ANOTHER_TARGET => Some(Severity::Administrative),
        ANOTHER_DRUG | NONE_KNOWN_TURNED => Some(Severity::Safety),
        ANOTHER_CONCEPT | ANOTHER_SIDE | THE_CONTRARY | ANOTHER_NUMBER | ANOTHER_SENSE | SIDE_GONE => Some(Severity::Clinical),
        _ => None,
    }
}

/// The same in a record of a kind: what somebody is given or must not be given, and on which side something is done, goes by these words.
pub(crate) fn severity_in(kind: Kind, aspect: Aspect, manner: &str) -> Option<Severity> {
    let is_given = aspect == Aspect::Code && matches!(kind, Kind::Allergy | Kind::Medication);
    // What is done on the wrong side is done for good.
    let is_done = manner == ANOTHER_SIDE && matches!(kind, Kind::Order | Kind::Procedure);
    if is_given && manner == ANOTHER_CONCEPT || is_done { Some(Severity::Safety) } else { severity(manner) }
}

/// What a side or a place of the body that only the destination says makes false: the words of the legacy concept name the other side. With those words.
pub(super) fn other_side(legacy: &Statement, aspect: Aspect, fact: &Fact) -> Option<(&'static str, String)> {
    if !matches!(aspect, Aspect::Laterality | Aspect::BodySite) {
        return None;
    }
    let sides = |words: &str| {
        let words = tokens(words);
        [has(&words, "left"), has(&words, "right")]
    };
    let said = sides(&text_of(&fact.value)?);
    let named = text_of(legacy.value(Aspect::Code)?)?;
    let is_turned = said[0] != said[1] && sides(&named) == [said[1], said[0]];
    is_turned.then_some((NOT_THE_SIDE_OF_THE_WORDS, named))
}

/// Whether what differs is the side that a place of the body has beside the words of the concept.
pub(super) fn is_side_of_place(difference: &AspectDifference) -> bool {
    difference.read_as == Aspect::BodySite && difference.manner == NOT_THE_SIDE_OF_THE_WORDS
}

/// Whether what [`manner`] told is said in the right sense as soon as other words of the concept are.
pub(super) fn is_mended_by_text(manner: &str) -> bool {
    manner == ANOTHER_SENSE
}

fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|w| w == word)
}

/// Whether one name has every word of the other, and what is more neither denies, numbers nor takes a side.
fn is_form(a: &[String], b: &[String]) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let weighs = |word: &String| NEGATIONS.contains(&word.as_str()) || is_doubt(word, short) || SIDES.iter().flatten().any(|side| side == word);
    short.iter().all(|word| has(long, word)) && !long.iter().any(|word| weighs(word) && !has(short, word))
}

/// Whether a word names a side.
pub(super) fn is_side(word: &str) -> bool {
    SIDES.iter().flatten().any(|side| *side == word)
}

/// Whether a word makes a thing another, of which the other words of a name are given. What is screened for is not there; an examination that
/// screens is that examination.
pub(super) fn is_doubt(word: &str, of: &[String]) -> bool {
    let is_examination = |word: &String| EXAMINATION_WORDS.contains(&word.as_str()) || EXAMINATIONS.iter().any(|end| word.ends_with(end));
    DOUBTS.contains(&word) && !(word == SCREENING && of.iter().any(is_examination))
}

/// Words with what they say shortly of doubt and former times spelled out.
pub(super) fn spelled_out(mut words: Vec<String>) -> Vec<String> {
    for (short, long) in SHORT_DOUBTS {
        if let Some(at) = words.windows(short.len()).position(|w| w.iter().zip(short).all(|(a, b)| a == b)) {
            words.splice(at..at + short.len(), long.iter().map(|word| (*word).to_string()));
        }
    }
    words
}

/// Whether two names have the same words but for one that makes it another thing: `Asthma` for `Rule out asthma`, and of a drug with its strength
/// `ER` that came or went.
fn is_another_sense(a: &[String], b: &[String]) -> bool {
    let is_drug = !numbers(a).is_empty();
    let weighs = |word: &String| is_doubt(word, a) || is_drug && RELEASES.contains(&word.as_str());
    let small = |word: &String| matches!(word.as_str(), "of" | "for" | "personal" | "release");
    let parts = |words: &[String]| -> (BTreeSet<String>, BTreeSet<String>) { words.iter().filter(|w| !small(w)).cloned().partition(|w| weighs(w)) };
    let ((sense_a, rest_a), (sense_b, rest_b)) = (parts(a), parts(b));
    // One that has none: of two that both qualify, each may have its own word for it.
    sense_a.is_empty() != sense_b.is_empty() && !rest_a.is_empty() && rest_a == rest_b
}

/// Words of a remark beyond which it may well name a thing and its contrary.
const REMARK_WORDS_MAX: usize = 40;

/// Whether one of two short remarks says the contrary of the other, or names another side or amount: `with food` and `without food`.
pub(crate) fn are_contrary(a: &str, b: &str) -> bool {
    let (a, b) = (tokens(a), tokens(b));
    a.len() <= REMARK_WORDS_MAX && b.len() <= REMARK_WORDS_MAX && contrary(&a, &b).is_some()
}

fn contrary(a: &[String], b: &[String]) -> Option<&'static str> {
    let turned = |[x, y]: &[&str; 2]| {
        let only = |words: &[String], one: &str, other: &str| has(words, one) && !has(words, other);
        only(a, x, y) && only(b, y, x) || only(a, y, x) && only(b, x, y)
    };
    if SIDES.iter().any(turned) {
        return Some(ANOTHER_SIDE);
    }
    let bare = |words: &[String]| words.iter().filter(|w| !NEGATIONS.contains(&w.as_str())).cloned().collect::<Vec<_>>();
    let (x, y) = (bare(a), bare(b));
    let same_but_for_it = !x.is_empty() && !y.is_empty() && (x.iter().all(|w| has(&y, w)) || y.iter().all(|w| has(&x, w)));
    // What only one of them has may be denied there: diabetes is also diabetes without complications.
    let (denied_a, denied_b) = (denied(a), denied(b));
    let one_denies = x.iter().filter(|w| has(&y, w)).any(|w| has(&denied_a, w) != has(&denied_b, w));
    if CONTRARIES.iter().any(turned) || one_denies && same_but_for_it {
        return Some(THE_CONTRARY);
    }
    let (x, y) = (numbers(a), numbers(b));
    // 400 mg in 5 mL are 80 mg in one.
    if strength(&x, a).is_some_and(|one| strength(&y, b) == Some(one)) {
        return None;
    }
    if other_numbers(a, b) {
        return Some(ANOTHER_NUMBER);
    }
    let apart = |unit: &str| {
        let (p, q) = (under(&x, unit), under(&y, unit));
        !p.is_empty() && !q.is_empty() && !p.is_subset(&q) && !q.is_subset(&p)
    };
    (UNITS.iter().any(|unit| apart(unit)) || other_doses(a, b)).then_some(ANOTHER_NUMBER)
}

/// Whether two names have the same words and, of those with numbers in both, each a number that the other has not: `type 1` and `type 2`, `under 130`
/// and `under 150`.
fn other_numbers(a: &[String], b: &[String]) -> bool {
    let parts = |words: &[String]| -> (BTreeSet<String>, BTreeSet<String>) { words.iter().cloned().partition(|word| word.parse::<model::Decimal>().is_ok()) };
    let ((numbers_a, rest_a), (numbers_b, rest_b)) = (parts(a), parts(b));
    !rest_a.is_empty() && rest_a == rest_b && !numbers_a.is_subset(&numbers_b) && !numbers_b.is_subset(&numbers_a)
}

/// The numbers that stand with a unit.
fn under<'n>(numbers: &'n [(String, String)], unit: &str) -> BTreeSet<&'n str> {
    numbers.iter().filter(|(own, _)| own == unit).map(|(_, number)| number.as_str()).collect()
}

/// Whether both names say how much is in it and one has more of that: a combination has a strength for each of its substances.
fn other_doses(a: &[String], b: &[String]) -> bool {
    const DOSES: [&str; 5] = ["mg", "mcg", "ug", "meq", "iu"];
    let (x, y) = (numbers(a), numbers(b));
    // Of `5-325 mg` only the last number has the unit behind it.
    let is_short = |few: &BTreeSet<&str>, all: &BTreeSet<&str>, words: &[String]| few.is_subset(all) && all.iter().all(|number| few.contains(number) || has(words, number));
    let differ = |unit: &str| {
        let (p, q) = (under(&x, unit), under(&y, unit));
        !p.is_empty() && !q.is_empty() && !is_short(&p, &q, a) && !is_short(&q, &p, b)
    };
    // Liquids are strong in many ways of saying it.
    !has(a, "ml") && !has(b, "ml") && DOSES.iter().any(|unit| differ(unit))
}

/// The words that a name denies: those behind a no, of a `non-` the next one, and those before a word that denies at the end.
fn denied(words: &[String]) -> Vec<String> {
    const AT_THE_END: [&str; 5] = ["absent", "absence", "denie", "denied", "none"];
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, w)| NEGATIONS.contains(&w.as_str())) {
        out.extend(words.iter().skip(at + 1).take(if word == "non" { 1 } else { usize::MAX }).cloned());
        if AT_THE_END.contains(&word.as_str()) {
            out.extend(words.iter().take(at).cloned());
        }
    }
    out
}

/// Milligrams in a milliliter, where a name says how strong a liquid is.
fn strength(numbers: &[(String, String)], words: &[String]) -> Option<model::Decimal> {
    let of = |unit: &str| {
        let mut all = numbers.iter().filter(|(u, _)| u == unit).map(|(_, n)| n);
        let one = all.next()?;
        all.next().is_none().then(|| one.parse::<model::Decimal>().ok()).flatten()
    };
    if !has(words, "ml") {
        return None;
    }
    of("mg")?.checked_div(of("ml").unwrap_or(model::Decimal::ONE)).map(|n| n.normalize())
}

/// Numbers with the unit behind them or the sort of number before them.
fn numbers(words: &[String]) -> Vec<(String, String)> {
    let is_number = |w: &String| w.parse::<model::Decimal>().is_ok();
    let is_unit = |w: &&String| UNITS.contains(&w.as_str());
    let mut out = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(_, w)| is_number(w)) {
        let behind = words.get(at + 1).filter(is_unit);
        let before = at.checked_sub(1).and_then(|at| words.get(at)).filter(is_unit);
        out.extend(behind.or(before).map(|unit| (unit.clone(), word.clone())));
    }
    out
}

/// Whether two names share a word or the stem of one, or one is made of the other's first letters.
fn is_kindred(a: &[String], b: &[String]) -> bool {
    let stem = |word: &String| word.chars().take(5).collect::<String>();
    let long = |word: &&String| word.chars().count() >= 4 && word.chars().any(char::is_alphabetic);
    let shares = a.iter().filter(long).any(|x| b.iter().filter(long).any(|y| stem(x) == stem(y)));
    let initials = |words: &[String]| words.iter().filter_map(|w| w.chars().next()).collect::<String>();
    shares || has(b, &initials(a)) || has(a, &initials(b)) || a.concat() == b.concat()
}

/// Whether the letters of short words stand in a name in their order, from the beginning of one of its words on.
fn is_abbreviation(known: &[String], words: &[String]) -> bool {
    let short: Vec<char> = words.concat().chars().collect();
    let stands = |name: String| {
        let mut letters = name.chars();
        letters.next() == short.first().copied() && short.iter().skip(1).all(|c| letters.any(|letter| letter == *c))
    };
    !short.is_empty() && (0..known.len()).any(|from| known.get(from..).is_some_and(|rest| stands(rest.concat())))
}

/// An abbreviation or a code of its own.
fn is_short(said: &str) -> bool {
    let letters = said.chars().filter(|c| c.is_alphanumeric()).count();
    letters <= 6 && !said.trim().contains(' ') || said.chars().all(|c| !c.is_lowercase()) && letters <= 8
}

/// Words of another language.
fn is_foreign(said: &str, words: &[String]) -> bool {
    said.chars().any(|c| c.is_alphabetic() && !c.is_ascii()) || words.iter().any(|w| FOREIGN.contains(&w.as_str()))
}

#[cfg(test)]
mod tests;
