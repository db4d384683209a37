//! What names of tables and fields usually mean: the signs of a kind of statement, and the words of its attributes.
//!
//! Words only propose. They are in the order in which they are tried: a field is taken by the first attribute that it fits.

use crate::names::parts;
use crate::profile::share;
use model::Aspect::{self, *};
use model::{Kind, canonical_unit};

/// Stands before the words that a name holds in full or not at all: those of other languages, of which short forms of ours would be some as well (`SET` of
/// "Seite", `DIAGN` of "Diagnosesicherheit").
const IN_FULL: &str = "|";

/// What speaks for a kind.
pub(super) struct Sign {
    pub kind: Kind,
    /// Words of the relation's name, singular.
    pub tables: &'static [&'static str],
    /// Words of the names of its fields.
    pub fields: &'static [&'static str],
    /// Code systems that are recognised in a field.
    pub systems: &'static [&'static str],
}

pub(super) static SIGNS: [Sign; 12] = [
    Sign {
        kind: Kind::Demographic,
        tables: &["patient", "person", "demographic", "demographics", "member", "stamm", "stammdaten", IN_FULL, "patienten", "personne", "paciente", "persona"],
        fields: &["dob", "birth", "birthdate", "geb", "gebdat", "geschlecht", "plz", "sex", "gender", "ssn", "marital", "race", "ethnicity", "eth", "lastname", "surname", "vorname", "gebdatum", "geburtsdatum", "prenom", "naissance", "sexe", "nombre", "apellido", "nacimiento", "sexo"],
        systems: &["SSN"],
    },
    Sign {
        kind: Kind::Problem,
        tables: &["problem", "condition", "diagnosis", "diagnose", "diagnosen", "dx", "prob", "diag", "dgn", IN_FULL, "dauerdiagnosen", "antecedent", "diagnostico", "problema"],
        fields: &["onset", "resolved", "icd", "icd10", "icd9", "diagnosis", "problem", "abated", "cim10", "cie10", "diagnosesicherheit"],
        systems: &["ICD-10-CM", "ICD-9-CM"],
    },
    Sign {
        kind: Kind::Allergy,
        tables: &["allergy", "allergie", "intolerance", "alg", "adverse", IN_FULL, "allergien", "alergia"],
        fields: &["allergen", "allergy", "reaction", "react", "criticality", "crit", "intol", "substance", "allergene", "allergène", "alergeno", "reaktion", "reaccion"],
        systems: &[],
    },
    Sign {
        kind: Kind::Medication,
        tables: &["medication", "med", "prescription", "rx", "drug", "medicine", "medikation", "verordnung", "verordnungen", "medplan", "rezept", IN_FULL, "medikament", "medikamente", "arzneimittel", "traitement", "medicament", "médicament", "ordonnance", "prescripcion", "medicamento"],
        fields: &["ndc", "rxnorm", "drug", "dose", "sig", "freq", "frequency", "refills", "refill", "prn", "strength", "dispense", "med", "pzn", "atc", "dosierung", "handelsname", "wirkstoff", "posologie", "medicament", "médicament", "medicamento"],
        systems: &["NDC", "RxNorm", "ATC", "PZN"],
    },
    Sign {
        kind: Kind::Immunization,
        tables: &["immunization", "immunisation", "vaccine", "vaccination", "imm", "shot", "vac", "vacc", "vax", "impfung", "impfungen", IN_FULL, "vaccin", "vacuna"],
        fields: &["cvx", "vaccine", "vac", "lot", "mfr", "vis", "impfstoff", "vaccin", "vacuna", "lote"],
        systems: &["CVX"],
    },
    Sign {
        kind: Kind::Observation,
        tables: &["lab", "result", "observation", "vital", "ob", "measurement", "flowsheet", "test", "labor", "laborwert", "laborwerte", "vit", IN_FULL, "biologie", "analyse", "laboratoire", "laboratorio", "messwerte"],
        fields: &["result", "units", "unit", "uom", "loinc", "ref", "range", "abn", "abnormal", "specimen", "value", "val", "analyte", "vit", "ergebnis", "einheit", "normbereich", "resultat", "unite", "resultado", "unidad"],
        systems: &["LOINC"],
    },
    Sign {
        kind: Kind::Procedure,
        tables: &["procedure", "proc", "surgery", "operation"],
        fields: &["proc", "procedure", "cpt", "px", "surgeon"],
        systems: &["CPT", "HCPCS"],
    },
    Sign {
        kind: Kind::Encounter,
        tables: &["encounter", "visit", "admission", "enc", "episode", "vis", "besuch", "besuche", "aufenthalt", IN_FULL, "sejour", "séjour", "visite"],
        fields: &["admit", "disch", "discharge", "arrival", "encountertype", "encounterclass", "dispo", "complaint"],
        systems: &[],
    },
    Sign {
        kind: Kind::Note,
        tables: &["note", "progres", "narrative", "dictation", "letter"],
        fields: &["note", "body", "addendum", "title"],
        systems: &[],
    },
    Sign {
        kind: Kind::Appointment,
        tables: &["appointment", "appt", "schedule", "booking"],
        fields: &["appt", "appointment", "scheduled", "slot", "noshow"],
        systems: &[],
    },
    Sign {
        kind: Kind::Coverage,
        tables: &["insurance", "coverage", "policy", "policie", "payer", "payor", "ins"],
        fields: &["payer", "payor", "policy", "subscriber", "plan", "insurance", "group"],
        systems: &[],
    },
    Sign {
        kind: Kind::FamilyHistory,
        tables: &["family", "familyhistory", "fhx"],
        fields: &["relative", "relation", "relationship", "onsetage"],
        systems: &[],
    },
];

/// What stands before or behind the word of a table that is written in one with it.
const AROUND: [&str; 27] = [
    "lst", "list", "ord", "order", "orders", "res", "result", "results", "mstr", "master", "tbl", "table", "dtl", "detail", "hdr", "rec", "record", "data", "tst", "test", "pt", "pat",
    "prog", "progress", "clin", "signs", "tx",
];

/// The words of a table's name. One that is no word of ours is taken apart where two are written in one (`PROBLST`, `LABRES`), and said in full where it is
/// one without its vowels (`ALRGY`).
pub(super) fn table_words(name: &str) -> Vec<String> {
    let known = |part: &str| part.len() >= 3 && SIGNS.iter().any(|sign| sign.tables.contains(&part));
    let mut words = parts(name);
    let mut more: Vec<String> = Vec::new();
    for part in words.iter().filter(|part| part.len() >= 4 && !known(part)) {
        let halves = (2..part.len() - 1).filter_map(|at| part.split_at_checked(at));
        let of_two = halves.filter(|(a, b)| known(a) && (known(b) || AROUND.contains(b)) || known(b) && AROUND.contains(a));
        more.extend(of_two.flat_map(|(a, b)| [a.to_string(), b.to_string()]));
        more.extend(SIGNS.iter().flat_map(|sign| sign.tables.iter().take_while(|word| **word != IN_FULL)).filter(|word| abbreviates(part, word)).map(|word| (*word).to_string()));
    }
    words.append(&mut more);
    words
}

/// Whether a word is another one without its vowels, all of them or some, and without what is doubled: `strt` for start, `alrgy` for allergy; of four
/// letters and more also the beginning of one, as `reslv` is of resolved.
pub(super) fn abbreviates(short: &str, word: &str) -> bool {
    let bones = |text: &str| {
        let mut bones: Vec<char> = text.chars().filter(|c| !"aeiou".contains(*c)).collect();
        bones.dedup();
        bones
    };
    let (ours, theirs) = (bones(short), bones(word));
    let is_begun = short.len() >= 4 && ours.len() >= 3 && theirs.starts_with(&ours);
    let mut rest = word.chars();
    let stands_in = short.chars().all(|c| rest.any(|other| other == c));
    let is_shorter = (3..word.len()).contains(&short.len()) && short.chars().next() == word.chars().next();
    is_shorter && stands_in && ours.len() >= 2 && (ours == theirs || is_begun)
}

/// What a field must hold to be read as an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A code: short, few blanks, repeated.
    Code,
    /// A word of a short list, to be translated.
    Word,
    Text,
    Number,
    Date,
    /// The key of another record.
    Key,
    Flag,
}

/// An attribute of a kind with the words of its fields.
pub(super) struct Role {
    pub aspect: Aspect,
    pub shape: Shape,
    /// One of these is in the name of the field,
    pub words: &'static [&'static str],
    /// and none of these.
    pub never: &'static [&'static str],
}

impl Role {
    /// Where among its words, or among those in full, the first one stands that a name says with these parts, and these in one: 0 for the first, below 1 for the
    /// last. `short` are those of the parts that may be short for a word.
    pub(super) fn said(&self, parts: &[String], joined: &str, short: &[&String]) -> Option<f64> {
        let in_full = self.words.iter().position(|word| *word == IN_FULL).unwrap_or(self.words.len());
        let is_said = |(at, word): (usize, &&str)| parts.iter().any(|part| part == word) || joined == *word || at < in_full && short.iter().any(|part| abbreviates(part, word));
        let at = self.words.iter().enumerate().position(is_said)?;
        let (place, all) = if at < in_full { (at, in_full) } else { (at.saturating_sub(in_full + 1), self.words.len().saturating_sub(in_full + 1)) };
        Some(share(place as u64, all as u64))
    }
}

const fn role(aspect: Aspect, shape: Shape, words: &'static [&'static str], never: &'static [&'static str]) -> Role {
    Role { aspect, shape, words, never }
}

static DEMOGRAPHIC: [Role; 27] = [
    role(Mrn, Shape::Text, &["mrn", "chartno", "chart"], &[]),
    role(Ssn, Shape::Text, &["ssn", "socialsecurity"], &[]),
    role(DriverLicense, Shape::Text, &["dl", "drivers", "license", "licence"], &[]),
    role(Passport, Shape::Text, &["passport"], &[]),
    role(Maiden, Shape::Text, &["maiden"], &[]),
    role(Family, Shape::Text, &["last", "lastname", "lname", "family", "familyname", "surname", "nachname", "nn", IN_FULL, "nom", "apellido", "apellidos"], &["upd", "by", "date"]),
    role(Given, Shape::Text, &["first", "firstname", "fname", "given", "forename", "vorname", "vn", IN_FULL, "prenom", "prénom"], &["date"]),
    role(Middle, Shape::Text, &["middle", "mid", "middlename", "mname"], &[]),
    role(Suffix, Shape::Text, &["suffix"], &[]),
    role(Prefix, Shape::Text, &["prefix"], &[]),
    role(BirthDate, Shape::Date, &["dob", "birth", "birthdate", "birthdt", "geb", "gebdat", "geburtsdatum", IN_FULL, "gebdatum", "naissance", "nacimiento"], &["place"]),
    role(DeathDate, Shape::Date, &["death", "deathdate", "deathdt", "dod", "deceased"], &["cause"]),
    role(Deceased, Shape::Flag, &["deceased", "dead", "expired"], &["date", "dt"]),
    role(Sex, Shape::Word, &["sex", "gender", "geschlecht", IN_FULL, "sexe", "sexo"], &[]),
    role(Race, Shape::Word, &["race"], &[]),
    role(Ethnicity, Shape::Word, &["ethnicity", "eth", "ethnic"], &[]),
    role(Language, Shape::Word, &["language", "lang"], &[]),
    role(MaritalStatus, Shape::Word, &["marital", "maritalstatus"], &[]),
    role(Email, Shape::Text, &["email", "mail"], &[]),
    role(Phone, Shape::Text, &["phone", "hphone", "tel", "telephone", "cell", "mobile", IN_FULL, "telefon", "telefono"], &[]),
    role(Line, Shape::Text, &["address", "addr", "street", "address1", "addr1", "strasse", "str", IN_FULL, "straße", "adresse", "rue", "direccion"], &["mail"]),
    role(City, Shape::Text, &["city", "town", "ort", IN_FULL, "ville", "ciudad"], &[]),
    role(PostalCode, Shape::Text, &["zip", "postal", "postcode", "zipcode", "plz", IN_FULL, "codigopostal"], &[]),
    role(State, Shape::Text, &["state", "province", "st"], &[]),
    role(Country, Shape::Text, &["country"], &[]),
    role(Performer, Shape::Key, &["pcp", "provider", "physician"], &["name", "nm"]),
    role(Status, Shape::Word, &["status"], &["marital"]),
];

static PROBLEM: [Role; 8] = [
    role(Code, Shape::Code, &["icd", "icd10", "icd9", "dx", "diagnosis", "snomed", "problem", "prob", "condition", "code", "concept", IN_FULL, "cim10", "cie10"], &["type", "status", "desc", "txt", "text", "id", "enc", "severity"]),
    role(Verification, Shape::Word, &["cert", "certainty", "verification", "verif", "confirmed", IN_FULL, "sicherheit", "diagnosesicherheit"], &[]),
    role(Severity, Shape::Word, &["severity", "sev", IN_FULL, "schweregrad", "gravite", "gravité", "gravedad"], &[]),
    role(Laterality, Shape::Word, &["side", "laterality", IN_FULL, "seite", "lateralite"], &[]),
    role(BodySite, Shape::Code, &["bodysite", "site"], &[]),
    role(End, Shape::Date, &["resolved", "resolution", "abated", "abatement", "stop", "end", "inactive", IN_FULL, "fin", "ende", "bis"], &[]),
    role(Onset, Shape::Date, &["onset", "start", "began", IN_FULL, "beginn", "debut", "début", "seit", "inicio"], &[]),
    role(Text, Shape::Text, &["prob", "problem", "txt", "text", "comment", "cmt", IN_FULL, "diagnosetext", "libelle", "libellé", "descripcion"], &["code", "cd", "id"]),
];

static ALLERGY: [Role; 10] = [
    role(Code, Shape::Code, &["allergen", "substance", "agent", "allergy", "code", "drug", "alg", IN_FULL, "allergene", "allergène", "alergeno"], &["type", "status", "txt", "text", "desc", "id", "name", "system", "reaction", "reaction1", "reaction2"]),
    role(Reaction, Shape::Text, &["reaction", "react", "rxn", "reaction1", "manifestation", IN_FULL, "reaktion", "reaccion"], &["severity", "sev", "date"]),
    role(Criticality, Shape::Word, &["criticality", "crit"], &[]),
    role(Severity, Shape::Word, &["severity", "sev", "severity1", IN_FULL, "schweregrad", "gravite", "gravité", "gravedad"], &[]),
    role(Verification, Shape::Word, &["verification", "verif", "confirmed", "cert"], &[]),
    role(Category, Shape::Word, &["category", "algtype", "allergytype", "type", "typ"], &["reaction"]),
    role(Type, Shape::Word, &["intol", "intolerance"], &[]),
    role(End, Shape::Date, &["removed", "stop", "end", "inactive", "resolved"], &[]),
    role(Onset, Shape::Date, &["onset", "start"], &[]),
    role(Text, Shape::Text, &["allergen", "txt", "text", "comment", "cmt"], &["code", "cd", "id", "react", "reaction"]),
];

static MEDICATION: [Role; 15] = [
    role(Code, Shape::Code, &["rxnorm", "rxcui", "ndc", "drug", "med", "medication", "product", "code", "item", "pzn", "atc"], &["status", "desc", "type", "id", "name", "nm", "reason", "class"]),
    role(DoseUnit, Shape::Word, &["doseunit", "doseunits", "unit", "units", "uom"], &["days"]),
    role(Dose, Shape::Number, &["dose", "strength", "amt", "doseamt"], &["unit", "units", "form", "no"]),
    role(Route, Shape::Code, &["route", IN_FULL, "voie"], &[]),
    role(Frequency, Shape::Word, &["freq", "frequency"], &[]),
    role(AsNeeded, Shape::Flag, &["prn", "asneeded"], &[]),
    role(Sig, Shape::Text, &["sig", "directions", "instructions", IN_FULL, "dosierung", "posologie", "posologia"], &[]),
    role(DaysSupply, Shape::Number, &["days", "dayssupply", "supply"], &[]),
    role(Refills, Shape::Number, &["refills", "refill"], &["date"]),
    role(Quantity, Shape::Number, &["qty", "quantity", "dispense", "dispenses", "dispensed"], &[]),
    role(End, Shape::Date, &["stop", "end", "discontinued", "dc", "expires", IN_FULL, "fin", "ende", "abgesetzt"], &[]),
    role(Onset, Shape::Date, &["start", "begin", "written", "ordered", "prescribed", IN_FULL, "debut", "début", "beginn", "verordnet", "inicio"], &[]),
    role(Intent, Shape::Word, &["ordertype", "intent"], &[]),
    role(Reason, Shape::Code, &["dx", "indication", "reasoncode", "reason", "diagnosis"], &["stop", "desc", "description", "rsn"]),
    role(Text, Shape::Text, &["med", "drug", "medication", "name", "nm", "description", IN_FULL, "handelsname", "medikament", "medicament", "médicament", "medicamento"], &["code", "cd", "id", "reason", "reasondescription"]),
];

static IMMUNIZATION: [Role; 10] = [
    role(Code, Shape::Code, &["cvx", "vaccine", "vac", "vacc", "immunization", "imm", "code"], &["status", "desc", "nm", "name", "id", "route", "site"]),
    role(Lot, Shape::Text, &["lot", "lotnumber", IN_FULL, "charge", "chargennummer", "lote"], &["exp", "date", "amt", "amount", "code", "cd", "fee"]),
    role(Expires, Shape::Date, &["exp", "expires", "expiration", "expiry"], &["vis"]),
    role(Manufacturer, Shape::Text, &["mfr", "mfg", "manufacturer", "mvx", IN_FULL, "hersteller", "fabricant"], &[]),
    role(Site, Shape::Code, &["site", "bodysite"], &[]),
    role(Route, Shape::Code, &["route"], &[]),
    role(DoseNumber, Shape::Number, &["dose", "series", "doseno"], &["unit", "amt", "amount"]),
    role(Reason, Shape::Code, &["refuse", "refusal", "refused", "reason"], &["date"]),
    role(Effective, Shape::Date, &["admin", "administered", "given", "date", "immunized", "vaccinated", "shot", IN_FULL, "impfdatum", "datum", "injection", "fecha"], &["exp", "expires", "expiration", "upd", "entered"]),
    role(Text, Shape::Text, &["vac", "vaccine", "description", "name", "nm", IN_FULL, "impfstoff", "vaccin", "vacuna"], &["code", "cd", "id"]),
];

static OBSERVATION: [Role; 9] = [
    role(Value, Shape::Number, &["result", "value", "val", "reading", "answer", "measure", "wert", "wrt", "ergebnis", "messwert", IN_FULL, "resultat", "résultat", "resultado", "valeur", "valor"], &["date", "dt", "dttm", "time", "unit", "units", "status", "flag", "type", "low", "high", "id", "range"]),
    role(Code, Shape::Code, &["test", "loinc", "analyte", "component", "vit", "vital", "observation", "obs", "measurement", "code", "item", "tst", "analyt", "parameter", IN_FULL, "analyse", "testkuerzel", "kuerzel"], &["status", "nm", "name", "desc", "description", "date", "dt", "dttm", "id", "type", "units", "result"]),
    role(RangeLow, Shape::Number, &["low", "rangelow", "refrange", IN_FULL, "borneinf", "untergrenze", "referencerange", "normalrange", "normbereich", "referenzbereich"], &["flag"]),
    role(RangeHigh, Shape::Number, &["high", "rangehigh", "refrange", IN_FULL, "bornesup", "obergrenze", "referencerange", "normalrange", "normbereich", "referenzbereich"], &["flag"]),
    role(Flag, Shape::Word, &["abn", "abnormal", "flag", "flg", IN_FULL, "grenzwert"], &["void", "del", "deleted"]),
    role(Specimen, Shape::Word, &["specimen", "spec"], &["id", "date", "dttm"]),
    role(Method, Shape::Text, &["method"], &[]),
    role(Effective, Shape::Date, &["coll", "collected", "collection", "drawn", "taken", "observed", "measured", "performed", "obs", "date", "datetime", IN_FULL, "abnahmedatum", "datum", "prelevement", "fecha"], &["result", "resulted", "reported", "upd", "entered", "recorded"]),
    role(Recorded, Shape::Date, &["result", "resulted", "reported", "recorded", "entered", "res"], &[]),
];

static PROCEDURE: [Role; 6] = [
    role(Code, Shape::Code, &["cpt", "proc", "procedure", "px", "hcpcs", "code", "snomed"], &["status", "desc", "description", "nm", "name", "id", "date", "dt", "reason", "reasoncode", "sys"]),
    role(Laterality, Shape::Word, &["side", "laterality"], &[]),
    role(BodySite, Shape::Code, &["bodysite", "site"], &[]),
    role(Reason, Shape::Code, &["reason", "reasoncode", "indication", "dx"], &["desc", "description", "reasondescription"]),
    role(Effective, Shape::Date, &["proc", "procedure", "performed", "service", "svc", "date", "start", "surgery"], &["upd", "entered", "stop", "end"]),
    role(End, Shape::Date, &["stop", "end"], &[]),
];

static ENCOUNTER: [Role; 7] = [
    role(Class, Shape::Word, &["encounterclass", "class"], &[]),
    role(Code, Shape::Code, &["type", "typ", "encountertype", "visittype", "code"], &["status", "desc", "id", "reason", "reasoncode", "dispo", "dx", "dept", "diagnosis"]),
    role(End, Shape::Date, &["disch", "discharge", "end", "departure", "dep", "stop", "checkout"], &[]),
    role(Effective, Shape::Date, &["admit", "admission", "start", "arrival", "visit", "vis", "encounter", "enc", "date", "checkin"], &["upd", "entered", "created"]),
    role(Discharge, Shape::Word, &["dispo", "disposition"], &[]),
    role(Location, Shape::Text, &["dept", "department", "location", "loc", "facility", "clinic"], &[]),
    role(Reason, Shape::Text, &["complaint", "reason", "cc"], &["code", "reasoncode"]),
];

static NOTE: [Role; 6] = [
    role(Body, Shape::Text, &["body", "text", "txt", "note", "narrative", "content"], &["id", "type", "title", "status", "date", "dttm"]),
    role(Title, Shape::Text, &["title", "subject"], &[]),
    role(Type, Shape::Code, &["type", "notetype", "category"], &[]),
    role(Replaces, Shape::Key, &["parent", "addendum", "replaces"], &[]),
    role(Effective, Shape::Date, &["note", "date", "dttm", "service", "written", "authored"], &["upd", "signed", "entered"]),
    role(Recorded, Shape::Date, &["signed", "entered", "dictated"], &[]),
];

static APPOINTMENT: [Role; 5] = [
    role(Code, Shape::Code, &["type", "appttype", "reason"], &["status", "cancel"]),
    role(Effective, Shape::Date, &["appt", "appointment", "scheduled", "start", "date", "slot"], &["upd", "created", "entered", "cancel"]),
    role(End, Shape::Date, &["end", "stop"], &[]),
    role(Location, Shape::Text, &["dept", "department", "location", "loc", "clinic", "facility"], &[]),
    role(Reason, Shape::Text, &["reason", "complaint", "cmt", "comment"], &[]),
];

static COVERAGE: [Role; 7] = [
    role(Payer, Shape::Text, &["payer", "payor", "carrier", "insurer", "insurance", "company"], &["order", "id", "seq"]),
    role(PayerOrder, Shape::Number, &["order", "seq", "priority", "rank"], &[]),
    role(Plan, Shape::Text, &["plan"], &["id"]),
    role(Group, Shape::Text, &["group", "grp"], &[]),
    role(Member, Shape::Text, &["member", "policy", "subscriber"], &["name", "nm", "rel", "dob"]),
    role(Effective, Shape::Date, &["eff", "effective", "start", "from"], &[]),
    role(End, Shape::Date, &["term", "end", "exp", "stop", "to"], &[]),
];

static FAMILY: [Role; 3] = [
    role(Code, Shape::Code, &["icd", "dx", "condition", "diagnosis", "code", "problem"], &["desc", "id"]),
    role(Relationship, Shape::Word, &["relative", "relation", "relationship"], &[]),
    role(OnsetAge, Shape::Number, &["age", "onsetage"], &[]),
];

/// What every kind may say, after what is its own.
pub(super) static COMMON: [Role; 6] = [
    role(Encounter, Shape::Key, &["enc", "encounter", "visit", "csn", "encounterid", "visitid"], &["type", "date", "dt", "dttm", "status", "class"]),
    role(Status, Shape::Word, &["status", "stat", IN_FULL, "statut", "estado"], &["marital", "date"]),
    role(Recorded, Shape::Date, &["noted", "entered", "recorded", "reported", "documented", "created", IN_FULL, "datum"], &["upd"]),
    role(Author, Shape::Key, &["author", "prov", "provider", "prescriber", "clinician", "doctor", "ordering"], &["name", "nm"]),
    role(Performer, Shape::Key, &["performer", "performed", "administered", "surgeon", "attending"], &["date", "dt", "name", "nm"]),
    role(Text, Shape::Text, &["comment", "comments", "cmt", "remark", "remarks"], &[]),
];

/// The attributes that are a kind's own.
pub(super) fn roles(kind: Kind) -> &'static [Role] {
    match kind {
        Kind::Demographic => &DEMOGRAPHIC,
        Kind::Problem | Kind::EncounterDiagnosis => &PROBLEM,
        Kind::Allergy | Kind::NoKnownAllergy => &ALLERGY,
        Kind::Medication => &MEDICATION,
        Kind::Immunization => &IMMUNIZATION,
        Kind::Observation => &OBSERVATION,
        Kind::Procedure => &PROCEDURE,
        Kind::Encounter => &ENCOUNTER,
        Kind::Note | Kind::Document => &NOTE,
        Kind::Appointment => &APPOINTMENT,
        Kind::Coverage => &COVERAGE,
        Kind::FamilyHistory => &FAMILY,
        _ => &[],
    }
}

/// The UCUM code of a unit as people write it; none where the spelling is not known, or is the code already.
pub(super) fn unit(written: &str) -> Option<String> {
    // Spellings of tables that the comparison of units does not know, or takes for another unit of the same size.
    let code = match written.trim().to_lowercase().as_str() {
        "ug/dl" | "mcg/dl" => "ug/dL".to_string(),
        "uiu/ml" => "u[IU]/mL".to_string(),
        "x10e6/ul" => "10*6/uL".to_string(),
        "breaths/min" => "/min".to_string(),
        "inches" => "[in_i]".to_string(),
        _ => canonical_unit(written),
    };
    (!code.is_empty() && code != written.trim()).then_some(code)
}

/// The word of ours for a letter that means something else beside another one of the same field: `H` and `M` are "hombre" and "mujer", `G` and `V` are
/// "gesichert" and "Verdacht".
pub(super) fn word_beside<'v>(aspect: Aspect, said: &str, all: impl Iterator<Item = &'v str> + Clone) -> Option<&'static str> {
    let has = |letter: &str| all.clone().any(|other| other.trim().eq_ignore_ascii_case(letter));
    match (aspect, said.trim().to_lowercase().as_str()) {
        (Sex, "h") if !(has("m") && has("f")) => Some("male"),
        (Sex, "m") if has("h") && !has("f") => Some("female"),
        (Verification, "g") => Some("confirmed"),
        (Verification, "v") if has("g") => Some("provisional"),
        (Verification, "a") if has("g") => Some("refuted"),
        _ => None,
    }
}

/// The word of ours for a value of a field, or for what a dictionary says that it means.
pub(super) fn word(kind: Kind, aspect: Aspect, said: &str) -> Option<&'static str> {
    let said = said.trim().to_lowercase();
    let table: &[(&str, &str)] = match (aspect, kind) {
        (Sex, _) => &[("f", "female"), ("female", "female"), ("m", "male"), ("male", "male"), ("u", "unknown"), ("unknown", "unknown"), ("x", "other"), ("o", "other"), ("other", "other"), ("w", "female"), ("weiblich", "female"), ("männlich", "male"), ("d", "other"), ("divers", "other"), ("femme", "female"), ("homme", "male"), ("mujer", "female"), ("hombre", "male")],
        (Laterality, _) => &[("l", "left"), ("left", "left"), ("r", "right"), ("right", "right"), ("b", "bilateral"), ("bilateral", "bilateral"), ("links", "left"), ("rechts", "right"), ("beidseits", "bilateral"), ("gauche", "left"), ("droite", "right")],
        (Severity, _) => &[
            ("mild", "mild"), ("moderate", "moderate"), ("severe", "severe"), ("leicht", "mild"), ("mittel", "moderate"), ("schwer", "severe"), ("légère", "mild"), ("modérée", "moderate"), ("sévère", "severe"),
        ],
        (Criticality, _) => &[("h", "high"), ("high", "high"), ("l", "low"), ("low", "low"), ("u", "unable-to-assess")],
        (Verification, _) => &[
            ("gesichert", "confirmed"), ("verdacht", "provisional"), ("ausgeschlossen", "refuted"), ("c", "confirmed"), ("confirmed", "confirmed"), ("u", "unconfirmed"), ("unconfirmed", "unconfirmed"), ("r", "refuted"), ("refuted", "refuted"), ("s", "provisional"),
            ("suspected", "provisional"), ("provisional", "provisional"), ("e", "entered-in-error"), ("entered in error", "entered-in-error"), ("differential", "differential"),
        ],
        (Flag, _) => &[("+", "H"), ("-", "L"), ("++", "HH"), ("--", "LL"), ("h", "H"), ("l", "L"), ("hh", "HH"), ("ll", "LL"), ("a", "A"), ("n", "N"), ("high", "H"), ("low", "L"), ("abnormal", "A"), ("normal", "N")],
        (Class, _) => &[
            ("ambulatory", "AMB"), ("outpatient", "AMB"), ("office", "AMB"), ("wellness", "AMB"), ("urgentcare", "AMB"), ("emergency", "EMER"), ("er", "EMER"), ("inpatient", "IMP"),
            ("observation", "OBSENC"), ("telephone", "VR"), ("virtual", "VR"), ("home", "HH"),
        ],
        (Category, Kind::Allergy) => &[("d", "medication"), ("drug", "medication"), ("medication", "medication"), ("f", "food"), ("food", "food"), ("e", "environment"), ("environment", "environment")],
        (Type, Kind::Allergy) => &[("y", "intolerance"), ("intolerance", "intolerance"), ("allergy", "allergy"), ("n", "allergy")],
        (Status, Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy) => {
            &[
                ("a", "active"), ("active", "active"), ("i", "inactive"), ("inactive", "inactive"), ("r", "resolved"), ("resolved", "resolved"), ("removed", "resolved"), ("aktiv", "active"),
                ("actif", "active"), ("activo", "active"), ("inaktiv", "inactive"), ("inactif", "inactive"), ("abgeschlossen", "resolved"), ("résolu", "resolved"), ("resuelto", "resolved"),
            ]
        }
        (Status, Kind::Medication) => &[
            ("a", "active"), ("active", "active"), ("c", "completed"), ("completed", "completed"), ("d", "stopped"), ("discontinued", "stopped"), ("stopped", "stopped"), ("h", "on-hold"),
            ("hold", "on-hold"), ("e", "entered-in-error"),
        ],
        (Status, Kind::Observation) => &[
            ("f", "final"), ("final", "final"), ("p", "preliminary"), ("preliminary", "preliminary"), ("c", "corrected"), ("corrected", "corrected"), ("x", "cancelled"), ("cancelled", "cancelled"), ("canceled", "cancelled"),
        ],
        (Status, Kind::Encounter) => &[
            ("c", "finished"), ("completed", "finished"), ("finished", "finished"), ("s", "planned"), ("scheduled", "planned"), ("x", "cancelled"), ("cancelled", "cancelled"), ("canceled", "cancelled"), ("o", "in-progress"),
            ("open", "in-progress"), ("n", "cancelled"), ("no show", "cancelled"),
        ],
        (Status, Kind::Procedure | Kind::Immunization) => &[
            ("d", "completed"), ("done", "completed"), ("completed", "completed"), ("g", "completed"), ("given", "completed"), ("r", "not-done"), ("refused", "not-done"), ("x", "not-done"),
            ("v", "entered-in-error"), ("voided", "entered-in-error"),
        ],
        (Status, Kind::Note) => &[("s", "final"), ("signed", "final"), ("u", "preliminary"), ("unsigned", "preliminary"), ("a", "amended"), ("amended", "amended")],
        _ => &[],
    };
    table.iter().find(|(from, _)| *from == said).map(|(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use super::{abbreviates, roles, table_words, unit, word_beside};
    use model::Aspect::{self, Laterality, Reaction, Sex, Verification};
    use model::Kind;

    #[test]
    fn words_that_are_written_in_one_and_without_their_vowels() {
        for (name, word) in [("PROBLST", "prob"), ("LABRES", "lab"), ("MEDORD", "med"), ("PROGNOTE", "note"), ("ALRGY", "allergy"), ("T_ENCNTR", "encounter"), ("problems", "problems")] {
            assert!(table_words(name).iter().any(|part| part == word), "{name}: {:?}", table_words(name));
        }
        for (name, parts) in [("ADMIN", 1), ("PROVIDERS", 1), ("CODES", 1), ("order_sets", 2)] {
            assert_eq!(table_words(name).len(), parts, "{name}: {:?}", table_words(name));
        }
        for (short, word) in [("strt", "start"), ("rfls", "refills"), ("reslv", "resolved"), ("rte", "route"), ("unt", "unit")] {
            assert!(abbreviates(short, word), "{short} {word}");
        }
        for (short, word) in [("start", "start"), ("admin", "admission"), ("side", "sidedness"), ("dt", "date"), ("res", "result"), ("site", "state"), ("stop", "start")] {
            assert!(!abbreviates(short, word), "{short} {word}");
        }
    }

    #[test]
    fn of_words_of_other_languages_nothing_of_ours_is_short() {
        let says = |kind: Kind, aspect: Aspect, part: &str| {
            let part = part.to_string();
            roles(kind).iter().any(|role| role.aspect == aspect && role.said(&[part.clone()], &part, &[&part]).is_some())
        };
        for (kind, aspect, part) in [(Kind::Problem, Laterality, "set"), (Kind::Problem, Verification, "diagn"), (Kind::Allergy, Reaction, "recon")] {
            assert!(!says(kind, aspect, part), "{part}");
        }
        for (kind, aspect, part) in [(Kind::Problem, Laterality, "seite"), (Kind::Problem, Verification, "cert"), (Kind::Allergy, Reaction, "rctn")] {
            assert!(says(kind, aspect, part), "{part}");
        }
        assert!(!table_words("TRTMNT").iter().any(|word| word == "traitement"));
    }

    #[test]
    fn letters_that_languages_share_are_told_by_those_beside_them() {
        let read = |aspect: Aspect, all: &[&str]| all.iter().map(|said| word_beside(aspect, said, all.iter().copied()).unwrap_or_default()).collect::<Vec<_>>();
        assert_eq!(read(Sex, &["H", "M"]), ["male", "female"]);
        assert_eq!(read(Sex, &["F", "H"]), ["", "male"]);
        assert_eq!(read(Sex, &["F", "M", "H"]), ["", "", ""], "nobody knows what the third one is");
        assert_eq!(read(Verification, &["G", "V", "A"]), ["confirmed", "provisional", "refuted"]);
        assert_eq!(read(Verification, &["V", "U"]), ["", ""], "verified, most likely");
    }

    #[test]
    fn units_have_their_codes_and_those_that_have_them_already_are_left() {
        let told = [("mg/dl", "mg/dL"), ("MG/DL", "mg/dL"), ("lbs", "[lb_av]"), ("degF", "[degF]"), ("uIU/mL", "u[IU]/mL"), ("mcg/dL", "ug/dL"), ("breaths/min", "/min"), ("x10e6/uL", "10*6/uL")];
        for (written, code) in told {
            assert_eq!(unit(written).as_deref(), Some(code), "{written}");
        }
        assert!(["mg/dL", "%", "mm[Hg]", "{score}", "widgets", ""].iter().all(|written| unit(written).is_none()));
    }
}
