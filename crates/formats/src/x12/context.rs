//! Where in the transaction set one is: its loop, the claim, the patient, the service line. Everything here is the size
//! of one path through the loops, whatever the size of the file.
//!
//! The patient's key is the member identifier. A dependant who has none of his own is told from the subscriber, and from
//! other dependants, by the given name behind the subscriber's identifier: `W1/JANE`.

use super::loops::{Set, opened};
use super::segment::Segment;
use super::{At, Doubt};

/// Bytes of a value that is repeated beside each segment; its own segment has it whole.
const VALUE_BYTES_MAX: usize = 128;

/// The place of a segment in its transaction set.
#[derive(Default)]
pub(super) struct Context {
    guide: String,
    pub set: Set,
    transaction: String,
    pub loop_id: String,
    claim: String,
    patient: String,
    subscriber: String,
    service_line: String,
    lines: u32,
    line_told: bool,
    dependant: bool,
    number: String,
    name: (String, String),
}

impl Context {
    /// Enters a segment.
    pub(super) fn enter(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        match segment.name {
            "ISA" | "GS" | "GE" | "IEA" => {
                let guide = if segment.name == "GS" { segment.element(8).to_string() } else { String::new() };
                *self = Self { guide, ..Self::default() };
            }
            "ST" => self.start(segment, at, doubts),
            "SE" => {
                self.loop_id.clear();
                self.leave_person();
            }
            _ => self.inside(segment, at, doubts),
        }
    }

    fn start(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        let guide = std::mem::take(&mut self.guide);
        let stated = if segment.element(3).is_empty() { guide.as_str() } else { segment.element(3) };
        let (set, transaction) = Set::of(segment.element(1), stated);
        *self = Self { set, transaction, ..Self::default() };
        self.guide = guide;
        if set == Set::Unknown {
            doubts.push(Doubt::new("unknown_transaction_set", at, "the transaction set is not one of the known ones: its segments are read without loops"));
        } else if self.transaction == "837" {
            doubts.push(Doubt::new("unknown_guide", at, "neither ST03 nor GS08 tells which 837 it is: it is read as professional"));
        }
    }

    fn inside(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        if let Some(id) = opened(self.set, &self.loop_id, segment) {
            self.loop_id = id;
        }
        match (self.set, segment.name) {
            (Set::Enrollment, "INS") => {
                self.leave_person();
                self.dependant = segment.element(1) == "N";
            }
            (Set::Enrollment, "REF") if segment.element(1) == "0F" && self.loop_id == "2000" => self.number = segment.element(2).to_string(),
            (Set::Remittance, "LX" | "PLB") | (Set::Premium, "ENT") => self.leave_person(),
            (Set::Remittance, "CLP") => {
                self.leave_person();
                self.claim = segment.element(1).to_string();
            }
            (Set::Remittance | Set::Status, "SVC") => self.next_line(None),
            (Set::Status, "TRN") => self.leave_line(),
            (_, "HL") => self.level(segment.element(3)),
            (_, "NM1") => self.person(segment, at, doubts),
            (set, _) if set.is_claim() => self.claim_segment(segment, at, doubts),
            _ => {}
        }
    }

    fn claim_segment(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        match segment.name {
            "CLM" => {
                self.claim = segment.element(1).to_string();
                self.leave_line();
                self.lines = 0;
            }
            "LX" => {
                self.next_line(Some(segment.element(1)));
                self.line_told = false;
            }
            "SV1" | "SV2" | "SV3" => {
                if self.line_told || self.service_line.is_empty() {
                    self.next_line(None);
                    doubts.push(Doubt::new("no_lx", at, "a service line has no LX before it; it is numbered by its order"));
                }
                self.line_told = true;
            }
            _ => {}
        }
    }

    fn next_line(&mut self, number: Option<&str>) {
        self.lines = self.lines.saturating_add(1);
        self.service_line = number.filter(|n| !n.is_empty()).map_or_else(|| self.lines.to_string(), str::to_string);
    }

    fn leave_line(&mut self) {
        self.service_line.clear();
        self.line_told = false;
    }

    fn leave_person(&mut self) {
        for text in [&mut self.claim, &mut self.patient, &mut self.subscriber, &mut self.number] {
            text.clear();
        }
        self.name = Default::default();
        self.lines = 0;
        self.dependant = false;
        self.leave_line();
    }

    /// A hierarchical level: the dependant's keeps the subscriber; those of a service or an event (278) keep the patient.
    fn level(&mut self, level: &str) {
        if self.set == Set::Review && matches!(level, "EV" | "SS" | "19") {
            return;
        }
        let subscriber = if level == "23" { std::mem::take(&mut self.subscriber) } else { String::new() };
        self.leave_person();
        self.subscriber = subscriber;
        self.dependant = level == "23";
    }

    /// NM1: whether it names the patient, and under which key.
    fn person(&mut self, segment: &Segment<'_>, at: At, doubts: &mut Vec<Doubt>) {
        let entity = segment.element(1);
        let names_patient = match self.set {
            Set::Professional | Set::Institutional | Set::Dental => matches!((self.loop_id.as_str(), entity), ("2010BA", "IL") | ("2010CA", "QC")),
            Set::Remittance => self.loop_id == "2100" && matches!(entity, "QC" | "IL"),
            Set::Enrollment => self.loop_id == "2100A",
            Set::Premium => self.loop_id == "2100B",
            Set::EligibilityInquiry | Set::Benefit => matches!((self.loop_id.as_str(), entity), ("2100C", "IL") | ("2100D", "03")),
            Set::StatusInquiry | Set::Status => matches!((self.loop_id.as_str(), entity), ("2100D", "IL" | "QC") | ("2100E", "QC")),
            Set::Review => matches!((self.loop_id.as_str(), entity), ("2010C", "IL") | ("2010D", "QC")),
            Set::Acknowledgement | Set::Unknown => false,
        };
        if !names_patient {
            return;
        }
        let name = (segment.element(3).to_uppercase(), segment.element(4).to_uppercase());
        match (self.set, entity) {
            (Set::Remittance, "IL") => self.insured(segment.element(9), &name),
            (Set::Enrollment, _) => {
                let member = matches!(segment.element(8), "MI" | "II" | "N");
                let own = if member || self.number.is_empty() { segment.element(9) } else { "" };
                self.subscriber = if self.number.is_empty() { own.to_string() } else { self.number.clone() };
                self.patient = match (self.dependant, own) {
                    (true, own) => dependant_key(&self.subscriber, own, &name),
                    (false, "") => member_key(&self.subscriber, &name),
                    (false, own) => member_key(own, &name),
                };
            }
            _ if self.dependant => self.patient = dependant_key(&self.subscriber, segment.element(9), &name),
            _ => {
                self.patient = member_key(segment.element(9), &name);
                self.subscriber = self.patient.clone();
            }
        }
        // A remittance may name the insured, and so the member, after the patient.
        if self.set != Set::Remittance && segment.element(9).is_empty() && self.subscriber_is_unknown() {
            doubts.push(Doubt::new("no_member_id", at, "the person is named without an identifier: the name is the key"));
        }
        self.name = name;
    }

    /// Whether no identifier stands behind the key of the patient.
    fn subscriber_is_unknown(&self) -> bool {
        self.number.is_empty() && (self.subscriber.is_empty() || self.subscriber == self.patient)
    }

    /// The insured of a remittance, who is named only where another person was treated; some payers repeat the patient.
    fn insured(&mut self, own: &str, name: &(String, String)) {
        if own.is_empty() {
            return;
        }
        let by_name = self.patient.is_empty() || self.patient == member_key("", &self.name);
        self.subscriber = own.to_string();
        if self.name == *name || self.name.1.is_empty() {
            self.patient = own.to_string();
        } else if by_name || self.patient == own {
            self.patient = dependant_key(own, "", &self.name);
        }
    }

    /// The leaves that name the place.
    pub(super) fn leaves(&self, out: &mut Vec<(String, String)>) {
        let leaves = [
            ("transaction", &self.transaction),
            ("loop", &self.loop_id),
            ("claim", &self.claim),
            ("patient", &self.patient),
            ("service_line", &self.service_line),
        ];
        for (field, value) in leaves.into_iter().filter(|(_, v)| !v.is_empty()) {
            let end = value.floor_char_boundary(VALUE_BYTES_MAX);
            out.push((field.to_string(), value.get(..end).unwrap_or(value).to_string()));
        }
    }
}

/// The identifier, else the name.
fn member_key(own: &str, (family, given): &(String, String)) -> String {
    match (own, family.is_empty() && given.is_empty()) {
        ("", true) => String::new(),
        ("", false) => format!("{family}/{given}"),
        (own, _) => own.to_string(),
    }
}

/// The dependant's own identifier where it is not the subscriber's, else the given name behind the subscriber's.
fn dependant_key(subscriber: &str, own: &str, name: &(String, String)) -> String {
    if (!own.is_empty() && own != subscriber) || subscriber.is_empty() {
        return member_key(own, name);
    }
    format!("{subscriber}/{}", name.1)
}
