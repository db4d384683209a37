//! Two aligned statements, aspect by aspect: same, equivalent, or how they differ.
//!
//! Tolerance is half a unit of the last digit that the legacy system printed. A time is compared with the precision and
//! the offset that both really have. A code is compared in its system or through a declared equivalence, never by display.

use crate::absence;
use crate::codes::Equivalences;
use crate::reading::Coverage;
use crate::written;
use model::{Aspect, Coding, Date, Decimal, Fact, How, Kind, Precision, Quantity, Statement, Value, Verdict, canonical_unit, code_form, convert};

/// One aspect in which two statements differ.
#[derive(Debug, Clone, PartialEq)]
pub struct AspectDifference {
    /// Aspect as reported: `time`, `precision`, `unit`, ... see [`shown_aspect`].
    pub aspect: Aspect,
    /// Aspect as read: `onset`, `end`, ...
    pub read_as: Aspect,
    /// Verdict for it.
    pub verdict: Verdict,
    /// What differs, in words without content: `destination is 1 day later`.
    pub manner: String,
    /// Place in the legacy record.
    pub legacy_place: Option<u32>,
    /// Place in the destination record.
    pub destination_place: Option<u32>,
    /// Legacy value in words.
    pub legacy: String,
    /// Destination value in words.
    pub destination: String,
}

/// The word under which an aspect is reported: all points in time are `time`.
pub fn shown_aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Onset | Aspect::End | Aspect::Effective | Aspect::Recorded => "time",
        Aspect::Negation => "negation",
        Aspect::DoseUnit => "unit",
        Aspect::BodySite => "body site",
        Aspect::Results => "panel",
        other => other.word(),
    }
}

/// How one value relates to another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Relation {
    Same,
    Equivalent,
    Differs(Verdict, Aspect, String),
}

/// What the judging of a pair needs to know of both books.
pub(crate) struct Judge<'a> {
    pub equivalences: &'a Equivalences,
    pub legacy: &'a Coverage,
    pub destination: &'a Coverage,
    /// Whether a legacy key has become a destination key, where that is settled.
    pub links: &'a dyn Fn(Aspect, &str, &str) -> Option<bool>,
}

impl Judge<'_> {
    /// All differences of a pair; the second part says whether anything was recoded.
    pub(crate) fn pair(&self, legacy: &Statement, destination: &Statement) -> (Vec<AspectDifference>, bool) {
        let mut differences = Vec::new();
        let mut recoded = false;
        let mut said: Vec<Aspect> = legacy.facts.iter().chain(&destination.facts).map(|f| f.aspect).collect();
        said.sort_unstable();
        said.dedup();
        for aspect in said {
            let left: Vec<&Fact> = facts(legacy, aspect);
            let right: Vec<&Fact> = facts(destination, aspect);
            match (&left[..], &right[..]) {
                ([], []) => {}
                ([], _) if aspect == Aspect::Element => {}
                (lost, []) if aspect == Aspect::Element => elements(lost, &[], &mut differences),
                ([], found) => self.only_destination(legacy, aspect, found, &mut differences),
                (lost, []) => self.only_legacy(destination, aspect, lost, &mut differences),
                (left, right) if aspect == Aspect::Element => elements(left, right, &mut differences),
                (left, right) if is_chart_link(aspect) => self.chart_links(aspect, left, right, &mut differences),
                (left, right) if excuse_form((legacy, destination), aspect, left, right).is_some() => {}
                (left, right) => self.sets(aspect, left, right, &mut differences, &mut recoded),
            }
        }
        // That parts belong together otherwise is said by what is other in them, if anything is.
        if differences.iter().any(|d| d.aspect != Aspect::Element) {
            differences.retain(|d| d.aspect != Aspect::Element || !d.manner.starts_with(TOGETHER));
        }
        drop_shadows(&mut differences);
        (differences, recoded)
    }

    /// The destination says something that the legacy statement does not.
    fn only_destination(&self, legacy: &Statement, aspect: Aspect, found: &[&Fact], out: &mut Vec<AspectDifference>) {
        let fact = found[0];
        if self.excuse_added(legacy, aspect, fact).is_some() {
            return;
        }
        out.push(AspectDifference {
            aspect,
            read_as: aspect,
            verdict: Verdict::Invented,
            manner: format!("no legacy {}, the destination has one", shown_aspect(aspect)),
            legacy_place: None,
            destination_place: Some(fact.place),
            legacy: String::new(),
            destination: fact.value.shown(),
        });
    }

    /// Why a fact that only the destination has is not judged, in words.
    pub(crate) fn excuse_added(&self, legacy: &Statement, aspect: Aspect, fact: &Fact) -> Option<&'static str> {
        // An aspect that no legacy statement of the kind ever asserts is listed once by the coverage, not per statement.
        // A rare one is a matter of its record, as is one that the legacy book could have said, unless the reading only inferred it.
        let of_its_record = fact.how != How::Derived && (self.legacy.could_say_all() || self.destination.is_rare(legacy.kind, aspect));
        // That somebody lives or that something is so is said by silence, in every book.
        let silence_means_no = fact.how != How::Derived && matches!((aspect, &fact.value), (Aspect::Deceased | Aspect::Negation, Value::Flag(true)));
        if !self.legacy.aspects.contains(&(legacy.kind, aspect)) && !of_its_record && !silence_means_no {
            return Some("no legacy statement of this kind ever asserts it");
        }
        match &fact.value {
            _ if is_narrative(aspect) && !(aspect == Aspect::Text && self.legacy.could_say_all() && is_news(legacy, &fact.value)) => Some("words beside what is judged"),
            Value::Flag(false) if matches!(aspect, Aspect::Deceased | Aspect::Negation | Aspect::AsNeeded) => Some("it says no, and so does silence"),
            Value::Key(_) => Some("an added link asserts nothing about the patient"),
            value if says_nothing(value) => Some("it says that nothing is recorded, and so does silence"),
            _ => None,
        }
    }

    /// Why a fact that only the legacy side has is not judged, in words.
    pub(crate) fn excuse_absent(&self, destination: &Statement, aspect: Aspect, fact: &Fact) -> Option<&'static str> {
        let unknown_there = !self.destination.aspects.contains(&(destination.kind, aspect));
        // Said in other words: a status that the source only implies, and text that a code already carries.
        if fact.how == How::Derived && unknown_there {
            return Some("the source only implies it, and no destination statement of this kind asserts it");
        }
        let words_of_code = || destination.value(Aspect::Code).is_some_and(|v| text_of(v).is_some_and(|t| same_text(&t, &text_of(&fact.value).unwrap_or_default())));
        match &fact.value {
            _ if aspect == Aspect::Text && words_of_code() => Some("the destination's code carries the words"),
            Value::Key(_) if unknown_there && fact.how != How::Copied => Some("no destination statement of this kind has the link"),
            value if says_nothing(value) && !matches!(value, Value::Absent(_)) => Some("it says that nothing is recorded, and so does silence"),
            _ => None,
        }
    }

    /// The legacy statement says something that the destination does not.
    fn only_legacy(&self, destination: &Statement, aspect: Aspect, lost: &[&Fact], out: &mut Vec<AspectDifference>) {
        let fact = lost[0];
        if self.excuse_absent(destination, aspect, fact).is_some() {
            return;
        }
        out.push(AspectDifference {
            aspect,
            read_as: aspect,
            verdict: Verdict::Altered,
            manner: format!("{} is absent in the destination", shown_aspect(aspect)),
            legacy_place: Some(fact.place),
            destination_place: None,
            legacy: fact.value.shown(),
            destination: String::new(),
        });
    }

    /// Both say something: each legacy fact looks for its mate.
    fn sets(&self, aspect: Aspect, left: &[&Fact], right: &[&Fact], out: &mut Vec<AspectDifference>, recoded: &mut bool) {
        let mut free: Vec<&Fact> = right.to_vec();
        let mut open = Vec::new();
        for fact in left {
            let mate = free.iter().position(|r| !matches!(self.values(aspect, &fact.value, &r.value), Relation::Differs(..)));
            match mate {
                Some(index) => {
                    *recoded |= self.values(aspect, &fact.value, &free[index].value) == Relation::Equivalent;
                    free.remove(index);
                }
                None => open.push(*fact),
            }
        }
        for fact in open {
            let (other, relation) = match free.is_empty() {
                false => {
                    let other = free.remove(0);
                    (Some(other), self.values(aspect, &fact.value, &other.value))
                }
                // A narrower list: this one has no mate left.
                true => (None, Relation::Differs(Verdict::Altered, aspect, "one of several is absent in the destination".into())),
            };
            let Relation::Differs(verdict, reported, manner) = relation else { continue };
            out.push(AspectDifference {
                aspect: reported,
                read_as: aspect,
                verdict,
                manner,
                legacy_place: Some(fact.place),
                destination_place: other.map(|o| o.place),
                legacy: fact.value.shown(),
                destination: other.map(|o| o.value.shown()).unwrap_or_default(),
            });
        }
        // More in the destination than the legacy system had. Categories and identifiers may be added freely.
        let addable = matches!(aspect, Aspect::Category | Aspect::Mrn | Aspect::Code | Aspect::Given | Aspect::Middle | Aspect::Prefix) || is_narrative(aspect);
        if let (Some(extra), false) = (free.first(), addable) {
            out.push(AspectDifference {
                aspect,
                read_as: aspect,
                verdict: Verdict::Invented,
                manner: format!("the destination has one {} more", shown_aspect(aspect)),
                legacy_place: None,
                destination_place: Some(extra.place),
                legacy: String::new(),
                destination: extra.value.shown(),
            });
        }
    }

    /// Links within the chart: what is settled first, then what nobody can tell apart. An added link asserts nothing, and of
    /// several panels that a result belongs to one that is kept keeps it from being an orphan.
    fn chart_links(&self, aspect: Aspect, left: &[&Fact], right: &[&Fact], out: &mut Vec<AspectDifference>) {
        let kept = |a: &Value, b: &Value| match (a, b) {
            (Value::Key(a), Value::Key(b)) => (self.links)(aspect, a, b),
            (Value::Key(_), _) | (_, Value::Key(_)) => Some(false),
            (a, b) => Some(a == b),
        };
        if aspect == Aspect::Panel && left.iter().any(|a| right.iter().any(|b| kept(&a.value, &b.value) != Some(false))) {
            return;
        }
        let mut free: Vec<&Fact> = right.to_vec();
        let mut open: Vec<&Fact> = left.to_vec();
        for settled in [true, false] {
            open.retain(|fact| {
                let fits = |other: &&Fact| {
                    let leads = kept(&fact.value, &other.value);
                    leads == Some(true) || !settled && leads.is_none()
                };
                let mate = free.iter().position(fits);
                mate.map(|index| free.remove(index)).is_none()
            });
        }
        let Some(fact) = open.first() else { return };
        let other = free.first();
        let manner = if other.is_some() { "it leads to another record" } else { "one of several is absent in the destination" };
        out.push(AspectDifference {
            aspect,
            read_as: aspect,
            verdict: Verdict::Altered,
            manner: manner.into(),
            legacy_place: Some(fact.place),
            destination_place: other.map(|o| o.place),
            legacy: fact.value.shown(),
            destination: other.map(|o| o.value.shown()).unwrap_or_default(),
        });
    }

    /// Two values of one aspect.
    pub(crate) fn values(&self, aspect: Aspect, left: &Value, right: &Value) -> Relation {
        let differs = |manner: &str| Relation::Differs(Verdict::Altered, aspect, manner.into());
        // The same absence, once as such and once in words or as a null flavor in the place of a code.
        if matches!(left, Value::Absent(_)) != matches!(right, Value::Absent(_))
            && let (Some(a), Some(b)) = (absence::of(left), absence::of(right))
        {
            return if a == b { Relation::Same } else { differs("the reason of absence differs") };
        }
        match (left, right) {
            (Value::Code(a, text_a), Value::Code(b, text_b)) => self.codes(aspect, (a, text_a), (b, text_b)),
            (Value::Quantity(a), Value::Quantity(b)) => quantities(aspect, a, b, self.legacy.could_say_all()),
            (Value::Date(a), Value::Date(b)) => dates(aspect, a, b),
            (Value::Word(a), Value::Word(b)) => words(aspect, a, b),
            (Value::Flag(a), Value::Flag(b)) => if a == b { Relation::Same } else { differs("yes and no are swapped") },
            (Value::Key(a), Value::Key(b)) => match (self.links)(aspect, a, b) {
                Some(false) => differs("it leads to another record"),
                _ => Relation::Same,
            },
            (Value::Text(a), Value::Text(b)) => texts(aspect, a, b),
            (Value::Absent(a), Value::Absent(b)) => if a == b { Relation::Same } else { differs("the reason of absence differs") },
            (Value::Flag(flag), Value::Word(word)) | (Value::Word(word), Value::Flag(flag)) => {
                if word == if *flag { "true" } else { "false" } { Relation::Same } else { differs("yes and no are swapped") }
            }
            // A code against a text or word: the text decides, because there is nothing else.
            (Value::Code(codings, text), Value::Text(words) | Value::Word(words)) | (Value::Text(words) | Value::Word(words), Value::Code(codings, text)) => {
                let named = same_text(text, words) || codings.iter().any(|c| same_text(&c.display, words) || c.code.eq_ignore_ascii_case(words.trim()));
                if named { Relation::Same } else { differs("the words differ") }
            }
            (Value::Text(a), Value::Word(b)) | (Value::Word(a), Value::Text(b)) if aspect == Aspect::State => texts(aspect, a, b),
            (Value::Text(a), Value::Word(b)) | (Value::Word(a), Value::Text(b)) => if same_text(a, b) { Relation::Same } else { differs("the words differ") },
            (Value::Text(a), other) | (other, Value::Text(a)) => if same_text(a, &other.shown()) { Relation::Same } else { differs("a text on one side, a value on the other") },
            (_, Value::Absent(_)) => differs("the value has become an absence"),
            (Value::Absent(_), _) => Relation::Differs(Verdict::Invented, aspect, "an absence has become a value".into()),
            _ => differs("the two are of different nature"),
        }
    }

    fn codes(&self, aspect: Aspect, (a, text_a): (&[Coding], &str), (b, text_b): (&[Coding], &str)) -> Relation {
        let differs = |verdict, manner: &str| Relation::Differs(verdict, aspect, manner.into());
        // What the legacy codes mean in each system: themselves, and what they are declared to mean elsewhere.
        let meanings: Vec<(&str, &str)> = a
            .iter()
            .flat_map(|x| std::iter::once((x.system.as_str(), x.code.as_str())).chain(self.equivalences.of(&x.system, &x.code).iter().map(|(s, c)| (s.as_str(), c.as_str()))))
            .filter(|(system, _)| !system.is_empty())
            .collect();
        let fits = |y: &Coding| meanings.iter().any(|(s, c)| *s == y.system && c.eq_ignore_ascii_case(&y.code));
        let system_fits = |system: &str| b.iter().any(|y| y.system == system && fits(y));
        // One of several codes of a system exchanged for another: the ones that stayed do not excuse it.
        let gone = |x: &Coding| !b.iter().any(|y| y.system == x.system && y.code.eq_ignore_ascii_case(&x.code));
        let replaced = |y: &Coding| !fits(y) && a.iter().any(|x| x.system == y.system && gone(x));
        let contradicts = |y: &Coding| meanings.iter().any(|(s, _)| *s == y.system) && (!system_fits(&y.system) || replaced(y));
        // A right code in one system does not excuse a wrong one in another; a second code beside a right one in the same
        // system adds to it.
        let wrong = b.iter().any(contradicts);
        // The same code under another terminology: the system was mistaken, and what stands beside it does not excuse it.
        let mistaken = |y: &Coding| {
            let strange = is_terminology(&y.system) && !meanings.iter().any(|(s, _)| *s == y.system);
            // Under a classification a code may have got a dot.
            let literally = |c: &str| c.replace('.', "").eq_ignore_ascii_case(&y.code.replace('.', ""));
            strange && meanings.iter().any(|(s, c)| is_terminology(s) && literally(c) && !b.iter().any(|z| z.system == *s))
        };
        if b.iter().any(mistaken) {
            return differs(Verdict::Altered, "the code stands under another code system");
        }
        // Where the legacy book gives all its codes, one more of the same terminology is one that nobody gave.
        let added = |y: &Coding| is_terminology(&y.system) && !fits(y) && meanings.iter().any(|(s, _)| *s == y.system);
        if !wrong && self.legacy.could_say_all() && b.iter().any(added) {
            return differs(Verdict::Altered, "the destination has one more code of the system");
        }
        if !wrong && b.iter().any(fits) {
            if let Some(manner) = spoiled(text_a, text_b) {
                return Relation::Differs(Verdict::Altered, Aspect::Text, manner.into());
            }
            let literally = a.iter().any(|x| b.iter().any(|y| !x.system.is_empty() && x.system == y.system && x.code.eq_ignore_ascii_case(&y.code)));
            return if literally { Relation::Same } else { Relation::Equivalent };
        }
        if a.is_empty() && b.is_empty() {
            return if same_text(text_a, text_b) { Relation::Same } else { differs(Verdict::Altered, "the words differ") };
        }
        let declared_back = |x: &Coding, y: &Coding| self.equivalences.of(&y.system, &y.code).iter().any(|(s, c)| *s == x.system && c.eq_ignore_ascii_case(&x.code));
        if !wrong && a.iter().any(|x| b.iter().any(|y| declared_back(x, y))) {
            return Relation::Equivalent;
        }
        if b.is_empty() {
            return differs(Verdict::Altered, "the code is gone, the words remain");
        }
        if a.is_empty() {
            let kept = same_text(text_a, text_b) || b.iter().any(|c| same_text(&c.display, text_a));
            return if kept { Relation::Equivalent } else { differs(Verdict::Altered, "words have become a code of other words") };
        }
        let bare = |codes: &[Coding]| codes.iter().all(|c| c.system.is_empty());
        // A code that never had a system is a word of its exporter's: the same word is the same.
        if bare(a) && bare(b) && a.iter().any(|x| b.iter().any(|y| x.code.eq_ignore_ascii_case(&y.code))) {
            return spoiled(text_a, text_b).map_or(Relation::Same, |manner| Relation::Differs(Verdict::Altered, Aspect::Text, manner.into()));
        }
        if !bare(a) && bare(b) {
            return differs(Verdict::Altered, "the code system is gone");
        }
        // A parent or a child in a classification that is built by prefix.
        for (x, y) in a.iter().flat_map(|x| b.iter().map(move |y| (x, y))).filter(|(x, y)| x.system == y.system && is_by_prefix(x, y)) {
            let (x, y) = (x.code.replace('.', ""), y.code.replace('.', ""));
            // What is right beside the wrong code makes that no broader one.
            if x == y {
                continue;
            }
            if x.starts_with(&y) {
                return differs(Verdict::Broader, "the destination's code is broader");
            }
            if y.starts_with(&x) {
                return differs(Verdict::Narrower, "the destination's code is narrower");
            }
        }
        for (sort, all) in a.iter().flat_map(|x| b.iter().map(move |y| (x, y))) {
            if is_sort_of_none_known(sort, all) {
                return differs(Verdict::Broader, "that nothing is known of one sort has become that nothing is known at all");
            }
            if is_sort_of_none_known(all, sort) {
                return differs(Verdict::Narrower, "that nothing is known at all has become that nothing is known of one sort");
            }
        }
        differs(Verdict::Altered, "another code")
    }
}

/// How the difference of a list begins whose parts are the same and belong together otherwise.
const TOGETHER: &str = "what belongs together";

/// Leaves that no aspect stands for: one of the legacy side is gone or other. What was added asserts nothing that is known.
fn elements(left: &[&Fact], right: &[&Fact], out: &mut Vec<AspectDifference>) {
    fn text(fact: &Fact) -> &str {
        match &fact.value {
            Value::Text(text) => text,
            _ => "",
        }
    }
    fn path(fact: &Fact) -> &str {
        text(fact).split_once(" = ").map_or("", |(path, _)| path)
    }
    let missing = |l: &&&Fact| !right.iter().any(|r| text(l) == text(r));
    // A leaf says more than that parts of a list belong together.
    let tie = |l: &&&Fact| text(l).contains(" = together ");
    let Some(fact) = left.iter().filter(missing).find(|l| !tie(l)).or_else(|| left.iter().find(missing)) else { return };
    let other = right.iter().find(|r| path(r) == path(fact) && !left.iter().any(|l| text(l) == text(r)));
    let manner = if other.is_some() { "is other in the destination" } else { "is absent in the destination" };
    out.push(AspectDifference {
        aspect: Aspect::Element,
        read_as: Aspect::Element,
        verdict: Verdict::Altered,
        manner: if tie(&fact) { format!("{TOGETHER} in {} is other in the destination", path(fact)) } else { format!("{} {manner}", path(fact)) },
        legacy_place: Some(fact.place),
        destination_place: other.map(|o| o.place),
        legacy: text(fact).into(),
        destination: other.map(|o| text(o).to_string()).unwrap_or_default(),
    });
}

/// Links to records of the same chart that are judged as a whole.
pub(crate) fn is_chart_link(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Panel | Aspect::Results | Aspect::Replaces)
}

/// Two codes of a classification that is built by prefix, both of which can be codes of it.
fn is_by_prefix(x: &Coding, y: &Coding) -> bool {
    let form: fn(&str) -> bool = match x.system.as_str() {
        s if s.contains("/icd-10") => code_form::icd10,
        s if s.contains("/icd-9") => |code| code_form::icd9(code) || code_form::icd9_procedure(code),
        s => return s.contains("/icd-"),
    };
    form(&x.code.to_uppercase()) && form(&y.code.to_uppercase())
}

/// Whether one code says that no allergy of a sort is known, and the other that none at all is.
fn is_sort_of_none_known(sort: &Coding, all: &Coding) -> bool {
    const SORTS: [&str; 3] = ["409137002", "429625007", "428607008"];
    sort.system == all.system && sort.system == "http://snomed.info/sct" && SORTS.contains(&sort.code.as_str()) && all.code == "716186003"
}

/// Why two values that differ are not judged: they differ in form only, which the kind of statement tells. In words.
pub(crate) fn excuse_form((legacy, destination): (&Statement, &Statement), aspect: Aspect, left: &[&Fact], right: &[&Fact]) -> Option<&'static str> {
    let all_derived = left.iter().chain(right).all(|f| f.how == How::Derived);
    match aspect {
        Aspect::Title if all_derived && !headings_spoiled(left, right) => return Some("headings of sections that their codes name"),
        Aspect::Text | Aspect::Performer if legacy.kind == Kind::CareTeam && destination.kind == Kind::CareTeam => {}
        _ => return None,
    }
    let name = |s: &Statement| s.value(Aspect::Text).and_then(text_of).map(|t| written::person(&t)).filter(|n| !n.is_empty());
    let same_person = name(legacy).is_some() && name(legacy) == name(destination);
    let by_name = |f: &&&Fact| matches!(f.value, Value::Text(_));
    // A key on one side and a name on the other tell nothing about each other; two keys are links and are judged as such.
    let comparable = aspect == Aspect::Text || left.iter().any(|f| by_name(&f)) != right.iter().any(|f| by_name(&f));
    (same_person && comparable).then_some("the same person, whatever the order of the name and its titles")
}

fn headings_spoiled(left: &[&Fact], right: &[&Fact]) -> bool {
    let words = |facts: &[&Fact]| facts.first().and_then(|f| text_of(&f.value)).unwrap_or_default();
    spoiled(&words(left), &words(right)).is_some()
}

/// The terminologies whose codes mean the same everywhere.
fn is_terminology(system: &str) -> bool {
    const TERMINOLOGIES: [&str; 10] = [
        "http://snomed.info/sct",
        "http://loinc.org",
        "http://www.nlm.nih.gov/research/umls/rxnorm",
        "http://hl7.org/fhir/sid/icd-",
        "http://www.cms.gov/Medicare/Coding/ICD10",
        "http://hl7.org/fhir/sid/cvx",
        "http://hl7.org/fhir/sid/ndc",
        "http://www.ama-assn.org/go/cpt",
        "http://fdasis.nlm.nih.gov",
        "http://hl7.org/fhir/sid/ndfrt",
    ];
    TERMINOLOGIES.iter().any(|t| system.starts_with(t))
}

/// Words beside a right code that a transport spoiled: cut inside a word, or letters read in another encoding. Other words
/// for the same code are nobody's concern.
fn spoiled(a: &str, b: &str) -> Option<&'static str> {
    let (a, b) = (a.trim(), b.trim());
    let inside_a_word = |rest: &str| rest.chars().next().is_some_and(char::is_alphanumeric) && b.chars().last().is_some_and(char::is_alphanumeric);
    if b.len() >= 8 && a.strip_prefix(b).is_some_and(inside_a_word) {
        return Some("the words are cut inside a word");
    }
    const GARBLED: [char; 3] = ['\u{fffd}', 'Ã', 'â'];
    (b.contains(GARBLED) && !a.contains(GARBLED)).then_some("the words are garbled")
}

fn facts(statement: &Statement, aspect: Aspect) -> Vec<&Fact> {
    statement.facts.iter().filter(|f| f.aspect == aspect).collect()
}

/// One cause shows as several aspects: a stopped drug shown active loses its end as well; keep both only when both are asserted.
fn drop_shadows(differences: &mut Vec<AspectDifference>) {
    // What one place says of two points in time is told once.
    let places = |d: &AspectDifference| (d.legacy_place, d.destination_place);
    let told: Vec<(Option<u32>, Option<u32>)> = differences.iter().filter(|d| d.read_as != Aspect::Recorded).map(places).collect();
    differences.retain(|d| d.read_as != Aspect::Recorded || d.legacy_place.is_none() || !told.contains(&places(d)));
    // A date that moved drags `recorded` along when both were read from the same legacy place.
    let moved: Vec<(Option<u32>, Option<u32>)> = differences.iter().map(|d| (d.legacy_place, d.destination_place)).collect();
    let mut seen = std::collections::HashSet::new();
    let mut index = 0;
    differences.retain(|d| {
        let key = moved[index];
        index += 1;
        d.aspect != Aspect::Precision || key.0.is_none() || seen.insert((key.0, d.manner.clone()))
    });
}

/// Whether no fact of a statement has these words already, as text, as a display or as the words of a code.
fn is_news(statement: &Statement, value: &Value) -> bool {
    let Some(words) = text_of(value) else { return true };
    let has = |fact: &Fact| match &fact.value {
        Value::Code(codings, text) => same_text(text, &words) || codings.iter().any(|c| same_text(&c.display, &words)),
        other => text_of(other).is_some_and(|text| same_text(&text, &words)),
    };
    !statement.facts.iter().any(has)
}

fn is_narrative(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Text | Aspect::Title)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Code(codings, text) if text.is_empty() => codings.iter().find(|c| !c.display.is_empty()).map(|c| c.display.clone()),
        Value::Code(_, text) | Value::Text(text) | Value::Word(text) => Some(text.clone()),
        _ => None,
    }
}

/// A value that only says that nothing is recorded.
fn says_nothing(value: &Value) -> bool {
    const NOTHING: [&str; 6] = ["unknown", "not recorded", "none recorded", "not available", "unspecified", "not specified"];
    match value {
        Value::Absent(_) => true,
        Value::Text(text) | Value::Word(text) => NOTHING.contains(&text.trim().to_lowercase().as_str()),
        Value::Code(codings, text) => codings.is_empty() && NOTHING.contains(&text.trim().to_lowercase().as_str()),
        _ => false,
    }
}

/// Equal but for case, commas and white space.
fn same_text(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
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

/// One spelling of quotes and dashes. Exporters turn commas into blanks to spare themselves fields in quotes: both separate, but
/// not within a number.
fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // A decimal comma is part of a number; one between thousands parts them like any other.
        let digits = text.as_bytes().get(at + 1..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count());
        let decimal = before.is_ascii_digit() && digits > 0 && digits != 3;
        out.push(match c {
            ',' if !decimal => ' ',
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            c => c,
        });
        before = c;
    }
    out
}

/// The postal code of a state of the United States, whichever way it is written.
fn state_code(text: &str) -> String {
    const STATES: &str = "Alabama AL;Alaska AK;Arizona AZ;Arkansas AR;California CA;Colorado CO;Connecticut CT;Delaware DE;District of Columbia DC;Florida FL;Georgia GA;Hawaii HI;Idaho ID;Illinois IL;Indiana IN;Iowa IA;Kansas KS;Kentucky KY;Louisiana LA;Maine ME;Maryland MD;Massachusetts MA;Michigan MI;Minnesota MN;Mississippi MS;Missouri MO;Montana MT;Nebraska NE;Nevada NV;New Hampshire NH;New Jersey NJ;New Mexico NM;New York NY;North Carolina NC;North Dakota ND;Ohio OH;Oklahoma OK;Oregon OR;Pennsylvania PA;Rhode Island RI;South Carolina SC;South Dakota SD;Tennessee TN;Texas TX;Utah UT;Vermont VT;Virginia VA;Washington WA;West Virginia WV;Wisconsin WI;Wyoming WY;Puerto Rico PR";
    let text = text.trim();
    let named = STATES.split(';').filter_map(|s| s.rsplit_once(' ')).find(|(name, _)| name.eq_ignore_ascii_case(text));
    named.map_or_else(|| text.to_uppercase(), |(_, code)| code.to_string())
}

fn texts(aspect: Aspect, a: &str, b: &str) -> Relation {
    if aspect == Aspect::State && state_code(a) == state_code(b) {
        return Relation::Same;
    }
    let digits = |t: &str| t.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    if same_text(a, b) {
        return Relation::Same;
    }
    // Punctuation of numbers is not meaning: telephone, social security and account numbers.
    if matches!(aspect, Aspect::Phone | Aspect::Ssn | Aspect::DriverLicense | Aspect::Passport) && digits(a) == digits(b) {
        return Relation::Equivalent;
    }
    let form: Option<fn(&str) -> String> = match aspect {
        Aspect::Phone => Some(written::phone),
        Aspect::Line => Some(written::address_line),
        Aspect::Country => Some(written::country),
        _ => None,
    };
    // `Amber Drive` that has become `Amber Dr` may have been cut there.
    let cut = a.trim().strip_prefix(b.trim()).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if !cut && form.is_some_and(|form| !form(a).is_empty() && form(a) == form(b)) {
        return Relation::Equivalent;
    }
    let (x, y) = (a.trim(), b.trim());
    let manner = if !y.is_empty() && x.starts_with(y) {
        "the text is cut"
    } else if y.contains(['\u{fffd}', 'Ã', 'â']) && !x.contains(['\u{fffd}', 'Ã', 'â']) {
        "the text is garbled"
    } else if x.trim_start_matches('0') == y.trim_start_matches('0') {
        "leading zeros differ"
    } else {
        "the text differs"
    };
    Relation::Differs(Verdict::Altered, aspect, manner.into())
}

/// States that say "this no longer holds" and states that say "this holds now".
pub(crate) fn is_over(word: &str) -> bool {
    matches!(word, "refuted" | "entered-in-error" | "resolved" | "inactive" | "remission" | "stopped" | "cancelled" | "not-done" | "removed")
}

pub(crate) fn is_live(word: &str) -> bool {
    matches!(word, "active" | "confirmed" | "recurrence" | "relapse" | "in-progress" | "final")
}

/// The language of a BCP 47 tag without its region, by its code of two letters (ISO 639-1 for the usual ones of 639-2).
fn language(tag: &str) -> String {
    const CODES: [(&str, &str); 22] = [
        ("eng", "en"), ("spa", "es"), ("fra", "fr"), ("fre", "fr"), ("deu", "de"), ("ger", "de"), ("ita", "it"), ("por", "pt"), ("zho", "zh"), ("chi", "zh"), ("rus", "ru"),
        ("jpn", "ja"), ("kor", "ko"), ("vie", "vi"), ("ara", "ar"), ("hin", "hi"), ("pol", "pl"), ("tgl", "tl"), ("fas", "fa"), ("per", "fa"), ("heb", "he"), ("urd", "ur"),
    ];
    let primary = tag.trim().split(['-', '_']).next().unwrap_or("").to_lowercase();
    CODES.iter().find(|(three, _)| *three == primary).map_or(primary.clone(), |(_, two)| (*two).to_string())
}

fn words(aspect: Aspect, a: &str, b: &str) -> Relation {
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
    if x == y {
        return Relation::Same;
    }
    let stateful = matches!(aspect, Aspect::Status | Aspect::Verification);
    let verdict = if stateful && is_over(&x) && is_live(&y) { Verdict::Resurrected } else { Verdict::Altered };
    Relation::Differs(verdict, aspect, format!("{x} has become {y}"))
}

/// Numbers with units, exact.
/// `literal` says that both books give quantities as they hold them, not as some screen or export printed them.
fn quantities(aspect: Aspect, a: &Quantity, b: &Quantity, literal: bool) -> Relation {
    let differs = |aspect, manner: String| Relation::Differs(Verdict::Altered, aspect, manner);
    if a.comparator != b.comparator {
        return differs(Aspect::Comparator, "the comparator differs".into());
    }
    let (unit_a, unit_b) = (canonical_unit(&a.unit), canonical_unit(&b.unit));
    let bare = |u: &str| u.is_empty() || u.starts_with('{');
    let within = |x: Decimal, y: Decimal, tolerance: Decimal| (x - y).abs() <= tolerance;
    // What is counted is part of a unit that is written as a code: puffs are no vials.
    let counted = |u: &str, v: &str| bare(u) && bare(v) && (!literal || u.is_empty() || v.is_empty());
    if unit_a == unit_b || counted(&unit_a, &unit_b) || (!literal && unit_a.eq_ignore_ascii_case(&unit_b)) {
        // Equal units leave no room: only digits that the legacy system did not print may differ, and of an order all are printed.
        let printed = b.number.scale() < a.number.scale() && !within(a.number, b.number, Decimal::ZERO);
        if within(a.number, b.number, if printed || literal || is_ordered(aspect) { Decimal::ZERO } else { half_unit(a) }) {
            return if a.unit == b.unit { Relation::Same } else { Relation::Equivalent };
        }
        return differs(aspect, value_manner(a.number, b.number));
    }
    if within(a.number, b.number, Decimal::ZERO) && (bare(&unit_a) || bare(&unit_b)) {
        let manner = if bare(&unit_b) { "the unit is gone" } else { "a unit was added" };
        return differs(Aspect::Unit, manner.into());
    }
    match convert(a.number, &unit_a, &unit_b) {
        Some(expected) => {
            let tolerance = convert(half_unit(a), &unit_a, &unit_b).map_or(Decimal::ZERO, |t| t.abs());
            let offset = convert(Decimal::ZERO, &unit_a, &unit_b).unwrap_or(Decimal::ZERO);
            let tolerance = if literal || is_ordered(aspect) { Decimal::ZERO } else { (tolerance - offset.abs()).abs() };
            // The destination may round what it converted, but not to nothing or to the double.
            let tolerance = tolerance.max(half_unit(b).min(expected.abs() * Decimal::new(5, 3)));
            if within(expected, b.number, tolerance) {
                return Relation::Equivalent;
            }
            if within(a.number, b.number, Decimal::ZERO) {
                return differs(Aspect::Unit, "the number is kept under another unit".into());
            }
            differs(aspect, "the number does not fit the conversion of the unit".into())
        }
        None => differs(Aspect::Unit, if a.number == b.number { "the number is kept under another unit".into() } else { "number and unit differ".into() }),
    }
}

/// Whether a number is part of an order: it is what somebody wrote, not what an instrument measured.
fn is_ordered(aspect: Aspect) -> bool {
    matches!(aspect, Aspect::Dose | Aspect::Quantity | Aspect::Refills)
}

fn half_unit(q: &Quantity) -> Decimal {
    q.tolerance()
}

/// What happened to a number, in words: a factor of exactly 10^k is a decimal shift.
fn value_manner(a: Decimal, b: Decimal) -> String {
    if a.is_zero() || b.is_zero() {
        return "the value differs".into();
    }
    if a == -b {
        return "the sign is swapped".into();
    }
    if let Some(ratio) = b.checked_div(a) {
        for k in 1..=6u32 {
            let power = Decimal::from(10i64.pow(k));
            if ratio == power {
                return format!("the decimal point moved: times 10^{k}");
            }
            if ratio.checked_mul(power).is_some_and(|r| r == Decimal::ONE) {
                return format!("the decimal point moved: divided by 10^{k}");
            }
        }
    }
    if b.scale() < a.scale() && a.round_dp_with_strategy(b.scale(), model::RoundingStrategy::MidpointAwayFromZero) == b {
        return "the value is rounded".into();
    }
    // Rounded to fewer significant digits: 191395 printed as 191400.
    let rounded = (1..=6u32).map(|k| Decimal::from(10i64.pow(k))).any(|power| {
        let cut = (a / power).round_dp_with_strategy(0, model::RoundingStrategy::MidpointAwayFromZero) * power;
        cut == b && !cut.is_zero()
    });
    if rounded { "the value is rounded".into() } else { "the value differs".into() }
}

fn dates(aspect: Aspect, a: &Date, b: &Date) -> Relation {
    let differs = |aspect, manner: String| Relation::Differs(Verdict::Altered, aspect, manner);
    let level = |d: &Date| if d.has_time() { Precision::Second } else { d.precision };
    if level(a) == level(b) {
        if !a.has_time() {
            let shift = b.days() - a.days();
            return match shift {
                0 => Relation::Same,
                1 => differs(aspect, "one day later".into()),
                -1 => differs(aspect, "one day earlier".into()),
                days if days % 365 == 0 => differs(aspect, "another year".into()),
                _ => differs(aspect, "another date".into()),
            };
        }
        // An offset that only one side gives is made explicit, as long as the wall clock stays.
        let offset = a.offset.or(b.offset).unwrap_or(0);
        let seconds = b.instant(b.offset.unwrap_or(offset)) - a.instant(a.offset.unwrap_or(offset));
        let exact = if a.precision == Precision::Second && b.precision == Precision::Second { 0 } else { 59 };
        if seconds.abs() <= exact {
            return if a.offset == b.offset && a.second == b.second { Relation::Same } else { Relation::Equivalent };
        }
        return differs(aspect, shift_words(seconds));
    }
    // Different precision: is the finer one inside the coarser one?
    let (coarse, fine, lost) = if level(a) < level(b) { (a, b, false) } else { (b, a, true) };
    let cut = fine.truncated(coarse.precision);
    // A day against a time with offset: the day may be the local one or the one of UTC.
    let near = coarse.precision == Precision::Day && fine.offset.is_some() && (fine.days() - coarse.days()).abs() <= 1 && {
        let utc = fine.instant(0).div_euclid(86_400) as i32;
        utc == coarse.days()
    };
    if cut.days() == coarse.days() || near {
        let manner = if lost { "the destination knows it less exactly" } else { "the destination claims more precision" };
        return differs(Aspect::Precision, manner.into());
    }
    let days = fine.days() - coarse.days();
    let manner = match if lost { -days } else { days } {
        1 => "one day later".to_string(),
        -1 => "one day earlier".into(),
        _ => "another date".into(),
    };
    differs(aspect, manner)
}

/// A shift of time in words; whole hours up to a day point to a time zone.
fn shift_words(seconds: i64) -> String {
    let direction = if seconds > 0 { "later" } else { "earlier" };
    let s = seconds.abs();
    match s {
        86_400 => format!("one day {direction}"),
        s if s % 86_400 == 0 => "another date".into(),
        s if s % 1800 == 0 && s <= 14 * 3600 => format!("{}:{:02} h {direction}", s / 3600, s / 60 % 60),
        _ => format!("another time, {direction}"),
    }
}

#[cfg(test)]
mod tests;
