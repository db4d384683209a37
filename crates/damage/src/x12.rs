//! Damage of interchanges: what conversions do to claims, remittances, answers about benefits and enrolments, and what looks like it and is none.
//!
//! Whoever passes an interchange on rewrites elements of segments, so an operator is data: what is exchanged for what in the first segment that has it,
//! in one transaction set of one patient of the [`sample`]. A segment that is exchanged for nothing goes.

use crate::Family;
use crate::operator::{ADDED, ALTERED, Fixed, LOSS, WHOLE};
use std::fmt::Write as _;

mod sample;
#[cfg(test)]
mod tests;

pub use sample::{Patient, interchanges, sample};

/// A transaction set of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// 837P: a claim with two lines, of whom another payer has paid a part.
    Claim,
    /// 835: what became of it, and what was settled beside it.
    Remittance,
    /// 271: what the patient is insured for.
    Benefits,
    /// 834: who the patient is to the plan.
    Enrolment,
    /// 837I: a stay.
    Hospital,
    /// 837D: two services of a dentist.
    Dental,
    /// 835: a claim that was denied and then paid, and one of which the payment was taken back.
    Correction,
    /// 277: what was said of the first claim over time.
    States,
}

/// One way to damage an interchange, or to write it otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// Short name in kebab case, unique.
    pub name: &'static str,
    /// Family.
    pub family: Family,
    /// What happens, in words a clerk reads.
    pub what: &'static str,
    /// Whether it keeps the meaning: the comparison must stay silent.
    pub twin: bool,
    /// Where it works.
    pub set: Set,
    /// What is exchanged for what, each in the first segment that has it.
    pub edits: &'static [(&'static str, &'static str)],
    /// Verdicts of which one is right; empty for a twin.
    pub verdicts: Fixed,
    /// Aspects of which one is right; empty for a twin.
    pub aspects: Fixed,
}

impl Operator {
    const fn harm(family: Family, name: &'static str, what: &'static str, set: Set, edits: &'static [(&'static str, &'static str)], says: (Fixed, Fixed)) -> Self {
        Self { name, family, what, twin: false, set, edits, verdicts: says.0, aspects: says.1 }
    }

    const fn twin(family: Family, name: &'static str, what: &'static str, set: Set, edits: &'static [(&'static str, &'static str)]) -> Self {
        Self { name, family, what, twin: true, set, edits, verdicts: &[], aspects: &[] }
    }

    /// What becomes of a patient's sets; none where one of the edits finds nothing.
    pub fn applied(&self, patient: &Patient) -> Option<Patient> {
        let mut patient = patient.clone();
        let segments = patient.segments(self.set);
        for (from, to) in self.edits {
            let at = segments.iter().position(|segment| segment.contains(from))?;
            if to.is_empty() {
                segments.remove(at);
            } else if let Some(segment) = segments.get_mut(at) {
                *segment = segment.replace(from, to);
            }
        }
        Some(patient)
    }
}

const ELEMENT: Fixed = &["element"];
const ANY: Fixed = &["altered", "lost", "invented"];

/// Every operator.
pub const OPERATORS: &[Operator] = &[
    Operator::harm(Family::Money, "modifiers-reordered", "the modifiers of a service stand in another order", Set::Claim, &[("99213:25:59*", "99213:59:25*")], (ALTERED, &["modifier"])),
    Operator::harm(Family::Money, "modifier-dropped", "the second modifier of a service is gone", Set::Claim, &[("99213:25:59*", "99213:25*")], (ALTERED, &["modifier"])),
    Operator::harm(Family::Money, "pointers-reordered", "a line points at its diagnoses in another order", Set::Claim, &[("**2:1", "**1:2")], (ALTERED, &["diagnosis_pointer"])),
    Operator::harm(Family::Money, "units-rounded", "two units have become one", Set::Claim, &[("*UN*2*", "*UN*1*")], (ALTERED, &["units"])),
    Operator::harm(Family::Money, "payer-order-swapped", "who pays first pays second, and the other way round", Set::Claim, &[("SBR*P*18", "SBR*X*18"), ("SBR*S*18", "SBR*P*18"), ("SBR*X*18", "SBR*S*18")], (ANY, &["payer_order", "statement", "element"])),
    Operator::harm(Family::Money, "original-becomes-replacement", "an original claim replaces another", Set::Claim, &[("11:B:1", "11:B:7")], (ALTERED, &["frequency"])),
    Operator::harm(Family::Money, "charge-decimal-moved", "a charge is ten times as much", Set::Claim, &[("*49.5*", "*495*")], (ALTERED, &["amount"])),
    Operator::harm(Family::Money, "paid-before-changed", "what another payer has paid is another sum", Set::Claim, &[("AMT*D*80", "AMT*D*8")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Money, "paid-before-lost", "what another payer has paid for a line is gone", Set::Claim, &[("SVD*88", "")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "authorization-lost", "the number of the authorization is gone", Set::Claim, &[("REF*G1", "")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "referrer-lost", "who referred the patient is gone", Set::Claim, &[("NM1*DN", "")], (ALTERED, &["role"])),
    Operator::harm(Family::Lost, "note-of-a-line-lost", "what is noted of a line is gone", Set::Claim, &[("NTE*ADD", "")], (ALTERED, &["text"])),
    Operator::harm(Family::Lost, "emergency-flag-lost", "that a service was an emergency is gone", Set::Claim, &[("***1:2**Y", "***1:2")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "billing-address-lost", "where the bill comes from is gone", Set::Claim, &[("N3*1 WAY", "")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "tax-number-lost", "the tax number of who bills is gone", Set::Claim, &[("REF*EI", "")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Identity, "payer-number-lost", "the payer has its name and no number any more", Set::Claim, &[("PAYER ONE*****PI*77", "PAYER ONE")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Identity, "performer-other", "another physician rendered the service", Set::Claim, &[("DOE*DORA****XX*1999999976", "DOE*DORA****XX*1999999950")], (ALTERED, &["performer", "role"])),
    Operator::harm(Family::Code, "specialty-other", "who bills works in another specialty", Set::Claim, &[("207Q00000X", "208000000X")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Code, "drug-number-digits", "two digits of the number of a drug are exchanged", Set::Claim, &[("00012345678", "00012345687")], (ALTERED, &["code"])),
    Operator::harm(Family::Value, "drug-unit-other", "millilitres are pieces", Set::Claim, &[("2.5*ML", "2.5*UN")], (ALTERED, &["unit", "quantity"])),
    Operator::harm(Family::Time, "onset-lost", "when the illness began is gone", Set::Claim, &[("DTP*431", "")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Time, "span-cut", "a span of days is its first day", Set::Claim, &[("RD8*20240104-20240105", "D8*20240104")], (ALTERED, &["time"])),
    Operator::harm(Family::Money, "adjustment-group-other", "the payer bears what the patient has to", Set::Remittance, &[("CAS*PR*1*10", "CAS*CO*1*10")], (ALTERED, &["adjustment", "patient_share"])),
    Operator::harm(Family::Money, "adjustment-reason-other", "an adjustment has another reason", Set::Remittance, &[("CAS*CO*45*30.5", "CAS*CO*97*30.5")], (ALTERED, &["adjustment"])),
    Operator::harm(Family::Money, "adjustment-reason-lost", "an adjustment is gone", Set::Remittance, &[("CAS*CO*16*49.5", "")], (ALTERED, &["adjustment"])),
    Operator::harm(Family::Money, "payment-of-the-set-changed", "the cheque is over another sum", Set::Remittance, &[("BPR*I*45", "BPR*I*54")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Money, "provider-adjustment-turned", "what was taken back was paid out", Set::Remittance, &[("*17.25", "*-17.25")], (ALTERED, &["amount"])),
    Operator::harm(Family::Money, "allowed-changed", "another sum was allowed", Set::Remittance, &[("AMT*B6*70", "AMT*B6*7")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Invented, "several-units-paid", "what was paid once was paid twice", Set::Remittance, &[("*0510*1", "*0510*2")], (ALTERED, &["units"])),
    Operator::harm(Family::Invented, "accident-dated", "an accident has a day that nobody gave", Set::Claim, &[("REF*X4*CLIA1", "REF*X4*CLIA1~\nDTP*439*D8*20231230")], (ADDED, ELEMENT)),
    Operator::harm(Family::Invented, "demonstration-invented", "a claim is of a project that pays otherwise", Set::Claim, &[("REF*X4*CLIA1", "REF*X4*CLIA1~\nREF*P4*DEMO")], (ADDED, ELEMENT)),
    Operator::harm(Family::Invented, "paid-before-invented", "another payer has paid for a line", Set::Claim, &[("CTP****2.5*ML", "CTP****2.5*ML~\nSVD*88*49.5*HC:J1745**2")], (ADDED, ELEMENT)),
    Operator::harm(Family::Status, "reversed-becomes-processed", "a payment that was reversed stands", Set::Remittance, &[("*22*-100", "*1*-100")], (ALTERED, &["status", "payer_order"])),
    Operator::harm(Family::Identity, "cheque-number-digits", "the number of the cheque is another one", Set::Remittance, &[("EFT55", "EFT56")], (ALTERED, &["title"])),
    Operator::harm(Family::Lost, "remark-lost", "the remark of the payer is gone", Set::Remittance, &[("LQ*HE*M15", "")], (LOSS, &["reason"])),
    Operator::harm(Family::Money, "copay-digits", "the digits of the share of a visit are exchanged", Set::Benefits, &[("**98****25", "**98****52")], (ALTERED, &["amount"])),
    Operator::harm(Family::Status, "insured-becomes-inactive", "who is insured is not any more", Set::Benefits, &[("EB*1*IND", "EB*6*IND")], (ALTERED, &["status", "type"])),
    Operator::harm(Family::Lost, "benefit-lost", "what is not covered is gone", Set::Benefits, &[("EB*I**35", "")], (&["lost"], WHOLE)),
    Operator::harm(Family::Time, "plan-began-earlier", "the plan began a year earlier", Set::Benefits, &[("DTP*346*D8*2024", "DTP*346*D8*2023")], (ALTERED, &["time"])),
    Operator::harm(Family::Status, "network-turned", "what holds within the network holds outside", Set::Benefits, &[("*****Y", "*****N")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "employment-lost", "whether the member works is gone", Set::Enrolment, &[("*A***FT", "*A")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "policy-lost", "the number of the policy is gone", Set::Enrolment, &[("REF*38", "")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Identity, "relationship-other", "who is insured is the spouse", Set::Enrolment, &[("INS*Y*18", "INS*Y*01")], (ALTERED, &["relationship"])),
    Operator::harm(Family::Status, "coverage-ended", "a coverage that is added is taken away", Set::Enrolment, &[("HD*021", "HD*024")], (ALTERED, &["status"])),
    Operator::harm(Family::Time, "coverage-end-invented", "a coverage without an end has one", Set::Enrolment, &[("DTP*348*D8*20240101", "DTP*348*RD8*20240101-20241231")], (ADDED, &["time"])),
    Operator::harm(Family::Money, "reported-subsidy-digits", "what the state bears of the premiums is another sum", Set::Enrolment, &[("REF*9V*120.5", "REF*9V*102.5")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "reported-category-lost", "the area by which premiums are rated is gone", Set::Enrolment, &[("N1*75*RATING AREA", ""), ("REF*9X*AREA7", "")], (&["lost"], WHOLE)),
    Operator::harm(Family::Code, "reported-under-another", "what is reported under one category stands under another", Set::Enrolment, &[("REF*9X*AREA7", "REF*00"), ("REF*9V*120.5", "REF*9X*AREA7"), ("REF*00", "REF*9V*120.5")], (ANY, ELEMENT)),
    Operator::harm(Family::Identity, "place-of-a-line-other", "a service was given in an emergency room", Set::Claim, &[("*UN*2*22*", "*UN*2*23*")], (ALTERED, &["place_of_service"])),
    Operator::harm(Family::Lost, "place-of-a-line-lost", "a service was given where all of the claim were", Set::Claim, &[("*UN*2*22*", "*UN*2**")], (ALTERED, &["place_of_service"])),
    Operator::harm(Family::Status, "original-becomes-void", "an original claim takes another back", Set::Claim, &[("11:B:1", "11:B:8")], (ALTERED, &["frequency", "status"])),
    Operator::harm(Family::Status, "assignment-turned", "who accepts what the payer pays does not", Set::Claim, &[("*Y*A*Y*Y", "*Y*C*N*Y")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Identity, "paid-before-by-another", "what one payer paid for a line another one has paid", Set::Claim, &[("SVD*88", "SVD*89")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Code, "sort-of-insurance-other", "the second insurance is a commercial one", Set::Claim, &[("GRP2******MB", "GRP2******CI")], (ALTERED, &["type"])),
    Operator::harm(Family::Value, "units-are-minutes", "a number of units is one of minutes", Set::Claim, &[("*UN*2*22", "*MJ*2*22")], (ALTERED, &["unit", "units"])),
    Operator::harm(Family::Code, "diagnoses-exchanged", "the main diagnosis is the other one", Set::Claim, &[("ABK:E119*ABF:I10", "ABK:I10*ABF:E119")], (ALTERED, &["code", "reason", "diagnosis_pointer"])),
    Operator::harm(Family::Money, "presence-on-admission-turned", "a diagnosis that was there on admission came later", Set::Hospital, &[("I2510:::::::Y", "I2510:::::::N")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Money, "presence-on-admission-exchanged", "of two diagnoses the other one was there on admission", Set::Hospital, &[("E119:::::::Y*ABF:N390:::::::N", "E119:::::::N*ABF:N390:::::::Y")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "presence-on-admission-lost", "whether a diagnosis was there on admission is gone", Set::Hospital, &[("E119:::::::Y", "E119")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Money, "group-of-the-stay-other", "the stay is of another group of diagnoses", Set::Hospital, &[("HI*DR:470", "HI*DR:471")], (ALTERED, &["category"])),
    Operator::harm(Family::Time, "procedure-day-other", "a procedure was done on another day", Set::Hospital, &[("0DTJ4ZZ:D8:20240202", "0DTJ4ZZ:D8:20240222")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "procedure-of-the-stay-lost", "a procedure of the stay is gone", Set::Hospital, &[("HI*BBR", "")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Time, "occurrences-exchanged", "two occurrences have each other's day", Set::Hospital, &[("BH:11:D8:20231230*BH:A1:D8:20240101", "BH:11:D8:20240101*BH:A1:D8:20231230")], (ALTERED, &["flag"])),
    Operator::harm(Family::Money, "value-decimal-moved", "what a value code is of is a tenth", Set::Hospital, &[("1200.5", "120.05")], (ALTERED, &["flag"])),
    Operator::harm(Family::Lost, "condition-lost", "a condition of the stay is gone", Set::Hospital, &[("HI*BG:09*BG:17", "HI*BG:09")], (ALTERED, &["flag"])),
    Operator::harm(Family::Code, "admitting-diagnosis-is-a-reason", "the diagnosis of admission is the reason of a visit", Set::Hospital, &[("HI*ABJ", "HI*APR")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Time, "admission-day-other", "the patient was admitted a day later", Set::Hospital, &[("202402010830", "202402020830")], (ALTERED, &["time"])),
    Operator::harm(Family::Lost, "discharge-hour-lost", "the hour of discharge is gone", Set::Hospital, &[("DTP*096", "")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Status, "went-home-becomes-died", "who went home has died", Set::Hospital, &[("CL1*1*7*01", "CL1*1*7*20")], (ALTERED, &["discharge"])),
    Operator::harm(Family::Money, "room-other", "a day in one room is one in another", Set::Hospital, &[("SV2*0120", "SV2*0110")], (ALTERED, &["revenue_code"])),
    Operator::harm(Family::Money, "rate-decimal-moved", "a day costs a tenth", Set::Hospital, &[("*DA*4*1000", "*DA*4*100")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Identity, "hospital-number-digits", "another hospital bills the stay", Set::Hospital, &[("XX*1999999892", "XX*1999999829")], (ALTERED, &["author", "element"])),
    Operator::harm(Family::Money, "tooth-other", "another tooth was filled", Set::Dental, &[("JP*12*M:O", "JP*21*M:O")], (ALTERED, &["body site"])),
    Operator::harm(Family::Lost, "surface-lost", "a surface of a tooth is gone", Set::Dental, &[("JP*12*M:O", "JP*12*M")], (ALTERED, &["body site"])),
    Operator::harm(Family::Status, "teeth-exchanged", "the tooth that is missing is the one to be extracted", Set::Dental, &[("DN2*14*M", "DN2*14*E"), ("DN2*30*E", "DN2*30*M")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Identity, "predetermination-digits", "the number of the predetermination is another one", Set::Dental, &[("PREDET9", "PREDET6")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Money, "first-prosthesis-is-another", "a first prosthesis replaces one", Set::Dental, &[("*10*I*", "*10*R*")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Status, "denied-becomes-processed", "a claim that was denied was not", Set::Correction, &[("*4*300", "*1*300")], (ALTERED, &["status", "payer_order"])),
    Operator::harm(Family::Money, "denial-borne-by-the-patient", "what nobody has to pay the patient does", Set::Correction, &[("CAS*CO*29*300", "CAS*PR*29*300")], (ALTERED, &["adjustment", "patient_share"])),
    Operator::harm(Family::Value, "sign-of-a-line-lost", "what was taken back of a line was paid", Set::Correction, &[("*-5000*-60*", "*5000*60*")], (ALTERED, &["value", "amount"])),
    Operator::harm(Family::Value, "sign-of-an-adjustment-lost", "an adjustment that was taken back stands", Set::Correction, &[("*45*-4920", "*45*4920")], (ALTERED, &["adjustment"])),
    Operator::harm(Family::Identity, "number-of-the-denial", "the payment goes by the number of the denial", Set::Correction, &[("*12*ICB", "*12*ICA")], (ALTERED, &["claim_number"])),
    Operator::harm(Family::Status, "paid-becomes-denied", "the last word on a claim is that it was denied", Set::States, &[("STC*F1:65*20240201**", "STC*F2:65*20240201**")], (ALTERED, &["status"])),
    Operator::harm(Family::Time, "word-dated-earlier", "the payer asked for more ten days earlier", Set::States, &[("20240115**150", "20240105**150")], (ALTERED, &["time"])),
    Operator::harm(Family::Code, "second-reason-other", "the payer waits for something else", Set::States, &[("P3:294", "P3:295")], (ALTERED, ELEMENT)),
    Operator::harm(Family::Lost, "word-on-a-claim-lost", "that the payer asked for more is gone", Set::States, &[("STC*P3:21", "")], (&["lost"], WHOLE)),
    Operator::harm(Family::Invented, "authorization-needed-invented", "a benefit needs an authorization that it did not need", Set::Benefits, &[("*5000*****Y", "*5000****Y*Y")], (ADDED, ELEMENT)),
    Operator::harm(Family::Money, "limit-of-a-family", "what one person bears at most is what all of a family do", Set::Benefits, &[("EB*G*IND", "EB*G*FAM")], (ALTERED, &["class"])),
    Operator::harm(Family::Money, "limit-is-what-is-left", "what is borne in a year at most is what is left of it", Set::Benefits, &[("***23*5000", "***29*5000")], (ALTERED, &["frequency"])),
    Operator::harm(Family::Invented, "paid-as-another-invented", "a service was paid as another one", Set::Remittance, &[("*50*0510*1", "*50*0510*1*HC:99214")], (ADDED, ELEMENT)),
    Operator::twin(Family::Money, "reason-of-nothing", "a reason by which nothing is adjusted stands beside another", Set::Remittance, &[("CAS*CO*45*30.5", "CAS*CO*45*30.5**253*0")]),
    Operator::twin(Family::Time, "onset-as-a-span", "the day on which an illness began is a span of itself", Set::Claim, &[("DTP*431*D8*20240101", "DTP*431*RD8*20240101-20240101")]),
    Operator::twin(Family::List, "reported-categories-reordered", "the second category stands first", Set::Enrolment, &[("N1*75*RATING AREA", "N1*75*X"), ("REF*9X*AREA7", "REF*00"), ("N1*75*APTC AMT", "N1*75*RATING AREA"), ("REF*9V*120.5", "REF*9X*AREA7"), ("N1*75*X", "N1*75*APTC AMT"), ("REF*00", "REF*9V*120.5")]),
    Operator::twin(Family::Money, "reported-sum-to-the-cent", "what is reported is written with its cents", Set::Enrolment, &[("REF*9V*120.5", "REF*9V*120.50")]),
    Operator::twin(Family::Money, "sums-to-the-cent", "sums are written with their cents", Set::Claim, &[("*49.5*", "*49.50*")]),
    Operator::twin(Family::Money, "units-as-a-decimal", "a number of units has a nought behind its point", Set::Claim, &[("*UN*2*", "*UN*2.0*")]),
    Operator::twin(Family::Money, "place-repeated", "a line repeats where its claim was served", Set::Claim, &[("*UN*1***", "*UN*1*11**")]),
    Operator::twin(Family::Identity, "set-numbered-anew", "the set has another number and another day", Set::Claim, &[("BHT*0019*00*1*20240105*0930", "BHT*0019*00*9*20240107*1100")]),
    Operator::twin(Family::Identity, "sent-another-way", "another clearing house sends the claim", Set::Claim, &[("NM1*41*2*SENDER*****46*S1", "NM1*41*2*BROKER*****46*S7")]),
    Operator::twin(Family::Identity, "clearing-number-anew", "the clearing house gives the claim a number of its own", Set::Claim, &[("REF*D9*CH99", "REF*D9*CH100")]),
    Operator::twin(Family::Time, "passed-on-dated", "whoever passes the claim on writes when it came", Set::Claim, &[("REF*X4*CLIA1", "REF*X4*CLIA1~\nDTP*050*D8*20240110")]),
    Operator::twin(Family::Text, "address-in-one-line", "the second line of an address stands in the first", Set::Claim, &[("1 WAY*ROOM 2", "1 Way Room 2")]),
    Operator::twin(Family::Text, "telephone-with-strokes", "a telephone number has strokes", Set::Claim, &[("TE*5555550111", "TE*555-555-0111")]),
    Operator::twin(Family::List, "references-reordered", "reference numbers stand in another order", Set::Claim, &[("REF*G1*AUTH77", "REF*00"), ("REF*X4*CLIA1", "REF*G1*AUTH77"), ("REF*00", "REF*X4*CLIA1")]),
    Operator::twin(Family::Time, "day-as-a-span", "a day is a span that begins and ends on it", Set::Claim, &[("DTP*472*D8*20240103", "DTP*472*RD8*20240103-20240103")]),
    Operator::twin(Family::Money, "one-unit-unwritten", "one unit is not written: the guide says that it is one", Set::Remittance, &[("*0510*1", "*0510")]),
    Operator::twin(Family::Time, "remittance-made-later", "the file is of another day", Set::Remittance, &[("DTM*405*20240131", "DTM*405*20240202")]),
    Operator::twin(Family::List, "adjustments-in-two-segments", "two reasons of one group stand in segments of their own", Set::Remittance, &[("CAS*PR*1*10**2*10", "CAS*PR*1*10~\nCAS*PR*2*10")]),
    Operator::twin(Family::List, "sums-of-the-provider-left-out", "the sums over all claims are left out", Set::Remittance, &[("TS3", "")]),
    Operator::twin(Family::Money, "share-as-a-fraction", "a share has a nought before its point", Set::Benefits, &[("*****.2", "*****0.20")]),
    Operator::twin(Family::Code, "race-by-its-letter", "a race is given by the letter of the list", Set::Enrolment, &[(":RET:2106-3", "C")]),
    Operator::twin(Family::List, "contacts-reordered", "mail stands before the telephone", Set::Enrolment, &[("HP*5555550100*EM*J@EXAMPLE.ORG", "EM*J@EXAMPLE.ORG*HP*5555550100")]),
    Operator::twin(Family::Money, "value-to-the-cent", "what a value code is of is written with its cents", Set::Hospital, &[("1200.5", "1200.50")]),
    Operator::twin(Family::Code, "diagnosis-with-its-point", "a diagnosis is written with its point", Set::Hospital, &[("ABJ:R079", "ABJ:R07.9")]),
    Operator::twin(Family::List, "occurrences-reordered", "the second occurrence stands first", Set::Hospital, &[("BH:11:D8:20231230*BH:A1:D8:20240101", "BH:A1:D8:20240101*BH:11:D8:20231230")]),
    Operator::twin(Family::List, "conditions-in-two-segments", "two conditions stand in segments of their own", Set::Hospital, &[("HI*BG:09*BG:17", "HI*BG:09~\nHI*BG:17")]),
    Operator::twin(Family::List, "teeth-reordered", "the second tooth stands first", Set::Dental, &[("DN2*14*M", "DN2*X"), ("DN2*30*E", "DN2*14*M"), ("DN2*X", "DN2*30*E")]),
    Operator::twin(Family::List, "surfaces-reordered", "the surfaces of a tooth stand in another order", Set::Dental, &[("JP*12*M:O", "JP*12*O:M")]),
    Operator::twin(Family::Money, "payments-to-the-cent", "what was paid is written with its cents", Set::Correction, &[("*-5000*-60*", "*-5000.00*-60.00*")]),
    Operator::twin(Family::Identity, "traced-anew", "an answer has another number of its question", Set::States, &[("TRN*2*A", "TRN*2*T")]),
];

/// An interchange of one transaction set.
pub(crate) fn enveloped(out: &mut String, (code, guide, group): (&str, &str, &str), number: usize, segments: &[String]) {
    let (blank, sender, receiver) = (format!("{:10}", ""), format!("{:15}", "A"), format!("{:15}", "B"));
    let body: usize = segments.iter().map(|segment| segment.split("~\n").count()).sum();
    // Writing to a string does not fail.
    let _ = write!(out, "ISA*00*{blank}*00*{blank}*ZZ*{sender}*ZZ*{receiver}*240105*0930*^*00501*{number:09}*0*P*:~\nGS*{group}*A*B*20240105*0930*{number}*X*{guide}~\nST*{code}*0001*{guide}~\n");
    for segment in segments {
        let _ = writeln!(out, "{segment}~");
    }
    let _ = write!(out, "SE*{}*0001~\nGE*1*{number}~\nIEA*1*{number:09}~\n", body + 2);
}
