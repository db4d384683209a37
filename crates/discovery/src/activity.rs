//! Active or archive: which patients move to the new system and which are only kept, by a retention rule.
//!
//! The rule is the customer's, from the law of the state and the house's own policy: the numbers here are a start and no
//! advice. No clock: `today` is the day of the cut-over.

use model::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known of a patient for this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientActivity {
    /// Latest visit, result, message or prescription.
    pub last_activity: Option<Date>,
    /// Birth date.
    pub birth: Option<Date>,
    /// Known to have died.
    pub deceased: bool,
    /// Day of death, when known.
    pub deceased_on: Option<Date>,
    /// Orders without a result, referrals that are open.
    pub open_orders: u64,
    /// Prescriptions that the legacy system calls active. Many of them were only never ended.
    pub prescriptions: u64,
    /// Latest appointment that was not cancelled.
    pub appointment: Option<Date>,
    /// Open balance in cents, either way.
    pub balance_cents: i64,
    /// Allergies that are not refuted.
    pub allergies: u64,
    /// Advance directives.
    pub directives: u64,
}

/// When a patient counts as active, and what keeps a patient active whatever the years say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RetentionRules {
    /// Years since the last activity within which a patient is active.
    pub years_active: i16,
    /// Age at which a person is no minor any more.
    pub age_of_majority: i16,
    /// Years after that age for which a minor's chart is kept as active.
    pub years_after_majority: i16,
    /// Years after death within which a chart is still active.
    pub years_deceased: i16,
    /// An open order keeps a patient active.
    pub open_orders_keep: bool,
    /// An open balance keeps a patient active.
    pub balance_keeps: bool,
    /// An appointment on or after the day of the cut-over keeps a living patient active.
    pub appointments_keep: bool,
    /// An active prescription keeps a living patient active.
    pub prescriptions_keep: bool,
    /// A recorded allergy keeps a living patient active.
    pub allergies_keep: bool,
    /// An advance directive keeps a living patient active.
    pub directives_keep: bool,
}

impl Default for RetentionRules {
    fn default() -> Self {
        Self {
            years_active: 3,
            age_of_majority: 18,
            years_after_majority: 0,
            years_deceased: 0,
            open_orders_keep: true,
            balance_keeps: true,
            appointments_keep: true,
            prescriptions_keep: false,
            allergies_keep: false,
            directives_keep: false,
        }
    }
}

/// Where a patient's chart goes, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Moves to the new system.
    Active(&'static str),
    /// Is archived.
    Archive(&'static str),
    /// A person must decide: nothing is known that the rule could be applied to.
    Undecided(&'static str),
}

impl Standing {
    /// `active`, `archive`, `undecided`.
    pub fn class(self) -> &'static str {
        match self {
            Self::Active(_) => "active",
            Self::Archive(_) => "archive",
            Self::Undecided(_) => "undecided",
        }
    }

    /// Why, in words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Active(reason) | Self::Archive(reason) | Self::Undecided(reason) => reason,
        }
    }
}

/// The same day so many years later; 29 February becomes 1 March.
fn years_later(date: Date, years: i16) -> i32 {
    let year = date.year.saturating_add(years);
    Date::day(year, date.month, date.day).or_else(|| Date::day(year, 3, 1)).map_or(i32::MAX, |d| d.days())
}

/// Applies the rules to one patient.
pub fn classify(patient: &PatientActivity, rules: &RetentionRules, today: Date) -> Standing {
    let now = today.days();
    if patient.open_orders > 0 && rules.open_orders_keep {
        return Standing::Active("an order is open");
    }
    if patient.balance_cents != 0 && rules.balance_keeps {
        return Standing::Active("a balance is open");
    }
    if patient.deceased || patient.deceased_on.is_some() {
        let died = patient.deceased_on.or(patient.last_activity);
        return match died {
            Some(date) if rules.years_deceased > 0 && years_later(date, rules.years_deceased) >= now => Standing::Active("died recently"),
            _ => Standing::Archive("deceased"),
        };
    }
    if rules.appointments_keep && patient.appointment.is_some_and(|date| date.days() >= now) {
        return Standing::Active("an appointment lies ahead");
    }
    if patient.last_activity.is_some_and(|date| years_later(date, rules.years_active) >= now) {
        return Standing::Active("seen recently");
    }
    let kept_until = rules.age_of_majority.saturating_add(rules.years_after_majority);
    if patient.birth.is_some_and(|birth| years_later(birth, kept_until) > now) {
        return Standing::Active("a minor, or kept for years after one");
    }
    let kept = [
        (rules.prescriptions_keep && patient.prescriptions > 0, "a prescription is active"),
        (rules.directives_keep && patient.directives > 0, "an advance directive is on file"),
        (rules.allergies_keep && patient.allergies > 0, "an allergy is recorded"),
    ];
    if let Some((_, reason)) = kept.into_iter().find(|(keeps, _)| *keeps) {
        return Standing::Active(reason);
    }
    match patient.last_activity {
        Some(_) => Standing::Archive("not seen for years"),
        None => Standing::Undecided("no activity is known"),
    }
}

/// Patients by standing.
pub fn counts(standings: impl IntoIterator<Item = Standing>) -> BTreeMap<Standing, u64> {
    let mut counts = BTreeMap::new();
    for standing in standings {
        *counts.entry(standing).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16) -> Option<Date> {
        Date::day(year, 6, 30)
    }

    fn standing(patient: PatientActivity) -> Standing {
        classify(&patient, &RetentionRules::default(), day(2024).unwrap())
    }

    #[test]
    fn the_rule_decides() {
        let adult = PatientActivity { birth: day(1970), ..PatientActivity::default() };
        let seen = |year: i16| PatientActivity { last_activity: day(year), ..adult.clone() };
        assert_eq!(standing(seen(2021)), Standing::Active("seen recently"), "three years to the day");
        assert_eq!(standing(seen(2020)), Standing::Archive("not seen for years"));
        assert_eq!(standing(adult.clone()), Standing::Undecided("no activity is known"));
        assert_eq!(standing(PatientActivity { appointment: day(2024), ..seen(2010) }), Standing::Active("an appointment lies ahead"));
        assert_eq!(standing(PatientActivity { open_orders: 1, ..seen(2010) }), Standing::Active("an order is open"));
        assert_eq!(standing(PatientActivity { balance_cents: -250, ..seen(2010) }), Standing::Active("a balance is open"));
        assert_eq!(standing(PatientActivity { appointment: day(2023), ..seen(2010) }), Standing::Archive("not seen for years"), "kept or missed, but past");
        assert_eq!(standing(PatientActivity { deceased: true, ..seen(2023) }), Standing::Archive("deceased"));
    }

    #[test]
    fn minors_are_kept_until_they_are_none() {
        let born = |year: i16| PatientActivity { birth: day(year), last_activity: day(2012), ..PatientActivity::default() };
        assert_eq!(standing(born(2007)), Standing::Active("a minor, or kept for years after one"));
        assert_eq!(standing(born(2006)), Standing::Archive("not seen for years"), "eighteen today");
        let rules = RetentionRules { years_after_majority: 7, ..RetentionRules::default() };
        assert_eq!(classify(&born(2000), &rules, day(2024).unwrap()), Standing::Active("a minor, or kept for years after one"));
    }

    #[test]
    fn the_dead_may_be_kept_for_a_while() {
        let rules = RetentionRules { years_deceased: 2, ..RetentionRules::default() };
        let died = |year: i16| PatientActivity { deceased_on: day(year), ..PatientActivity::default() };
        assert_eq!(classify(&died(2023), &rules, day(2024).unwrap()), Standing::Active("died recently"));
        assert_eq!(classify(&died(2021), &rules, day(2024).unwrap()), Standing::Archive("deceased"));
    }

    #[test]
    fn what_keeps_a_patient_is_for_the_rule_to_say() {
        let quiet = PatientActivity { last_activity: day(2010), allergies: 2, directives: 1, prescriptions: 4, ..PatientActivity::default() };
        assert_eq!(standing(quiet.clone()), Standing::Archive("not seen for years"), "nothing of this keeps anybody by itself");
        let all = RetentionRules { allergies_keep: true, directives_keep: true, prescriptions_keep: true, ..RetentionRules::default() };
        assert_eq!(classify(&quiet, &all, day(2024).unwrap()), Standing::Active("a prescription is active"));
        let allergy = RetentionRules { allergies_keep: true, ..RetentionRules::default() };
        assert_eq!(classify(&quiet, &allergy, day(2024).unwrap()), Standing::Active("an allergy is recorded"));
        let dead = PatientActivity { deceased: true, ..quiet.clone() };
        assert_eq!(classify(&dead, &all, day(2024).unwrap()), Standing::Archive("deceased"), "it would keep nobody safe any more");
        let unkept = RetentionRules { appointments_keep: false, ..RetentionRules::default() };
        let booked = PatientActivity { appointment: day(2024), ..quiet };
        assert_eq!(classify(&booked, &unkept, day(2024).unwrap()), Standing::Archive("not seen for years"));
    }

    #[test]
    fn patients_are_counted_by_reason() {
        let all = counts([Standing::Active("seen recently"), Standing::Archive("deceased"), Standing::Active("seen recently")]);
        assert_eq!(all[&Standing::Active("seen recently")], 2);
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn leap_days_have_anniversaries() {
        let born = Date::day(2004, 2, 29).unwrap();
        assert_eq!(years_later(born, 18), Date::day(2022, 3, 1).unwrap().days());
    }
}
