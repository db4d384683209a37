//! What to do about a cause, said so that somebody can go and do it: which row, which rule, which element, which field, whom to ask.
//!
//! It is drawn from the evidence of the cause alone and never applies itself. What must stay true: a value stands in it only when it
//! was handed in as one that may be shown, and every cause has a proposal.

use super::draw::{Act, Remedy};
use super::{Cause, SHOWN_MIN};
use crate::judge::{CUT, said_aspect};
use model::{Aspect, Decimal, Verdict, canonical_unit, convert};
use serde::{Deserialize, Serialize};

/// Values that enough patients share to be shown, with how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SharedValue {
    /// What the legacy book says.
    pub legacy: String,
    /// What that is declared to mean in the destination's words; empty where nobody declares it.
    pub declared: String,
    /// What the destination says.
    pub destination: String,
    /// Findings.
    pub statements: u64,
}

/// A proposal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What to do.
    pub text: String,
    /// Where: `rule`, `element`, `relation`, `equivalence`, `patients`, `finding`; empty where it is done outside of the product.
    pub place: String,
    /// What it is done to there: a rule's id, `Resource.path`, a relation, an equivalence's id, a side.
    pub target: String,
}

/// Pairs of values that one proposal names.
const NAMED_MAX: usize = 3;
/// What is said of codes whose system is another one.
const SYSTEM: [&str; 2] = ["the code stands under another code system", "the code system is gone"];

impl Proposal {
    /// Something to do at a place.
    pub fn new(text: impl Into<String>, place: &str, target: &str) -> Self {
        Self { text: text.into(), place: place.into(), target: target.into() }
    }
}

impl Cause {
    /// What to do about it. `values` are those behind it that may be shown, the most frequent first.
    pub fn proposal(&self, values: &[SharedValue]) -> Proposal {
        let named: Vec<&SharedValue> = values.iter().take(NAMED_MAX).collect();
        let Remedy { act, rule, .. } = &self.remedy;
        let text = match act {
            Act::CodeRow(map) => self.code_row(map, &named),
            Act::NewCodeRow(map) => self.new_code_row(map, &named),
            Act::Value => self.value(&named),
            Act::Field(field) => self.other_field(field),
            Act::Unit => self.unit(&named),
            Act::Zone => self.zone(),
            Act::Zones(lens, mapping) => format!(
                "Set the `timezone` of the mapping to {lens}, or that of the lens to {mapping}, whichever the legacy system did not write in: {} are read in both. Then migrate and compare again.",
                self.counted()
            ),
            Act::Format(share) => self.format(*share),
            Act::Key([held, given]) => format!("Make the key of the resource set tell its rows apart: it gives one id to several rows and holds back {held} of {given}. Then migrate and compare again."),
            Act::Allowed(reason) => self.allowed(reason),
            Act::Fill(path) => self.fill(path),
            Act::Read(relation) => format!("Add a resource set that reads {relation}, or declare its rows dropped with a reason: no rule makes anything of {}.", self.counted()),
            Act::Column(relation, field) => {
                format!("Add a resource set over {relation} that reads {field}, or take {field} out of the lens where it says nothing of a patient: no rule makes anything of {}.", self.counted())
            }
            Act::Condition(set) => format!("In the condition of {set} leave out the rows that the lens leaves out, or let the lens assert them: {} of kind {} are made of rows that assert nothing here.", self.counted(), self.kind),
            Act::Whose => format!("Let {} name the patient of the row: the records of {} are in another chart or in none.", self.rule_words(), self.counted()),
            Act::Rows(reason) => self.rows(reason),
            Act::Words => format!("Correct {} in the source, or accept as variance that its words are no point in time: the record should carry them as words.", self.field_words()),
            Act::Printed => "Find out which of the two numbers is right, and correct the other one in the source. Where it is the printed one, the destination has the wrong one as well.".into(),
            Act::Declared(reason, part) => format!("Where the mapping's reason holds ({reason}), accept this as variance, or leave these rows out in the lens, which asserts them. Where it does not, take the declaration back.{part}"),
            Act::Narrow(set, reason) => format!("Let the condition of {set} take the rows that the lens takes: it leaves out {} of kind {}. No comparison with an empty field holds, unless the condition says what empty stands for. Where the declared reason holds all the same ({reason}), leave these rows out in the lens as well.", self.counted(), self.kind),
            Act::Lone(is_legacy, dropped) => lone(*is_legacy, dropped.as_deref()),
            // Of charts or numbers as a whole, whatever stands in them.
            Act::Identity if self.remedy.manner.is_empty() => "Look at the crosswalk pair of the patient in each finding, and decide whose records these are.".into(),
            Act::Identity => format!("Look at the crosswalk pair of the patient in each finding, and decide whom the {} belongs to: {}.", self.kind, self.remedy.manner),
            Act::Entry if self.rule.is_some() => format!("Let {} say of each entry what {} says.", self.rule_words(), self.field_words()),
            Act::Entry => "Look at what the entry of the directory has become: map the key to the entry that it was, or declare the two equivalent where they are one.".into(),
            Act::Loader => self.loader(&named),
            Act::KeptOut => "Migrate again while the archive rule is in force, or take these records out of the destination. Where the patients are to migrate after all, change the rule or take it out of force.".into(),
        };
        // What is left out, or made otherwise, of one place or one time alone: whoever is asked has to know that.
        let text = match act {
            Act::Loader | Act::Declared(..) | Act::Narrow(..) if !self.common.is_empty() => format!("{text} {}", self.common),
            _ => text,
        };
        let rule = rule.as_ref().map(|rule| rule.id.as_str()).filter(|_| self.rule.is_some()).unwrap_or_default();
        match act {
            Act::Fill(path) if path.starts_with(char::is_uppercase) => Proposal::new(text, "element", path),
            Act::Read(relation) | Act::Column(relation, _) => Proposal::new(text, "relation", relation),
            Act::Lone(is_legacy, _) => Proposal::new(text, "patients", if *is_legacy { "legacy only" } else { "destination only" }),
            Act::Entry if !rule.is_empty() => Proposal::new(text, "rule", rule),
            Act::Identity | Act::Entry | Act::Printed => Proposal::new(text, "finding", ""),
            Act::Key(_) => Proposal::new(text, "", ""),
            // A key or an element that was left empty is no rule to open.
            _ if rule.is_empty() || self.remedy.rule.as_ref().is_some_and(|r| r.element.is_empty()) => Proposal::new(text, "", ""),
            _ => Proposal::new(text, "rule", rule),
        }
    }

    fn counted(&self) -> String {
        counted(self.statements)
    }

    /// Where the value stands in the source.
    fn field_words(&self) -> &str {
        if self.field.is_empty() { "the field" } else { &self.field }
    }

    /// The rule and what it fills.
    fn rule_words(&self) -> String {
        match &self.remedy.rule {
            Some(rule) if rule.element.is_empty() => format!("rule {}", rule.id),
            Some(rule) => format!("rule {}, which fills {},", rule.id, rule.element),
            None => "the rule".into(),
        }
    }

    /// Each pair by what is to be said of it, with how many of all it is.
    fn each(&self, named: &[&SharedValue], say: impl Fn(&SharedValue) -> String) -> String {
        let share = |v: &SharedValue| format!("{} of {}", v.statements, self.counted());
        let today = |v: &SharedValue| if v.destination.is_empty() { "nothing".to_string() } else { v.destination.clone() };
        named.iter().copied().map(|v| format!("{} (today {}; {})", say(v), today(v), share(v))).collect::<Vec<_>>().join("; ")
    }

    /// Why no row is named.
    fn unnamed(&self, what: &str) -> String {
        match self.patients < SHOWN_MIN {
            true => format!("No {what} is shared by {SHOWN_MIN} patients; the findings show theirs."),
            false => format!("No {what} may be named here; the findings show theirs."),
        }
    }

    fn code_row(&self, map: &str, named: &[&SharedValue]) -> String {
        if named.is_empty() {
            return format!("In code map {map} correct the rows behind these {}: each legacy code goes to what the lens declares it to be. {}", self.counted(), self.unnamed("row"));
        }
        // No row of a map is asked for an empty field: what gives a code for nothing is the rule, or the row of a code that says nothing.
        if named.iter().all(|v| v.legacy.is_empty()) {
            let rows = self.each(named, |_| "leave it empty where the source says nothing, or give the default a reason".to_string());
            return format!("In {} {rows}. Where a code that says nothing stands behind it, take its row out of code map {map}.", self.rule_words());
        }
        let say = |v: &SharedValue| match (v.legacy.as_str(), v.declared.as_str()) {
            ("", _) => "give no code where the source has none".to_string(),
            (legacy, "") => format!("map {legacy} to a code that means the same"),
            (legacy, declared) => format!("map {legacy} → {declared}, which the lens declares it to be"),
        };
        format!("In code map {map} {}.", self.each(named, say))
    }

    fn new_code_row(&self, map: &str, named: &[&SharedValue]) -> String {
        if named.is_empty() {
            return format!("In code map {map} add the rows that are missing: it leaves the codes of {} without a target. {}", self.counted(), self.unnamed("code"));
        }
        let say = |v: &SharedValue| if v.declared.is_empty() { format!("{} → a code that means the same", v.legacy) } else { format!("{} → {}, which the lens declares it to be", v.legacy, v.declared) };
        format!("In code map {map} add the row {}.", self.each(named, say))
    }

    fn other_field(&self, field: &str) -> String {
        let read = self.remedy.rule.as_ref().map(|rule| rule.fields.join(", ")).unwrap_or_default();
        format!("Let {} read {field} in place of {read}, or after it where the lens takes whichever of both is filled; where {read} is right, let the lens read it. They part in {}.", self.rule_words(), self.counted())
    }

    /// The characters of the longest value of the destination, where all values are known, there are several, and enough patients stand behind them.
    fn longest(&self) -> Option<usize> {
        let counted: u64 = self.clusters.values().map(|cluster| cluster.statements).sum();
        let longest = self.clusters.keys().map(|(_, destination)| destination.chars().count()).max()?;
        (self.patients >= SHOWN_MIN && counted >= self.statements && self.clusters.len() > 1).then_some(longest)
    }

    fn value(&self, named: &[&SharedValue]) -> String {
        let rule = self.rule_words();
        if let Some(back) = self.remedy.manner.strip_prefix("the decimal point moved: ") {
            return format!("In {rule} {} on the way: the decimal point moved in {}.", opposite(back), self.counted());
        }
        // Of what is cut, and of a code under another system, the values say no more than how it is.
        if self.remedy.manner == CUT {
            let longest = self.longest().map_or_else(String::new, |length| format!("; none is longer than {length} characters"));
            return format!("Let {rule} carry {} whole: it cuts {}{longest}.", self.field_words(), self.counted());
        }
        if SYSTEM.contains(&self.remedy.manner.as_str()) {
            return format!("Let {rule} give the code system to which the codes of {} belong: {} in {}.", self.field_words(), self.remedy.manner, self.counted());
        }
        if let Some(done) = self.done_to_numbers() {
            return format!("In {rule} take back what is done to the number of {}: of nearly all of {} {done}.", self.field_words(), self.counted());
        }
        let say = |v: &SharedValue| match (v.legacy.as_str(), v.declared.as_str()) {
            ("", _) => "leave it empty where the source says nothing, or give the default a reason".to_string(),
            (legacy, "") => format!("send {legacy} where the source says so"),
            (legacy, declared) => format!("send {declared} where the source says {legacy}"),
        };
        match named.is_empty() {
            false => format!("In {rule} {}.", self.each(named, say)),
            true if self.remedy.manner.ends_with("absent in the destination") => format!("Let {rule} carry the value of {}: it leaves {} without one.", self.field_words(), self.counted()),
            true if self.remedy.manner.is_empty() => format!("Change {rule} so that it carries the {} of {} as it is, in {}.", said_aspect(self.aspect), self.field_words(), self.counted()),
            true => format!("Change {rule} so that it carries the {} of {} as it is: {} in {}.", said_aspect(self.aspect), self.field_words(), self.remedy.manner, self.counted()),
        }
    }

    fn unit(&self, named: &[&SharedValue]) -> String {
        let place = match &self.remedy.rule {
            Some(rule) => rule.code_map.as_ref().map_or_else(|| format!("In {}", self.rule_words()), |map| format!("In code map {map}, used by rule {},", rule.id)),
            None => "Ask whoever loads the destination to".into(),
        };
        let say = |v: &SharedValue| match (v.legacy.as_str(), factor(&v.legacy, &v.destination)) {
            ("", _) => "add no unit that the source does not give".to_string(),
            (legacy, Some(factor)) if self.remedy.manner == "the number is kept under another unit" => format!("keep {legacy} as {legacy}, or multiply the number by {factor}"),
            (legacy, _) => format!("keep {legacy} as {legacy}"),
        };
        match named.is_empty() {
            false => format!("{place} {}.", self.each(named, say)),
            true => format!("{place} keep number and unit together as the source has them: {} in {}.", self.remedy.manner, self.counted()),
        }
    }

    fn zone(&self) -> String {
        let (shift, all, field) = (&self.remedy.manner, self.counted(), self.field_words());
        match (&self.remedy.rule, shift.starts_with("one day")) {
            (None, _) => format!(
                "Ask whoever loads the destination by which zone it takes the {} of {}: {shift} in {all}. A time has to keep its offset, and a day has none.",
                said_aspect(self.aspect),
                one(self.kind)
            ),
            (Some(_), true) => format!("In {} take the day of {field} before a zone moves it: {shift} in {all}. A day has no zone.", self.rule_words()),
            (Some(_), false) => format!(
                "Set the time zone by which {} reads {field} to the one in which the legacy system wrote: {shift} in {all}. The zone of the whole mapping is its `timezone`.",
                self.rule_words()
            ),
        }
    }

    fn format(&self, share: Option<[u64; 2]>) -> String {
        let counted = share.map_or_else(|| self.counted(), |[unread, given]| format!("{unread} of {given} values"));
        format!("In {} give the format in which the source writes {}: it could not read {counted}. Then migrate and compare again.", self.rule_words(), self.field_words())
    }

    fn allowed(&self, reason: &str) -> String {
        let (rule, all) = (self.remedy.rule.as_ref().map(|r| r.id.as_str()).unwrap_or_default(), self.counted());
        match reason {
            "mandatory element is empty" if self.remedy.rule.as_ref().is_some_and(|r| !r.element.is_empty()) => {
                format!("Let {} give a value in every row, with a reason where it is a default, or declare the rows dropped: the run holds back {all} without it.", self.rule_words())
            }
            "mandatory element is empty" => format!("Let a rule fill {rule} in every row, with a reason where it is a default, or declare the rows dropped: the run holds back {all} without it."),
            "not in value set" => format!("Let {rule} give a code that its element allows: the run holds back {all}."),
            "no key" => format!("Give the resource set a key that these rows have, or declare them dropped with a reason: nothing tells {all} apart."),
            other => format!("Mend what holds these rows back ({rule}: {other}), then migrate and compare again: {all}."),
        }
    }

    fn fill(&self, path: &str) -> String {
        let path = if path.is_empty() { "it" } else { path };
        format!("Add a rule that fills {path} from {}: no rule carries the value of {}.", self.field_words(), self.counted())
    }

    fn rows(&self, reason: &str) -> String {
        let all = self.counted();
        match reason {
            "id collision" => format!("Look at the source rows that share one key, {all}: where one is a copy, accept the other as variance; where both are true, make the key of the resource set tell them apart."),
            _ => format!(
                "Correct {} in the source where it can be known: neither the lens nor {} can read the value of {all}; their places are in quarantine. Where it cannot, let the rule leave such a value empty, and accept that as variance with the reason.",
                self.field_words(),
                self.rule_words()
            ),
        }
    }

    fn loader(&self, named: &[&SharedValue]) -> String {
        let (all, kind, manner) = (self.counted(), self.kind, &self.remedy.manner);
        let ask = "Ask whoever loads the destination";
        let one = |kind| if self.marks.is_of_several_kinds() { "records of several kinds".to_string() } else { one(kind).to_string() };
        match self.verdict {
            // What is lost of one place is lost in records of several kinds.
            Verdict::Lost if self.marks.is_of_several_kinds() => format!("{ask} for what it refused or left out: {all} of several kinds never arrived. The findings name their records; have them loaded, and compare again."),
            Verdict::Lost => format!("{ask} for what it refused or left out: {all} of kind {kind} never arrived. The findings name their records; have them loaded, and compare again."),
            // One thing of a record that the legacy book knows: whoever took the record out for it would lose the rest.
            Verdict::Invented if self.aspect != Aspect::Statement => format!(
                "{ask} where it takes the {} of {} from: {manner} in {all}. Have that alone taken out where nobody said it, or show the source that this comparison did not read.",
                said_aspect(self.aspect),
                one(kind)
            ),
            Verdict::Invented => format!("{ask} where {all} of kind {kind} came from ({manner}): remove them, or show the source that this comparison did not read."),
            Verdict::Duplicated => format!("{ask} to look for a record's identifier before it makes one, and to remove the copies of {all}."),
            Verdict::Merged => format!("{ask} to keep records apart that are only alike, and to restore {all} of kind {kind} that it joined."),
            Verdict::Split => format!("{ask} to keep one record one: it made several of {all} of kind {kind}."),
            Verdict::Resurrected => format!("{ask} to carry the state along and to take back {all} of kind {kind}, over in the source."),
            // What follows from the records as a whole, such as who is called in.
            _ if self.aspect == Aspect::Statement => format!("{ask} to make {} work as it did: {manner} in {all}. The findings name the records that it hangs on.", one(kind)),
            _ if named.is_empty() && manner.ends_with("is absent in the destination") => {
                format!("{ask} why it leaves out the {} of {}, and to load it: it is absent in {all}.", said_aspect(self.aspect), one(kind))
            }
            _ if *manner == CUT => format!("{ask} to keep the {} of {} whole: it is cut in {all}.", said_aspect(self.aspect), one(kind)),
            _ if named.is_empty() => {
                let done = self.done_to_numbers().map_or_else(String::new, |done| format!("; of nearly all {done}"));
                format!("{ask} from where it takes the {} of {}: {manner} in {all}{done}.", said_aspect(self.aspect), one(kind))
            }
            _ => {
                let say = |v: &SharedValue| match (v.legacy.as_str(), v.declared.as_str()) {
                    ("", _) => "nothing where the source says nothing".to_string(),
                    (legacy, "") => legacy.to_string(),
                    (legacy, declared) => format!("{declared} for {legacy}"),
                };
                format!("{ask} to hold, as the {} of {}, {}. Where both mean the same, declare them equivalent.", said_aspect(self.aspect), one(kind), self.each(named, say))
            }
        }
    }
}

/// `an observation`, `a problem`.
fn one(kind: impl std::fmt::Display) -> String {
    let kind = kind.to_string();
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

/// Whom a lone chart belongs to.
fn lone(is_legacy: bool, dropped: Option<&str>) -> String {
    match (is_legacy, dropped) {
        (_, Some(reason)) => format!("Where the mapping's reason holds ({reason}), accept these charts as variance; else take the declaration back and migrate them."),
        (true, None) => "Look at the crosswalk: these patients of the legacy side have no pair. Where the destination knows one under another number or name, or twice, link the two that belong together; else bring the chart over, or decide that it stays in the archive.".into(),
        (false, None) => "Look at the crosswalk: these patients of the destination have no pair. Where the legacy side knows one under another number or name, link the two; else ask whoever loads the destination where the chart comes from.".into(),
    }
}

fn counted(statements: u64) -> String {
    if statements == 1 { "1 statement".into() } else { format!("{statements} statements") }
}

/// What undoes a shift of the decimal point.
fn opposite(shift: &str) -> String {
    match (shift.strip_prefix("times "), shift.strip_prefix("divided by ")) {
        (Some(power), _) => format!("divide by {power}"),
        (_, Some(power)) => format!("multiply by {power}"),
        _ => format!("undo it ({shift})"),
    }
}

/// By what a number has to be multiplied to go from one unit to another; none where an offset comes in or nobody knows.
fn factor(from: &str, to: &str) -> Option<String> {
    let (from, to) = (canonical_unit(from), canonical_unit(to));
    let zero = convert(Decimal::ZERO, &from, &to)?;
    let factor = convert(Decimal::ONE, &from, &to).filter(|_| zero.is_zero() && from != to)?;
    // Four digits that count are enough to recognise a factor by.
    let places = factor.abs().to_string().split_once('.').map_or(0, |(whole, rest)| if whole == "0" { rest.chars().take_while(|c| *c == '0').count() + 4 } else { 4 });
    Some(factor.round_dp(u32::try_from(places).unwrap_or(4)).normalize().to_string())
}
