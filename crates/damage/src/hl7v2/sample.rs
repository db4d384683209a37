//! Messages of invented patients, written from tables: a correct destination that is there in every checkout, and in which
//! every operator finds an occasion.
//!
//! One file a patient: registration with allergies, diagnoses and insurance, a stay or a visit, results, a report, orders,
//! drugs, vaccinations, problems, procedures, notes, appointments, charges and doses. Codes are real, nobody of these patients is.
//! Same number, same bytes.

mod clinic;
mod orders;

use super::message::Segment;

const FAMILIES: [&str; 16] = [
    "Abara", "Brandt", "Cisneros", "Dvorak", "Eklund", "Fofana", "Grady", "Hsuan", "Iwasaki", "Jansen", "Kowalski", "Lindqvist", "Moreau", "Nakagawa", "Okonkwo", "Petrov",
];
const GIVEN: [&str; 14] = ["Ada", "Bruno", "Carla", "Dmitri", "Elin", "Fatou", "Gerald", "Hana", "Ichiro", "Johanna", "Karol", "Lena", "Marta", "Nils"];
const STREETS: [&str; 6] = ["Mill Lane", "Harbour Road", "Elm Street", "Quarry Walk", "Station Row", "Bridge End"];
const DOCTORS: [&str; 6] = ["DR01^Thorne^Edith", "DR02^Vargas^Hector", "DR03^Lindgren^Astrid", "DR04^Okafor^Samuel", "DR05^Bui^Mai", "DR06^Ohara^Fiona"];

/// The messages of so many patients: a name and a text for each.
pub fn sample(patients: usize) -> Vec<(String, String)> {
    (0..patients).map(|patient| (format!("patient-{patient:03}.hl7"), Chart::new(patient).text())).collect()
}

/// One of a table, another one for each patient and place.
fn pick<T: Copy>(table: &[T], patient: usize, place: usize) -> T {
    table[(patient * 5 + place * 3 + patient / 7) % table.len()]
}

/// A day, another one for each patient and place.
fn day(patient: usize, place: usize) -> String {
    format!("{}{:02}{:02}", 2014 + (patient + place * 3) % 9, 1 + (patient * 3 + place * 5) % 12, 1 + (patient * 7 + place * 11) % 28)
}

/// A time of day on it, with the offset of its place.
fn clock(patient: usize, place: usize) -> String {
    let zone = if patient % 3 == 0 { "" } else { "-0500" };
    format!("{}{:02}{:02}{zone}", day(patient, place), 8 + (patient + place * 5) % 10, (patient * 7 + place * 13) % 60)
}

/// One patient's messages while they are written.
struct Chart {
    patient: usize,
    number: String,
    messages: usize,
    out: String,
}

impl Chart {
    fn new(patient: usize) -> Self {
        let number = if patient % 4 == 3 { format!("{}", 51_200 + patient * 137) } else { format!("00{}", 41_200 + patient * 139) };
        Self { patient, number, messages: 0, out: String::new() }
    }

    fn text(mut self) -> String {
        clinic::registered(&mut self);
        clinic::visited(&mut self);
        clinic::updated(&mut self);
        clinic::problems(&mut self);
        clinic::vaccinated(&mut self);
        orders::results(&mut self);
        orders::susceptible(&mut self);
        orders::report(&mut self);
        orders::requested(&mut self);
        orders::drugs(&mut self);
        orders::documents(&mut self);
        orders::appointments(&mut self);
        orders::charged(&mut self);
        orders::given(&mut self);
        self.out
    }

    /// One of a table for this patient.
    fn pick<T: Copy>(&self, table: &[T], place: usize) -> T {
        pick(table, self.patient, place)
    }

    /// Whether this is one of every so many patients.
    fn each(&self, of: usize, which: usize) -> bool {
        self.patient % of == which % of
    }

    fn doctor(&self, place: usize) -> &'static str {
        self.pick(&DOCTORS, place)
    }

    /// Begins a message of a kind.
    fn begin(&mut self, kind: &str, place: usize) {
        self.messages += 1;
        let control = format!("M{:03}{:03}", self.patient, self.messages);
        let msh = Segment::parse("MSH|^~\\&|CLINIC|NORTH|NEW|NORTH").unwrap_or_else(|| Segment::named("MSH"));
        let when = clock(self.patient, place);
        self.add(msh.with(7, &when).with(9, kind).with(10, &control).with(11, "P").with(12, "2.5.1"));
    }

    fn add(&mut self, segment: Segment) {
        self.out.push_str(&segment.text());
        self.out.push('\n');
    }

    /// A segment from a text with its fields by number: `AL1 1=1|2=DA|3=...`.
    fn put(&mut self, text: &str) {
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        let fields = rest.split('|').filter_map(|field| field.split_once('='));
        let segment = fields.fold(Segment::named(name), |segment, (number, value)| segment.with(number.parse().unwrap_or(1), value));
        self.add(segment);
    }

    /// Who the patient is, in short: what later messages say.
    fn known(&mut self) {
        let (number, family, given) = (self.number.clone(), self.family(), self.given());
        self.put(&format!("PID 1=1|3={number}^^^NORTH^MR|5={family}^{given}"));
    }

    /// The visit that a message hangs on.
    fn at_visit(&mut self, visit: usize) {
        let key = self.visit(visit);
        self.put(&format!("PV1 1=1|2=O|19={key}|25="));
    }

    fn visit(&self, visit: usize) -> String {
        format!("V{:04}{visit}", self.patient)
    }

    fn family(&self) -> &'static str {
        FAMILIES[self.patient % FAMILIES.len()]
    }

    fn given(&self) -> &'static str {
        GIVEN[self.patient % GIVEN.len()]
    }
}
