//! What the statements of one patient say of activity: dates on which something happened, what is open, what is owed.

use discovery::PatientActivity;
use model::{Aspect, Date, Kind, Statement, Value};

/// What the statements of one patient say.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub statements: u64,
    /// Legacy records that say them.
    pub records: u64,
    /// Other keys that the patient goes by.
    pub others: Vec<String>,
    pub activity: PatientActivity,
    /// The record that was noted last: what one says comes together.
    last: Option<(u32, u64)>,
    /// Charged, in cents.
    charged: i64,
    /// Paid and adjusted, in cents: by service line, and by whole claim. A remittance says both of the same money.
    settled: [i64; 2],
}

impl Gathered {
    /// Takes one statement in. Dates after `day` are no activity: they are planned, or wrong.
    pub(super) fn note(&mut self, statement: &Statement, day: i32) {
        self.statements += 1;
        let record = Some((statement.origin.artifact, statement.origin.line));
        self.records += u64::from(self.last != record);
        self.last = record;
        let activity = &mut self.activity;
        let status = statement.word(Aspect::Status).unwrap_or("");
        let refuted = matches!(statement.word(Aspect::Verification), Some("refuted" | "entered-in-error")) || status == "entered-in-error";
        let live = !refuted && statement.value(Aspect::Negation) != Some(&Value::Flag(true));
        if !refuted {
            for date in activity_dates(statement).into_iter().filter(|d| d.days() <= day) {
                activity.last_activity = later(activity.last_activity, Some(date));
            }
        }
        match statement.kind {
            Kind::Demographic => {
                activity.birth = activity.birth.or_else(|| statement.date(Aspect::BirthDate));
                activity.deceased_on = activity.deceased_on.or_else(|| statement.date(Aspect::DeathDate));
                activity.deceased |= statement.value(Aspect::Deceased) == Some(&Value::Flag(true));
            }
            Kind::Order if live && is_open(status) => activity.open_orders += 1,
            Kind::Medication if live && status == "active" && statement.date(Aspect::End).is_none_or(|d| d.days() >= day) => activity.prescriptions += 1,
            Kind::Appointment if live && !matches!(status, "cancelled" | "noshow" | "fulfilled") => {
                activity.appointment = later(activity.appointment, statement.date(Aspect::Effective));
            }
            Kind::Allergy if live => activity.allergies += 1,
            Kind::AdvanceDirective if live => activity.directives += 1,
            Kind::Charge if live && is_owed(status) => {
                self.charged += cents(statement, Aspect::Amount);
                self.settled[0] += cents(statement, Aspect::Adjustment);
            }
            Kind::Payment if live => {
                let by_claim = usize::from(statement.value(Aspect::Code).is_none());
                if let Some(settled) = self.settled.get_mut(by_claim) {
                    *settled += settled_by(statement);
                }
            }
            _ => {}
        }
    }

    /// What is still open, in cents.
    pub(super) fn balance(&self) -> i64 {
        self.charged - self.settled.iter().copied().max().unwrap_or(0)
    }

    /// Takes in what is known of the same patient under another key.
    pub(super) fn join(&mut self, key: String, other: Self) {
        let (activity, more) = (&mut self.activity, other.activity);
        self.others.push(key);
        self.others.extend(other.others);
        self.statements += other.statements;
        self.records += other.records;
        self.charged += other.charged;
        for (settled, more) in self.settled.iter_mut().zip(other.settled) {
            *settled += more;
        }
        activity.last_activity = later(activity.last_activity, more.last_activity);
        activity.appointment = later(activity.appointment, more.appointment);
        activity.birth = activity.birth.or(more.birth);
        activity.deceased_on = activity.deceased_on.or(more.deceased_on);
        activity.deceased |= more.deceased;
        activity.open_orders += more.open_orders;
        activity.prescriptions += more.prescriptions;
        activity.allergies += more.allergies;
        activity.directives += more.directives;
    }
}

fn later(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(x), Some(y)) if x.days() >= y.days() => Some(x),
        (x, None) => x,
        (_, y) => y,
    }
}

/// An order that somebody still waits for. One without a status is not taken for open: it is not known to be.
fn is_open(status: &str) -> bool {
    matches!(status, "active" | "draft" | "on-hold" | "in-progress" | "registered" | "preliminary" | "planned" | "arrived" | "proposed")
}

/// Whether a charge is somebody's debt: one that was never billed is not. One without a status is taken for billed.
fn is_owed(status: &str) -> bool {
    !matches!(status, "planned" | "billable" | "not-billable" | "aborted")
}

/// What a payer's answer settles, in cents. What it does not pay it adjusts (X12 835), so adjustments that are named without an amount are
/// the rest of what was charged.
fn settled_by(statement: &Statement) -> i64 {
    let [paid, adjusted, charged] = [Aspect::Amount, Aspect::Adjustment, Aspect::Value].map(|aspect| cents(statement, aspect));
    let is_unmeasured = adjusted == 0 && statement.value(Aspect::Adjustment).is_some() && statement.value(Aspect::Value).is_some();
    if is_unmeasured { charged } else { paid + adjusted }
}

/// Dates on which something happened to the patient. Money, coverage and what is known of the person say nothing of that.
fn activity_dates(statement: &Statement) -> Vec<Date> {
    let aspects: &[Aspect] = match statement.kind {
        Kind::Demographic | Kind::Coverage | Kind::Payment | Kind::CareTeam | Kind::FamilyHistory | Kind::AuditEvent => &[],
        Kind::Encounter => &[Aspect::Effective, Aspect::Onset, Aspect::End, Aspect::Recorded],
        // When it was posted or sent is the day of an office.
        Kind::Charge | Kind::Claim => &[Aspect::Effective, Aspect::Onset],
        _ => &[Aspect::Effective, Aspect::Onset, Aspect::Recorded],
    };
    aspects.iter().filter_map(|a| statement.date(*a)).collect()
}

/// Sum of the amounts of an aspect, in cents. An adjustment may be a word that ends with its amount: `CO-45 12.50`.
fn cents(statement: &Statement, aspect: Aspect) -> i64 {
    let amount = |value: &Value| match value {
        Value::Quantity(quantity) => Some(quantity.number),
        Value::Word(word) | Value::Text(word) => word.rsplit(' ').next().and_then(model::parse_decimal),
        _ => None,
    };
    let amounts = statement.facts.iter().filter(|f| f.aspect == aspect).filter_map(|f| amount(&f.value));
    amounts.map(|n| n.to_string().parse::<f64>().map_or(0, |n| (n * 100.0).round() as i64)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Fact, How, Origin, Quantity};

    const DAY: i32 = 20_000;

    fn statement(kind: Kind, facts: Vec<(Aspect, Value)>) -> Statement {
        let origin = Origin { artifact: 1, relation: 1, line: 1, reference: String::new() };
        let facts = facts.into_iter().map(|(aspect, value)| Fact { aspect, value, place: 0, how: How::Copied }).collect();
        Statement { kind, patient: "p".into(), origin, facts }
    }

    fn gathered(statements: Vec<Statement>) -> Gathered {
        let mut gathered = Gathered::default();
        statements.iter().for_each(|s| gathered.note(s, DAY));
        gathered
    }

    fn date(text: &str) -> Value {
        Value::Date(Date::parse_iso(text).unwrap())
    }

    fn word(text: &str) -> Value {
        Value::Word(text.into())
    }

    fn money(text: &str) -> Value {
        Value::Quantity(Quantity::parse(text).unwrap())
    }

    #[test]
    fn activity_is_the_latest_thing_that_happened() {
        let found = gathered(vec![
            statement(Kind::Demographic, vec![(Aspect::BirthDate, date("1950-01-02"))]),
            statement(Kind::Encounter, vec![(Aspect::Effective, date("2012-05-01")), (Aspect::End, date("2012-05-03"))]),
            statement(Kind::Observation, vec![(Aspect::Effective, date("2014-01-01")), (Aspect::Status, word("entered-in-error"))]),
            statement(Kind::Observation, vec![(Aspect::Effective, date("2099-01-01"))]),
            statement(Kind::Payment, vec![(Aspect::Effective, date("2019-01-01"))]),
        ]);
        assert_eq!(found.activity.last_activity.unwrap().to_string(), "2012-05-03", "neither a mistake, nor a typing error, nor a payment");
        assert_eq!((found.statements, found.records), (5, 1), "all of one line");
        assert_eq!(found.activity.birth.unwrap().year, 1950);
    }

    #[test]
    fn only_what_is_open_and_live_keeps() {
        let allergy = |verification: &str| statement(Kind::Allergy, vec![(Aspect::Verification, word(verification))]);
        let order = |status: &str| statement(Kind::Order, vec![(Aspect::Status, word(status))]);
        let found = gathered(vec![
            allergy("refuted"),
            allergy("confirmed"),
            order("active"),
            order("completed"),
            statement(Kind::Order, Vec::new()),
            statement(Kind::Medication, vec![(Aspect::Status, word("active")), (Aspect::End, date("2011-01-01"))]),
            statement(Kind::Appointment, vec![(Aspect::Status, word("cancelled")), (Aspect::Effective, date("2030-01-01"))]),
        ]);
        assert_eq!((found.activity.allergies, found.activity.open_orders, found.activity.prescriptions), (1, 1, 0));
        assert_eq!(found.activity.appointment, None);
    }

    #[test]
    fn the_same_money_is_settled_once() {
        let code = (Aspect::Code, Value::words("99213"));
        let found = gathered(vec![
            statement(Kind::Charge, vec![code.clone(), (Aspect::Amount, money("100.10"))]),
            statement(Kind::Payment, vec![(Aspect::Amount, money("60.00")), (Aspect::Adjustment, word("CO-45 40.10"))]),
            statement(Kind::Payment, vec![code.clone(), (Aspect::Amount, money("60.00")), (Aspect::Adjustment, word("CO-45 40.10"))]),
        ]);
        assert_eq!(found.balance(), 0);
        let open = gathered(vec![statement(Kind::Charge, vec![code, (Aspect::Amount, money("100.10"))])]);
        assert_eq!(open.balance(), 10_010);
    }

    #[test]
    fn what_was_never_billed_is_no_debt_and_an_adjustment_without_an_amount_is_the_rest() {
        let charge = |status: &str| statement(Kind::Charge, vec![(Aspect::Status, word(status)), (Aspect::Amount, money("100.10"))]);
        assert_eq!(gathered(vec![charge("billable")]).balance(), 0);
        let answer = |facts: Vec<(Aspect, Value)>| statement(Kind::Payment, [vec![(Aspect::Value, money("100.10")), (Aspect::Amount, money("60.00"))], facts].concat());
        assert_eq!(gathered(vec![charge("billed"), answer(vec![(Aspect::Adjustment, word("CO-45"))])]).balance(), 0);
        assert_eq!(gathered(vec![charge("billed"), answer(Vec::new())]).balance(), 4_010, "nothing says that the rest was adjusted");
    }
}
