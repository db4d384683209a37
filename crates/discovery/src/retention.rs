//! The retention rule as a document: TOML that a person reads, signs and keeps.
//!
//! It holds the rule, the day of the cut-over if it is set, who wrote it and why. It is not the version history: that is
//! the workspace's. What must stay true: [`Retention::text`] reads back as the same rule, and every number that is out of
//! bounds is a problem with its place.

use crate::activity::RetentionRules;
use formats::{Problem, problem_at, toml_text};
use model::Date;
use serde::Deserialize;
use toml::Spanned;

/// The format line that the document opens with.
const FORMAT: &str = "throughline-retention/1";
/// Years and ages up to which a rule is taken for one.
const YEARS_MAX: i64 = 150;

/// A retention rule with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retention {
    /// The rule.
    pub rules: RetentionRules,
    /// Day of the cut-over; the day of the last delivery when it is not set.
    pub cut_over: Option<Date>,
    /// Who wrote it.
    pub author: String,
    /// Why it is so: the law, the policy, the contract.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    format: Spanned<String>,
    #[serde(default)]
    author: String,
    reason: Spanned<String>,
    #[serde(default)]
    cut_over: Option<Spanned<String>>,
    active: RawActive,
    #[serde(default)]
    minors: Option<RawMinors>,
    #[serde(default)]
    deceased: Option<RawDeceased>,
    #[serde(default)]
    keep: Option<RawKeep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawActive {
    years: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMinors {
    until_age: Spanned<i64>,
    #[serde(default)]
    years_after: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDeceased {
    years: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKeep {
    #[serde(default)]
    open_orders: bool,
    #[serde(default)]
    open_balance: bool,
    #[serde(default)]
    appointments: bool,
    #[serde(default)]
    active_prescriptions: bool,
    #[serde(default)]
    allergies: bool,
    #[serde(default)]
    advance_directives: bool,
}

impl Retention {
    /// Reads and checks; all problems at once where TOML itself is sound.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let raw: Raw = toml::from_str(text).map_err(|e| vec![problem_at(text, e.span().map_or(0, |s| s.start), e.message().to_string())])?;
        let mut problems = Vec::new();
        if raw.format.get_ref() != FORMAT {
            problems.push(problem_at(text, raw.format.span().start, format!("format is {:?}; this program reads {FORMAT:?}", raw.format.get_ref())));
        }
        if raw.reason.get_ref().trim().is_empty() {
            problems.push(problem_at(text, raw.reason.span().start, "say why: the law, the policy or the contract".into()));
        }
        let mut cut_over = None;
        if let Some(day) = &raw.cut_over {
            cut_over = Date::parse_iso(day.get_ref()).filter(|d| d.precision == model::Precision::Day);
            if cut_over.is_none() {
                problems.push(problem_at(text, day.span().start, format!("{:?} is no day; write YYYY-MM-DD", day.get_ref())));
            }
        }
        let mut years = |number: &Spanned<i64>| -> i16 {
            if !(0..=YEARS_MAX).contains(number.get_ref()) {
                problems.push(problem_at(text, number.span().start, format!("{} years; 0 to {YEARS_MAX} can be meant", number.get_ref())));
            }
            i16::try_from(*number.get_ref()).unwrap_or(0)
        };
        let standard = RetentionRules::default();
        let years_active = years(&raw.active.years);
        let age_of_majority = raw.minors.as_ref().map_or(standard.age_of_majority, |m| years(&m.until_age));
        let years_after_majority = raw.minors.as_ref().and_then(|m| m.years_after.as_ref()).map_or(0, &mut years);
        let years_deceased = raw.deceased.as_ref().map_or(0, |d| years(&d.years));
        if !problems.is_empty() {
            return Err(problems);
        }
        let kept = raw.keep.as_ref();
        let rules = RetentionRules {
            years_active,
            age_of_majority,
            years_after_majority,
            years_deceased,
            open_orders_keep: kept.is_some_and(|k| k.open_orders),
            balance_keeps: kept.is_some_and(|k| k.open_balance),
            appointments_keep: kept.is_some_and(|k| k.appointments),
            prescriptions_keep: kept.is_some_and(|k| k.active_prescriptions),
            allergies_keep: kept.is_some_and(|k| k.allergies),
            directives_keep: kept.is_some_and(|k| k.advance_directives),
        };
        Ok(Self { rules, cut_over, author: raw.author, reason: raw.reason.into_inner() })
    }

    /// The document.
    pub fn text(&self) -> String {
        let rules = &self.rules;
        let day = self.cut_over.map_or_else(String::new, |d| format!("# The day from which years are counted back.\ncut_over = \"{d}\"\n"));
        format!(
            "format = \"{FORMAT}\"\nauthor = {author}\nreason = {reason}\n{day}\n\
             # A patient with activity in so many years migrates.\n[active]\nyears = {years}\n\n\
             # A minor migrates, and so many years after that age still.\n[minors]\nuntil_age = {age}\nyears_after = {after}\n\n\
             # The chart of somebody who died migrates for so many years.\n[deceased]\nyears = {deceased}\n\n\
             # What makes a patient migrate whatever the years say.\n[keep]\nopen_orders = {orders}\nopen_balance = {balance}\nappointments = {appointments}\n\
             active_prescriptions = {prescriptions}\nallergies = {allergies}\nadvance_directives = {directives}\n",
            author = toml_text(&self.author),
            reason = toml_text(&self.reason),
            years = rules.years_active,
            age = rules.age_of_majority,
            after = rules.years_after_majority,
            deceased = rules.years_deceased,
            orders = rules.open_orders_keep,
            balance = rules.balance_keeps,
            appointments = rules.appointments_keep,
            prescriptions = rules.prescriptions_keep,
            allergies = rules.allergies_keep,
            directives = rules.directives_keep,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_reads_back_as_the_same_rule() {
        let rules = RetentionRules { years_active: 7, years_after_majority: 3, years_deceased: 2, allergies_keep: true, balance_keeps: false, ..RetentionRules::default() };
        let written = Retention { rules, cut_over: Date::day(2026, 11, 30), author: "a \"lead\"".into(), reason: "state law,\nsection 7 \\ b\t\u{7f}".into() };
        assert_eq!(Retention::parse(&written.text()).unwrap(), written);
        let plain = Retention { reason: "policy".into(), ..Retention::default() };
        assert_eq!(Retention::parse(&plain.text()).unwrap(), plain);
    }

    #[test]
    fn every_problem_has_its_place() {
        let text = Retention { reason: "policy".into(), ..Retention::default() }.text();
        let broken = text.replace("years = 3", "years = 151").replace("\"policy\"", "\" \"").replace("until_age = 18", "until_age = -1");
        let found = Retention::parse(&broken).unwrap_err();
        assert_eq!(found.len(), 3, "{found:?}");
        let line = |needle: &str| broken.lines().position(|l| l.contains(needle)).unwrap() as u32 + 1;
        assert_eq!(found.iter().map(|p| p.line).collect::<Vec<_>>(), [line("reason"), line("151"), line("until_age")]);
        assert!(Retention::parse("years = 3").is_err());
        assert!(Retention::parse(&text.replace("[keep]", "[keep]\ncats = true")).is_err(), "an unknown condition is no silent success");
        assert!(Retention::parse(&format!("cut_over = \"2026-11\"\n{text}")).is_err(), "a month is no day");
    }
}
