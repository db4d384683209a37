//! The clinical documents of a chart: which of two is the later one, and which took the place of another.
//!
//! Every document has one keeper (its custodian). What it says again of a record that an earlier one of the same keeper told of is the record's
//! state by then; another keeper may hold another opinion, and neither of these is the later word. A version of a set comes after those of lower numbers, a
//! document after the one that it replaces or adds to, else one after another by the moments on which both were made, as far as their precision and their
//! offsets tell: of two of one day neither is the later. What a document that was replaced alone said counts no more.
//!
//! A record goes by the identifier of its entry, and by what it is about and when that began where identifiers are made anew for each document.

use super::feed::{self, Feed};
use super::{code, is_series, records, step};
use crate::judge::NO_ALLERGY;
use crate::leaf::{self, Sort};
use crate::versions;
use model::{Aspect, Date, Fact, How, Kind, Precision, Statement, Value, days_from_civil};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Paths of the leaves that tell of a document and of the identifier of one of its entries.
const DOCUMENT: &str = "document";
const ENTRY: &str = "entry";
/// Between the parts of what is told of a document.
pub(super) const BETWEEN: &str = "\u{1f}";
const REPLACES: &str = "RPLC";
/// How far from UTC a moment without an offset may lie, east and west.
const EAST_SECONDS_MAX: i64 = 14 * 3_600;
const WEST_SECONDS_MAX: i64 = 12 * 3_600;

/// What entries of documents tell of that one document may say of a record after another.
const OF_ENTRIES: [Kind; 13] = [
    Kind::Allergy, Kind::NoKnownAllergy, Kind::Problem, Kind::EncounterDiagnosis, Kind::Medication, Kind::Immunization, Kind::Procedure, Kind::Observation, Kind::Order,
    Kind::Device, Kind::FamilyHistory, Kind::AdvanceDirective, Kind::Coverage,
];
/// Of these the ones that are known by what they are about and when it began. What happened more than once may have happened twice on a day.
const LASTING: [Kind; 3] = [Kind::Allergy, Kind::Problem, Kind::Medication];

/// SNOMED CT: that there is nothing of another kind, as the reading says it.
const NOTHING: [(&str, Kind); 2] = [("160245001", Kind::Problem), ("787481004", Kind::Medication)];

/// What the header of a document says of the document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Header {
    /// Its identifier; empty where it has none.
    pub(crate) id: String,
    /// The set of which it is a version; empty where it is of none.
    pub(crate) set: String,
    /// Its number in the set.
    pub(crate) version: Option<u64>,
    /// When it was made.
    pub(crate) made: Option<Date>,
    /// Who keeps it.
    pub(crate) keeper: String,
    /// The documents that it replaces or adds to.
    pub(crate) parents: Vec<Parent>,
}

/// A document that another one names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parent {
    /// Whether it is replaced, and not added to.
    pub(crate) is_replaced: bool,
    /// Its identifier; empty where none is given.
    pub(crate) id: String,
    /// Its set; empty where none is given.
    pub(crate) set: String,
    /// Its number in the set.
    pub(crate) version: Option<u64>,
}

/// The document as a fact of whom it is about.
pub(crate) fn document(header: &Header) -> Fact {
    let number = |version: Option<u64>| version.map(|number| number.to_string()).unwrap_or_default();
    let made = header.made.as_ref().map(written).unwrap_or_default();
    let mut parts = vec![header.id.clone(), header.set.clone(), number(header.version), made, header.keeper.clone()];
    for parent in &header.parents {
        let how = if parent.is_replaced { REPLACES } else { "" };
        parts.extend([how.to_string(), parent.id.clone(), parent.set.clone(), number(parent.version)]);
    }
    fact(DOCUMENT, &parts.join(BETWEEN))
}

/// A moment without the seconds that its source does not know.
fn written(moment: &Date) -> String {
    const SECONDS: std::ops::Range<usize> = 16..19;
    let mut text = moment.to_string();
    if moment.precision == Precision::Minute && text.get(SECONDS) == Some(":00") {
        text.replace_range(SECONDS, "");
    }
    text
}

/// The identifier of its entry as a fact of a statement.
pub(crate) fn entry(id: &str) -> Fact {
    fact(ENTRY, id)
}

pub(super) fn fact(path: &str, said: &str) -> Fact {
    Fact { aspect: Aspect::Element, value: Value::Text(leaf::leaf(Sort::Version, path, said)), place: 0, how: How::Derived }
}

/// Whether one document may say something of a record of the kind after another.
pub(crate) fn is_of_entries(kind: Kind) -> bool {
    OF_ENTRIES.contains(&kind)
}

/// Whether a fact only tells in which document or message, or under which identifier in it, a statement stands, or where words of it lead: no record says it.
pub fn is_place(fact: &Fact) -> bool {
    [DOCUMENT, ENTRY, feed::MESSAGE].into_iter().any(|path| said(fact, path).is_some()) || leaf::is_looked_up(fact)
}

/// Whether a statement may be an entry of a document, or is whom one is about.
pub(super) fn is_told(statement: &Statement) -> bool {
    statement.origin.is_in_message() && (is_of_entries(statement.kind) || told(statement, DOCUMENT).is_some())
}

/// What a fact tells at a path of documents.
fn said<'f>(fact: &'f Fact, path: &str) -> Option<&'f str> {
    let (of, sort, said) = leaf::parts(leaf::of(fact)?);
    (sort == Sort::Version && of == path).then_some(said)
}

/// What a statement tells at a path of documents: elements are the last of its facts.
pub(super) fn told<'s>(statement: &'s Statement, path: &str) -> Option<&'s str> {
    statement.facts.iter().rev().take_while(|fact| fact.aspect == Aspect::Element).find_map(|fact| said(fact, path))
}

impl Parent {
    fn is(&self, other: &Header) -> bool {
        let by_id = !self.id.is_empty() && self.id == other.id;
        by_id || (!self.set.is_empty() && self.set == other.set && self.version.is_some() && self.version == other.version)
    }
}

impl Header {
    fn read(said: &str) -> Option<Self> {
        let parts: Vec<&str> = said.split(BETWEEN).collect();
        let [id, set, version, made, keeper, parents @ ..] = parts.as_slice() else { return None };
        let parent = |parts: &[&str]| match parts {
            [how, id, set, version] => Some(Parent { is_replaced: *how == REPLACES, id: (*id).into(), set: (*set).into(), version: version.parse().ok() }),
            _ => None,
        };
        Some(Self {
            id: (*id).into(),
            set: (*set).into(),
            version: version.parse().ok(),
            made: Date::parse_iso(made),
            keeper: (*keeper).into(),
            parents: parents.chunks(4).filter_map(parent).collect(),
        })
    }

    fn replaces(&self, other: &Header) -> bool {
        let names = |is_replaced: bool| self.parents.iter().any(|parent| parent.is_replaced == is_replaced && parent.is(other));
        let is_next = || !self.set.is_empty() && self.set == other.set && self.version.zip(other.version).is_some_and(|(own, before)| own > before);
        names(true) || (!names(false) && is_next())
    }

    fn follows(&self, other: &Header) -> bool {
        self.replaces(other) || self.parents.iter().any(|parent| parent.is(other))
    }

    /// Whether it is the later or the earlier one, where anything tells.
    fn order(&self, other: &Header) -> Option<Ordering> {
        match (self.follows(other), other.follows(self)) {
            (true, false) => Some(Ordering::Greater),
            (false, true) => Some(Ordering::Less),
            _ if self.made.zip(other.made).is_some_and(|(own, there)| is_over(&there, &own)) => Some(Ordering::Greater),
            _ if self.made.zip(other.made).is_some_and(|(own, there)| is_over(&own, &there)) => Some(Ordering::Less),
            _ => None,
        }
    }
}

/// Whether a moment is over when another one begins, whatever lies within their precision and their offsets.
pub(super) fn is_over(one: &Date, other: &Date) -> bool {
    let until = |year: i16, month: u8| i64::from(days_from_civil(year, month, 1) - one.days()) * 86_400;
    let lasts = match one.precision {
        Precision::Year => until(one.year + 1, 1),
        Precision::Month if one.month == 12 => until(one.year + 1, 1),
        Precision::Month => until(one.year, one.month + 1),
        Precision::Day => 86_400,
        Precision::Minute => 60,
        Precision::Second => 1,
    };
    // Who writes no offset at all has one clock.
    let apart = match (one.offset, other.offset) {
        (Some(_), None) => EAST_SECONDS_MAX,
        (None, Some(_)) => WEST_SECONDS_MAX,
        _ => 0,
    };
    one.instant(0) + lasts + apart <= other.instant(0)
}

/// The documents, and the messages, that the statements of a chart stand in.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// By artifact.
    of: HashMap<u32, usize>,
    all: Vec<Header>,
    /// How many documents each one comes after.
    ranks: Vec<usize>,
    replaced: Vec<bool>,
    feed: Feed,
}

impl Documents {
    /// Of a chart; none where no header is known, as in a fragment.
    pub(crate) fn of(chart: &[Statement]) -> Self {
        let mut headers: BTreeMap<u32, Option<Header>> = BTreeMap::new();
        for statement in chart.iter().filter(|s| s.kind == Kind::Demographic && s.origin.is_in_message()) {
            let Some(header) = told(statement, DOCUMENT).and_then(Header::read) else { continue };
            // Of an artifact that holds several nobody knows which one a statement is of.
            headers.entry(statement.origin.artifact).and_modify(|known| *known = None).or_insert(Some(header));
        }
        let mut documents = Self { feed: Feed::of(chart), ..Self::default() };
        for (artifact, header) in headers {
            if let Some(header) = header {
                documents.of.insert(artifact, documents.all.len());
                documents.all.push(header);
            }
        }
        let is_after = |one: &Header, other: &Header| one.order(other) == Some(Ordering::Greater);
        let all = &documents.all;
        documents.ranks = all.iter().map(|one| all.iter().filter(|other| is_after(one, other)).count()).collect();
        documents.replaced = all.iter().map(|one| all.iter().any(|other| other.replaces(one) && is_after(other, one))).collect();
        documents
    }

    /// The messages among them.
    pub(crate) fn feed(&self) -> &Feed {
        &self.feed
    }

    fn number(&self, statement: &Statement) -> Option<usize> {
        self.of.get(&statement.origin.artifact).copied().filter(|_| statement.origin.is_in_message())
    }

    /// Whether a statement stands in one of them.
    pub(super) fn have(&self, statement: &Statement) -> bool {
        self.number(statement).is_some()
    }

    /// Words on a record in the order of their documents, where all of them stand in one.
    pub(super) fn in_order(&self, chart: &[Statement], mut states: Vec<usize>) -> Vec<usize> {
        if states.iter().all(|own| chart.get(*own).is_some_and(|s| self.hold(s))) {
            states.sort_by_key(|own| (chart.get(*own).and_then(|s| self.rank(self.number(s)?)), *own));
        }
        states
    }

    /// After how many others one of them comes.
    fn rank(&self, document: usize) -> Option<usize> {
        self.ranks.get(document).copied()
    }

    /// Whether there are several.
    pub(super) fn are_several(&self) -> bool {
        self.all.len() > 1
    }

    /// Whether a statement is an entry of one of several documents, or whom one is about.
    pub(super) fn hold(&self, statement: &Statement) -> bool {
        self.are_several() && (is_of_entries(statement.kind) || statement.kind == Kind::Demographic) && self.number(statement).is_some()
    }

    /// Whether two statements of a chart both are.
    pub(super) fn hold_both(&self, chart: &[Statement], one: usize, other: usize) -> bool {
        [one, other].iter().all(|own| chart.get(*own).is_some_and(|s| self.hold(s)))
    }

    /// Whether one statement was said in a later document than another: by the same keeper, or in the place of it.
    pub(crate) fn is_later(&self, one: &Statement, other: &Statement) -> bool {
        let header = |statement: &Statement| self.number(statement).and_then(|number| self.all.get(number));
        let (Some(later), Some(earlier)) = (header(one), header(other)) else { return false };
        (later.keeper == earlier.keeper || later.follows(earlier)) && later.order(earlier) == Some(Ordering::Greater)
    }

    fn is_replaced(&self, statement: &Statement) -> bool {
        self.number(statement).and_then(|number| self.replaced.get(number)).copied().unwrap_or(false)
    }

    /// Whether a statement that none is known was answered by a later document, which lists one.
    pub(super) fn is_answered(&self, chart: &[Statement], own: usize) -> bool {
        let Some(statement) = chart.get(own).filter(|s| self.hold(s)) else { return false };
        let Some((kind, category)) = none_known(statement) else { return false };
        let is_in = |s: &Statement| category.is_empty() || s.facts.iter().any(|fact| fact.aspect == Aspect::Category && fact.value.shown() == category);
        chart.iter().any(|s| s.kind == kind && is_in(s) && !is_denied(s) && none_known(s).is_none() && self.is_later(s, statement))
    }

    /// The words of several documents on each record, the earlier ones first. What a document says twice under one name is known by nothing.
    pub(super) fn records(&self, chart: &[Statement]) -> Vec<Vec<usize>> {
        if !self.are_several() {
            return Vec::new();
        }
        let held: Vec<(usize, &Statement, usize)> = chart.iter().enumerate().filter(|(_, s)| self.hold(s)).filter_map(|(own, s)| Some((own, s, self.number(s)?))).collect();
        let keeper = |document: usize| self.all.get(document).map_or("", |header| header.keeper.as_str());
        let mut by_id: BTreeMap<(&str, Kind, String), Vec<(usize, usize)>> = BTreeMap::new();
        for (own, statement, document) in &held {
            if let Some(name) = known_by(statement) {
                by_id.entry((keeper(*document), statement.kind, name)).or_default().push((*document, *own));
            }
        }
        let mut found = self.of_one_record(chart, by_id.into_values());
        // Where identifiers are kept from one document to the next, another one is another record.
        let kept: HashSet<usize> = found.iter().flatten().filter_map(|own| chart.get(*own)).filter(|s| s.kind != Kind::Demographic).filter_map(|s| self.number(s)).collect();
        let mut by_concept: BTreeMap<(&str, Kind, String), Vec<(usize, usize)>> = BTreeMap::new();
        for (own, statement, document) in held.iter().filter(|(_, statement, _)| LASTING.contains(&statement.kind)) {
            let is_named = kept.contains(document) && told(statement, ENTRY).is_some();
            if let Some(code) = code(statement).filter(|_| !is_named) {
                let name = format!("{code} {}", begun(statement).map(|day| day.to_string()).unwrap_or_default());
                by_concept.entry((keeper(*document), statement.kind, name)).or_default().push((*document, *own));
            }
        }
        found.extend(self.of_one_record(chart, by_concept.into_values()));
        found
    }

    /// Of the words under each name, by document, those that are of one record.
    fn of_one_record(&self, chart: &[Statement], named: impl Iterator<Item = Vec<(usize, usize)>>) -> Vec<Vec<usize>> {
        let mut found = Vec::new();
        for mut words in named.filter(|words| is_one_each(words)) {
            words.sort_by_key(|(document, own)| (self.rank(*document), *own));
            let mut record: Vec<usize> = Vec::new();
            for (_, own) in words {
                let before = record.last().and_then(|before| chart.get(*before));
                if before.zip(chart.get(own)).is_some_and(|(before, own)| !resemble(before, own)) {
                    found.push(std::mem::take(&mut record));
                }
                record.push(own);
            }
            found.push(record);
        }
        found.retain(|states| states.len() > 1);
        found
    }
}

/// Of which kind and category a statement says that none is known: a later list that holds one has answered it.
fn none_known(statement: &Statement) -> Option<(Kind, &'static str)> {
    let Value::Code(codings, _) = statement.value(Aspect::Code)? else { return None };
    let allergies = NO_ALLERGY.into_iter().map(|(code, category)| (code, Kind::Allergy, category));
    let mut all = allergies.chain(NOTHING.into_iter().map(|(code, kind)| (code, kind, "")));
    all.find(|(none, ..)| codings.iter().any(|coding| coding.code.as_str() == *none)).map(|(_, kind, category)| (kind, category))
}

/// Whether a statement says that something is not so: it was denied, refuted, or never was.
fn is_denied(statement: &Statement) -> bool {
    let is_negated = statement.facts.iter().any(|fact| fact.aspect == Aspect::Negation && fact.value == Value::Flag(true));
    is_negated || statement.word(Aspect::Verification) == Some("refuted") || step(statement) == super::WITHDRAWN
}

/// Whether words are of several documents, one of each.
fn is_one_each(words: &[(usize, usize)]) -> bool {
    let documents: BTreeSet<usize> = words.iter().map(|(document, _)| *document).collect();
    words.len() > 1 && documents.len() == words.len()
}

/// The identifier of an entry; of a result that of its time, as a series may go by one. Whom a document is about is one.
fn known_by(statement: &Statement) -> Option<String> {
    match statement.kind {
        Kind::Demographic => Some(String::new()),
        Kind::Observation => Some(format!("{} {} {:?}", told(statement, ENTRY)?, code(statement)?, begun(statement))),
        _ => told(statement, ENTRY).map(str::to_string),
    }
}

/// The day on which it began, or was.
fn begun(statement: &Statement) -> Option<i32> {
    statement.date(Aspect::Onset).or_else(|| statement.date(Aspect::Effective)).map(|day| day.days())
}

/// Whether two words under one identifier are of one record: there are makers of documents who begin to count anew with each, and then it is something else
/// that goes by a number. What nobody else can have is one record whatever is said of it.
fn resemble(one: &Statement, other: &Statement) -> bool {
    let (own, there) = (versions::concepts(one), versions::concepts(other));
    let is_named_alike = own.is_empty() || there.is_empty() || own.iter().any(|concept| there.contains(concept));
    // Another strength or form of a drug, another stage of an illness.
    let first_word = |statement: &Statement| statement.label().split_whitespace().next().map(str::to_lowercase);
    let is_near = || begun(one).is_some() && begun(one) == begun(other) && first_word(one) == first_word(other);
    let is_unique = || told(one, ENTRY).is_some_and(|id| id.trim_end_matches('|').rsplit('|').next().is_some_and(is_uuid)) && told(one, ENTRY) == told(other, ENTRY);
    is_named_alike || is_near() || is_unique()
}

fn is_uuid(part: &str) -> bool {
    part.len() == 36 && part.bytes().enumerate().all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// Entries that only documents say which were replaced. Those for which `true` stands are about what no other document has anything of either: where such
/// a one is live in the destination it was brought back.
pub(crate) fn dropped(chart: &[Statement]) -> HashMap<usize, bool> {
    let documents = Documents::of(chart);
    if !documents.replaced.contains(&true) {
        return HashMap::new();
    }
    let is_replaced = |s: &Statement| documents.hold(s) && s.kind != Kind::Demographic && documents.is_replaced(s);
    let mut found: BTreeSet<usize> = chart.iter().enumerate().filter(|(_, s)| is_replaced(s)).map(|(own, _)| own).collect();
    for states in records(chart) {
        if states.iter().any(|own| !found.contains(own)) {
            states.iter().for_each(|own| {
                found.remove(own);
            });
        }
    }
    let others = chart.iter().enumerate().filter(|(own, _)| !found.contains(own));
    let named: HashSet<(Kind, String)> = others.flat_map(|(_, s)| versions::concepts(s).into_iter().map(move |concept| (s.kind, concept))).collect();
    let is_named = |s: &Statement| versions::concepts(s).into_iter().any(|concept| named.contains(&(s.kind, concept)));
    found.into_iter().filter_map(|own| Some((own, !is_named(chart.get(own)?)))).collect()
}

/// Whether a statement holds today. What was done or found once stays so, although a later document, which need not go back as far, tells of it no more.
pub(crate) fn is_live(statement: &Statement) -> bool {
    let goes_on = matches!(statement.word(Aspect::Status), None | Some("active" | "recurrence" | "relapse" | "in-progress"));
    LASTING.contains(&statement.kind) && goes_on && !is_denied(statement)
}

/// What only documents say which were replaced, of what lasts: it holds no more. What was done or found once stays so.
pub(crate) fn gone(chart: &[Statement]) -> HashSet<usize> {
    dropped(chart).into_keys().filter(|own| chart.get(*own).is_some_and(|s| LASTING.contains(&s.kind))).collect()
}

/// Whether a word of one document is later than that of another; none where either stands in no document.
pub(super) fn succeeds(documents: &Documents, later: &Statement, earlier: &Statement) -> Option<bool> {
    let are_held = documents.hold(later) && documents.hold(earlier);
    let is_series = is_series(later.kind, [later, earlier].map(|s| s.value(Aspect::Effective)));
    are_held.then(|| !is_series && documents.is_later(later, earlier))
}
