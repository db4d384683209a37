//! Who made a destination record: the source row, the rule, and why a row was not made. Told to the comparison as data.

use super::gaps::{self, Asked, Found, Part};
use super::places;
use crate::MigrateReport;
use crate::held::{HeldRows, Why};
use crate::origins::{Origins, Rows};
use balance::{DroppedRow, Filler, Finding, Gap, HeldRow, Lens, Provenance, RuleInfo, Unmade};
use mapping::{CheckedResource, CheckedRule, Plan};
use model::{Aspect, Kind, Statement, Value};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, OnceLock, PoisonError};

/// What the workspace knows of who made the destination.
pub(super) struct Made<'a> {
    pub(super) origins: Origins,
    pub(super) plan: Option<Plan>,
    pub(super) lens: Option<Lens>,
    pub(super) held: HeldRows,
    pub(super) read_relations: HashSet<String>,
    /// What the migration counted, per resource set.
    pub(super) counts: Counts,
    pub(super) legacy_places: &'a balance::Places,
    /// Which rows became records: asked only of what is lost.
    pub(super) rows: OnceLock<Rows>,
    /// Who gives what findings asked for, by resource set and question: a systematic bug asks the same of every record.
    pub(super) answers: Mutex<HashMap<(usize, String), Option<Filler>>>,
}

/// Why a row is held back of which a mandatory element is empty.
const EMPTY: &str = "mandatory element is empty";

impl Provenance for Made<'_> {
    fn source(&self, destination: &Statement) -> Option<(u32, u64)> {
        self.origins.of(destination.origin.artifact, destination.origin.line).map(|(a, l, _)| (a, l))
    }

    fn filler(&self, finding: &Finding, (legacy, destination): (Option<&Statement>, &Statement), (field, place): (&str, &str)) -> Option<Filler> {
        let (number, CheckedResource { set, rules, .. }) = self.set_of(destination)?;
        let (kind, aspect) = (finding.kind, finding.read_as);
        if (finding.aspect, finding.read_as) == (Aspect::Patient, Aspect::Statement) {
            return of_patient(&set.kind, rules).map(|rule| Filler::Rule(info(rule)));
        }
        let at = |s: &'_ Statement, place: Option<u32>| s.facts.iter().find(|f| f.aspect == aspect && Some(f.place) == place).map(|f| f.value.clone());
        let said = legacy.and_then(|s| at(s, finding.legacy_place));
        let there = at(destination, finding.destination_place);
        let said = said.as_ref();
        let says_merged = matches!(said, Some(Value::Word(word)) if word == "merged");
        if kind == Kind::Demographic && (aspect == Aspect::Patient || aspect == Aspect::Status && says_merged) {
            return Some(of_merge(rules, aspect));
        }
        let usual = places::usual(kind, aspect, said);
        let is_there = !place.is_empty();
        let part = Part::of(finding.aspect, aspect, &finding.manner, (&finding.legacy_value, &finding.destination_value));
        let part = words(&finding.manner, said, there.as_ref()).unwrap_or(part);
        if part == Part::Value
            && let Some(rule) = own_code(rules, place, said, there.as_ref())
        {
            return Some(Filler::Rule(info(rule)));
        }
        // What lacks its system tells where that should stand.
        let place = if part == Part::System { place.strip_suffix(".system").unwrap_or(place) } else { place };
        let narrowed = format!("{place}{}", part_of_adjustment(said, there.as_ref()));
        let place = if is_there && aspect == Aspect::Adjustment { narrowed.as_str() } else { place };
        let asked = Asked {
            elements: if is_there { vec![place] } else { usual.clone() },
            others: usual,
            is_there,
            field,
            is_words: matches!(said, Some(Value::Text(_))),
            part,
            nth: gaps::nth(&finding.manner).or_else(|| legacy.and_then(|s| item(s, finding))),
        };
        let answer = || {
            Some(match gaps::find(rules, &asked)? {
                Found::Rule(rule) => Filler::Rule(info(rule)),
                Found::Nobody(element, beside) => Filler::Nobody(Gap { element, beside: beside.iter().map(|rule| rule.rule.id.clone()).collect() }),
            })
        };
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.entry((number, format!("{asked:?}"))).or_insert_with(answer).clone()
    }

    fn maker(&self, destination: &Statement) -> Option<String> {
        self.set_of(destination).map(|(_, resource)| resource.set.name())
    }

    fn maker_of(&self, resource: &str) -> Option<String> {
        let plan = self.plan.as_ref().filter(|_| self.is_own())?;
        plan.resources.iter().find(|r| r.set.kind == resource).map(|r| r.set.name())
    }

    fn zones(&self) -> Option<(&str, &str)> {
        let lens = self.lens.as_ref()?.timezone.as_deref()?;
        let mapping = self.plan.as_ref()?.document.timezone.as_deref()?;
        (lens != mapping).then_some((lens, mapping))
    }

    fn fillers_of(&self, resource: &str, element: &str) -> Vec<RuleInfo> {
        let sets = self.plan.iter().filter(|_| self.is_own()).flat_map(|plan| &plan.resources).filter(|r| r.set.kind == resource);
        let is_of_element = |path: &str| path.strip_prefix(element).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        sets.flat_map(|set| &set.rules).filter(|rule| !rule.is_constant() && is_of_element(&gaps::bare(&rule.rule.to))).map(info).collect()
    }

    fn numberer(&self, resource: &str, numbering: &str) -> Option<RuleInfo> {
        let plan = self.plan.as_ref().filter(|_| self.is_own())?;
        let numbered = |set: &'_ CheckedResource| -> Option<RuleInfo> {
            let is_of = |rule: &&CheckedRule| rule.rule.to.ends_with(".system") && balance::numbering(rule.rule.value.trim_matches('\'')) == Some(numbering);
            let system = set.rules.iter().find(is_of)?;
            let value = format!("{}.value", system.rule.to.strip_suffix(".system")?);
            set.rules.iter().find(|rule| rule.rule.to == value).map(info)
        };
        plan.resources.iter().filter(|r| r.set.kind == resource).find_map(numbered)
    }

    fn unmade(&self, legacy: &Statement) -> Option<Unmade> {
        if !self.is_own() {
            return None;
        }
        let held: Vec<Why> = self.held.of(legacy.origin.artifact, legacy.origin.line).cloned().collect();
        if !held.is_empty() {
            return self.held_row(&held, legacy).map(Unmade::Held);
        }
        let relation = match legacy.origin.relation {
            0 => {
                // A built-in reading of HL7 v2: the places tell the segment.
                let segment = legacy.facts.iter().filter_map(|f| self.legacy_places.name(f.place).split_once('-')).map(|(s, _)| s);
                format!("hl7.{}", segment.last()?)
            }
            number => self.legacy_places.name(number).to_string(),
        };
        if !self.read_relations.contains(&relation) {
            return Some(Unmade::NotMapped(relation));
        }
        let plan = self.plan.as_ref()?;
        let relation = relation.as_str();
        let sets = || plan.resources.iter().enumerate().filter(move |(_, r)| r.set.from == relation);
        let rows = self.rows.get_or_init(|| self.origins.rows());
        let (artifact, line) = (legacy.origin.artifact, legacy.origin.line);
        // Of kinds that are read from records of any type nobody can say which record it was to be; and a patient is nobody else's.
        let is_its_own = |r: &CheckedResource| makes(&r.set.kind, legacy.kind) && !makes("", legacy.kind) && r.set.kind != "Patient";
        let of_kind: Vec<(usize, &CheckedResource)> = sets().filter(|(_, r)| makes(&r.set.kind, legacy.kind)).collect();
        let reads = |r: &CheckedResource, place: u32| r.fields.iter().any(|field| field == self.legacy_places.name(place));
        let was_made = |(number, r): &&(usize, &CheckedResource)| is_its_own(r) && rows.has(artifact, line, *number);
        let column = own_column(legacy);
        if let Some((_, made)) = of_kind.iter().filter(was_made).find(|(_, r)| column.is_none_or(|place| reads(r, place))) {
            return Some(elsewhere(made));
        }
        // The records of the row are those of other columns.
        if let Some(place) = column.filter(|place| !of_kind.iter().any(|(_, r)| reads(r, *place)) && of_kind.iter().any(|one| was_made(&one))) {
            return Some(Unmade::Unread { relation: relation.into(), field: self.legacy_places.name(place).to_string() });
        }
        // Of several sets the one that reads most of what the statement was read of leaves it out.
        let declares = |r: &CheckedResource| r.set.dropped.is_some();
        let share = |r: &CheckedResource| legacy.facts.iter().filter(|f| reads(r, f.place)).count();
        let most = of_kind.iter().map(|(_, r)| share(r)).max().unwrap_or_default();
        let its_own = of_kind.iter().find(|(_, r)| declares(r) && share(r) == most).copied();
        its_own.or_else(|| sets().find(|(_, r)| declares(r))).map(|(_, r)| Unmade::Dropped(self.dropped(r, legacy.kind)))
    }

    fn is_field(&self, legacy: &Statement, field: &str) -> bool {
        self.lens.as_ref().is_some_and(|lens| lens.is_field(self.legacy_places.name(legacy.origin.relation), field))
    }

    fn unread(&self, rule: &str) -> Option<[u64; 2]> {
        self.counts.unread(rule)
    }
}

impl Made<'_> {
    fn is_own(&self) -> bool {
        self.origins.is_own()
    }

    /// The resource set that made a record of our own output, with its number.
    fn set_of(&self, destination: &Statement) -> Option<(usize, &CheckedResource)> {
        let (_, _, set) = self.origins.of(destination.origin.artifact, destination.origin.line)?;
        Some((set, self.plan.as_ref()?.resources.get(set)?))
    }

    /// A row that the condition of a set leaves out, of which the lens makes a statement of a kind.
    fn dropped(&self, resource: &CheckedResource, kind: Kind) -> DroppedRow {
        let read = self.lens.as_ref().and_then(|lens| lens.conditions_read(&resource.set.from, kind));
        let beyond = read.map(|read| {
            let mut beyond: Vec<String> = resource.condition_reads().into_iter().filter(|name| !read.contains(name)).collect();
            beyond.sort();
            beyond.dedup();
            beyond
        });
        DroppedRow { reason: resource.set.dropped.clone().unwrap_or_default(), set: resource.set.name(), beyond }
    }

    /// Of what holds back a row, the one that a statement of this kind was to be made by.
    fn held_row(&self, held: &[Why], legacy: &Statement) -> Option<HeldRow> {
        let of_kind = |(relation, rule, reason): &&Why| self.counts.of(relation, rule, reason).iter().any(|h| makes(&h.resource, legacy.kind));
        let (relation, rule, reason) = held.iter().find(of_kind).or_else(|| held.first())?;
        let counted = self.counts.of(relation, rule, reason);
        let share = counted.iter().find(|h| makes(&h.resource, legacy.kind)).or_else(|| counted.first()).map(|h| h.share);
        let checked = self.plan.as_ref().and_then(|plan| plan.rule(rule)).map(|(_, checked)| checked);
        let is_readable = checked.is_some_and(|checked| self.is_readable(checked, legacy));
        let (info, unfilled) = match checked {
            Some(checked) => (Some(info(checked)), None),
            None if reason == EMPTY => self.mandatory(relation, rule, legacy.kind),
            None => (None, None),
        };
        Some(HeldRow { rule: rule.clone(), reason: reason.clone(), info, share, is_readable, unfilled })
    }

    /// The one rule that fills a mandatory element, told as `subject` or `occurrenceDateTime or occurrenceString`; where none does, the
    /// element with its resource.
    fn mandatory(&self, relation: &str, names: &str, kind: Kind) -> (Option<RuleInfo>, Option<String>) {
        let Some(plan) = &self.plan else { return (None, None) };
        let sets = || plan.resources.iter().filter(move |r| r.set.from == relation);
        let Some(resource) = sets().find(|r| makes(&r.set.kind, kind)).or_else(|| sets().next()) else { return (None, None) };
        let is_named = |rule: &&CheckedRule| names.split(" or ").any(|name| gaps::bare(&rule.rule.to).split('.').next() == Some(name));
        let fill: Vec<&CheckedRule> = resource.rules.iter().filter(is_named).collect();
        match fill[..] {
            [] => (None, Some(format!("{}.{}", resource.set.kind, names.split(" or ").next().unwrap_or(names)))),
            [rule] => (Some(info(rule)), None),
            // Beside the constants of an element one rule usually gives its value.
            _ => (fill.iter().find(|rule| !rule.is_constant()).map(|rule| info(rule)), None),
        }
    }

    /// Whether the lens made a day, a number or a flag of a field that a rule reads.
    fn is_readable(&self, rule: &CheckedRule, legacy: &Statement) -> bool {
        let reads = |place: u32| rule.fields.iter().any(|field| field == self.legacy_places.name(place));
        legacy.facts.iter().any(|f| matches!(f.value, Value::Date(_) | Value::Quantity(_) | Value::Flag(_)) && reads(f.place))
    }
}

/// Whether a difference is one of the words of a concept, and of which: those that the legacy concept does not have.
fn words(manner: &str, said: Option<&Value>, there: Option<&Value>) -> Option<Part> {
    // Words on both sides, and no code: what gives the code of the concept has nothing to do with it.
    let are_words = |value: &Value| matches!(value, Value::Text(_)) || matches!(value, Value::Code(codings, _) if codings.is_empty());
    if manner == "the words differ" && [said, there].iter().all(|value| value.is_some_and(are_words)) {
        return Some(Part::Words { of_all: true });
    }
    let Some(Value::Code(codings, text)) = there else { return None };
    // Only words are there, and nobody said anything.
    if said.is_none() && codings.is_empty() {
        return Some(Part::Words { of_all: true });
    }
    if !manner.starts_with("the words ") || manner == "the words differ" {
        return None;
    }
    let Some(Value::Code(own, own_text)) = said else { return None };
    let is_known = |words: &str| words.is_empty() || own_text.eq_ignore_ascii_case(words) || own.iter().any(|c| c.display.eq_ignore_ascii_case(words));
    Some(Part::Words { of_all: !is_known(text) || codings.iter().all(|c| is_known(&c.display)) })
}

/// The rule of the code that stands under the system of the source and is another one there, beside codes of other systems: whatever those say, it is
/// what differs.
fn own_code<'r>(rules: &'r [CheckedRule], place: &str, said: Option<&Value>, there: Option<&Value>) -> Option<&'r CheckedRule> {
    let (Some(Value::Code(own, _)), Some(Value::Code(codings, _))) = (said, there) else { return None };
    let is_other = |coding: &model::Coding| own.iter().any(|known| known.system == coding.system) && !own.iter().any(|known| known.code == coding.code && known.system == coding.system);
    let wrong = codings.iter().find(|coding| is_other(coding)).filter(|_| codings.len() > 1)?;
    let (path, given) = (format!("{}.coding.system", gaps::bare(place)), format!("'{}'", wrong.system));
    let of_system = rules.iter().find(|rule| gaps::bare(&rule.rule.to) == path && rule.rule.value == given)?;
    let code = format!("{}.code", of_system.rule.to.strip_suffix(".system")?);
    rules.iter().find(|rule| rule.rule.to == code)
}

/// Which item of the list that its source field holds the legacy fact is that a finding tells of: a claim has its first diagnosis as what it is
/// about, and the others as reasons.
fn item(legacy: &Statement, finding: &Finding) -> Option<usize> {
    if (finding.kind, finding.read_as) != (Kind::Claim, Aspect::Reason) {
        return None;
    }
    let mut reasons = legacy.facts.iter().filter(|f| f.aspect == Aspect::Reason);
    reasons.position(|f| Some(f.place) == finding.legacy_place && f.value.is_told_by(&finding.legacy_value)).map(|at| at + 1)
}

fn info(rule: &CheckedRule) -> RuleInfo {
    let CheckedRule { rule, fields, code_maps, .. } = rule;
    RuleInfo { id: rule.id.clone(), element: rule.to.clone(), fields: fields.clone(), code_map: code_maps.first().cloned(), reason: rule.reason.clone() }
}

/// The place of the column that a statement is of, in a table with a column for each measurement: its name is the code and what it holds the value.
fn own_column(legacy: &Statement) -> Option<u32> {
    let place = |aspect: Aspect| legacy.facts.iter().find(|f| f.aspect == aspect).map(|f| f.place);
    place(Aspect::Value).filter(|value| place(Aspect::Code) == Some(*value))
}

/// A row of which a record was made that is not in the patient's chart, or does not say there what the row does.
fn elsewhere(resource: &CheckedResource) -> Unmade {
    let element = places::of_patient(&resource.set.kind);
    let rule = of_patient(&resource.set.kind, &resource.rules);
    Unmade::Elsewhere { set: resource.set.name(), element: format!("{}.{element}", resource.set.kind), rule: rule.map(info) }
}

/// The rule that says whose a record is.
fn of_patient<'r>(resource: &str, rules: &'r [CheckedRule]) -> Option<&'r CheckedRule> {
    let element = places::of_patient(resource);
    rules.iter().find(|rule| gaps::bare(&rule.rule.to).starts_with(element))
}

/// What says that a chart was merged, and into which one: its link, whatever else says whether it is in use.
fn of_merge(rules: &[CheckedRule], aspect: Aspect) -> Filler {
    let element = if aspect == Aspect::Patient { "link.other.reference" } else { "link.type" };
    if let Some(rule) = rules.iter().find(|rule| gaps::bare(&rule.rule.to) == element) {
        return Filler::Rule(info(rule));
    }
    let beside = rules.iter().filter(|rule| gaps::bare(&rule.rule.to).starts_with("link."));
    Filler::Nobody(Gap { element: element.into(), beside: beside.map(|rule| rule.rule.id.clone()).collect() })
}

/// Whether statements of a kind are usually read from resources of a type.
fn makes(resource: &str, kind: Kind) -> bool {
    match kind {
        Kind::Demographic => resource == "Patient",
        Kind::Encounter => resource == "Encounter",
        Kind::Problem | Kind::EncounterDiagnosis => resource == "Condition",
        Kind::Allergy | Kind::NoKnownAllergy => resource == "AllergyIntolerance",
        Kind::Medication => resource.starts_with("Medication"),
        Kind::Observation => resource == "Observation",
        Kind::Immunization => resource == "Immunization",
        Kind::Procedure => resource == "Procedure",
        Kind::Note | Kind::Document => resource == "DocumentReference",
        Kind::Charge => matches!(resource, "ChargeItem" | "Claim" | "ExplanationOfBenefit"),
        Kind::Claim => matches!(resource, "Claim" | "ExplanationOfBenefit"),
        Kind::Payment => matches!(resource, "ClaimResponse" | "ExplanationOfBenefit" | "PaymentReconciliation"),
        Kind::Coverage => resource == "Coverage",
        _ => true,
    }
}

/// Rows that one resource set holds back for one reason.
struct SetHeld {
    resource: String,
    /// Rows held, and what the rule was given: values that were not empty, or all rows that were not dropped.
    share: [u64; 2],
}

/// What a migration counted of the rows that it held back.
#[derive(Default)]
pub(super) struct Counts {
    /// By relation, rule and reason.
    held: HashMap<(String, String, String), Vec<SetHeld>>,
    /// Per rule, values that it could not read and all that it was given.
    unread: HashMap<String, [u64; 2]>,
}

impl Counts {
    /// Of a row that another rule held back nothing is counted, and an empty field is no value.
    pub(super) fn new(report: &MigrateReport) -> Self {
        let mut counts = Self::default();
        for set in &report.sets {
            for (rule, reason, rows) in &set.held {
                let values = set.rules.iter().find(|(id, ..)| id == rule).map(|(_, _, _, values, held)| values.iter().skip(1).sum::<u64>() + held);
                let given = values.unwrap_or_else(|| set.rows.saturating_sub(set.dropped));
                let key = (set.from.clone(), rule.clone(), reason.clone());
                counts.held.entry(key).or_default().push(SetHeld { resource: set.resource.clone(), share: [*rows, given] });
                if reason == "bad value" {
                    let unread = counts.unread.entry(rule.clone()).or_default();
                    *unread = [unread[0] + rows, unread[1] + given];
                }
            }
        }
        counts
    }

    fn of(&self, relation: &str, rule: &str, reason: &str) -> &[SetHeld] {
        self.held.get(&(relation.to_string(), rule.to_string(), reason.to_string())).map_or(&[], Vec::as_slice)
    }

    fn unread(&self, rule: &str) -> Option<[u64; 2]> {
        self.unread.get(rule).copied()
    }
}

/// Which element of an adjustment (`CO-45 40.10`: group, reason, amount) differs, where it is its reason or its group alone.
fn part_of_adjustment(said: Option<&Value>, there: Option<&Value>) -> &'static str {
    let (Some(Value::Word(said)), Some(Value::Word(there))) = (said, there) else { return "" };
    let (Some((group, rest)), Some((other, left))) = (said.split_once('-'), there.split_once('-')) else { return "" };
    let reason = |text: &str| text.split(' ').next().unwrap_or_default().to_string();
    match (group == other, reason(rest) == reason(left)) {
        (true, false) => ".reason",
        (false, true) => ".category",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adjustment_with_another_reason_is_no_mistake_of_its_group() {
        let part = |said: &str, there: &str| part_of_adjustment(Some(&Value::Word(said.into())), Some(&Value::Word(there.into())));
        assert_eq!([part("CO-45", "CO-4"), part("CO-45", "PR-45"), part("CO-45 10", "PR-2 10")], [".reason", ".category", ""]);
    }
    use crate::migrate::SetCounts;

    fn set(resource: &str, from: &str, held: &[(&str, &str, u64)], rules: &[(&str, [u64; 5], u64)]) -> SetCounts {
        SetCounts {
            resource: resource.into(),
            from: from.into(),
            rows: 110,
            dropped: 10,
            held: held.iter().map(|(rule, reason, rows)| (rule.to_string(), reason.to_string(), *rows)).collect(),
            rules: rules.iter().map(|(rule, values, held)| (rule.to_string(), "onsetDateTime".into(), None, *values, *held)).collect(),
            ..SetCounts::default()
        }
    }

    fn counts() -> Counts {
        let sets = vec![
            set("Condition", "problems", &[("problem-onset", "bad value", 40), ("key", "id collision", 3)], &[("problem-onset", [100, 1, 0, 60, 0], 40)]),
            set("Encounter", "problems", &[("key", "id collision", 90)], &[]),
        ];
        Counts::new(&MigrateReport { sets, ..MigrateReport::default() })
    }

    #[test]
    fn a_rule_is_told_what_it_could_not_read_of_what_it_was_given() {
        let counts = counts();
        assert_eq!(counts.unread("problem-onset"), Some([40, 101]), "empty fields are no values");
        assert_eq!(counts.unread("key"), None, "two rows with one key were read");
        let shares = |rule, reason| counts.of("problems", rule, reason).iter().map(|h| (h.resource.as_str(), h.share)).collect::<Vec<_>>();
        assert_eq!(shares("key", "id collision"), [("Condition", [3, 100]), ("Encounter", [90, 100])], "a key is given every row that is not dropped");
        assert!(shares("problem-onset", "unmapped code").is_empty());
    }

    #[test]
    fn words_are_those_beside_a_code_or_of_the_whole() {
        let concept = |display: &str, text: &str| Value::code(vec![model::Coding { system: "urn:a".into(), code: "1".into(), display: display.into() }], text);
        let own = concept("Metformin", "METFORMIN");
        let of = |there: &Value| words("the words beside the code are other words", Some(&own), Some(there));
        assert_eq!(of(&concept("Metformin", "TAKE ONE")), Some(Part::Words { of_all: true }));
        assert_eq!(of(&concept("Lisinopril", "Metformin")), Some(Part::Words { of_all: false }));
        assert_eq!(words("another code", Some(&own), Some(&concept("", ""))), None);
        let only = |words: &str| Value::words(words);
        assert_eq!(words("the words differ", Some(&Value::Text("throat felt tight".into())), Some(&only("throat"))), Some(Part::Words { of_all: true }));
        assert_eq!(words("the words differ", Some(&own), Some(&only("throat"))), None, "what became of the code is another question");
        let bare = Value::words("smoker");
        assert_eq!(words("no legacy value, the destination has one", None, Some(&bare)), Some(Part::Words { of_all: true }));
    }

    #[test]
    fn what_stands_under_the_system_of_the_source_is_what_differs_there() {
        let rule = |id: &str, to: &str, value: &str| format!("\n  [[resource.rule]]\n  id = \"{id}\"\n  to = \"{to}\"\n  value = \"{value}\"\n");
        let rules = [
            rule("type-system", "type.coding[0].system", "'http://loinc.org'"),
            rule("type", "type.coding[0].code", "CASE TYPE WHEN 'HP' THEN '34117-2' END"),
            rule("own-system", "type.coding[1].system", "'urn:a:note'"),
            rule("own", "type.coding[1].code", "TYPE"),
        ];
        let set = "format = \"throughline-mapping/1\"\nname = \"a\"\nsystem = \"urn:a\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n\n[[resource]]\ntype = \"DocumentReference\"\nfrom = \"notes\"\nkey = \"ID\"\n";
        let (plan, _) = Plan::check(mapping::Document::parse(&format!("{set}{}", rules.concat())).unwrap(), None);
        let coded = |codes: &[(&str, &str)]| Value::code(codes.iter().map(|(system, code)| model::Coding { system: (*system).into(), code: (*code).into(), display: String::new() }).collect::<Vec<_>>(), "");
        let named = |there: &[(&str, &str)]| own_code(&plan.resources[0].rules, "type", Some(&coded(&[("urn:a:note", "HP")])), Some(&coded(there))).map(|rule| rule.rule.id.clone());
        assert_eq!(named(&[("http://loinc.org", "34117-2"), ("urn:a:note", "34117-2")]).as_deref(), Some("own"));
        assert_eq!(named(&[("http://loinc.org", "18842-5"), ("urn:a:note", "HP")]), None, "its own code stayed");
        assert_eq!(named(&[("http://loinc.org", "18842-5")]), None);
    }

    #[test]
    fn a_condition_reads_more_than_the_lens_or_parts_from_it_by_the_same_fields() {
        let document = |condition: &str| {
            let text = format!("format = \"throughline-mapping/1\"\nname = \"a\"\nsystem = \"urn:a\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n\n[[resource]]\ntype = \"Condition\"\nfrom = \"problems\"\nkey = \"PROB_ID\"\nwhere = \"{condition}\"\ndropped = \"voided, and of test patients\"\n\n  [[resource.rule]]\n  id = \"problem-text\"\n  to = \"code.text\"\n  value = \"NAME\"\n");
            mapping::Document::parse(&text).unwrap()
        };
        let lens = "format = \"throughline-lens/1\"\nname = \"a\"\n\n[[assert]]\nkind = \"problem\"\nfrom = \"problems\"\npatient = \"PAT_ID\"\nwhere = \"COALESCE(VOID_FLG, '') <> 'Y' AND COALESCE(LOOKUP(PAT_ID, 'patients', 'PAT_ID', 'STATUS'), '') <> 'T'\"\nexcluded = \"voided, and of test patients\"\n\n  [assert.say]\n  text = { field = \"NAME\", as = \"text\" }\n";
        let places = balance::Places::default();
        let beyond = |condition: &str, kind: Kind| {
            let plan = Plan::check(document(condition), None).0;
            let lens = Some(Lens::parse(lens).unwrap());
            let made = Made { origins: Origins::default(), plan: None, lens, held: HeldRows::default(), read_relations: HashSet::new(), counts: counts(), legacy_places: &places, rows: OnceLock::new(), answers: Mutex::default() };
            made.dropped(&plan.resources[0], kind).beyond
        };
        assert_eq!(beyond("VOID_FLG = 'N' AND LOOKUP(PAT_ID, 'patients', 'PAT_ID', 'STATUS') <> 'T'", Kind::Problem), Some(Vec::new()), "empty flags are no N");
        assert_eq!(beyond("VOID_FLG = 'N' AND STATUS_CD IN ('A', 'R')", Kind::Problem), Some(vec!["STATUS_CD".to_string()]));
        assert_eq!(beyond("LOOKUP(PAT_ID, 'patients', 'PAT_ID', 'ZIP') = '1'", Kind::Problem), Some(vec!["patients.ZIP".to_string()]));
        assert_eq!(beyond("VOID_FLG = 'N'", Kind::Allergy), None, "the lens has no part for it");
    }

    #[test]
    fn a_row_is_held_back_by_what_was_to_make_the_statement() {
        let mut places = balance::Places::default();
        let onset = places.number("ONSET_DT");
        let document = mapping::Document::parse(
            "format = \"throughline-mapping/1\"\nname = \"a\"\nsystem = \"urn:a\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n\n[[resource]]\ntype = \"Condition\"\nfrom = \"problems\"\nkey = \"PROB_ID\"\n\n  [[resource.rule]]\n  id = \"problem-onset\"\n  to = \"onsetDateTime\"\n  value = \"PARSE_DATE(ONSET_DT, 'DD/MM/YYYY')\"\n",
        );
        let plan = Plan::check(document.unwrap(), None).0;
        let held = [("problems", "key", "id collision"), ("problems", "problem-onset", "bad value")].map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string()));
        let made = Made { origins: Origins::default(), plan: Some(plan), lens: None, held: HeldRows::default(), read_relations: HashSet::new(), counts: counts(), legacy_places: &places, rows: OnceLock::new(), answers: Mutex::default() };
        let statement = |kind, value| Statement {
            kind,
            patient: "1".into(),
            origin: model::Origin { artifact: 0, relation: 0, line: 1, reference: String::new() },
            facts: vec![model::Fact { aspect: Aspect::Onset, value, place: onset, how: model::How::Copied }],
        };
        let day = Value::Date(model::Date::day(2020, 3, 14).unwrap());
        let row = made.held_row(&held[1..], &statement(Kind::Problem, day.clone())).unwrap();
        assert_eq!((row.rule.as_str(), row.share, row.is_readable), ("problem-onset", Some([40, 101]), true));
        assert_eq!(row.info.unwrap().fields, ["ONSET_DT"]);
        let unreadable = made.held_row(&held[1..], &statement(Kind::Problem, Value::Text("02/31/2020".into()))).unwrap();
        assert!(!unreadable.is_readable, "the lens cannot read it either");
        assert_eq!(made.held_row(&held, &statement(Kind::Encounter, day)).unwrap().share, Some([90, 100]), "the set of the encounters holds it, not the one of the conditions");
    }
}
