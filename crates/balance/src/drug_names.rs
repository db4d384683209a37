//! Names of drugs and of what people are allergic to: whether two labels are those of different substances, or of the same.
//!
//! It tells names apart and knows nothing of what a drug does; what fires on which is said in `compute`. The names are those of `substances`.
//! A substance that is not named there is never taken for another one, nor for the same under another name. A class is of its members, and a
//! whole of its kinds: neither is another substance than the other, nor the same.

use crate::substances::{self, Row};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Letters from which on a name may go on, as in `warfarinum`.
const STEM_MIN: usize = 6;

/// What a name stands for.
enum Meaning {
    /// The number of a substance.
    One(usize),
    /// A brand: what it says, word by word.
    Words(Vec<&'static str>),
}

/// A name of several words or one.
struct Phrase {
    words: Vec<&'static str>,
    meaning: Meaning,
}

/// What a word beside a name says.
#[derive(Clone, Copy)]
enum Beside {
    Salt,
    Form,
    Unit,
    Release,
    Empty,
}

/// The names as labels have them.
struct Names {
    /// What each substance is called.
    called: Vec<&'static str>,
    /// Of each substance the numbers of what it is a kind or a member of.
    wholes: Vec<Vec<usize>>,
    /// Any error of these is an error of safety.
    high_alert: BTreeSet<usize>,
    /// By their first word, the longest first.
    phrases: FxHashMap<&'static str, Vec<Phrase>>,
    /// Words beside names, with their one spelling.
    beside: FxHashMap<&'static str, (Beside, &'static str)>,
}

static NAMES: LazyLock<Names> = LazyLock::new(Names::read);

impl Names {
    fn read() -> Self {
        let (mut numbers, mut above): (FxHashMap<&'static str, usize>, Vec<[&'static str; 2]>) = (FxHashMap::default(), Vec::new());
        let mut phrases: FxHashMap<&'static str, Vec<Phrase>> = FxHashMap::default();
        let mut beside = FxHashMap::default();
        let mut alerts: Vec<&'static str> = Vec::new();
        let mut called: Vec<&'static str> = Vec::new();
        let mut add = |name: &'static str, meaning: Meaning| {
            let words: Vec<&'static str> = name.split(' ').collect();
            if let Some(first) = words.first().copied() {
                phrases.entry(first).or_default().push(Phrase { words, meaning });
            }
        };
        for row in substances::rows() {
            match row {
                Row::Substance { name, kind_of, others, class } => {
                    let number = above.len();
                    numbers.insert(name.text, number);
                    called.push(name.text);
                    above.push([kind_of.unwrap_or_default(), *class]);
                    let names: Vec<&'static str> = std::iter::once(name).chain(others).map(|name| name.text).collect();
                    // A name of several words that has one of the others in it says more than that: what more is read by itself.
                    let says_more = |text: &str| text.contains(' ') && text.split(' ').any(|word| names.contains(&word));
                    names.iter().copied().filter(|text| !says_more(text)).for_each(|text| add(text, Meaning::One(number)));
                }
                Row::Product { brand, parts } => add(brand.text, Meaning::Words(parts.iter().flat_map(|part| part.split(' ')).collect())),
                Row::HighAlert(names) => alerts.extend(names),
                Row::Beside { sort, words } => {
                    let sort = match *sort {
                        "salt" => Beside::Salt,
                        "form" => Beside::Form,
                        "unit" => Beside::Unit,
                        "release" => Beside::Release,
                        _ => Beside::Empty,
                    };
                    beside.extend(words.iter().map(|word| (*word, (sort, words.first().copied().unwrap_or_default()))));
                }
            }
        }
        phrases.values_mut().for_each(|list| list.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len())));
        let wholes = above.iter().map(|names| names.iter().filter_map(|name| numbers.get(name).copied()).collect()).collect();
        let high_alert = alerts.iter().filter_map(|name| numbers.get(name).copied()).collect();
        Self { called, wholes, high_alert, phrases, beside }
    }

    /// The longest name that begins at a word; of one word alone the name may go on.
    fn at(&self, words: &[&str], from: usize) -> Option<&Phrase> {
        let word = *words.get(from)?;
        let stands = |phrase: &&Phrase| words.get(from..from + phrase.words.len()).is_some_and(|here| here == phrase.words.as_slice());
        let whole = self.phrases.get(word).and_then(|list| list.iter().find(stands));
        let is_single = |phrase: &&Phrase| phrase.words.len() == 1;
        let stem = |length: usize| self.phrases.get(word.get(..length)?)?.iter().find(is_single);
        // A salt that begins as a name does is none of it.
        let may_go_on = !self.beside.contains_key(word);
        whole.or_else(|| (STEM_MIN..word.len()).rev().filter(|_| may_go_on).find_map(stem))
    }

    /// Those of which no kind and no member is among them.
    fn narrowest(&self, drugs: &BTreeSet<usize>) -> BTreeSet<usize> {
        let wholes: BTreeSet<usize> = drugs.iter().filter_map(|drug| self.wholes.get(*drug)).flatten().copied().collect();
        drugs.difference(&wholes).copied().collect()
    }

    /// Whether two are one, or one is a kind or a member of the other.
    fn are_kin(&self, a: usize, b: usize) -> bool {
        let is_of = |one: usize, whole: usize| self.wholes.get(one).is_some_and(|wholes| wholes.contains(&whole));
        a == b || is_of(a, b) || is_of(b, a)
    }
}

/// The words of a label in small letters: a number with its point as one, without the commas of its thousands, apart from its unit.
fn words(label: &str) -> Vec<String> {
    let label = label.to_lowercase().replace('%', " percent ");
    let is_digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    let letters: Vec<char> = label.chars().collect();
    let is_comma = |at: usize| at > 0 && is_digit(letters.get(at - 1)) && (at + 1..at + 4).all(|next| is_digit(letters.get(next))) && !is_digit(letters.get(at + 4));
    let joined: String = letters.iter().enumerate().filter(|(at, c)| **c != ',' || !is_comma(*at)).map(|(_, c)| *c).collect();
    let parts = joined.split(|c: char| !c.is_alphanumeric() && c != '.').map(without_points).filter(|word| !word.is_empty());
    parts.flat_map(apart).map(str::to_string).collect()
}

/// A word without the points around it, except the one that a fraction begins with.
fn without_points(word: &str) -> &str {
    let word = word.trim_end_matches('.');
    let bare = word.trim_start_matches('.');
    if bare.len() + 1 == word.len() && bare.starts_with(|c: char| c.is_ascii_digit()) { word } else { bare }
}

/// A number and the unit written behind it without a blank; any other word as it is.
fn apart(word: &str) -> Vec<&str> {
    let (number, unit) = word.split_at(word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len()));
    if number.is_empty() || unit.is_empty() || !unit.chars().all(char::is_alphabetic) { vec![word] } else { vec![number, unit] }
}

/// The substances that a label names.
pub(crate) fn named(label: &str) -> BTreeSet<usize> {
    read(&words(label), true).drugs
}

/// The same of the words of a label, in small letters.
pub(crate) fn named_in(words: &[String]) -> BTreeSet<usize> {
    read(words, true).drugs
}

/// How many substances there are; their numbers begin at nought.
pub(crate) fn count() -> usize {
    NAMES.called.len()
}

/// What a substance is called.
pub(crate) fn called(substance: usize) -> &'static str {
    NAMES.called.get(substance).copied().unwrap_or_default()
}

/// A substance, and everything that it is a kind or a member of.
pub(crate) fn lineage(substance: usize) -> Vec<usize> {
    let mut found = vec![substance];
    let mut at = 0;
    while let Some(one) = found.get(at).copied() {
        let above = NAMES.wholes.get(one).into_iter().flatten().copied();
        let more: Vec<usize> = above.filter(|whole| !found.contains(whole)).collect();
        found.extend(more);
        at += 1;
    }
    found
}

/// What a label says: the drugs, their salts and forms, its numbers and their units, and every word that is none of it.
#[derive(Default)]
struct Label<'w> {
    drugs: BTreeSet<usize>,
    /// The drugs word by word, a brand of several with all of them.
    named: Vec<Vec<usize>>,
    /// The numbers, as they stand, each with the unit right behind it.
    counted: Vec<(model::Decimal, Option<&'static str>)>,
    units: BTreeSet<&'w str>,
    rest: BTreeSet<&'w str>,
    salts: BTreeSet<&'w str>,
    forms: BTreeSet<&'w str>,
    /// Over how many hours it is set free, where the label tells.
    spans: BTreeSet<u16>,
}

impl<'w> Label<'w> {
    /// The numbers as they stand.
    fn numbers(&self) -> Vec<String> {
        self.counted.iter().map(|(number, _)| number.normalize().to_string()).collect()
    }

    /// The numbers with their units, masses in milligrams; none where one has no unit of its own.
    fn amounts(&self) -> Option<Vec<String>> {
        let amount = |(number, unit): &(model::Decimal, Option<&'static str>)| {
            let thousand = model::Decimal::from(1000);
            let (number, unit) = match (*unit)? {
                "ug" => (number.checked_div(thousand)?, "mg"),
                "g" => (number.checked_mul(thousand)?, "mg"),
                unit => (*number, unit),
            };
            Some(format!("{} {unit}", number.normalize()))
        };
        self.counted.iter().map(amount).collect()
    }

    /// The units, those of mass as one.
    fn masses(&self) -> BTreeSet<&'w str> {
        self.units.iter().map(|unit| if matches!(*unit, "ug" | "g") { "mg" } else { *unit }).collect()
    }

    /// The number of each drug, where there are several, each with one of its own.
    fn each<'n>(&self, numbers: &'n [String]) -> Option<BTreeMap<usize, &'n str>> {
        let rows: Option<Vec<usize>> = self.named.iter().map(|rows| if let [row] = rows.as_slice() { Some(*row) } else { None }).collect();
        let rows = rows.filter(|rows| rows.len() == numbers.len() && rows.len() == self.drugs.len())?;
        Some(rows.into_iter().zip(numbers.iter().map(String::as_str)).collect())
    }
}

/// Reads the words of a label; those that a brand stands for are read with it, and name no brand themselves.
fn read<W: AsRef<str>>(words: &[W], with_brands: bool) -> Label<'_> {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    let mut label = Label::default();
    let mut at = 0;
    // What is set free over so many hours, as drug vocabularies begin its name.
    if let [hours, "hr" | "hour", _, ..] = words.as_slice()
        && number(hours).is_some()
    {
        label.rest.insert("er");
        label.spans.extend(hours.parse::<u16>());
        at = 2;
    }
    while let Some(word) = words.get(at).copied() {
        let found = NAMES.at(&words, at);
        at += found.map_or(1, |phrase| phrase.words.len());
        match found.map(|phrase| &phrase.meaning) {
            Some(Meaning::One(row)) => {
                label.drugs.insert(*row);
                label.named.push(vec![*row]);
                continue;
            }
            Some(Meaning::Words(parts)) if with_brands => {
                let inner = read(parts, false);
                label.named.push(inner.drugs.iter().copied().collect());
                label.drugs.extend(inner.drugs);
                label.rest.extend(inner.rest);
                label.salts.extend(inner.salts);
                label.forms.extend(inner.forms);
                label.spans.extend(inner.spans);
                continue;
            }
            _ => {}
        }
        if let Some(number) = number(word) {
            let unit = words.get(at).and_then(|next| NAMES.beside.get(*next)).filter(|(sort, _)| matches!(sort, Beside::Unit));
            label.counted.push((number, unit.map(|(_, unit)| *unit)));
            continue;
        }
        label.spans.extend(ONCE_A_DAY.contains(&word).then_some(24));
        let (said, word) = match NAMES.beside.get(word).copied() {
            Some((Beside::Salt, salt)) => (&mut label.salts, salt),
            Some((Beside::Unit, unit)) => (&mut label.units, unit),
            Some((Beside::Form, form)) => (&mut label.forms, form),
            Some((Beside::Release, release)) => (&mut label.rest, release),
            Some((Beside::Empty, _)) => continue,
            None => (&mut label.rest, word),
        };
        said.insert(word);
    }
    label.drugs = NAMES.narrowest(&label.drugs);
    if words.contains(&"sr") && label.drugs.iter().any(|drug| TWICE_A_DAY.contains(&called(*drug))) {
        label.spans.insert(12);
    }
    label.named.retain(|rows| rows.iter().any(|row| label.drugs.contains(row)));
    label
}

/// Drugs of which the form that is taken twice a day is called `SR`, and the one that is taken once otherwise.
const TWICE_A_DAY: [&str; 2] = ["bupropion", "diltiazem"];

/// What forms that last a day are called. Of `ER`, `XR`, `CR` and mostly `SR` each maker decides.
const ONCE_A_DAY: [&str; 3] = ["xl", "la", "cd"];

fn number(word: &str) -> Option<model::Decimal> {
    word.parse().ok()
}

/// Whether two labels tell the same strength: the same numbers in the same units, or the same amounts in others.
fn are_as_strong(a: &Label<'_>, b: &Label<'_>) -> bool {
    let same = |x: &[String], y: &[String]| {
        let all = |numbers: &[String]| numbers.iter().cloned().collect::<BTreeSet<_>>();
        // The same numbers, and each is the other drug's.
        let turned = matches!((a.each(x), b.each(y)), (Some(of_a), Some(of_b)) if of_a != of_b);
        all(x) == all(y) && !turned
    };
    // Of one strength the unit may go without saying; of a number without any unit nobody knows.
    let units = a.units == b.units || a.drugs.len() > 1 && (a.units.is_empty() || b.units.is_empty());
    let is_same_amount = || matches!((a.amounts(), b.amounts()), (Some(x), Some(y)) if same(&x, &y)) && a.masses() == b.masses();
    units && same(&a.numbers(), &b.numbers()) || is_same_amount()
}

/// Whether two labels name the same substances in the same strength and neither says anything more: a brand and what is in it, with its salt or
/// without, in any order. A label that names a substance unknown here is never held to be the same as another one.
pub(crate) fn are_one(a: &str, b: &str) -> bool {
    let (words_a, words_b) = (words(a), words(b));
    let (a, b) = (read(&words_a, true), read(&words_b, true));
    let salts = a.salts.is_subset(&b.salts) || b.salts.is_subset(&a.salts);
    let forms = a.forms.is_subset(&b.forms) || b.forms.is_subset(&a.forms);
    let spans = a.spans.is_empty() || b.spans.is_empty() || !a.spans.is_disjoint(&b.spans);
    !a.drugs.is_empty() && a.drugs == b.drugs && a.rest == b.rest && salts && forms && spans && are_as_strong(&a, &b)
}

/// The one strength that a label of one drug gives, in a unit of weight: `500 mg`, and nothing of what is in a milliliter.
pub(crate) fn strength(label: &str) -> Option<(model::Decimal, &'static str)> {
    let words = words(label);
    let label = read(&words, true);
    match label.counted.as_slice() {
        [(number, Some(unit @ ("mg" | "ug" | "g")))] if label.drugs.len() == 1 && label.units.len() == 1 => Some((*number, *unit)),
        _ => None,
    }
}

/// How international nonproprietary names of classes end of which any error is one of safety: anticoagulants, what suppresses the immune system, what is given
/// against cancer, opioids. Of these classes no table holds every member.
const HIGH_ALERT_STEMS: [&str; 15] = [
    "xaban", "gatran", "parin", "irudin", "teplase", "limus", "tinib", "ciclib", "rafenib", "zomib", "parib", "platin", "taxel", "rubicin", "fentanil",
];
/// Letters of the shortest of such names.
const STEM_NAME_MIN: usize = 7;
/// Words of what goes with a drug and is none, and of what is put on a skin, an eye or an ear and goes no further.
const SUPPLIES: [&str; 6] = ["needle", "needles", "lancet", "lancets", "gauge", "sharps"];
/// Words of what insulin is drawn into and runs through, beside which its bare name is that of a thing; and of what is in it all the same.
const VESSELS: [&str; 11] = ["syringe", "syringes", "supplies", "supply", "reservoir", "reservoirs", "tubing", "cannula", "set", "sets", "strips"];
const FILLED: [&str; 8] = ["regular", "nph", "human", "isophane", "mix", "zinc", "prefilled", "filled"];
const RINSE: &str = "flush";
const OUTSIDE: [&str; 14] = ["cream", "ointment", "lotion", "shampoo", "topical", "ophthalmic", "ophth", "eye", "eyedrops", "otic", "ear", "foam", "cutaneous", "pimecrolimus"];
/// Words of what goes under the skin or through it, and of how much there is of a drug: a syringe that comes with its needle is one of the drug.
const INSIDE: [&str; 4] = ["sub", "patch", "transdermal", "film"];
const AMOUNTS: [&str; 8] = ["mg", "mcg", "ug", "meq", "unit", "units", "unt", "iu"];

/// Whether a label names a substance of which any error is one of safety, by itself, as a kind or a member of one, or by how its name ends.
pub(crate) fn is_high_alert(label: &str) -> bool {
    let words = words(label);
    let says = |those: &[&str]| words.iter().any(|word| those.contains(&word.as_str()));
    // "Insulin syringe": the bare name of a whole of which there are kinds says for what a thing is, and not what is in it; "insulin 50 units/50 mL syringe" is filled.
    let place = |those: &[&str]| words.iter().position(|word| those.contains(&word.as_str()));
    let is_dosed = || place(&AMOUNTS).zip(place(&VESSELS)).is_some_and(|(amount, vessel)| amount < vessel);
    let is_for_it = || says(&VESSELS) && says(&["insulin"]) && !says(&FILLED) && !is_dosed() && named_in(&words).into_iter().all(|drug| called(drug) == "insulin");
    if says(&[RINSE]) || says(&SUPPLIES) && !says(&AMOUNTS) || is_for_it() || says(&OUTSIDE) && !says(&INSIDE) {
        return false;
    }
    let ends_so = |name: &str| name.len() >= STEM_NAME_MIN && HIGH_ALERT_STEMS.iter().any(|stem| name.ends_with(stem));
    if words.iter().any(|word| ends_so(word)) {
        return true;
    }
    let above = |drug: usize| NAMES.wholes.get(drug).into_iter().flatten().copied();
    let is_listed = |drug: usize| NAMES.high_alert.contains(&drug);
    named_in(&words).into_iter().any(|drug| is_listed(drug) || ends_so(called(drug)) || above(drug).any(|whole| is_listed(whole) || above(whole).any(is_listed)))
}

/// Whether labels of one thing and another label name substances, and none in common. One label may name several.
pub(crate) fn are_of_others(known: &[&str], said: &str) -> bool {
    let theirs = named(said);
    if theirs.is_empty() {
        return false;
    }
    let own = NAMES.narrowest(&known.iter().flat_map(|label| named(label)).collect());
    !own.is_empty() && !theirs.iter().any(|row| own.iter().any(|other| NAMES.are_kin(*row, *other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_drug_are_one_and_those_of_another_are_not() {
        for (known, said) in [
            ("Warfarin Sodium 5 MG Oral Tablet", "Coumadin 5 mg"), ("warfarin", "WARFARIN-SODIUM 5MG TAB"), ("Insulin", "Lantus"), ("insulin glargine 100 UNT/ML", "Lantus SoloStar"),
            ("Acetaminophen 325 MG / Oxycodone 5 MG", "Percocet"), ("SMZ-TMP DS", "Bactrim DS"), ("Sulfamethoxazole 800 MG", "Bactrim"), ("Advair Diskus", "fluticasone / salmeterol"),
            ("study drug 17", "metformin"), ("warfarin", "anticoagulant"), ("Empagliflozin 10 MG", "Jardiance"), ("5-ASA", "mesalamine"), ("", "metformin"), ("Potassium", "potassium chloride"),
            ("CODEINE 30/APAP 300", "Tylenol #3"), ("Low molecular weight heparin", "Enoxaparin"), ("Aspirin 81 MG", "acetylsalicylic acid"), ("Estradiol / Norethindrone", "Activella"),
        ] {
            assert!(!are_of_others(&[known], said) && !are_of_others(&[said], known), "{known} / {said}");
        }
        for (known, said) in [
            ("Warfarin Sodium 5 MG Oral Tablet", "Metformin"), ("Sertraline 50 MG", "Fluoxetine 50 MG"), ("insulin glargine", "insulin lispro"), ("Lantus", "Humalog"), ("Insulin", "Metformin"),
            ("hydrOXYzine or hydrALAZINE", "Hydrocodone"), ("Prednisone 5 MG", "Prednisolone 5 MG"), ("Celebrex", "Celexa"), ("methotrexate", "metolazone and metoprolol"),
            ("Heparin 5000 UNT/ML", "Enoxaparin 40 MG"),
        ] {
            assert!(are_of_others(&[known], said) && are_of_others(&[said], known), "{known} / {said}");
        }
        assert!(!are_of_others(&["Coumadin", "metformin"], "Glucophage"), "one of the labels of the record is enough");
        for (one, other) in [("Butrans", "Subutex"), ("Sublocade", "Belbuca"), ("Actiq", "Duragesic"), ("Afrezza", "Novolin")] {
            assert!(!are_one(one, other) && !are_of_others(&[one], other), "one substance in two forms: {one} / {other}");
        }
    }

    #[test]
    fn every_line_of_the_names_is_read_as_it_says() {
        let mut held = 0;
        for row in substances::rows() {
            match row {
                Row::Substance { name, others, .. } => {
                    assert_eq!(named(name.text).len(), 1, "{}", name.text);
                    others.iter().for_each(|other| assert!(!are_of_others(&[name.text], other.text), "{} / {}", name.text, other.text));
                    held += others.len();
                }
                Row::Product { brand, parts } => parts.iter().for_each(|part| {
                    assert!(!named(part).is_empty() && named(part).is_subset(&named(brand.text)), "{} / {part}", brand.text);
                }),
                Row::HighAlert(names) => names.iter().for_each(|name| assert!(is_high_alert(name), "{name} is no substance of the table")),
                Row::Beside { words, .. } => assert!(words.iter().all(|word| named(word).is_empty()), "{words:?}"),
            }
        }
        assert!(held > 400, "{held}");
    }

    #[test]
    fn another_name_of_the_same_drug_is_the_same_and_a_label_that_says_more_is_not() {
        for (known, said) in [
            ("acetaminophen 325 mg tablet", "Paracetamol 325 MG Oral Tablet"), ("HCTZ 25 mg", "hydrochlorothiazide 25 mg"), ("ASA 81 mg", "aspirin 81 mg chewable tablet"), ("Coumadin 5 mg", "warfarin sodium 5.0 mg"),
            ("lisinopril-hydrochlorothiazide 20-12.5 mg", "hydrochlorothiazide 12.5 MG / lisinopril 20 MG Oral Tablet"), ("Norco 5/325", "hydrocodone bitartrate 5 MG / acetaminophen 325 MG"),
            ("Toprol XL 25 mg", "metoprolol succinate ER 25 mg"), ("Lantus 100 units/mL", "insulin glargine 100 UNT/ML Pen Injector"), ("adrenaline 0.3 mg", "epinephrine 0.3 mg auto-injector"),
            ("albuterol 90 mcg", "salbutamol 90 micrograms inhaler"), ("Augmentin 875 mg", "amoxicillin-clavulanate 875 mg"), ("Codeine", "codeine sulfate"), ("Synthroid 50 mcg", "levothyroxine sodium 50 ug"), ("Diovan HCT", "valsartan / hydrochlorothiazide"),
            ("Caduet 10/20 mg", "amlodipine 10 mg / atorvastatin 20 mg"), ("insulin regular human 100 UNT/ML", "Novolin R 100 units/mL"), ("Excedrin", "acetaminophen / aspirin / caffeine"),
            ("bupropion XL 150 mg", "bupropion ER 150 mg"), ("24 HR bupropion hydrochloride 150 MG Extended Release Oral Tablet", "bupropion XL 150 mg"),
            ("verapamil SR 240 mg", "24 HR verapamil hydrochloride 240 MG Extended Release Oral Capsule"), ("metoprolol succinate SR 50 mg", "24 HR metoprolol succinate 50 MG Extended Release Oral Tablet"),
        ] {
            assert!(are_one(known, said) && are_one(said, known), "{known} / {said}");
        }
        for (known, said) in [
            ("warfarin 5 mg", "warfarin 2 mg"), ("warfarin 5 mg", "Coumadin"), ("levothyroxine 50 mcg", "Synthroid 50 mg"), ("metoprolol tartrate 25 mg", "metoprolol succinate 25 mg"), ("metoprolol 25 mg", "Toprol XL 25 mg"),
            ("amoxicillin 875 mg", "Augmentin 875 mg"), ("ampicillin", "Unasyn"), ("Humulin N", "Humulin R"), ("Humalog", "Humalog 75/25"), ("Lantus", "insulin lispro"), ("Lantus", "insulin"), ("isosorbide mononitrate", "isosorbide dinitrate"),
            ("aspirin 81 mg", "aspirin 81 mg / dipyridamole"), ("morphine 10 mg tablet", "morphine 10 mg injection"),
            ("nitroglycerin patch", "nitroglycerin sublingual"), ("Isosorbide", "isosorbide dinitrate"), ("metformin 500 mg", "metformin 500 mg extended release"), ("epinephrine", "norepinephrine"), ("dextroamphetamine 10 mg", "Adderall 10 mg"), ("Tylenol", "Tylenol PM"), ("lisinopril 20 MG / hydrochlorothiazide 12.5 MG", "lisinopril-hydrochlorothiazide 12.5-20 mg"), ("Potassium", "potassium chloride"), ("", ""),
            ("bupropion XL 150 mg", "bupropion SR 150 mg"), ("12 HR bupropion 150 MG Extended Release", "24 HR bupropion 150 MG Extended Release"), ("diltiazem CD 120 mg", "diltiazem SR 120 mg"),
        ] {
            assert!(!are_one(known, said) && !are_one(said, known), "{known} / {said}");
        }
    }

    #[test]
    fn a_class_or_a_whole_is_neither_its_member_nor_another_one() {
        for (whole, member) in [("PCN", "amoxicillin 500 mg"), ("Penicillins", "Penicillin V potassium"), ("sulfa drugs", "Bactrim DS"), ("NSAIDs", "ibuprofen"), ("LMWH", "Lovenox"), ("Insulin", "Lantus"), ("Shellfish", "shrimp")] {
            assert!(!are_of_others(&[whole], member) && !are_of_others(&[member], whole) && !are_one(whole, member), "{whole} / {member}");
        }
        for (a, b) in [("PCN", "sulfa"), ("amoxicillin", "ampicillin"), ("ibuprofen", "naproxen"), ("heparin", "LMWH"), ("shrimp", "lobster"), ("Latex", "PCN"), ("codeine", "morphine")] {
            assert!(are_of_others(&[a], b) && are_of_others(&[b], a), "{a} / {b}");
        }
        for (a, b) in [("PCN", "Penicillin"), ("Aranesp", "darbepoetin alfa"), ("Sulfa", "sulfonamide antibiotics"), ("Latex", "natural rubber latex"), ("Peanut", "peanuts"), ("ASA", "Aspirin"), ("IV contrast dye", "IV contrast dye")] {
            assert!(are_one(a, b) && are_one(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn a_strength_may_stand_in_the_name_and_in_other_units_and_a_brand_says_its_salt_and_release() {
        for (a, b) in [
            ("WARFARIN 5MG TAB", "warfarin sodium 5 mg tablet"), ("Synthroid .05 mg", "levothyroxine 50mcg"), ("Metformin 1 g", "metformin 1,000 mg"), ("sertraline HCl 50mg", "Sertraline Hydrochloride 50 MG Oral Tablet [Zoloft]"),
            ("Lopressor 25mg", "metoprolol tartrate 25 mg"), ("OxyContin 10 mg", "oxycodone ER 10 mg"), ("24 HR metoprolol succinate 25 MG Extended Release Oral Tablet [Toprol]", "Toprol XL 25mg tab"), ("Hydrocortisone 1% cream", "hydrocortisone 1 percent cream"),
            ("lisinopril/HCTZ 20/12.5mg", "Zestoretic 20-12.5 mg"), ("Ergocalciferol 50,000 units", "vitamin D2 50000 IU capsule"), ("Imdur 30 mg", "isosorbide mononitrate ER 30 mg"),
        ] {
            assert!(are_one(a, b) && are_one(b, a), "{a} / {b}");
        }
        for (a, b) in [
            ("Lopressor 25 mg", "metoprolol succinate 25 mg"), ("OxyContin 10 mg", "oxycodone 10 mg"), ("Synthroid 0.5 mg", "levothyroxine 50 mcg"), ("Solu-Medrol 40 mg", "Medrol 40 mg"), ("Hydrocortisone 1%", "hydrocortisone 1 mg"),
            ("MS Contin 15 mg", "morphine 15 mg"), ("niacin 500 mg", "niacinamide 500 mg"), ("warfarin 5mg", "warfarin 5"), ("insulin 100 unt/ml", "insulin 100 unt"),
        ] {
            assert!(!are_one(a, b) && !are_one(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn every_drug_of_high_risk_by_name_has_a_row() {
        for name in ["warfarin", "heparin", "enoxaparin", "apixaban", "insulin", "morphine", "oxycodone", "fentanyl", "methadone", "tacrolimus", "methotrexate", "digoxin", "lithium", "amiodarone"] {
            assert_eq!(named(name).len(), 1, "{name}");
        }
    }
}
