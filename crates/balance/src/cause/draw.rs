//! The cause of one finding: its class, its name without content, why findings like it are one, and what is to be done about it.
//!
//! A row that the run held back is named by who could have known better. What a rule cannot read and the lens can is the rule's
//! mistake, and so is what a rule cannot read of most of its values, or a key that most of the rows share. Only what neither can
//! read, here and there, is a defect of the source.

use super::{Alone, DroppedRow, Filler, Gap, HeldRow, Provenance, RuleInfo, Unmade};
use crate::compare::Finding;
use crate::directory;
use crate::history;
use crate::judge::printed::OF_LEGACY;
use crate::judge::{is_declared_missing, said_aspect, without_codes};
use crate::merges;
use model::{Aspect, CauseClass, Date, Precision, Statement, Value, Verdict, zone_offset};

/// How the causes begin that are told of entries of the directory.
pub(super) const DIRECTORY: &str = "Directory: ";

/// Why a row was held back of which a rule could not read a value.
const BAD_VALUE: &str = "bad value";

/// Why a row was held back of which a mandatory element is empty that nobody fills.
const UNFILLED: &str = "no rule fills it";

/// What the evidence says of an element that no rule fills, before what stands beside it.
pub(super) const UNFILLED_IN: &str = "No rule of their resource set fills ";

/// A cause before it has findings.
pub(super) struct Drawn {
    pub(super) class: CauseClass,
    pub(super) label: String,
    pub(super) evidence: String,
    pub(super) rule: Option<String>,
    pub(super) field: String,
    pub(super) remedy: Remedy,
}

/// What is to be done, as data.
#[derive(Debug, Clone)]
pub(super) struct Remedy {
    pub(super) act: Act,
    /// The rule to change.
    pub(super) rule: Option<RuleInfo>,
    /// What differs.
    pub(super) manner: String,
}

/// What has to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    /// A row of a code map: its target is another one.
    CodeRow(String),
    /// A row of a code map that is not there.
    NewCodeRow(String),
    /// What a rule gives.
    Value,
    /// The field that a rule is to read, and does not.
    Field(String),
    /// The unit that a rule or a loader gives.
    Unit,
    /// The zone by which a time is read.
    Zone,
    /// The zones in which lens and mapping read every local time.
    Zones(String, String),
    /// The format of a rule: values it could not read, and all it was given.
    Format(Option<[u64; 2]>),
    /// A key of a resource set: rows that it gives an id of another row, and all of them.
    Key([u64; 2]),
    /// A mandatory element that a rule leaves empty, or a code that it may not hold.
    Allowed(String),
    /// An element that no rule fills, as `Resource.path`.
    Fill(String),
    /// A relation that no resource set reads.
    Read(String),
    /// A column that is rows of its own, which no resource set over its relation reads: relation and column.
    Column(String, String),
    /// A resource set whose condition lets through rows that assert nothing.
    Condition(String),
    /// Whose the record of a row is.
    Whose,
    /// The source: rows held back, for a reason.
    Rows(String),
    /// The source: words in the place of a point in time.
    Words,
    /// The source: a document of two numbers.
    Printed,
    /// Nothing: the mapping declares it, for a reason; and what to do about the part of the condition that the lens knows nothing of.
    Declared(String, String),
    /// A resource set whose condition leaves out rows that the lens takes by the same fields, and why it is said to.
    Narrow(String, String),
    /// Whom a chart of one side alone belongs to; of the legacy side or not, and how the mapping declares such rows dropped.
    Lone(bool, Option<String>),
    /// Whom a finding's patient is.
    Identity,
    /// What an entry of the directory has become.
    Entry,
    /// What the destination's loader did.
    Loader,
    /// Records of a patient whom the archive rule keeps out.
    KeptOut,
}

pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// The cause of everything in a chart that has no other side.
pub(super) fn alone(on_legacy_side: bool, alone: &Alone) -> Drawn {
    let evidence = match &alone.unmade {
        Some(Unmade::Held(row)) => return of_held("Patient", row, " The chart has no counterpart without the patient."),
        // The lens decides by the same fields that this is somebody.
        Some(Unmade::Dropped(row)) if row.beyond.as_ref().is_some_and(Vec::is_empty) => return of_dropped("Patient", row.clone()),
        Some(Unmade::Dropped(row)) => format!("Not exactly one patient of the other side has this key, these identifiers or this name and birth date: none has, or several have. The mapping declares such rows dropped: {}.", row.reason),
        _ => "Not exactly one patient of the other side has this key, these identifiers or this name and birth date: none has, or several have.".into(),
    };
    let side = if on_legacy_side { "legacy" } else { "destination" };
    let dropped = match &alone.unmade {
        Some(Unmade::Dropped(row)) => Some(row.reason.clone()),
        _ => None,
    };
    plain(CauseClass::Identity, format!("Patient on the {side} side only: the whole chart has no counterpart"), evidence, Act::Lone(on_legacy_side, dropped))
}

/// The cause of what nothing else explains in charts that may not be one person's.
pub(super) fn doubted() -> Drawn {
    let evidence = "What both records say of the person is not enough to be certain of the link; each finding says how sure it is, and why.".into();
    plain(CauseClass::Identity, "Identity uncertain: the charts may be of two people".into(), evidence, Act::Identity)
}

/// The cause of whatever stands in the destination of a patient who stays in the archive.
pub(super) fn kept_out() -> Drawn {
    let evidence = "The archive rule keeps this patient out: it is in force and classes the patient as one who stays in the archive, and the record stands in the destination all the same.".into();
    plain(CauseClass::Destination, "Archive rule: records of patients who stay in the archive".into(), evidence, Act::KeptOut)
}

/// A cause that no rule has.
fn plain(class: CauseClass, label: String, evidence: String, act: Act) -> Drawn {
    Drawn { class, label, evidence, rule: None, field: String::new(), remedy: Remedy { act, rule: None, manner: String::new() } }
}

/// The cause of one finding.
pub(super) fn draw(
    finding: &Finding,
    (legacy, destination): (Option<&Statement>, Option<&Statement>),
    (legacy_place, place): (&str, &str),
    provenance: &dyn Provenance,
) -> Drawn {
    let kind = capital(finding.kind.word());
    if let Some(what) = directory::of_manner(&finding.manner) {
        // A rule that reads the key of something else leads to an entry that nobody has.
        if directory::is_missing(what).is_some()
            && let Some(Filler::Rule(rule)) = destination.and_then(|d| provenance.filler(finding, (legacy, d), (legacy_place, place)))
            && is_of_other_field(finding, (legacy, destination), legacy_place, &rule, provenance)
        {
            return of_other_field(legacy_place, rule);
        }
        // Whatever hangs on an entry: what became of the entry is one cause.
        if let Some(set) = directory::is_missing(what).and_then(|resource| provenance.maker_of(resource)) {
            let evidence = format!("The records lead to an entry that {set} did not make: its condition leaves the row out, the run held it back, or its key is not the one that they name.");
            let label = format!("{DIRECTORY}{what}: the condition of {set} or its key leaves it out");
            return plain(CauseClass::MappingRule, label, evidence, Act::Entry);
        }
        let by_number = directory::other_number(what).and_then(|(resource, numbering)| provenance.numberer(resource, numbering));
        let by_element = || directory::is_said_in(what).and_then(|(resource, elements)| the_one(elements.iter().flat_map(|element| provenance.fillers_of(resource, element))));
        if let Some(rule) = by_number.or_else(by_element) {
            return of_entry(what, rule);
        }
        let evidence = "The records lead to the entry that theirs has become, and that entry says something else of itself in the destination.".into();
        return plain(CauseClass::Identity, format!("{DIRECTORY}{what}"), evidence, Act::Entry);
    }
    if let Some((label, evidence)) = merges::of_manner(&finding.manner) {
        let filed = destination.filter(|_| merges::is_left_behind(&finding.manner)).and_then(|d| provenance.filler(finding, (legacy, d), (legacy_place, place)));
        if let Some(Filler::Rule(rule)) = filed {
            return of_merge(&kind, label, evidence, rule);
        }
        return plain(CauseClass::Identity, label.into(), evidence.into(), Act::Identity);
    }
    if history::is_stopped(&finding.manner) {
        let evidence = "Of a record that a later message changed, ended or took back the destination says what an earlier message said: the later one never arrived, or was not followed.".into();
        let mut drawn = plain(CauseClass::Destination, "Later messages not followed: records stand as an earlier one said them".into(), evidence, Act::Loader);
        drawn.remedy.manner = "an earlier message was the last that it followed".into();
        return drawn;
    }
    if finding.manner == OF_LEGACY {
        let evidence = "The row of a table that the entry refers to names what was observed and its unit, and has one number, which is not the entry's. The destination has the entry's.".into();
        return plain(CauseClass::SourceDefect, format!("{kind} value: {OF_LEGACY}"), evidence, Act::Printed);
    }
    if let (Some(legacy), None) = (legacy, destination)
        && let Some(unmade) = provenance.unmade(legacy)
    {
        return of_unmade(&kind, unmade);
    }
    if let (Verdict::Invented, Aspect::Statement, None, Some(destination)) = (finding.verdict, finding.aspect, legacy, destination)
        && let Some(set) = provenance.maker(destination)
    {
        return of_nothing(&kind, set);
    }
    let filler = destination.and_then(|d| provenance.filler(finding, (legacy, d), (legacy_place, place)));
    if let (Some(Filler::Rule(_)), Some(zones)) = (&filler, provenance.zones())
        && is_read_in_two(finding, (legacy, destination), zones)
    {
        return of_zones(zones);
    }
    let mut drawn = match filler {
        Some(Filler::Rule(rule)) if is_of_other_field(finding, (legacy, destination), legacy_place, &rule, provenance) => of_other_field(legacy_place, rule),
        Some(Filler::Rule(rule)) => of_rule(finding, (legacy, destination), &kind, rule, provenance),
        Some(Filler::Nobody(gap)) => of_gap(finding, destination, &kind, &gap),
        None => of_nobody(finding, (legacy, destination), &kind),
    };
    drawn.field = legacy_place.to_string();
    drawn.remedy.manner = without_codes(&finding.manner).to_string();
    drawn
}

/// The first of some, where it is the only one.
fn the_one<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// The cause of what entries of the directory say otherwise of themselves, of our own output: the one rule that fills the element.
fn of_entry(what: &str, rule: RuleInfo) -> Drawn {
    Drawn {
        class: if rule.code_map.is_some() { CauseClass::CodeMap } else { CauseClass::MappingRule },
        label: format!("{DIRECTORY}{what}, rule {}", rule.id),
        evidence: format!("The records lead to the entry that theirs has become. Rule {}, which fills {}, says something else of it.", rule.id, rule.element),
        rule: Some(rule.id.clone()),
        field: fields(Some(&rule)),
        remedy: Remedy { act: Act::Entry, rule: Some(rule), manner: String::new() },
    }
}

/// The cause of what no record was made of.
fn of_unmade(kind: &str, unmade: Unmade) -> Drawn {
    match unmade {
        Unmade::Held(row) => of_held(kind, &row, ""),
        Unmade::Dropped(row) => of_dropped(kind, row),
        Unmade::NotMapped(relation) => {
            let evidence = "The lens reads this relation, the mapping has no resource set for it.".into();
            plain(CauseClass::ExtractionGap, format!("{kind}: no rule reads relation {relation}"), evidence, Act::Read(relation))
        }
        Unmade::Unread { relation, field } => {
            let evidence = format!("The lens reads {field} as rows of their own. The run made records of these rows of {relation}, none of them of this column.");
            plain(CauseClass::ExtractionGap, format!("{kind}: no rule reads {relation}.{field}"), evidence, Act::Column(relation, field))
        }
        Unmade::Elsewhere { set, element, rule: None } => {
            let evidence = format!("The run made a record of every one of these rows, and no rule of {set} says whose it is.");
            plain(CauseClass::MappingRule, format!("{kind} made for no patient (no rule fills {element})"), evidence, Act::Fill(element))
        }
        Unmade::Elsewhere { set, rule: Some(rule), .. } => Drawn {
            class: CauseClass::MappingRule,
            label: format!("{kind}, rule {}: filed elsewhere, the patient's chart does not hold the record of the row", rule.id),
            evidence: format!("The run made a record of every one of these rows by {set}. Rule {}, which fills {}, says whose it is.", rule.id, rule.element),
            rule: Some(rule.id.clone()),
            field: fields(Some(&rule)),
            remedy: Remedy { act: Act::Whose, rule: Some(rule), manner: String::new() },
        },
    }
}

/// The cause of what the condition of a resource set leaves out. What is declared explains it, as long as the lens does not decide by the same fields:
/// then the lens knows the reason as well, and says that it does not hold of these rows.
fn of_dropped(kind: &str, DroppedRow { reason, set, beyond }: DroppedRow) -> Drawn {
    match beyond.as_deref() {
        Some([]) => {
            let evidence = format!("The condition of {set} reads no other fields than that of the lens, and they part over these rows: what the mapping declares ({reason}) the lens knows as well, and asserts them.");
            let label = format!("{kind} left out: the condition of {set} does not take the rows that the lens takes by the same fields");
            plain(CauseClass::MappingRule, label, evidence, Act::Narrow(set, reason))
        }
        beyond => {
            let more = beyond.map_or_else(String::new, |fields| format!(" The condition of {set} reads {}, which that of the lens does not.", fields.join(", ")));
            let evidence = format!("The mapping declares these rows dropped, the lens asserts them.{more}");
            // Part of the condition may leave out more than its reason says.
            let part = beyond.map_or_else(String::new, |fields| format!(" Where the part of the condition of {set} that reads {} leaves out others than the reason says, take that part out.", fields.join(", ")));
            plain(CauseClass::ExpectedByDesign, format!("{kind} declared dropped: {reason}"), evidence, Act::Declared(reason, part))
        }
    }
}

/// The cause of records that a merge left behind, of our own output: the rule that says whose they are.
fn of_merge(kind: &str, label: &str, evidence: &str, rule: RuleInfo) -> Drawn {
    Drawn {
        class: CauseClass::MappingRule,
        label: format!("{label} ({}, rule {})", kind.to_lowercase(), rule.id),
        evidence: format!("{evidence} Rule {}, which fills {}, says whose they are.", rule.id, rule.element),
        rule: Some(rule.id.clone()),
        field: fields(Some(&rule)),
        remedy: Remedy { act: Act::Value, rule: Some(rule), manner: String::new() },
    }
}

/// The cause of records that a resource set made of rows that assert nothing in the chart, or of nobody whom the legacy book knows.
pub(super) fn of_nothing(kind: &str, set: String) -> Drawn {
    let evidence = format!("Each is a record of {set}. The legacy reading asserts nothing of its row in this chart: it leaves such rows out, or they are another patient's.");
    let label = format!("{kind} made of rows that assert nothing: the condition of {set} lets them through");
    plain(CauseClass::MappingRule, label, evidence, Act::Condition(set))
}

/// The cause of what no rule gives, whatever fills the elements beside it.
fn of_gap(finding: &Finding, destination: Option<&Statement>, kind: &str, gap: &Gap) -> Drawn {
    let Gap { element, beside } = gap;
    let named = if element.is_empty() { "it" } else { element.as_str() };
    let beside = match &beside[..] {
        [] => String::new(),
        [rule] => format!(" Rule {rule} fills what stands beside it."),
        rules => format!(" Rules {} fill what stands beside it.", rules.join(", ")),
    };
    let manner = without_codes(&finding.manner);
    let label = format!("{kind} {}: {manner} (no rule fills {named})", said_aspect(finding.read_as));
    let evidence = format!("All share kind, aspect and manner: {manner}. {UNFILLED_IN}{named}.{beside}");
    plain(CauseClass::MappingRule, label, evidence, Act::Fill(path_of(destination, element)))
}

/// The cause of what the run held back. `more` is said of a whole chart.
fn of_held(kind: &str, row: &HeldRow, more: &str) -> Drawn {
    let HeldRow { rule, reason, info, share, is_readable, unfilled } = row;
    if let Some(element) = unfilled {
        let evidence = format!("The run made no resource of these rows: {rule} is mandatory, and no rule of the resource set fills it. The rows are in quarantine.{more}");
        return plain(CauseClass::MappingRule, format!("{kind} held back by {rule}: {UNFILLED}"), evidence, Act::Fill(element.clone()));
    }
    let is_most = share.is_some_and(|[held, given]| held >= 5 && held * 2 > given);
    let map = info.as_ref().and_then(|info| info.code_map.clone());
    let (class, act) = match reason.as_str() {
        BAD_VALUE if *is_readable || is_most => return misread(rule, info.clone(), *share),
        "id collision" | "no key" if is_most => (CauseClass::MappingRule, Act::Key(share.unwrap_or_default())),
        "unmapped code" => (CauseClass::CodeMap, map.map_or(Act::Value, Act::NewCodeRow)),
        BAD_VALUE | "id collision" => (CauseClass::SourceDefect, Act::Rows(reason.clone())),
        _ => (CauseClass::MappingRule, Act::Allowed(reason.clone())),
    };
    let counted = match share {
        Some([held, given]) if is_most => format!(" It holds back {held} of {given}."),
        _ => String::new(),
    };
    Drawn {
        class,
        label: format!("{kind} held back by {rule}: {reason}"),
        evidence: format!("The run made no resource of these rows: {rule}, {reason}. The rows are in quarantine.{counted}{more}"),
        // A mandatory element is told by its name, and held back by the rule that fills it.
        rule: Some(info.as_ref().map_or_else(|| rule.clone(), |info| info.id.clone())),
        field: fields(info.as_ref()),
        remedy: Remedy { act, rule: info.clone().or_else(|| Some(RuleInfo { id: rule.clone(), ..RuleInfo::default() })), manner: reason.clone() },
    }
}

/// The fields that a rule reads, as words.
fn fields(info: Option<&RuleInfo>) -> String {
    info.map(|info| info.fields.join(", ")).unwrap_or_default()
}

/// The cause of everything that a rule could not read or read wrongly. Whatever kinds of statements the rule fills, it is one mistake.
fn misread(rule: &str, info: Option<RuleInfo>, share: Option<[u64; 2]>) -> Drawn {
    let counted = share.map(|[held, given]| format!(" It could not read {held} of {given} values.")).unwrap_or_default();
    Drawn {
        class: CauseClass::MappingRule,
        label: format!("Rule {rule} cannot read the values: its format does not fit the source"),
        evidence: format!(
            "Rule {rule} cannot read what the lens can, or most of what it is given.{counted} Rows with such a value are held back and in quarantine; days that it read with their parts exchanged belong here too."
        ),
        rule: Some(rule.to_string()),
        field: fields(info.as_ref()),
        remedy: Remedy { act: Act::Format(share), rule: info, manner: BAD_VALUE.into() },
    }
}

/// The cause of what a rule made.
fn of_rule(finding: &Finding, (legacy, destination): (Option<&Statement>, Option<&Statement>), kind: &str, rule: RuleInfo, provenance: &dyn Provenance) -> Drawn {
    let unread = provenance.unread(&rule.id).filter(|[unread, given]| *unread >= 5 && unread * 10 > *given);
    if unread.is_some() && is_transposed(finding, legacy, destination) {
        return misread(&rule.id.clone(), Some(rule), unread);
    }
    let aspect = said_aspect(finding.read_as);
    let class = class_of(finding, Some(&rule));
    let label = format!("{kind} {aspect}, rule {}: {}", rule.id, without_codes(&finding.manner));
    let evidence = match &rule.code_map {
        Some(map) => format!("Every one was made by rule {} through code map {map}, which fills {}.", rule.id, rule.element),
        None => format!("Every one was made by rule {}, which fills {}.", rule.id, rule.element),
    };
    let act = match (class, &rule.code_map) {
        (CauseClass::Unit, _) => Act::Unit,
        (CauseClass::TimeZone, _) => Act::Zone,
        (_, Some(map)) if is_missing(finding) => Act::NewCodeRow(map.clone()),
        (_, Some(map)) => Act::CodeRow(map.clone()),
        _ => Act::Value,
    };
    Drawn { class, label, evidence, rule: Some(rule.id.clone()), field: String::new(), remedy: Remedy { act, rule: Some(rule), manner: String::new() } }
}

/// Parts of a quantity that may stand in fields of their own.
const BESIDE_A_NUMBER: [&str; 5] = ["code", "comparator", "currency", "system", "unit"];
/// What may be said of a word beside it, in fields of its own.
const BESIDE_A_WORD: [&str; 5] = ["display", "rank", "system", "text", "use"];

/// Whether a rule does not read the field in which the legacy reading found a value, in one and the same row. A concept may stand in several fields, as code and as
/// words, of which each reading takes its own: of those nobody can say.
fn is_of_other_field(finding: &Finding, (legacy, destination): (Option<&Statement>, Option<&Statement>), field: &str, rule: &RuleInfo, provenance: &dyn Provenance) -> bool {
    let (Some(legacy), Some(destination)) = (legacy, destination) else { return false };
    let is_part = |whole: &str, part: &str| part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    if field.is_empty() || rule.fields.is_empty() || rule.fields.iter().any(|read| is_part(read, field) || is_part(field, read)) {
        return false;
    }
    let Some(fact) = legacy.facts.iter().find(|f| f.aspect == finding.read_as && Some(f.place) == finding.legacy_place) else { return false };
    let part = rule.element.rsplit('.').next().unwrap_or_default();
    let is_of_value = match &fact.value {
        Value::Code(..) | Value::Absent(_) => false,
        Value::Quantity(_) => finding.aspect != Aspect::Unit && !BESIDE_A_NUMBER.contains(&part),
        Value::Word(_) => !BESIDE_A_WORD.contains(&part),
        _ => finding.read_as != Aspect::Patient,
    };
    let is_of_row = || provenance.source(destination).is_none_or(|row| row == (legacy.origin.artifact, legacy.origin.line));
    // Built-in readings name places in a way of their own.
    is_of_value && legacy.origin.relation != 0 && is_of_row() && provenance.is_field(legacy, field)
}

/// The cause of whatever a rule makes of another field than the one it is to read, in whichever kinds and aspects it shows.
fn of_other_field(field: &str, rule: RuleInfo) -> Drawn {
    let read = rule.fields.join(", ");
    Drawn {
        class: CauseClass::MappingRule,
        label: format!("Rule {} reads {read}, and the source has it in {field}", rule.id),
        evidence: format!("Every one was made by rule {}, which fills {} and reads {read}. The legacy reading finds what it says in {field} of the same row.", rule.id, rule.element),
        rule: Some(rule.id.clone()),
        field: String::new(),
        remedy: Remedy { act: Act::Field(field.to_string()), rule: Some(rule), manner: String::new() },
    }
}

/// The cause of everything that is read in two zones, whichever rule made it.
fn of_zones((lens, mapping): (&str, &str)) -> Drawn {
    let evidence = format!("Each has the day and the clock of its source, with the offset of {mapping} in place of that of {lens}. So has whatever the mapping reads as local time.");
    let act = Act::Zones(lens.into(), mapping.into());
    plain(CauseClass::TimeZone, format!("Local times: the mapping reads them in {mapping}, the lens in {lens}"), evidence, act)
}

/// Whether both sides say one day and one clock, each with the offset of its own zone then.
fn is_read_in_two(finding: &Finding, (legacy, destination): (Option<&Statement>, Option<&Statement>), (lens, mapping): (&str, &str)) -> bool {
    let date = |statement: Option<&Statement>, place: Option<u32>| match statement?.facts.iter().find(|f| f.aspect == finding.read_as && Some(f.place) == place)?.value {
        Value::Date(date) => Some(date),
        _ => None,
    };
    let (Some(a), Some(b)) = (date(legacy, finding.legacy_place), date(destination, finding.destination_place)) else { return false };
    let clock = |date: &Date| (date.year, date.month, date.day, date.second);
    clock(&a) == clock(&b) && a.offset != b.offset && a.offset.is_some() && a.offset == zone_offset(lens, &a) && b.offset == zone_offset(mapping, &b)
}

/// Whether a code map gave nothing where it should have given a code.
fn is_missing(finding: &Finding) -> bool {
    is_declared_missing(&finding.manner) || finding.manner.starts_with("the code is gone") || finding.destination_value.is_empty()
}

/// The cause of what nobody knows the maker of.
fn of_nobody(finding: &Finding, (legacy, destination): (Option<&Statement>, Option<&Statement>), kind: &str) -> Drawn {
    let aspect = said_aspect(finding.read_as);
    if let (Some(legacy), Some(_)) = (legacy, destination)
        && is_unreadable_time(finding, legacy)
    {
        let evidence = "The legacy value cannot be read as a date, so that nobody can tell whether the destination's is right.".into();
        return plain(CauseClass::SourceDefect, format!("{kind} {aspect}: what the source wrote is no point in time"), evidence, Act::Words);
    }
    let class = match finding.verdict {
        Verdict::Lost | Verdict::Merged | Verdict::Split => CauseClass::Destination,
        _ => class_of(finding, None),
    };
    let act = match class {
        CauseClass::TimeZone => Act::Zone,
        CauseClass::Unit => Act::Unit,
        CauseClass::Identity => Act::Identity,
        _ => Act::Loader,
    };
    let label = match finding.verdict {
        Verdict::Lost => format!("{kind} lost: no counterpart in the destination"),
        Verdict::Invented if finding.aspect == Aspect::Statement => format!("{kind} invented: no legacy record asserts it"),
        Verdict::Duplicated => format!("{kind} duplicated in the destination"),
        Verdict::Merged => format!("{kind}: several became one"),
        Verdict::Split => format!("{kind}: one became several"),
        _ => format!("{kind} {aspect}: {}", without_codes(&finding.manner)),
    };
    plain(class, label, format!("All share kind, aspect and manner: {}.", without_codes(&finding.manner)), act)
}

/// An element with the type of its resource, `Condition.onsetDateTime`; empty where nobody knows one of both.
fn path_of(destination: Option<&Statement>, element: &str) -> String {
    let resource = destination.and_then(|d| d.origin.reference.split_once('/')).map_or("", |(resource, _)| resource);
    match (resource.is_empty() || element.is_empty(), element.contains('[')) {
        (true, _) | (_, true) => element.to_string(),
        // Some elements are told with their resource already.
        _ if element.starts_with(char::is_uppercase) => element.to_string(),
        _ => format!("{resource}.{element}"),
    }
}

/// Whether the destination's day has the numbers of the legacy one in other places, as a day has that was read by another format.
fn is_transposed(finding: &Finding, legacy: Option<&Statement>, destination: Option<&Statement>) -> bool {
    let day = |statement: Option<&Statement>, place: Option<u32>| {
        let fact = statement?.facts.iter().find(|f| f.aspect == finding.read_as && Some(f.place) == place)?;
        match &fact.value {
            Value::Date(date) if date.precision >= Precision::Day => Some([i32::from(date.year) % 100, i32::from(date.month), i32::from(date.day)]),
            _ => None,
        }
    };
    let (Some(mut a), Some(mut b)) = (day(legacy, finding.legacy_place), day(destination, finding.destination_place)) else { return false };
    if a == b {
        return false;
    }
    a.sort_unstable();
    b.sort_unstable();
    finding.read_as.is_time() && a == b
}

/// Whether the legacy side has words in the place of a point in time.
fn is_unreadable_time(finding: &Finding, legacy: &Statement) -> bool {
    finding.read_as.is_time() && legacy.facts.iter().any(|f| f.aspect == finding.read_as && Some(f.place) == finding.legacy_place && matches!(f.value, Value::Text(_)))
}

fn class_of(finding: &Finding, rule: Option<&RuleInfo>) -> CauseClass {
    let zone = finding.manner.ends_with(" h later") || finding.manner.ends_with(" h earlier") || finding.manner.starts_with("one day");
    if finding.read_as.is_time() && zone {
        return CauseClass::TimeZone;
    }
    if finding.aspect == Aspect::Unit {
        return CauseClass::Unit;
    }
    match rule {
        Some(rule) if rule.code_map.is_some() => CauseClass::CodeMap,
        Some(_) => CauseClass::MappingRule,
        None if finding.aspect == Aspect::Patient => CauseClass::Identity,
        None => CauseClass::Destination,
    }
}
