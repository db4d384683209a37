//! What names of fields and relations say: their words, their likeness, and the roles that they point to.
//!
//! Names only propose: a role that a name suggests is confirmed by values where values can tell, and is shown as a
//! proposal where they cannot.

/// The words of a name, lower case: `PatientID`, `patient_id` and `PATIENT-ID` are `patient id`.
pub(crate) fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let starts = (letter.is_uppercase() && before.is_lowercase()) || !letter.is_alphanumeric();
        if starts {
            parts.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(part) = parts.last_mut()
        {
            // Nearly every letter of a name; documents have many names.
            if letter.is_ascii() {
                part.push(letter.to_ascii_lowercase());
            } else {
                part.extend(letter.to_lowercase());
            }
        }
        before = letter;
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Letters and digits only, lower case.
pub(crate) fn canonical(name: &str) -> String {
    parts(name).concat()
}

/// Whether one of the words is one of these.
pub(crate) fn says(parts: &[String], words: &[&str]) -> bool {
    parts.iter().any(|part| words.contains(&part.as_str()))
}

/// Two words for the same: equal, plural, or one an abbreviation of the other.
fn same_word(a: &str, b: &str) -> bool {
    let (a, b) = (a.strip_suffix('s').unwrap_or(a), b.strip_suffix('s').unwrap_or(b));
    a == b || (a.len() >= 3 && b.starts_with(a)) || (b.len() >= 3 && a.starts_with(b))
}

/// Share of words that two names have in common, 0 to 1.
pub(crate) fn similarity(a: &[String], b: &[String]) -> f64 {
    let common = a.iter().filter(|word| b.iter().any(|other| same_word(word, other))).count();
    let longer = a.len().max(b.len());
    if longer == 0 { 0.0 } else { common as f64 / longer as f64 }
}

/// What fields are called by which the patient is named, the surest first.
pub(crate) const PATIENT_NAMES: [&str; 14] = [
    "patientid", "patid", "patient", "patno", "patientno", "ptno", "mrn", "personid", "subjectid", "ptid", "pid", "memberid", "medicalrecordnumber", "chartnumber",
];

/// The field that most likely names the patient, by the names of a header and of its relation.
pub fn patient_field(relation: &str, names: &[String]) -> Option<usize> {
    let plain: Vec<String> = names.iter().map(|name| canonical(name)).collect();
    let at = |word: &str| plain.iter().position(|name| name == word);
    let is_patients = relation.to_lowercase().trim_end_matches('s').ends_with("patient");
    // To a table of patients that has an id others refer by it, and not by a number that somebody gave the patient.
    let id = if is_patients { at("id") } else { None };
    let is_given = |word: &str| matches!(word, "medicalrecordnumber" | "chartnumber");
    PATIENT_NAMES.into_iter().filter(|word| id.is_none() || !is_given(word)).find_map(at).or(id)
}

/// Whether a field holds names of people.
pub(crate) fn names_people(name: &str) -> bool {
    const HL7: [&str; 4] = ["PID-5", "NK1-2", "PID-9", "GT1-3"];
    let parts = parts(name);
    let named = says(&parts, &["name", "nm", "lname", "fname", "lastname", "firstname", "surname", "patientname", "family", "given", "first", "last"]);
    let thing = says(&parts, &["drug", "med", "test", "lab", "code", "facility", "plan", "payer", "table", "field", "file", "order", "proc", "date", "user", "visit"]);
    (named && !thing) || HL7.iter().any(|path| name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
}

/// How well a name says "when this record happened": 0 not at all, more is better.
pub(crate) fn date_rank(name: &str) -> u32 {
    const HL7: [&str; 12] = ["OBX-14", "OBR-7", "PV1-44", "EVN-2", "MSH-7", "DG1-5", "AL1-6", "ORC-9", "RXA-3", "TXA-4", "SCH-11", "PR1-5"];
    if HL7.contains(&name.strip_suffix(".1").unwrap_or(name)) {
        return 3;
    }
    let parts = parts(name);
    let joined = parts.concat();
    let other = ["birth", "dob", "death", "deceased", "dod", "expir", "stop", "due", "updat", "modif", "resched", "discharge"];
    // An end within one word: `taken date`, `seen date` and `given date` have it where two meet.
    if parts.iter().any(|part| part.contains("end")) || other.iter().any(|word| joined.contains(*word)) {
        return 0;
    }
    let ends = ["date", "datetime", "authoredon"].iter().any(|ending| joined.ends_with(*ending));
    // `taken_at`, `givenOn`: the ending alone says that it is a moment; of what, the rest of the name.
    let over = ["delet", "void", "retir", "inactiv", "cancel"].iter().any(|word| joined.contains(*word));
    let stamped = parts.len() > 1 && !over && parts.last().is_some_and(|word| matches!(word.as_str(), "at" | "on"));
    let written = ["creat", "enter", "insert", "import", "load", "sign"].iter().any(|word| joined.contains(*word));
    let dated = ends || stamped || says(&parts, &["date", "dt", "datetime", "time", "timestamp", "dttm", "ts", "start", "issued"]);
    let happened = [
        "visit", "encounter", "enc", "service", "svc", "admit", "contact", "effective", "occurrence", "perform", "result", "collect", "onset", "start", "order",
        "record", "note", "authored",
    ];
    match (dated, happened.iter().any(|word| joined.contains(*word))) {
        (true, true) => 3,
        (true, false) if stamped && !written => 2,
        (true, false) => 1,
        _ => 0,
    }
}

/// Whether a field says at which clinic, site or department.
pub(crate) fn names_facility(name: &str) -> bool {
    let parts = parts(name);
    let place = ["facility", "fac", "clinic", "site", "location", "loc", "department", "dept", "practice", "division", "organization"];
    says(&parts, &place) && !says(&parts, &["body", "address", "phone", "date", "injection", "admin", "type"])
}

/// Values by which a field marks its row as removed, in small letters.
const REMOVED: [&str; 8] = ["1", "y", "yes", "t", "true", "x", "d", "v"];

/// Whether a mark says that a row was removed.
pub fn is_removed(mark: &str) -> bool {
    REMOVED.contains(&mark.trim().to_lowercase().as_str())
}

/// Whether a field marks rows as removed; when, by whom and why is no mark.
pub(crate) fn marks_removed(name: &str) -> bool {
    let words = parts(name);
    let removed = says(&words, &["void", "voided", "deleted", "delete", "del", "removed", "retracted", "erroneous"]) || words.concat().contains("enteredinerror");
    removed && !says(&words, &["date", "dt", "dttm", "time", "by", "reason", "rsn", "on", "user", "comment"])
}

/// The rows that a field does not mark as removed, as the condition of a lens.
pub fn rows_not_removed(field: &str) -> String {
    let marks: Vec<String> = REMOVED.iter().map(|mark| format!("'{mark}'")).collect();
    format!("LOWER(COALESCE(\"{}\", '0')) NOT IN ({})", field.replace('"', "\"\""), marks.join(", "))
}

/// What a field's name says of codes and their meanings.
pub(crate) struct Coded {
    name: String,
    /// What it is the code of, and what it is the meaning of, by the ending of its name.
    code_of: Option<String>,
    meaning_of: Option<String>,
}

impl Coded {
    pub(crate) fn new(name: &str) -> Self {
        const CODES: [&str; 5] = ["code", "cd", "id", "no", "number"];
        const MEANINGS: [&str; 9] = ["desc", "description", "name", "nm", "display", "text", "term", "title", "label"];
        let joined = canonical(name);
        let stem = |endings: &[&str]| endings.iter().find_map(|ending| joined.strip_suffix(*ending).map(str::to_string));
        Self { name: name.into(), code_of: stem(&CODES), meaning_of: stem(&MEANINGS) }
    }

    /// Whether two fields are a code and its meaning: `DX_CD` and `DX_DESC`, `OBX-3.1` and `OBX-3.2`.
    pub(crate) fn is_code_of(&self, meaning: &Self) -> bool {
        const HL7: [&str; 12] = ["OBX-3", "OBR-4", "DG1-3", "AL1-3", "RXA-5", "RXE-2", "RXO-1", "PR1-3", "IN1-2", "FT1-7", "AL1-5", "SPM-4"];
        if let (Some(a), Some(b)) = (self.name.strip_suffix(".1"), meaning.name.strip_suffix(".2"))
            && a == b
        {
            return HL7.contains(&a);
        }
        self.code_of.is_some() && self.code_of == meaning.meaning_of && !names_people(&meaning.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_names() {
        assert_eq!(parts("PatientID"), ["patient", "id"]);
        assert_eq!(parts("DX_CD"), ["dx", "cd"]);
        assert_eq!(parts("OBX-3.1"), ["obx", "3", "1"]);
        assert_eq!(parts("ÄrzteÖrtlich_x9"), ["ärzte", "örtlich", "x9"]);
        assert_eq!(["PID-5", "PID-5.1", "PID-5[2]", "PID-50", "PID-5-1"].map(names_people), [true, true, true, false, false]);
        assert_eq!(["OBX-14", "OBX-14.1", "OBX-14.2", "OBX-141"].map(date_rank), [3, 3, 0, 0]);
        assert_eq!(["taken_at", "givenOn", "ordered_on", "created_at", "lab_date"].map(date_rank), [2, 2, 3, 1, 1]);
        assert_eq!(["taken_date", "seen_dt", "GivenDate", "END_DATE", "SVCENDDT"].map(date_rank), [1, 1, 1, 0, 0]);
        assert_eq!(["updated_at", "deleted_at", "expires_on", "deceased_on", "on", "format", "location"].map(date_rank), [0; 7]);
        assert_eq!(similarity(&parts("pat_id"), &parts("patient_id")), 1.0);
        assert_eq!(similarity(&parts("encounter"), &parts("drug")), 0.0);
    }

    #[test]
    fn the_patient_by_name() {
        let names = |list: &[&str]| list.iter().map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(patient_field("visits", &names(&["visit_id", "PATIENT_ID"])), Some(1));
        assert_eq!(patient_field("patients", &names(&["Id", "BIRTHDATE"])), Some(0));
        assert_eq!(patient_field("providers", &names(&["Id", "NAME"])), None);
        assert_eq!(patient_field("results", &names(&["ResultNumber", "MedicalRecordNumber"])), Some(1));
        assert_eq!(patient_field("patients", &names(&["Id", "MedicalRecordNumber"])), Some(0), "others refer by the id");
        assert_eq!(patient_field("recalls", &names(&["chart_number", "patient"])), Some(1), "the surest name first");
    }

    #[test]
    fn a_code_and_its_meaning() {
        for (code, meaning) in [("DX_CD", "DX_DESC"), ("CODE", "DESCRIPTION"), ("REASONCODE", "REASONDESCRIPTION"), ("OBX-3.1", "OBX-3.2"), ("payer_id", "payer_name")] {
            assert!(Coded::new(code).is_code_of(&Coded::new(meaning)), "{code} {meaning}");
        }
        for (code, meaning) in [("DX_CD", "PROC_DESC"), ("PID-5.1", "PID-5.2"), ("patient_id", "patient_name"), ("DX_DESC", "DX_CD")] {
            assert!(!Coded::new(code).is_code_of(&Coded::new(meaning)), "{code} {meaning}");
        }
    }

    #[test]
    fn roles_by_name() {
        assert!(date_rank("VISIT_DT") > date_rank("ENTRY_DATE"));
        assert_eq!(date_rank("BirthDate"), 0);
        assert!(names_facility("CLINIC_CD") && !names_facility("BODY_SITE"));
        assert!(names_people("LAST_NAME") && names_people("PID-5.1") && !names_people("DRUG_NAME"));
        assert!(["VOID_FLG", "is_deleted", "DEL", "ENTERED_IN_ERROR"].iter().all(|name| marks_removed(name)));
        assert!(!["VOID_DTTM", "VOID_RSN", "deleted_by", "DELIVERED", "STATUS"].iter().any(|name| marks_removed(name)));
        assert_eq!(rows_not_removed("VOID_FLG"), "LOWER(COALESCE(\"VOID_FLG\", '0')) NOT IN ('1', 'y', 'yes', 't', 'true', 'x', 'd', 'v')");
    }
}
