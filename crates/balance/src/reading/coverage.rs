//! What a book asserts at all.

use crate::design::Design;
use crate::digest::digest;
use crate::directory::{Directory, Entry};
use crate::history;
use crate::leaf;
use crate::vocabulary::Vocabulary;
use model::{Aspect, Fact, How, Kind, Origin, Statement, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Transaction sets of one artifact that are held one by one.
const SETS_MAX: usize = 1 << 18;
/// Values that the lens does not list and that are held one by one.
pub(super) const UNLISTED_MAX: usize = 10_000;

/// Which aspects a book asserts at all, per kind; what it excluded and could not read.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Coverage {
    /// Statements per kind.
    pub statements: BTreeMap<Kind, u64>,
    /// Aspects asserted by at least one statement of the kind.
    pub aspects: BTreeSet<(Kind, Aspect)>,
    /// How many statements of the kind assert each aspect.
    #[serde(default)]
    pub asserted: BTreeMap<Kind, BTreeMap<Aspect, u64>>,
    /// Rows that assert nothing by the lens, by relation and reason.
    pub excluded: BTreeMap<(String, String), u64>,
    /// Records that no reading reads, by relation or resource type.
    pub unread: BTreeMap<String, u64>,
    /// Values that the lens does not list, by relation, field and value; those beyond what is held have none.
    pub unlisted: BTreeMap<(String, String, String), u64>,
    /// Values that did not read as the lens says, by relation, field and reason: dates that do not exist, pointers to nothing.
    pub doubts: BTreeMap<(String, String, String), u64>,
    /// How many resources of a type say something in an element that nothing reads, by its path; how many there are of the type by none.
    #[serde(default)]
    pub elements: BTreeMap<String, BTreeMap<String, u64>>,
    /// Records of FHIR, and records of everything else.
    #[serde(default)]
    pub records: [u64; 2],
    /// Clinical documents among the latter.
    #[serde(default)]
    pub documents: u64,
    /// Records of FHIR whose patient is named by a number in place of an id.
    #[serde(default)]
    pub named_by_number: u64,
    /// What the book calls its codes, where words beside codes are compared.
    #[serde(default)]
    pub vocabulary: Vocabulary,
    /// Who and what serves many patients, by id.
    #[serde(default)]
    pub directory: Directory,
    /// Who gives numbers in the book, as digests of their names: of another one nobody can think that a giver was only renamed.
    #[serde(default)]
    pub givers: BTreeSet<u64>,
    /// The last day on which the book's log of who did what says anything, in days since 1970.
    #[serde(default)]
    pub logged: Option<i32>,
    /// Transaction sets of X12 of each artifact: the line on which each begins, and what its writer knows it by, as a digest; 0 of one without a number.
    #[serde(default)]
    pub sets: BTreeMap<u32, Vec<(u64, u64)>>,
    /// What the makers of the book set out to fill, where that is known. Found anew for each run.
    #[serde(skip)]
    pub design: Option<Arc<Design>>,
}

impl Coverage {
    /// Counts a value that the lens does not list; one more than can be held is counted with the others of its field.
    pub(crate) fn unlist(&mut self, relation: &str, field: &str, value: &str, times: u64) {
        let key = (relation.to_string(), field.to_string(), value.to_string());
        let has_room = self.unlisted.len() < UNLISTED_MAX || self.unlisted.contains_key(&key);
        let key = if has_room { key } else { (key.0, key.1, String::new()) };
        *self.unlisted.entry(key).or_default() += times;
    }

    /// Counts values that did not read as the lens says.
    pub(crate) fn doubt(&mut self, relation: &str, field: &str, reason: &str, times: u64) {
        *self.doubts.entry((relation.into(), field.into(), reason.into())).or_default() += times;
    }

    pub(crate) fn count(&mut self, statement: &Statement) {
        *self.statements.entry(statement.kind).or_default() += 1;
        if statement.kind == Kind::AuditEvent {
            self.logged = self.logged.max(statement.when().map(|day| day.days()));
        }
        statement.facts.iter().for_each(|fact| self.learn(&fact.value));
        let asserted = self.asserted.entry(statement.kind).or_default();
        let mut last = None;
        for fact in statement.facts.iter().filter(|fact| !leaf::is_person(fact) && !history::is_place(fact)) {
            // Facts of one aspect stand together.
            if last.replace(fact.aspect) == Some(fact.aspect) {
                continue;
            }
            let said = asserted.entry(fact.aspect).or_default();
            if *said == 0 {
                self.aspects.insert((statement.kind, fact.aspect));
            }
            *said += 1;
        }
    }

    /// Counts entries of the directory that could not be held.
    fn without_room(&mut self, entries: u64) {
        if entries > 0 {
            self.doubt("directory", "entries", "more than are held: what has become of them is not compared", entries);
        }
    }

    /// Notes whom a message names by a number: of another number it is told whether that is somebody else.
    pub(crate) fn note_person(&mut self, number: &str, name: &str) {
        let beyond = Entry::of_messages(number, name).map_or(0, |entry| u64::from(!self.directory.note(entry)));
        self.without_room(beyond);
    }

    /// Notes who or what serves many patients.
    pub(crate) fn note_entry(&mut self, entry: Entry) {
        let beyond = u64::from(!self.directory.note(entry));
        self.without_room(beyond);
    }

    /// Notes who gives numbers in the book.
    pub(crate) fn note_giver(&mut self, name: &str) {
        self.givers.insert(digest(name));
    }

    /// Whether somebody of that name gives numbers in the book.
    pub(crate) fn knows_giver(&self, name: &str) -> bool {
        self.givers.contains(&digest(name))
    }

    /// Learns the words beside the codes of a concept; its text is one code's where there is one code, and else only counted.
    fn learn(&mut self, value: &Value) {
        let Value::Code(codings, text) = value else { return };
        for coding in codings {
            self.vocabulary.note(&coding.system, &coding.code, &coding.display);
        }
        match &codings[..] {
            [coding] if *text != coding.display => self.vocabulary.note_only(&coding.system, &coding.code, text),
            [first, _, ..] if !text.is_empty() && !codings.iter().any(|coding| coding.display == *text) => self.vocabulary.note_text(&first.system, &first.code, text),
            _ => {}
        }
    }

    /// Adds what other artifacts of the book assert.
    pub fn add(&mut self, other: Self) {
        fn sum<K: Ord>(own: &mut BTreeMap<K, u64>, other: BTreeMap<K, u64>) {
            other.into_iter().for_each(|(key, n)| *own.entry(key).or_default() += n);
        }
        // Every part by name: one that is new and not added does not compile. What the makers set out to fill is found anew for each run.
        let Self { statements, aspects, asserted, excluded, unread, unlisted, doubts, elements, records, documents, named_by_number, vocabulary, directory, givers, logged, sets, design: _ } = other;
        sum(&mut self.statements, statements);
        self.aspects.extend(aspects);
        asserted.into_iter().for_each(|(kind, aspects)| sum(self.asserted.entry(kind).or_default(), aspects));
        sum(&mut self.excluded, excluded);
        sum(&mut self.unread, unread);
        unlisted.into_iter().for_each(|((relation, field, value), n)| self.unlist(&relation, &field, &value, n));
        sum(&mut self.doubts, doubts);
        elements.into_iter().for_each(|(of, paths)| sum(self.elements.entry(of).or_default(), paths));
        self.records.iter_mut().zip(records).for_each(|(own, n)| *own += n);
        self.documents += documents;
        self.named_by_number += named_by_number;
        self.vocabulary.add(vocabulary);
        let beyond = self.directory.add(directory);
        self.without_room(beyond);
        self.givers.extend(givers);
        self.logged = self.logged.max(logged);
        sets.into_iter().for_each(|(artifact, of_it)| self.sets.entry(artifact).or_default().extend(of_it));
    }

    /// Notes that a transaction set begins on a line of an artifact.
    pub(crate) fn note_set(&mut self, artifact: u32, line: u64, set: u64) {
        let of_it = self.sets.entry(artifact).or_default();
        // A set that cannot be held has no number either.
        if of_it.len() < SETS_MAX {
            of_it.push((line, set));
        } else if of_it.last().is_some_and(|(_, last)| *last != 0) {
            of_it.push((line, 0));
        }
    }

    /// The transaction sets that the statements of a chart are of, as far as they are of X12: what charts that hold some are judged by.
    pub fn sets_of(&self, chart: &[Statement]) -> Vec<u64> {
        chart.iter().filter_map(|statement| self.set_of(&statement.origin)).collect()
    }

    /// The transaction set that a statement of X12 is of; 0 of one without a number.
    pub(crate) fn set_of(&self, origin: &Origin) -> Option<u64> {
        let of_it = self.sets.get(&origin.artifact)?;
        let begun = of_it.partition_point(|(line, _)| *line <= origin.line);
        Some(begun.checked_sub(1).and_then(|at| of_it.get(at)).map_or(0, |(_, set)| *set))
    }

    /// Whether the whole book is FHIR, in which every aspect could have been said: its silence is silence. A table may be silent
    /// because nobody reads the column, another format because it has no place for it.
    pub fn could_say_all(&self) -> bool {
        let [fhir, other] = self.records;
        fhir > 0 && other == 0
    }

    /// Whether the book could have told of any kind: it is FHIR, if with clinical documents beside it or inside of its records.
    pub fn could_tell_any(&self) -> bool {
        let [fhir, other] = self.records;
        fhir > 0 && other == self.documents
    }

    /// Whether the book holds clinical documents and nothing else.
    pub(crate) fn is_of_documents(&self) -> bool {
        self.documents > 0 && self.records == [0, self.documents]
    }

    /// Whether the book is known to be as its makers wrote it: the words in it are theirs.
    pub(crate) fn is_as_written(&self) -> bool {
        self.design.as_deref().is_some_and(Design::is_as_written)
    }

    /// Whether words are those that the makers of the book, as far as they are known, put there where their source says nothing.
    pub(crate) fn is_default(&self, statement: &Statement, fact: &Fact) -> bool {
        let is_known = |words: &str| self.design.as_deref().is_some_and(|design| design.is_default(&statement.origin.reference, fact.place, words));
        matches!(&fact.value, Value::Text(words) if is_known(words.as_str()))
    }

    /// Whether the makers of the book, as far as they are known, set out to make resources of a type.
    pub(crate) fn makes(&self, resource: &str) -> bool {
        self.design.as_deref().is_some_and(|design| design.makes(&format!("{resource}/")))
    }

    /// Whether a fact stands where the makers of the book, as far as they are known, set out to fill nothing.
    pub fn is_unforeseen(&self, statement: &Statement, fact: &Fact) -> bool {
        self.design.as_ref().is_some_and(|design| fact.how != How::Derived && !design.fills(&statement.origin.reference, fact.place))
    }

    /// Whether a record is of a type that the makers of the book, as far as they are known, made nothing of. What a system writes
    /// down of itself is no part of any design.
    pub(crate) fn is_foreign(&self, statement: &Statement) -> bool {
        let told = !matches!(statement.kind, Kind::AuditEvent | Kind::Record);
        told && self.design.as_ref().is_some_and(|design| !design.makes(&statement.origin.reference))
    }

    /// Notes a resource of a type, with the paths of the elements in which it says something that nothing reads.
    pub(crate) fn note_unread<'p>(&mut self, of: &str, paths: impl Iterator<Item = &'p str>) {
        if !self.elements.contains_key(of) {
            self.elements.insert(of.to_string(), BTreeMap::new());
        }
        let Some(known) = self.elements.get_mut(of) else { return };
        for path in std::iter::once("").chain(paths) {
            match known.get_mut(path) {
                Some(said) => *said += 1,
                None => drop(known.insert(path.to_string(), 1)),
            }
        }
    }

    /// How many resources of a type say something in an element that nothing reads, and how many there are.
    fn unread_of(&self, of: &str, path: &str) -> (u64, u64) {
        let paths = self.elements.get(of);
        let count = |path: &str| paths.and_then(|paths| paths.get(path)).copied().unwrap_or(0);
        (count(path), count(""))
    }

    /// Notes that statements of a kind have an aspect which is only told once charts are whole, or would have it if it were known.
    pub(crate) fn promise(&mut self, kind: Kind, aspect: Aspect) {
        self.aspects.insert((kind, aspect));
    }

    /// Whether hardly any statement of a kind asserts an aspect: what one record in a hundred says is said of that record;
    /// what all say is the format of whoever wrote them. What few people are is rare in every book, and nobody's invention by that.
    pub fn is_rare(&self, kind: Kind, aspect: Aspect) -> bool {
        if aspect == Aspect::MultipleBirth {
            return false;
        }
        let said = self.asserted.get(&kind).and_then(|aspects| aspects.get(&aspect)).copied().unwrap_or(0);
        let all = self.statements.get(&kind).copied().unwrap_or(0);
        said > 0 && all >= 10 && (said <= 2 && said * 10 <= all || said * 100 <= all)
    }

    /// Whether nearly every statement of a kind asserts an aspect: where one does not, its source said nothing.
    pub(crate) fn is_usual(&self, kind: Kind, aspect: Aspect) -> bool {
        let said = self.asserted.get(&kind).and_then(|aspects| aspects.get(&aspect)).copied().unwrap_or(0);
        said * 5 >= self.statements.get(&kind).copied().unwrap_or(0) * 4
    }

    /// Whether no more than one resource of a type in a hundred says something in an element that nothing reads, by its path: where there are few of the
    /// type that is no rarity, however many records of its kind the book has.
    pub(crate) fn is_rare_element(&self, of: &str, path: &str) -> bool {
        let (said, all) = self.unread_of(of, path);
        said > 0 && said * 100 <= all
    }

    /// Whether hardly any resource of the type of this one says something in an element that nothing reads: whoever wrote them leaves it out.
    pub(crate) fn leaves_out(&self, reference: &str, path: &str) -> bool {
        let of = reference.split('/').next().unwrap_or("");
        let (said, all) = self.unread_of(of, path);
        self.are_several(of) && said * 100 <= all
    }

    /// Whether there are so many resources of a type that what none of them says is left out.
    pub(crate) fn are_several(&self, of: &str) -> bool {
        self.unread_of(of, "").1 >= 10
    }

    /// Whether most resources of a type say something in such an element: that is the form of whoever wrote them.
    pub(crate) fn is_usual_element(&self, of: &str, path: &str) -> bool {
        let (said, all) = self.unread_of(of, path);
        said * 2 > all
    }
}
