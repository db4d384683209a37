//! The lens: what the rows of a table assert. See `docs/lens.md`.

mod form;
mod print;
#[cfg(test)]
mod tests;

pub use form::{GroupForm, LensForm, LookupForm, MapForm, PartForm, SayForm, SourceForm};
pub use print::{print_form, print_part};

use crate::codes::Equivalences;
use crate::condition::{self, Condition};
use crate::group::{Draft, Group, RawGroup, Words};
use crate::lookup::{Derived, LookupTable};
use model::{Aspect, Kind};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The format line every lens opens with.
pub const FORMAT: &str = "throughline-lens/1";

/// One problem with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// 1-based line.
    pub line: u32,
    /// 1-based column.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLens {
    format: Spanned<String>,
    name: String,
    #[serde(default)]
    timezone: Option<Spanned<String>>,
    #[serde(default)]
    assert: Vec<RawAssert>,
    #[serde(default)]
    archived: Vec<RawArchived>,
    #[serde(default)]
    equivalence: BTreeMap<String, RawEquivalence>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArchived {
    from: Spanned<String>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAssert {
    kind: Spanned<String>,
    from: String,
    patient: Spanned<String>,
    #[serde(default)]
    r#where: Option<Spanned<String>>,
    #[serde(default)]
    excluded: Option<String>,
    #[serde(default)]
    each: Option<Spanned<String>>,
    #[serde(default)]
    attribute: Option<String>,
    #[serde(default)]
    group: Option<RawGroup>,
    #[serde(default)]
    never: Vec<Spanned<String>>,
    #[serde(default)]
    lookup: BTreeMap<Spanned<String>, RawLookup>,
    say: BTreeMap<Spanned<String>, OneOrMany>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLookup {
    field: String,
    #[serde(default)]
    pattern: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    value: Option<String>,
    #[serde(default)]
    r#where: Option<String>,
    #[serde(default)]
    all: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Box<RawSource>),
    Many(Vec<RawSource>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    #[serde(default)]
    attribute: Option<Words>,
    #[serde(default)]
    field: Option<String>,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    constant: Option<String>,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    r#as: Option<String>,
    #[serde(default)]
    system: Option<String>,
    #[serde(default)]
    system_field: Option<String>,
    #[serde(default)]
    display: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    unit_field: Option<String>,
    #[serde(default)]
    units: BTreeMap<String, String>,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    #[serde(default)]
    otherwise: Option<String>,
    #[serde(default)]
    absent: Option<String>,
    #[serde(default)]
    when: Option<String>,
    #[serde(default)]
    null_like: Vec<String>,
    #[serde(default)]
    split: Option<String>,
    #[serde(default)]
    pattern: Option<String>,
    #[serde(default)]
    pad: Option<usize>,
    #[serde(default)]
    also: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEquivalence {
    from: String,
    to: String,
    rows: BTreeMap<String, CodeOrCodes>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum CodeOrCodes {
    One(String),
    Many(Vec<String>),
}

/// How a field's text becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum As {
    Code,
    Text,
    Word,
    Quantity,
    Number,
    Date,
    Boolean,
    Key,
    /// Why there is no value.
    Absence,
}

/// One source of an aspect, fields as indices into the assert's list.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Attributes whose rows it reads; empty for rows of any.
    pub attributes: Vec<String>,
    pub fields: Vec<usize>,
    pub constant: Option<String>,
    pub kind: As,
    pub system: String,
    pub system_field: Option<usize>,
    pub display: Option<usize>,
    pub text: Option<usize>,
    pub unit: String,
    pub unit_field: Option<usize>,
    pub units: BTreeMap<String, String>,
    pub format: String,
    pub values: BTreeMap<String, String>,
    pub otherwise: Option<String>,
    pub absent: Option<String>,
    pub when: Option<Condition>,
    pub null_like: Vec<String>,
    pub split: Option<String>,
    pub pattern: Option<regex::Regex>,
    pub pad: usize,
    pub also: bool,
}

/// What the rows of one relation assert.
#[derive(Debug, Clone)]
pub(crate) struct Assert {
    pub kind: Kind,
    pub from: String,
    pub patient: usize,
    pub filter: Option<Condition>,
    pub excluded: String,
    pub say: Vec<(Aspect, Vec<Source>)>,
    /// What the legacy system has no place for: its silence is silence.
    pub never: Vec<Aspect>,
    /// The columns of a row: fields of the relation, and names of lookups.
    pub fields: Vec<String>,
    /// Columns that no field holds, each after the one it starts from.
    pub derived: Vec<Derived>,
    /// Every field of such a name is a row of its own; what the first group matches stands for [`EACH`].
    pub each: Option<regex::Regex>,
    /// The column that says what the value of a row is a value of.
    pub attribute: Option<usize>,
    /// Rows of the relation that make one statement together.
    pub group: Option<Group>,
}

impl Assert {
    /// Whether some aspects are read of rows of certain attributes only, and others count as unlisted.
    pub fn picks_attributes(&self) -> bool {
        self.group.is_none() && self.say.iter().flat_map(|(_, sources)| sources).any(|s| !s.attributes.is_empty())
    }
}

/// What stands in an assert for the part of a field's name that `each` matched.
pub(crate) const EACH: &str = "{each}";

/// A code map of the lens: what stands in one of its `equivalence` tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMap {
    /// Name of the table.
    pub name: String,
    /// System of the legacy codes, in canonical form.
    pub from: String,
    /// System that they are mapped to, in canonical form.
    pub to: String,
    /// Legacy codes that it maps.
    pub codes: usize,
}

/// A checked lens.
#[derive(Debug, Clone)]
pub struct Lens {
    /// Name.
    pub name: String,
    /// Zone of local times.
    pub timezone: Option<String>,
    /// Declared equivalences.
    pub equivalences: Equivalences,
    /// The tables that it looks values up in.
    pub lookups: Vec<LookupTable>,
    /// Its code maps, by name.
    pub code_maps: Vec<CodeMap>,
    asserts: Vec<Assert>,
    /// Relation, or the family before its dot, with the reason why its rows assert nothing here.
    archived: Vec<(String, String)>,
}

impl Lens {
    /// Parses and checks; all problems at once where TOML itself is sound.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let raw = raw(text)?;
        let mut problems = Vec::new();
        if raw.format.get_ref() != FORMAT {
            problems.push(at(text, raw.format.span().start, format!("format is {:?}; this program reads {FORMAT:?}", raw.format.get_ref())));
        }
        if let Some(zone) = &raw.timezone
            && model::Date::day(2024, 1, 1).is_none_or(|d| model::zone_offset(zone.get_ref(), &d).is_none())
        {
            problems.push(at(text, zone.span().start, format!("{:?} is no time zone of the IANA list", zone.get_ref())));
        }
        let mut lookups = Vec::new();
        let mut asserts = Vec::new();
        for raw in raw.assert {
            if let Some(assert) = check(text, raw, &mut lookups, &mut problems) {
                asserts.push(assert);
            }
        }
        let mut archived = Vec::new();
        for RawArchived { from, reason } in raw.archived {
            if reason.trim().is_empty() {
                problems.push(at(text, from.span().start, "say why it stays in the archive".into()));
            }
            if asserts.iter().any(|a: &Assert| a.from == *from.get_ref()) {
                problems.push(at(text, from.span().start, format!("{:?} is read by an assert", from.get_ref())));
            }
            archived.push((from.into_inner(), reason));
        }
        let mut equivalences = Equivalences::default();
        let mut code_maps = Vec::new();
        for (name, declared) in &raw.equivalence {
            let [from, to] = [&declared.from, &declared.to].map(|system| crate::codes::canonical_system(system));
            code_maps.push(CodeMap { name: name.clone(), from, to, codes: declared.rows.len() });
            for (from, to) in &declared.rows {
                let codes = match to {
                    CodeOrCodes::One(code) => std::slice::from_ref(code),
                    CodeOrCodes::Many(codes) => codes,
                };
                codes.iter().for_each(|code| equivalences.add_of(name, (&declared.from, from), (&declared.to, code)));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self { name: raw.name, timezone: raw.timezone.map(Spanned::into_inner), equivalences, lookups, code_maps, asserts, archived })
    }

    /// Why the rows of a relation assert nothing: it is declared to stay in the archive, itself or its whole family (`ccda`).
    pub fn archived(&self, relation: &str) -> Option<&str> {
        let family = relation.split_once('.').map_or(relation, |(family, _)| family);
        self.archived.iter().find(|(from, _)| from == relation || from == family).map(|(_, reason)| reason.as_str())
    }

    /// Where codes of a system are read from, as far as the lens itself names it: relation, kind of statement, aspect.
    pub fn coded_in<'a>(&'a self, system: &'a str) -> impl Iterator<Item = (&'a str, Kind, Aspect)> {
        self.asserts.iter().flat_map(move |assert| {
            let aspects = assert.say.iter().filter(move |(_, sources)| sources.iter().any(|source| source.system == system));
            aspects.map(move |(aspect, _)| (assert.from.as_str(), assert.kind, *aspect))
        })
    }

    /// Relation and kind of each of its parts, in the order of the text.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.asserts.iter().map(|assert| (assert.from.as_str(), assert.kind))
    }

    /// The same lens with nothing but what it asserts of one kind over one relation.
    pub fn narrowed(&self, relation: &str, kind: Kind) -> Self {
        let mut narrowed = self.clone();
        narrowed.asserts.retain(|assert| assert.from == relation && assert.kind == kind);
        narrowed
    }

    pub(crate) fn asserts(&self) -> &[Assert] {
        &self.asserts
    }

    /// Kinds that the lens asserts.
    pub fn kinds(&self) -> std::collections::BTreeSet<Kind> {
        self.asserts.iter().map(|a| a.kind).collect()
    }

    /// Relations that say who the patients are.
    pub fn demographic_relations(&self) -> impl Iterator<Item = String> {
        self.asserts.iter().filter(|a| a.kind == Kind::Demographic).map(|a| a.from.clone())
    }

    /// Relations that the lens reads or looks values up in.
    pub fn relations(&self) -> std::collections::BTreeSet<&str> {
        self.asserts.iter().map(|a| a.from.as_str()).chain(self.lookups.iter().map(|t| t.relation.as_str())).collect()
    }

    /// Fields read of each relation.
    pub fn fields(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for assert in &self.asserts {
            let read = assert.fields.iter().enumerate().filter(|(at, name)| !assert.derived.iter().any(|d| d.column == *at) && !name.contains(EACH));
            out.entry(&assert.from).or_default().extend(read.map(|(_, name)| name.as_str()));
        }
        out
    }

    /// The field that names the patient in a relation, where the lens tells.
    pub fn patient_field(&self, relation: &str) -> Option<&str> {
        let assert = self.asserts.iter().find(|a| a.from == relation)?;
        let named = !assert.derived.iter().any(|d| d.column == assert.patient);
        assert.fields.get(assert.patient).filter(|_| named).map(String::as_str)
    }
}

/// The text as it is written.
fn raw(text: &str) -> Result<RawLens, Vec<Problem>> {
    toml::from_str(text).map_err(|e| vec![at(text, e.span().map_or(0, |s| s.start), e.message().to_string())])
}

fn check(text: &str, raw: RawAssert, lookups: &mut Vec<LookupTable>, problems: &mut Vec<Problem>) -> Option<Assert> {
    let before = problems.len();
    let kind = Kind::from_word(raw.kind.get_ref());
    if kind.is_none() {
        problems.push(at(text, raw.kind.span().start, format!("{:?} is no kind of statement", raw.kind.get_ref())));
    }
    if raw.from.trim().is_empty() {
        problems.push(at(text, raw.kind.span().start, "say in `from` which relation is read".into()));
    }
    if raw.patient.get_ref().trim().is_empty() {
        problems.push(at(text, raw.patient.span().start, "say in `patient` which field names the patient".into()));
    }
    let mut fields = vec![raw.patient.get_ref().clone()];
    let mut derived = derive(text, raw.lookup, &mut fields, lookups, problems);
    let attribute = raw.attribute.as_ref().map(|name| column(name, &mut fields));
    let group_at = raw.group.as_ref().map_or(0, |group| group.heads.span().start);
    let mut draft = draft(text, raw.group, (raw.from.as_str(), raw.attribute.as_deref(), raw.r#where.as_ref().map(|w| w.get_ref().as_str())), problems);
    let each = raw.each.and_then(|pattern| match regex::Regex::new(pattern.get_ref()) {
        Ok(each) if each.captures_len() > 1 => Some(each),
        _ => {
            problems.push(at(text, pattern.span().start, "`each` is a regular expression with a group".into()));
            None
        }
    });
    if raw.r#where.is_some() && raw.excluded.is_none() {
        problems.push(at(text, raw.kind.span().start, "`where` excludes rows; say why in `excluded`".into()));
    }
    let filter = raw.r#where.as_ref().and_then(|w| match condition::parse(w.get_ref(), &mut fields, lookups) {
        Ok(condition) => Some(condition),
        Err(problem) => {
            let (line, column) = position(text, w.span().start);
            problems.push(Problem { line: line + problem.line - 1, column: column + problem.column, message: problem.message });
            None
        }
    });
    let mut say = Vec::new();
    for (name, sources) in raw.say {
        // Elements are told by the built-in readings of a whole record: their texts begin with a path, which is shown.
        let Some(aspect) = Aspect::from_word(name.get_ref()).filter(|aspect| *aspect != Aspect::Element) else {
            problems.push(at(text, name.span().start, format!("{:?} is no aspect of a statement", name.get_ref())));
            continue;
        };
        let sources = match sources {
            OneOrMany::One(one) => vec![*one],
            OneOrMany::Many(many) => many,
        };
        let mut compiled = Vec::new();
        for source in sources {
            if source.attribute.is_some() && attribute.is_none() {
                problems.push(at(text, name.span().start, format!("{}: say which field is the `attribute` of a row", name.get_ref())));
            }
            match compile(source, aspect, (&mut fields, &mut derived, &mut *lookups), draft.as_mut()) {
                Ok(source) => compiled.push(source),
                Err(message) => problems.push(at(text, name.span().start, format!("{}: {message}", name.get_ref()))),
            }
        }
        say.push((aspect, compiled));
    }
    if draft.is_some() && each.is_some() {
        problems.push(at(text, group_at, "`each` and `group` exclude each other".into()));
    }
    let group = draft.and_then(|draft| draft.finish(&mut fields, &derived, lookups).map_err(|message| problems.push(at(text, group_at, format!("group: {message}")))).ok());
    let mut never = Vec::new();
    for name in &raw.never {
        match Aspect::from_word(name.get_ref()) {
            None => problems.push(at(text, name.span().start, format!("{:?} is no aspect of a statement", name.get_ref()))),
            Some(aspect) if say.iter().any(|(said, _)| *said == aspect) => problems.push(at(text, name.span().start, format!("{}: it is said and never recorded", name.get_ref()))),
            Some(aspect) => never.push(aspect),
        }
    }
    (problems.len() == before).then_some(())?;
    Some(Assert { kind: kind?, from: raw.from, patient: 0, filter, excluded: raw.excluded.unwrap_or_default(), say, never, fields, derived, each, attribute, group })
}

/// The group of an assert, as far as it can be told before its sources are read.
fn draft(text: &str, raw: Option<RawGroup>, (from, attribute, clause): (&str, Option<&str>, Option<&str>), problems: &mut Vec<Problem>) -> Option<Draft> {
    let raw = raw?;
    let message = match attribute {
        _ if from.starts_with("hl7.") || from.starts_with("ccda.") => "group: parts of messages and documents are no groups of rows",
        None => "group: say which field is the `attribute` of a row",
        Some(attribute) => return Some(Draft::new(raw, from, attribute, clause)),
    };
    problems.push(at(text, raw.heads.span().start, message.into()));
    None
}

/// The place of a column among those of an assert.
fn column(name: &str, fields: &mut Vec<String>) -> usize {
    fields.iter().position(|f| f == name).unwrap_or_else(|| {
        fields.push(name.into());
        fields.len() - 1
    })
}

/// The lookups of an assert, each after the one whose name it starts from.
fn derive(
    text: &str,
    raw: BTreeMap<Spanned<String>, RawLookup>,
    fields: &mut Vec<String>,
    tables: &mut Vec<LookupTable>,
    problems: &mut Vec<Problem>,
) -> Vec<Derived> {
    let mut open: Vec<(Spanned<String>, RawLookup)> = raw.into_iter().collect();
    let mut derived = Vec::new();
    while !open.is_empty() {
        let names: Vec<String> = open.iter().map(|(name, _)| name.get_ref().clone()).collect();
        let (ready, waiting): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, lookup)| !names.contains(&lookup.field));
        if ready.is_empty() {
            let place = waiting.first().map_or(0, |(name, _)| name.span().start);
            problems.push(at(text, place, format!("the lookups {} start from each other", names.join(", "))));
            return derived;
        }
        for (name, lookup) in ready {
            let table = match (&lookup.from, &lookup.key, &lookup.value, &lookup.pattern) {
                (Some(from), Some(key), Some(value), _) => LookupTable::new(from, key, value).narrowed(lookup.r#where.as_deref(), lookup.all).map(Some),
                // A part of a field, as it stands.
                (None, None, None, Some(_)) => Ok(None),
                _ => Err("name `from`, `key` and `value`, or nothing but a `pattern`".into()),
            };
            let pattern = lookup.pattern.as_deref().map(regex::Regex::new).transpose();
            match (table, pattern) {
                (Ok(table), Ok(pattern)) => derived.push(Derived {
                    column: column(name.get_ref(), fields),
                    from: column(&lookup.field, fields),
                    pattern,
                    relation: table.as_ref().map(|t| t.relation.clone()).unwrap_or_default(),
                    table: table.map(|t| t.register(tables)),
                    all: lookup.all,
                }),
                (Err(message), _) => problems.push(at(text, name.span().start, format!("{}: {message}", name.get_ref()))),
                (_, Err(_)) => problems.push(at(text, name.span().start, format!("{}: `pattern` is no regular expression", name.get_ref()))),
            }
        }
        open = waiting;
    }
    derived
}

/// Columns, those of them that are looked up, and the tables of the lens.
type Columns<'c> = (&'c mut Vec<String>, &'c mut Vec<Derived>, &'c mut Vec<LookupTable>);

fn compile(raw: RawSource, aspect: Aspect, (fields, derived, lookups): Columns<'_>, mut group: Option<&mut Draft>) -> Result<Source, String> {
    let when = raw.when.as_ref().map(|w| condition::parse(w, fields, lookups)).transpose().map_err(|p| format!("when: {}", p.message))?;
    let attributes = raw.attribute.map_or_else(Vec::new, Words::all);
    let of_others = group.as_ref().map_or(Ok(false), |group| group.is_of_others(&attributes))?;
    let mut index = |name: &String| match &mut group {
        Some(group) if of_others => group.column(name, &attributes, fields, derived, lookups),
        _ => Ok(column(name, fields)),
    };
    if raw.field.is_none() && raw.fields.is_empty() && raw.constant.is_none() {
        return Err("name a `field`, `fields` or a `constant`".into());
    }
    if raw.constant.is_some() && raw.reason.is_none() {
        return Err("a constant needs a `reason`".into());
    }
    let kind = match raw.r#as.as_deref() {
        Some("code") => As::Code,
        Some("text") => As::Text,
        Some("word") => As::Word,
        Some("quantity") => As::Quantity,
        Some("number") => As::Number,
        Some("date") => As::Date,
        Some("boolean") => As::Boolean,
        Some("key") => As::Key,
        Some("absence") => As::Absence,
        Some(other) => return Err(format!("as = {other:?} is not known")),
        None if aspect == Aspect::Code || raw.system.is_some() || raw.system_field.is_some() => As::Code,
        None if aspect == Aspect::Value => As::Quantity,
        None if raw.format.is_some() => As::Date,
        None => As::Word,
    };
    if kind == As::Date && raw.format.is_none() && raw.constant.is_none() {
        return Err("a date needs a `format`".into());
    }
    if kind == As::Date
        && let Some(formats) = &raw.format
    {
        model::Date::check_formats(formats)?;
    }
    let pattern = raw.pattern.as_deref().map(regex::Regex::new).transpose().map_err(|_| "`pattern` is no regular expression".to_string())?;
    let fields_read = raw.field.iter().chain(&raw.fields).map(&mut index).collect::<Result<Vec<usize>, String>>()?;
    let system_field = raw.system_field.as_ref().map(&mut index).transpose()?;
    let display = raw.display.as_ref().map(&mut index).transpose()?;
    let words = raw.text.as_ref().map(&mut index).transpose()?;
    let unit_field = raw.unit_field.as_ref().map(&mut index).transpose()?;
    Ok(Source {
        // What other rows of a group say is a column of the head.
        attributes: if of_others { Vec::new() } else { attributes },
        fields: fields_read,
        constant: raw.constant,
        kind,
        system: crate::codes::canonical_system(&raw.system.unwrap_or_default()),
        system_field,
        display,
        text: words,
        unit: raw.unit.unwrap_or_default(),
        unit_field,
        units: raw.units,
        format: raw.format.unwrap_or_default(),
        values: raw.values,
        otherwise: raw.otherwise,
        absent: raw.absent,
        when,
        null_like: raw.null_like,
        split: raw.split,
        pattern,
        pad: raw.pad.unwrap_or(0),
        also: raw.also,
    })
}

pub(crate) fn at(text: &str, byte: usize, message: String) -> Problem {
    let (line, column) = position(text, byte);
    Problem { line, column, message }
}

pub(crate) fn position(text: &str, byte: usize) -> (u32, u32) {
    let before = &text[..byte.min(text.len())];
    (before.matches('\n').count() as u32 + 1, before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1)
}
