//! Claims, payments and coverages, of which each format says some parts elsewhere or not at all.

use super::Judge;
use super::text::of_bill;
use crate::leaf;
use crate::reading::Coverage;
use model::{Aspect, Coding, Fact, How, Kind, Statement, Value};

/// Why a word that a destination leaves out is none that is lost.
const BY_SILENCE: &str = "a claim that replaces none is an original, and the one payer that is named pays first";
/// The same of a claim that takes another one back.
const BY_STATUS: &str = "a claim that is cancelled takes back what was claimed";
/// The same of what the patient bears.
const AS_A_SUM: &str = "the destination gives what the patient bears as a sum, which is held against the sum of the reasons";

impl Judge<'_> {
    /// Whether a link stands for the payer whom the other side has by name and number: it leads to an organization, and no other one goes by both.
    pub(super) fn is_that_payer(&self, aspect: Aspect, left: &Value, right: &Value) -> bool {
        let (directory, key, codings, text) = match (left, right) {
            (Value::Code(codings, text), Value::Key(key)) => (&self.destination.directory, key, codings, text),
            (Value::Key(key), Value::Code(codings, text)) => (&self.legacy.directory, key, codings, text),
            _ => return false,
        };
        let is_another = |coding: &Coding| directory.is_another(key, &coding.code, text);
        aspect == Aspect::Payer && !codings.iter().any(is_another)
    }

    /// Whether the destination is of another form than the legacy book, made by somebody of whom nothing is known: what a known mapping leaves out, also
    /// where it was loaded and given back, it left out.
    pub(crate) fn says_elsewhere(&self) -> bool {
        !self.resources[0] && self.destination.design.is_none()
    }
}

/// Why the days of a claim that has none of its own are no news.
pub(super) const OF_LINES: &str = "the days of the claim are those of its lines, which say them";
/// Why a share that was only added up need not be said.
pub(super) const BY_REASONS: &str = "the reasons say what the patient bears";
/// Why a line has a code where nobody gave it one.
pub(super) const BY_REVENUE: &str = "a line is by its revenue code where it has no other";

/// Whether a fact is a day that a reading only found of the lines of a claim.
pub(super) fn is_found_of_lines(statement: &Statement, aspect: Aspect, fact: &Fact) -> bool {
    statement.kind == Kind::Claim && fact.how == How::Derived && matches!(aspect, Aspect::Effective | Aspect::End)
}

/// Whether a payment says by reasons what the patient bears.
pub(super) fn has_shares(statement: &Statement) -> bool {
    let is_share = |fact: &Fact| matches!(&fact.value, Value::Word(word) if fact.aspect == Aspect::Adjustment && word.starts_with("PR"));
    statement.facts.iter().any(is_share)
}

/// Whether the code of a line is its revenue code once more: a resource has to have one.
pub(super) fn is_by_revenue(destination: &Statement, fact: &Fact) -> bool {
    let is_billed = matches!(destination.kind, Kind::Charge | Kind::Payment);
    let is_it = |codings: &[Coding]| codings.iter().any(|coding| destination.word(Aspect::RevenueCode).map(of_bill) == Some(of_bill(&coding.code)));
    is_billed && matches!(&fact.value, Value::Code(codings, _) if is_it(codings))
}

/// Why a claim or a coverage of an interchange need not say when it was written, nor that it stands.
pub(super) const BY_THE_SET: &str = "what an interchange names stands, and its set says when it was written";

/// Whether a segment of an interchange has no place for what a resource has to say: when a claim was written, and that a coverage stands. A row of a table
/// stands by being there as well, and has a place for when.
pub(super) fn is_of_the_set(book: &Coverage, destination: &Statement, aspect: Aspect, value: &Value) -> bool {
    let stands = || aspect == Aspect::Status && matches!(value, Value::Word(word) if word == "active");
    let is_written = || aspect == Aspect::Recorded && destination.kind == Kind::Claim && book.set_of(&destination.origin).is_some();
    destination.origin.reference.is_empty() && (is_written() || destination.kind == Kind::Coverage && stands())
}

/// Whether the number of a bill may stand in the payer's answer alone, beside one that both have: an explanation has those of both.
pub(super) fn is_of_the_answer(legacy: &Statement, aspect: Aspect) -> bool {
    let is_explained = || matches!(legacy.kind, Kind::Claim | Kind::Charge) && legacy.origin.reference.starts_with("ExplanationOfBenefit/");
    let is_part = is_explained() || legacy.kind == Kind::Payment && legacy.fact(Aspect::Statement).is_some();
    aspect == Aspect::ClaimNumber && is_part
}

/// Why an answer of a payer need not say what it pays for.
pub(super) const BY_THE_LINE: &str = "the answer names the line of the claim, which says what was done";

/// Whether an aspect of what is paid for a line is said by that line, which the destination only names: an answer to a claim has no other place for it.
pub(super) fn is_of_the_line(destination: &Statement, aspect: Aspect) -> bool {
    let is_answer = destination.kind == Kind::Payment && destination.origin.reference.starts_with("ClaimResponse/");
    let is_of_service = matches!(aspect, Aspect::Code | Aspect::Modifier | Aspect::Units | Aspect::RevenueCode | Aspect::Onset | Aspect::End);
    is_answer && is_of_service && destination.fact(Aspect::Statement).is_some()
}

/// Why a word of a claim or a payment need not stand in the destination.
pub(super) fn is_unsaid(destination: &Statement, aspect: Aspect, value: &Value) -> Option<&'static str> {
    let Value::Word(word) = value else { return None };
    // One interchange says all that another one does.
    let is_whole = || destination.facts.iter().rev().filter_map(leaf::of).any(|told| leaf::parts(told).0 == leaf::INTERCHANGE);
    if !matches!(destination.kind, Kind::Claim | Kind::Payment) || is_whole() {
        return None;
    }
    match (aspect, word.as_str()) {
        (Aspect::Frequency, "1") | (Aspect::PayerOrder, "primary") => Some(BY_SILENCE),
        (Aspect::Frequency, "8") if destination.word(Aspect::Status) == Some("cancelled") => Some(BY_STATUS),
        (Aspect::Adjustment, word) => (word.starts_with("PR-") && destination.value(Aspect::PatientShare).is_some()).then_some(AS_A_SUM),
        _ => None,
    }
}

/// Whether silence of a sum of a payment says that it is nothing: what the patient bears, and where reasons say why, what is allowed and paid.
pub(super) fn is_nothing(destination: &Statement, aspect: Aspect) -> bool {
    let has_reason = || destination.fact(Aspect::Adjustment).is_some();
    destination.kind == Kind::Payment && (aspect == Aspect::PatientShare || matches!(aspect, Aspect::Amount | Aspect::Allowed) && has_reason())
}

/// Whether one of several facts of a line or a payment is held by the destination in another way: a second code of a service in the concept of the
/// first, what the patient bears in a sum.
pub(super) fn is_held(destination: &Statement, fact: &Fact, right: &[&Fact]) -> bool {
    let is_of_service = fact.aspect == Aspect::Code && matches!(destination.kind, Kind::Charge | Kind::Payment);
    let is_one = |own: &Coding, other: &Coding| own.system == other.system && own.code == other.code;
    let holds = |own: &[Coding], other: &Fact| match &other.value {
        Value::Code(codings, _) => !own.is_empty() && own.iter().all(|own| codings.iter().any(|other| is_one(own, other))),
        _ => false,
    };
    match &fact.value {
        Value::Code(own, _) => is_of_service && right.iter().any(|other| holds(own, other)),
        value => is_unsaid(destination, fact.aspect, value).is_some_and(|why| why == AS_A_SUM),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{copied, found, statement};
    use crate::reading::{Coverage, coding};
    use model::{Aspect, How, Kind, Quantity, Statement, Value, Verdict};

    const CPT: &str = "http://www.ama-assn.org/go/cpt";
    const NDC: &str = "http://hl7.org/fhir/sid/ndc";

    fn number() -> (Aspect, Value, How) {
        copied(Aspect::ClaimNumber, Value::Text("A1".into()))
    }

    fn line(codes: &[&[(&str, &str)]]) -> Statement {
        let one = |codes: &&[(&str, &str)]| copied(Aspect::Code, Value::code(codes.iter().map(|(system, code)| coding(system, code, "")).collect::<model::Codings>(), String::new()));
        statement(Kind::Charge, 1, codes.iter().map(one).chain([number()]).collect())
    }

    #[test]
    fn a_second_code_of_a_service_may_stand_in_the_concept_of_the_first() {
        let two = line(&[&[(CPT, "99213")], &[(NDC, "00012345678")]]);
        assert!(found(&two, &line(&[&[(CPT, "99213"), (NDC, "00012345678")]])).is_empty());
        assert_eq!(found(&two, &line(&[&[(CPT, "99213")]])), [(Verdict::Altered, Aspect::Code)]);
        assert_eq!(found(&two, &line(&[&[(CPT, "99213"), (NDC, "00012345687")]])), [(Verdict::Altered, Aspect::Code)]);
    }

    #[test]
    fn a_line_may_be_by_its_revenue_code_and_a_share_by_its_reasons() {
        let line = |codes: &[&str]| {
            let coded = codes.iter().map(|code| copied(Aspect::Code, Value::code(vec![coding("https://www.nubc.org/CodeSystem/RevenueCodes", code, "")], String::new())));
            statement(Kind::Charge, 1, coded.chain([copied(Aspect::RevenueCode, Value::Word("0120".into())), number()]).collect())
        };
        assert!(found(&line(&[]), &line(&["0120"])).is_empty());
        let reason = || copied(Aspect::Adjustment, Value::Word("PR-1 10.00".into()));
        let share = (Aspect::PatientShare, Value::Quantity(Quantity::parse("10.00 USD").expect("it is a quantity")), How::Derived);
        assert!(found(&statement(Kind::Payment, 1, vec![share, reason(), number()]), &statement(Kind::Payment, 1, vec![reason(), number()])).is_empty());
    }

    #[test]
    fn a_resource_says_what_a_segment_has_no_place_for() {
        let word = |aspect: Aspect, word: &str| copied(aspect, Value::Word(word.into()));
        let resource = |kind: Kind, facts: Vec<(Aspect, Value, How)>| {
            let mut resource = statement(kind, 1, facts.into_iter().chain([number(), copied(Aspect::Member, Value::Text("W1".into()))]).collect());
            resource.origin.reference = "Claim/1".into();
            resource
        };
        let segment = |kind: Kind, facts: Vec<(Aspect, Value, How)>| statement(kind, 1, facts.into_iter().chain([number(), copied(Aspect::Member, Value::Text("W1".into()))]).collect());
        assert!(found(&resource(Kind::Coverage, vec![word(Aspect::Status, "active")]), &segment(Kind::Coverage, vec![])).is_empty());
        assert_eq!(found(&resource(Kind::Coverage, vec![word(Aspect::Status, "cancelled")]), &segment(Kind::Coverage, vec![])).len(), 1);
        let original = || vec![word(Aspect::Frequency, "1"), word(Aspect::PayerOrder, "primary")];
        assert!(found(&resource(Kind::Claim, vec![]), &segment(Kind::Claim, original())).is_empty());
        let code = || copied(Aspect::Code, Value::code(vec![coding(CPT, "99213", "")], String::new()));
        let mut explained = resource(Kind::Charge, vec![code(), copied(Aspect::ClaimNumber, Value::Text("ICN1".into()))]);
        assert_eq!(found(&explained, &segment(Kind::Charge, vec![code()])), [(Verdict::Altered, Aspect::ClaimNumber)], "two numbers of a claim that nobody answered");
        explained.origin.reference = "ExplanationOfBenefit/1".into();
        assert!(found(&explained, &segment(Kind::Charge, vec![code()])).is_empty(), "the number of the payer");
    }

    #[test]
    fn a_row_of_a_table_could_say_when_a_claim_was_written() {
        let mut book = Coverage::default();
        book.sets.insert(1, vec![(1, 0)]);
        let written = Value::Date(model::Date::day(2024, 1, 5).expect("it is a day"));
        let is_of = |book: &Coverage| super::is_of_the_set(book, &statement(Kind::Claim, 1, vec![number()]), Aspect::Recorded, &written);
        assert_eq!([is_of(&book), is_of(&Coverage::default())], [true, false]);
    }

    #[test]
    fn nothing_is_said_by_silence_where_a_reason_is_given() {
        let paid = |sums: &[(Aspect, &str)], reasons: &[&str]| {
            let sums = sums.iter().map(|(aspect, sum)| copied(*aspect, Value::Quantity(Quantity::parse(sum).expect("it is a quantity"))));
            statement(Kind::Payment, 1, sums.chain(reasons.iter().map(|reason| copied(Aspect::Adjustment, Value::Word((*reason).into())))).chain([number()]).collect())
        };
        let nothing = [(Aspect::Amount, "0.00 USD"), (Aspect::Allowed, "0.00 USD"), (Aspect::PatientShare, "0.00 USD")];
        assert!(found(&paid(&nothing, &["CO-97 200.00"]), &paid(&[], &["CO-97 200.00"])).is_empty());
        assert_eq!(found(&paid(&nothing, &[]), &paid(&[], &[])).len(), 2, "what was allowed and paid");
        assert_eq!(found(&paid(&[(Aspect::Amount, "20.00 USD")], &["CO-97 200.00"]), &paid(&[], &["CO-97 200.00"])), [(Verdict::Altered, Aspect::Amount)]);
    }

    #[test]
    fn a_code_of_a_bill_may_have_a_nought_in_front() {
        let bill = |aspect: Aspect, code: &str| statement(Kind::Claim, 1, vec![copied(aspect, Value::Word(code.into())), number()]);
        for aspect in [Aspect::Type, Aspect::RevenueCode] {
            assert!(found(&bill(aspect, "111"), &bill(aspect, "0111")).is_empty());
            assert_eq!(found(&bill(aspect, "111"), &bill(aspect, "0112")), [(Verdict::Altered, aspect)]);
        }
    }

    #[test]
    fn an_answer_names_the_line_that_says_what_was_done() {
        let service = || copied(Aspect::Code, Value::code(vec![coding(CPT, "99213", "")], String::new()));
        let legacy = statement(Kind::Payment, 1, vec![service(), number()]);
        let there = |reference: &str| {
            let mut paid = statement(Kind::Payment, 1, vec![number(), copied(Aspect::Statement, Value::Key("1".into()))]);
            paid.origin.reference = reference.into();
            paid
        };
        assert!(found(&legacy, &there("ClaimResponse/1")).is_empty());
        assert_eq!(found(&legacy, &there("ExplanationOfBenefit/1")), [(Verdict::Altered, Aspect::Code)]);
    }

    #[test]
    fn silence_says_what_an_original_claim_of_the_only_payer_says() {
        let claim = |words: &[(Aspect, &str)]| statement(Kind::Claim, 1, words.iter().map(|(aspect, word)| copied(*aspect, Value::Word((*word).into()))).chain([number()]).collect());
        assert!(found(&claim(&[(Aspect::Frequency, "1"), (Aspect::PayerOrder, "primary")]), &claim(&[])).is_empty());
        assert_eq!(found(&claim(&[(Aspect::Frequency, "7")]), &claim(&[])), [(Verdict::Altered, Aspect::Frequency)]);
        let void = |words: &[(Aspect, &str)]| claim(&[words, &[(Aspect::Status, "cancelled")]].concat());
        assert!(found(&void(&[(Aspect::Frequency, "8")]), &void(&[])).is_empty(), "that it is cancelled says it");
        assert_eq!(found(&claim(&[(Aspect::PayerOrder, "secondary")]), &claim(&[])), [(Verdict::Altered, Aspect::PayerOrder)]);
    }

    #[test]
    fn what_the_patient_bears_may_be_given_as_a_sum() {
        let paid = |reasons: &[&str], share: &str| {
            let share = (!share.is_empty()).then(|| copied(Aspect::PatientShare, Value::Quantity(Quantity::parse(share).expect("it is a quantity"))));
            statement(Kind::Payment, 1, reasons.iter().map(|reason| copied(Aspect::Adjustment, Value::Word((*reason).into()))).chain(share).chain([number()]).collect())
        };
        assert!(found(&paid(&["CO-45 20.00"], ""), &paid(&["CO-45 20.00"], "0.00 USD")).is_empty(), "nothing to bear is said by silence");
        let legacy = paid(&["CO-45 20.00", "PR-3 10.00"], "10.00 USD");
        assert!(found(&legacy, &paid(&["CO-45 20.00"], "10.00 USD")).is_empty());
        assert_eq!(found(&legacy, &paid(&["CO-45 20.00"], "1.00 USD")), [(Verdict::Altered, Aspect::PatientShare)]);
        assert_eq!(found(&legacy, &paid(&["CO-45 20.00", "PR-1 10.00"], "10.00 USD")), [(Verdict::Altered, Aspect::Adjustment)]);
        let first = paid(&["PR-3 10.00", "CO-45 20.00"], "10.00 USD");
        assert_eq!(found(&first, &paid(&[], "10.00 USD")), [(Verdict::Altered, Aspect::Adjustment)], "what the sum holds excuses no other reason");
    }
}
