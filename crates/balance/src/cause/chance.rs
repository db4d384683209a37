//! What few findings of a rule look like by chance: numbers that are simply others are now and then ten times as great, or whole; days that are
//! others are now and then the day before. Beside many of the same rule that only differ they are no mistake of their own. And one zone in the place of
//! another is off by one hour more in one half of the year: both halves are one mistake.

use super::{Cause, Causes};
use model::CauseClass;

/// What differs in no way that has a name.
const GENERAL: [&str; 5] = ["the value differs", "the text differs", "another date", "another time, later", "another time, earlier"];
/// What such values may look like, by how it begins.
const NAMED: [&str; 10] = ["the value is rounded", "the decimal point moved: ", "the sign is swapped", "leading zeros differ", "the text is cut", "the text is garbled", "one day ", "another date", "another year", "another time, "];
/// What is said of both halves of the year.
const SEASONS: &str = " So are those that are one hour more or less away, as clocks are in summer and in winter.";
/// How many times as many findings have to say nothing more.
const MANY: u64 = 10;

/// A cause that turned out to be part of another one: class and label of both.
#[derive(Debug, Clone, PartialEq)]
pub struct Folded {
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

    fn is_general(&self) -> bool {
        GENERAL.contains(&self.manner())
    }

    fn may_be_chance(&self) -> bool {
        let manner = self.manner();
        NAMED.iter().any(|named| manner.starts_with(named)) || manner.ends_with(" h later") || manner.ends_with(" h earlier")
    }
}

/// Whatever one rule gives of one kind and aspect, of a label; where no rule is named, times of one kind that zones shift.
pub(super) fn group(class: CauseClass, label: &str, rule: Option<&String>) -> Option<String> {
    let (group, _) = label.split_once(": ")?;
    let is_one = match rule {
        Some(rule) => group.ends_with(&format!(", rule {rule}")),
        None => class == CauseClass::TimeZone,
    };
    is_one.then(|| group.to_string())
}

impl Causes {
    /// Takes what is so by chance into the cause that it is part of, and tells of each. Everything has to be added by then.
    pub fn fold_chance(&mut self) -> Vec<Folded> {
        let pairs: Vec<(usize, usize)> = (0..self.causes.len()).filter_map(|at| Some((at, self.usual(at)?))).collect();
        let mut folded = Vec::new();
        for (from, into) in pairs {
            let small = &mut self.causes[from];
            let (statements, safety, severity, clusters) = (small.statements, small.safety, small.severity, std::mem::take(&mut small.clusters));
            (small.statements, small.safety) = (0, 0);
            let was = (small.class, small.label.clone());
            let large = &mut self.causes[into];
            large.statements += statements;
            large.safety += safety;
            large.severity = large.severity.min(severity);
            large.clusters.extend(clusters);
            if large.class == CauseClass::TimeZone && !large.evidence.ends_with(SEASONS) {
                large.evidence.push_str(SEASONS);
            }
            folded.push(Folded { from: was, into: (large.class, large.label.clone()) });
            // Whom both concern is known where nothing else of the rule is left.
            let group = self.causes[into].group;
            let is_last = !self.causes.iter().enumerate().any(|(at, cause)| at != into && cause.group == group && cause.statements > 0);
            if let Some(patients) = group.and_then(|group| self.groups.get(group)).map(|(patients, _)| *patients).filter(|_| is_last) {
                self.causes[into].patients = patients;
            }
        }
        folded
    }

    /// The cause of the same rule that a cause is part of by chance, or by the time of the year.
    fn usual(&self, at: usize) -> Option<usize> {
        let cause = self.causes.get(at).filter(|cause| cause.statements > 0 && cause.may_be_chance())?;
        let group = cause.group?;
        let others = || self.causes.iter().enumerate().filter(move |(_, other)| other.group == Some(group) && other.verdict == cause.verdict);
        let large = others().filter(|(_, other)| other.is_general() && cause.statements * MANY <= other.statements);
        let usual = large.max_by_key(|(_, other)| other.statements);
        let is_more = |index: usize, other: &Cause| (other.statements, at) > (cause.statements, index);
        let season = || others().find(|(index, other)| cause.is_of_other_season(other) && is_more(*index, other));
        usual.or_else(season).map(|(index, _)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::group;
    use model::CauseClass::{MappingRule, TimeZone};

    #[test]
    fn a_label_tells_what_the_rule_gives() {
        let rule = "lab-value".to_string();
        assert_eq!(group(MappingRule, "Observation value, rule lab-value: the value differs", Some(&rule)).as_deref(), Some("Observation value, rule lab-value"));
        assert_eq!(group(MappingRule, "Observation value, rule lab-value-2: the value differs", Some(&rule)), None);
        assert_eq!(group(MappingRule, "Observation value: the value differs", None), None);
        assert_eq!(group(MappingRule, "Observation left out", Some(&rule)), None);
        assert_eq!(group(TimeZone, "Observation time: 5:00 h earlier", None).as_deref(), Some("Observation time"));
    }
}
