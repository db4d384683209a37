//! What few findings of a rule look like by chance: numbers that are simply others are now and then ten times as great, or whole; days that are
//! others are now and then the day before. Beside many of the same rule that only differ they are no mistake of their own. And one zone in the place of
//! another is off by one hour more in one half of the year: both halves are one mistake. So is what one thing to mend shows in several ways: a code map seen
//! through several rules, an element that nobody fills, a rule that fills two kinds of statements, or that says one word whatever the source says. A rule that
//! reads another field than it is to read says something where the source says nothing, and is held back for what it finds there.

use super::draw::{Act, Drawn, UNFILLED_IN, capital};
use super::{Cause, Causes, RuleInfo};
use model::{Aspect, CauseClass, Kind, Verdict};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What differs in no way that has a name.
const GENERAL: [&str; 5] = ["the value differs", "the text differs", "another date", "another time, later", "another time, earlier"];
/// What such values may look like, by how it begins.
const NAMED: [&str; 10] = ["the value is rounded", "the decimal point moved: ", "the sign is swapped", "leading zeros differ", "the text is cut", "the text is garbled", "one day ", "another date", "another year", "another time, "];
/// What is said of both halves of the year.
const SEASONS: &str = " So are those that are one hour more or less away, as clocks are in summer and in winter.";
/// What is said of a mistake that shows in several ways.
const ONE: &str = " What it shows in other kinds of statements, through other rules or in other words is one with it.";
/// What is said of two words in the place of each other.
const TURNED: &str = " The other word stands where this one should: the rule has the two the wrong way round.";
/// Findings of either word from which on two words stand in the place of each other, where nobody knows of a rule.
const TURNED_MIN: u64 = 3;
/// How many times as many findings have to say nothing more.
const MANY: u64 = 10;

/// A cause that turned out to be part of another one: class and label of both.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
    /// The index of both.
    pub at: [usize; 2],
    /// What it was.
    pub from: (CauseClass, String),
    /// What it is part of.
    pub into: (CauseClass, String),
}

impl Cause {
    /// What differs, as its label says it.
    fn manner(&self) -> &str {
        self.label.split_once(": ").map_or("", |(_, manner)| manner)
    }

    /// By how many minutes times lie apart; later is more.
    fn shift(&self) -> Option<i32> {
        let manner = self.manner();
        let (clock, sign) = manner.strip_suffix(" h later").map(|clock| (clock, 1)).or_else(|| Some((manner.strip_suffix(" h earlier")?, -1)))?;
        let (hours, minutes) = clock.split_once(':')?;
        Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?))
    }

    /// Whether the times of another cause lie one hour further away, or one less, in the same direction.
    fn is_of_other_season(&self, other: &Self) -> bool {
        match (self.shift(), other.shift()) {
            (Some(a), Some(b)) => a.signum() == b.signum() && a.abs_diff(b) == 60,
            _ => false,
        }
    }

    /// Whether it may be one half of two words that stand in the place of each other: of a rule that is known any finding tells, of an unknown one few do not.
    fn may_be_turned(&self) -> bool {
        self.statements > 0 && self.group.is_some() && (self.rule.is_some() || self.statements >= TURNED_MIN)
    }

    fn is_general(&self) -> bool {
        GENERAL.contains(&self.manner())
    }

    /// Adds a sentence to the evidence, once.
    pub(super) fn say(&mut self, sentence: &str) {
        if !self.evidence.contains(sentence) {
            self.evidence.push_str(sentence);
        }
    }

    /// Whether it shows that a rule reads another field than it is to read: it says something where the source says nothing, or its record is held back for it.
    fn shows_other_field(&self, rule: &RuleInfo) -> bool {
        let is_of_rule = self.rule.as_ref() == Some(&rule.id) && self.class != CauseClass::SourceDefect && !matches!(self.remedy.act, Act::Field(_));
        is_of_rule && (self.field.is_empty() || (self.verdict, self.aspect) == (Verdict::Lost, Aspect::Statement))
    }

    /// Which thing to mend it is of, and how that shows in it: what shows alike is one cause.
    fn mistake(&self) -> Option<(usize, String)> {
        let group = self.group?;
        match &self.remedy.act {
            Act::CodeRow(_) | Act::NewCodeRow(_) if self.class == CauseClass::CodeMap => Some((group, String::new())),
            Act::Fill(_) => Some((group, String::new())),
            // Of what nobody knows the maker of: a record as a whole may be lost or made for many a reason.
            Act::Loader if self.aspect == Aspect::Statement => None,
            Act::Loader => Some((group, self.one_word().map_or_else(|| self.manner().to_string(), |word| format!("always {word}")))),
            _ if self.rule.is_some() => Some((group, self.one_word().map_or_else(|| self.manner().to_string(), |word| format!("always {word}")))),
            _ => None,
        }
    }

    /// The word that the destination has in every finding, whatever the source says.
    fn one_word(&self) -> Option<&str> {
        let manner = self.manner();
        let is_word = manner.contains(" has become ") || manner.starts_with("no legacy ");
        let counted: u64 = self.clusters.values().map(|cluster| cluster.statements).sum();
        let mut words = self.clusters.keys().map(|(_, destination)| destination.as_str());
        let first = words.next().filter(|word| is_word && !word.is_empty() && counted >= self.statements)?;
        words.all(|word| word == first).then_some(first)
    }

    fn may_be_chance(&self) -> bool {
        let manner = self.manner();
        NAMED.iter().any(|named| manner.starts_with(named)) || manner.ends_with(" h later") || manner.ends_with(" h earlier")
    }
}

/// What is one thing to mend: the rows of a code map whichever rules go through it, an element that no rule of a set fills, whatever one rule gives of an
/// aspect; where no rule is named, times of one kind that zones shift, and what differs in an aspect of records that a standard has one type for.
pub(super) fn group(kind: Kind, drawn: &Drawn) -> Option<String> {
    let Drawn { class, label, evidence, rule, remedy, .. } = drawn;
    match &remedy.act {
        Act::CodeRow(map) if *class == CauseClass::CodeMap => return Some(format!("code map {map}")),
        Act::NewCodeRow(map) if *class == CauseClass::CodeMap => return Some(format!("code map {map}: rows to add")),
        Act::Fill(path) => {
            // Which set it is the rules beside it tell.
            let (_, beside) = evidence.split_once(UNFILLED_IN).filter(|(_, beside)| beside.contains(" beside it."))?;
            return Some(format!("{path}{beside}"));
        }
        _ => {}
    }
    let (group, _) = label.split_once(": ")?;
    match rule {
        // A rule is one, whatever kinds of statements its rows are.
        Some(rule) => group.ends_with(&format!(", rule {rule}")).then(|| group.strip_prefix(capital(kind.word()).as_str()).unwrap_or(group).trim_start().to_string()),
        None if *class == CauseClass::TimeZone => Some(group.to_string()),
        None if *class == CauseClass::Destination && remedy.act == Act::Loader => {
            let aspect = group.strip_prefix(capital(kind.word()).as_str())?;
            Some(format!("{}{aspect}, whoever made it", family(kind)))
        }
        None => None,
    }
}

/// The kind that stands for all that a standard has one type of record for: a loader reads them in one way.
fn family(kind: Kind) -> Kind {
    match kind {
        Kind::EncounterDiagnosis => Kind::Problem,
        Kind::NoKnownAllergy => Kind::Allergy,
        other => other,
    }
}

impl Causes {
    /// Takes what is so by chance into the cause that it is part of, and what one thing to mend shows in several ways into one, and tells of each.
    /// Everything has to be added by then.
    pub fn fold(&mut self) -> Vec<Folded> {
        let mut folded = self.fold_other_fields();
        folded.extend(self.fold_chance());
        folded.extend(self.fold_mistakes());
        folded.extend(self.fold_exchanged());
        folded.extend(self.fold_common());
        folded
    }

    fn fold_other_fields(&mut self) -> Vec<Folded> {
        let is_of_field = |cause: &Cause| cause.statements > 0 && matches!(cause.remedy.act, Act::Field(_));
        let mut found: Vec<(Reverse<u64>, usize, RuleInfo)> = Vec::new();
        for (at, cause) in self.causes.iter().enumerate().filter(|(_, cause)| is_of_field(cause)) {
            found.extend(cause.remedy.rule.clone().map(|rule| (Reverse(cause.statements), at, rule)));
        }
        found.sort_by_key(|(statements, at, _)| (*statements, *at));
        let mut folded = Vec::new();
        for (_, into, rule) in found {
            for from in 0..self.causes.len() {
                // What is worse than the rest keeps its name: whoever accepted the harmless part has not accepted it.
                let is_no_worse = self.causes[from].severity >= self.causes[into].severity;
                if self.causes[from].statements > 0 && is_no_worse && self.causes[from].shows_other_field(&rule) {
                    folded.push(self.take(from, into));
                    self.causes[into].say(ONE);
                }
            }
        }
        folded
    }

    fn fold_chance(&mut self) -> Vec<Folded> {
        let mut folded = Vec::new();
        for from in 0..self.causes.len() {
            // What is part of another cause by now takes in nothing.
            let Some(into) = self.usual(from) else { continue };
            folded.push(self.take(from, into));
            if self.causes[into].class == CauseClass::TimeZone {
                self.causes[into].say(SEASONS);
            }
        }
        folded
    }

    fn fold_mistakes(&mut self) -> Vec<Folded> {
        let mut mistakes: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
        for (at, cause) in self.causes.iter().enumerate().filter(|(_, cause)| cause.statements > 0) {
            if let Some(mistake) = cause.mistake() {
                mistakes.entry(mistake).or_default().push(at);
            }
        }
        let mut folded = Vec::new();
        for all in mistakes.into_values() {
            folded.extend(self.take_into_worst(&all, ONE));
        }
        folded
    }

    /// Takes causes that are one into the worst of them, and says so.
    pub(super) fn take_into_worst(&mut self, all: &[usize], sentence: &str) -> Vec<Folded> {
        let Some(into) = self.worst(all.iter().copied()) else { return Vec::new() };
        let mut folded = Vec::new();
        for from in all.iter().copied().filter(|at| *at != into) {
            folded.push(self.take(from, into));
            self.causes[into].say(sentence);
        }
        folded
    }

    /// A rule that says of one word another one, and of that one the first, has them the wrong way round: one mistake, also where the rule is not known.
    fn fold_exchanged(&mut self) -> Vec<Folded> {
        let mut folded = Vec::new();
        for at in 0..self.causes.len() {
            let Some(one) = self.causes.get(at).filter(|cause| cause.may_be_turned()) else { continue };
            let Some((from, to)) = one.manner().split_once(" has become ") else { continue };
            let turned = format!("{to} has become {from}");
            let is_other = |other: &Cause| other.may_be_turned() && other.group == one.group && other.manner() == turned;
            let Some(other) = self.causes.iter().position(is_other) else { continue };
            let Some(large) = self.worst([at, other].into_iter()) else { continue };
            folded.push(self.take(if large == at { other } else { at }, large));
            self.causes[large].say(TURNED);
        }
        folded
    }

    /// Of causes that are one the one by which it is named, the worst: whoever accepted the harmless part has not accepted the rest.
    pub(super) fn worst(&self, all: impl Iterator<Item = usize>) -> Option<usize> {
        all.max_by_key(|at| self.causes.get(*at).map(|cause| (Reverse(cause.severity), cause.statements, Reverse(*at))))
    }

    /// Takes everything of a cause into another.
    pub(super) fn take(&mut self, from: usize, into: usize) -> Folded {
        let small = &mut self.causes[from];
        let (statements, safety, patients, severity) = (small.statements, small.safety, small.patients, small.severity);
        let (clusters, marks) = (std::mem::take(&mut small.clusters), std::mem::take(&mut small.marks));
        (small.statements, small.safety) = (0, 0);
        let was = (small.class, small.label.clone());
        let large = &mut self.causes[into];
        large.statements += statements;
        large.safety += safety;
        large.severity = large.severity.min(severity);
        large.marks.join(&marks);
        // Whom both concern is not known: it is the least that there can be.
        large.patients = large.patients.max(patients);
        for (values, cluster) in clusters {
            let known = large.clusters.entry(values).or_default();
            known.statements += cluster.statements;
            known.safety += cluster.safety;
            known.patients = known.patients.max(cluster.patients);
        }
        let (group, now) = (large.group, (large.class, large.label.clone()));
        // Whom both concern is known where nothing else of the group is left.
        let is_last = !self.causes.iter().enumerate().any(|(at, cause)| at != into && cause.group == group && cause.statements > 0);
        if let Some(patients) = group.and_then(|group| self.groups.get(group)).map(|(patients, _)| *patients).filter(|_| is_last) {
            // It may have taken in what is of another group.
            self.causes[into].patients = self.causes[into].patients.max(patients);
        }
        Folded { at: [from, into], from: was, into: now }
    }

    /// The cause of the same rule that a cause is part of by chance, or by the time of the year.
    fn usual(&self, at: usize) -> Option<usize> {
        // Where nobody knows what made them, what looks like a mistake of its own may be one.
        let is_of_one = |cause: &Cause| cause.rule.is_some() || cause.class == CauseClass::TimeZone;
        let cause = self.causes.get(at).filter(|cause| cause.statements > 0 && is_of_one(cause) && cause.may_be_chance())?;
        let group = cause.group?;
        // What is worse than the rest keeps its name.
        let is_alike = move |other: &Cause| other.group == Some(group) && other.verdict == cause.verdict && other.severity <= cause.severity;
        let others = || self.causes.iter().enumerate().filter(move |(_, other)| is_alike(other));
        let large = others().filter(|(_, other)| other.is_general() && cause.statements * MANY <= other.statements);
        let usual = large.max_by_key(|(_, other)| other.statements);
        let is_more = |index: usize, other: &Cause| (other.statements, at) > (cause.statements, index);
        let season = || others().find(|(index, other)| cause.is_of_other_season(other) && is_more(*index, other));
        usual.or_else(season).map(|(index, _)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::super::draw::{Act, Drawn, Remedy};
    use super::group;
    use model::{CauseClass, Kind};

    fn of(class: CauseClass, label: &str, rule: Option<&str>) -> Option<String> {
        let remedy = Remedy { act: Act::Value, rule: None, manner: String::new() };
        group(Kind::Observation, &Drawn { class, label: label.into(), evidence: String::new(), rule: rule.map(str::to_string), field: String::new(), remedy })
    }

    #[test]
    fn a_label_tells_what_the_rule_gives() {
        let rule = Some("lab-value");
        assert_eq!(of(CauseClass::MappingRule, "Observation value, rule lab-value: the value differs", rule).as_deref(), Some("value, rule lab-value"));
        assert_eq!(of(CauseClass::MappingRule, "Observation value, rule lab-value-2: the value differs", rule), None);
        assert_eq!(of(CauseClass::MappingRule, "Observation value: the value differs", None), None);
        assert_eq!(of(CauseClass::MappingRule, "Observation left out", rule), None);
        assert_eq!(of(CauseClass::TimeZone, "Observation time: 5:00 h earlier", None).as_deref(), Some("Observation time"));
    }
}
