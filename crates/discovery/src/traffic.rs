//! Which payers, laboratories, portals, interfaces, organizations and programs show in tables, FHIR and clinical documents, with when.
//!
//! A table is asked by the names of its columns: one column a class, the one that holds names before the one that holds codes. What a
//! value says decides then: a flag is no name, and neither is a long number. FHIR and C-CDA say themselves who is what. HL7 v2 names its
//! senders in its header, which whoever reads messages notes. Nobody is looked up: a reference without a name is named as it stands.

use crate::integrations::{Integrations, Month};
use crate::names::{canonical, date_rank, parts, patient_field, says};
use formats::{Json, Record, Resource};
use model::Date;

/// Characters of a name; longer ones are texts.
const NAME_CHARS_MAX: usize = 80;
/// Digits in a row from which on a value is somebody's number and no name.
const DIGITS_MAX: usize = 5;

/// Words for nothing, and flags.
const NO_NAMES: [&str; 18] = ["", "y", "n", "yes", "no", "true", "false", "t", "f", "0", "1", "null", "none", "n/a", "na", "unknown", "unk", "-"];
/// Flags that deny.
const DENIALS: [&str; 9] = ["", "n", "no", "false", "f", "0", "null", "none", "n/a"];

/// Words of a column that is about a class without naming one of it; those of the last line are people who stand beside it.
const ABOUT: [&str; 54] = [
    "seq", "sequence", "order", "rank", "priority", "date", "dt", "dttm", "time", "ts", "amt", "amount", "paid", "balance", "phone", "fax", "email", "addr", "address",
    "city", "state", "zip", "country", "member", "subscriber", "group", "policy", "auth", "copay", "flag", "flg", "ind", "status", "resp", "relationship", "rel", "dob",
    "ssn", "share", "percent", "pct", "insured", "holder", "count",
    "owner", "guarantor", "beneficiary", "dependent", "contact", "first", "last", "middle", "given", "maiden",
];

/// Words of a column that names people, in a table about payers.
const PEOPLE: [&str; 5] = ["patient", "pat", "person", "people", "spouse"];

/// What the value of a column stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    /// The name or code of one.
    Name,
    /// That one was used: the column itself is its name.
    Use,
}

/// The columns of a table that name somebody whom the system talks to.
#[derive(Debug, Clone, Default)]
pub struct TableTraffic {
    columns: Vec<(&'static str, usize, Option<String>)>,
    date: Option<usize>,
    patient: Option<usize>,
}

impl TableTraffic {
    /// Of a header; `None` when no column names anybody.
    pub fn of(relation: &str, names: &[String]) -> Option<Self> {
        let mut best: Vec<(&'static str, usize, Means, u8)> = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let Some((kind, means)) = class_of(relation, name) else { continue };
            let rank = rank(name);
            match best.iter_mut().find(|(k, ..)| *k == kind) {
                Some(known) if known.3 < rank => *known = (kind, index, means, rank),
                Some(_) => {}
                None => best.push((kind, index, means, rank)),
            }
        }
        let own = |(kind, index, means, _): (&'static str, usize, Means, u8)| {
            let named = names.get(index).filter(|_| means == Means::Use).map(|name| format!("{relation}.{name}"));
            (kind, index, named)
        };
        let columns: Vec<_> = best.into_iter().map(own).collect();
        let date = (0..names.len()).max_by_key(|i| (names.get(*i).map_or(0, |n| date_rank(n)), std::cmp::Reverse(*i)));
        let date = date.filter(|i| names.get(*i).is_some_and(|n| date_rank(n) > 0));
        (!columns.is_empty()).then(|| Self { columns, date, patient: patient_field(relation, names) })
    }

    /// Notes what a row names.
    pub fn row(&self, cells: &[&str], integrations: &mut Integrations) {
        let month = self.date.and_then(|date| cells.get(date)).and_then(|text| month_of(text));
        let patient = self.patient.map(|patient| cells.get(patient).copied().unwrap_or(""));
        for (kind, index, column) in &self.columns {
            let Some(value) = cells.get(*index).map(|v| v.trim()) else { continue };
            match column {
                Some(column) if !DENIALS.contains(&value.to_lowercase().as_str()) => integrations.note(kind, column, month),
                Some(_) => {}
                None if is_name(value) => integrations.note_column(kind, value, month, patient),
                None => {}
            }
        }
    }
}

/// The class that a column names one of, by its name and that of its table.
fn class_of(relation: &str, name: &str) -> Option<(&'static str, Means)> {
    let words = parts(name);
    let has = |any: &[&str]| says(&words, any);
    let named = has(&["name", "nm", "desc", "description", "title", "vendor", "system", "sys"]);
    if has(&["portal"]) && !has(&["user", "login", "password", "email", "message", "msg", "text"]) {
        return Some(("portal", if named { Means::Name } else { Means::Use }));
    }
    if has(&ABOUT) {
        return None;
    }
    // A table of payers names them itself; others name its keys.
    let table = parts(relation);
    if has(&["name", "nm"]) && words.len() <= 2 && !has(&PEOPLE) && says(&table, &["payer", "payers", "payor", "payors", "insurer", "insurers", "carrier", "carriers"]) {
        return Some(("payer", Means::Name));
    }
    let joined = canonical(name);
    let (system, laboratory) = (has(&["system", "sys", "application", "app"]), has(&["lab", "laboratory"]));
    let of_results = says(&table, &["lab", "labs", "laboratory", "result", "results"]);
    let kind = if has(&["payer", "payor", "insurer", "insurance", "carrier"]) || ["insco", "inscompany", "insplan", "healthplan"].iter().any(|word| joined.starts_with(word)) {
        "payer"
    } else if laboratory && (has(&["performing", "perf", "performed", "facility", "fac", "site", "org", "organization", "vendor", "company", "reference"]) || !of_results && (named || words.len() == 1)) {
        "laboratory"
    } else if has(&["interface", "iface", "intf", "feed", "clearinghouse"]) && !has(&["message", "msg", "error", "err", "type", "key"]) {
        "interface"
    } else if system && has(&["source", "src", "origin", "originating", "external", "ext", "legacy"]) {
        "source system"
    } else if system && has(&["sending", "sender"]) {
        "sending application"
    } else if system && has(&["receiving", "receiver", "destination", "dest", "target"]) {
        "receiving application"
    } else if has(&["sending"]) && has(&["facility", "fac"]) {
        "sending facility"
    } else {
        return None;
    };
    Some((kind, Means::Name))
}

/// Names before codes before numbers of entries.
fn rank(name: &str) -> u8 {
    let words = parts(name);
    let ranks: [(&[&str], u8); 3] =
        [(&["name", "nm", "desc", "description", "title"], 4), (&["id", "key", "ien", "uuid", "pk", "no", "num", "number"], 1), (&["cd", "code", "abbr"], 3)];
    ranks.into_iter().find(|(any, _)| says(&words, any)).map_or(2, |(_, rank)| rank)
}

/// Whether a value names anybody.
fn is_name(value: &str) -> bool {
    // A key of 32 hexadecimal digits names nobody either.
    let is_key = value.len() >= 32 && value.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let digits = value.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    !is_key && digits <= DIGITS_MAX && value.chars().count() <= NAME_CHARS_MAX && !NO_NAMES.contains(&value.to_lowercase().as_str())
}

/// Year and month of a date as tables write it; of a date that can be read two ways the year is sure.
fn month_of(text: &str) -> Option<Month> {
    let text = text.trim();
    if let Some(date) = Date::parse_iso(text).or_else(|| Date::parse_hl7(text)) {
        return Some((date.year, date.month)).filter(|(year, _)| (1900..2100).contains(year));
    }
    let numbers: Vec<i16> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).map_while(|part| part.parse().ok()).collect();
    let year = numbers.iter().copied().find(|n| (1900..2100).contains(n))?;
    let month = numbers.iter().copied().find(|n| (1..=12).contains(n)).and_then(|n| u8::try_from(n).ok());
    Some((year, month.unwrap_or(1)))
}

/// Notes whom a row of a clinical document names. `month` is that of the document.
pub fn document_traffic(record: &Record, month: Option<Month>, integrations: &mut Integrations) {
    let within = record.relation.strip_prefix("ccda.").unwrap_or("");
    let own = record.get("time/@value").and_then(month_of).or(month);
    let mut note = |kind: &str, ending: &str| {
        for (_, name) in record.leaves.iter().filter(|(field, name)| field.ends_with(ending) && is_name(name)) {
            integrations.note(kind, name, own);
        }
    };
    match within {
        "header.custodian" => note("custodian", "representedCustodianOrganization/name/text()"),
        "header.author" => {
            note("author organization", "representedOrganization/name/text()");
            note("software", "assignedAuthoringDevice/softwareName/text()");
        }
        "header.informant" => note("informant organization", "representedOrganization/name/text()"),
        "header.informationRecipient" => note("receiving organization", "receivedOrganization/name/text()"),
        "header.recordTarget" => note("provider organization", "providerOrganization/name/text()"),
        "organizer" | "observation" => note("laboratory", "performer/assignedEntity/representedOrganization/name/text()"),
        "act" => payers(record, own, integrations),
        _ => {}
    }
}

/// The month of a clinical document, where a row is the document itself.
pub fn document_month(record: &Record) -> Option<Month> {
    (record.relation == "ccda.document").then(|| record.get("effectiveTime/@value").and_then(month_of)).flatten()
}

/// Performers of a coverage that are payers.
fn payers(record: &Record, month: Option<Month>, integrations: &mut Integrations) {
    let paying = record.leaves.iter().filter(|(_, value)| value == "PAYOR").filter_map(|(field, _)| field.strip_suffix("code/@code"));
    for place in paying {
        if let Some(name) = record.get(&format!("{place}representedOrganization/name/text()")).filter(|name| is_name(name)) {
            integrations.note("payer", name, month);
        }
    }
}

/// Notes whom a FHIR resource names.
pub fn resource_traffic(resource: &Resource, integrations: &mut Integrations) {
    let json = &resource.json;
    let month = when(json);
    if let Some(source) = json.get("meta").and_then(|meta| meta.text("source")) {
        // Behind the number sign stands the message, before it the system.
        integrations.note("source system", source.split('#').next().unwrap_or(source), month);
    }
    let mut note = |kind: &str, references: &[Json], sorts: &[&str]| {
        for reference in references.iter().filter(|r| is_of(json, r, sorts)) {
            if let Some(name) = name_of(json, reference).filter(|name| is_name(name)) {
                integrations.note(kind, &name, month);
            }
        }
    };
    match resource.kind.as_str() {
        // Who pays for themselves is a person.
        "Coverage" if json.items("type").iter().flat_map(|sort| sort.items("coding")).any(|c| matches!(c.text("code"), Some("pay" | "SELFPAY"))) => {}
        "Coverage" => ["payor", "insurer", "issuer"].into_iter().for_each(|member| note("payer", json.items(member), &["Organization", ""])),
        "Claim" | "ClaimResponse" | "ExplanationOfBenefit" | "CoverageEligibilityRequest" | "CoverageEligibilityResponse" => {
            note("payer", json.items("insurer"), &["Organization", ""]);
        }
        "Observation" | "DiagnosticReport" => {
            note("laboratory", json.items("performer"), &["Organization"]);
            note("device", json.items("device"), &["Device", ""]);
        }
        "Provenance" => {
            let agents: Vec<Json> = json.items("agent").iter().filter_map(|agent| agent.first("who").or_else(|| agent.first("whoReference")).cloned()).collect();
            note("source system", &agents, &["Organization", "Device"]);
        }
        "DocumentReference" | "Composition" => {
            note("custodian", json.items("custodian"), &["Organization", ""]);
            note("software", json.items("author"), &["Device"]);
            note("author organization", json.items("author"), &["Organization"]);
        }
        "MessageHeader" => message(json, month, integrations),
        "Device" => device(json, month, integrations),
        "Endpoint" => integrations.note("interface", json.text("name").or_else(|| json.text("address")).unwrap_or(""), month),
        "Organization" => organization(json, month, integrations),
        _ => {}
    }
}

fn message(json: &Json, month: Option<Month>, integrations: &mut Integrations) {
    if let Some(source) = json.first("source") {
        let name = source.text("software").or_else(|| source.text("name")).or_else(|| source.text("endpoint"));
        integrations.note("sending application", name.unwrap_or(""), month);
    }
    for destination in json.items("destination") {
        integrations.note("receiving application", destination.text("name").or_else(|| destination.text("endpoint")).unwrap_or(""), month);
    }
}

/// A device of nobody is a system or an analyser; one of a patient is a record of the chart.
fn device(json: &Json, month: Option<Month>, integrations: &mut Integrations) {
    if json.get("patient").is_some() {
        return;
    }
    let named = json.first("deviceName").and_then(|name| name.text("name")).or_else(|| json.first("type").and_then(|sort| sort.text("text")));
    integrations.note("device", named.or_else(|| json.text("modelNumber")).or_else(|| json.text("manufacturer")).unwrap_or(""), month);
}

/// An organization by what it says it is: those that only care for patients are no integration.
fn organization(json: &Json, month: Option<Month>, integrations: &mut Integrations) {
    let codes = json.items("type").iter().flat_map(|sort| sort.items("coding")).filter_map(|coding| coding.text("code"));
    let kind = codes.filter_map(|code| match code {
        "pay" | "ins" | "payer" => Some("payer"),
        "lab" | "laboratory" | "291U00000X" => Some("laboratory"),
        _ => None,
    });
    if let (Some(kind), Some(name)) = (kind.last(), json.text("name").filter(|name| is_name(name))) {
        integrations.note(kind, name, month);
    }
}

/// Whether a reference leads to one of some types; an empty type stands for a reference that says none. Of a resource in the same resource its own
/// type decides: a patient or a practitioner is nobody whom the system talks to.
fn is_of(json: &Json, reference: &Json, sorts: &[&str]) -> bool {
    let target = reference.text("reference").unwrap_or("");
    let inside = || contained(json, target)?.text("resourceType");
    let in_path = || target.rsplit_once('/').map(|(before, _)| before.rsplit('/').next().unwrap_or(before));
    sorts.contains(&reference.text("type").or_else(inside).or_else(in_path).unwrap_or(""))
}

/// The resource within the same resource that a reference names.
fn contained<'j>(json: &'j Json<'j>, target: &str) -> Option<&'j Json<'j>> {
    let id = target.strip_prefix('#')?;
    json.items("contained").iter().find(|one| one.text("id") == Some(id))
}

/// The name of whom a reference names: its words, those of the resource in the same resource, its number, else itself.
fn name_of(json: &Json, reference: &Json) -> Option<String> {
    let target = reference.text("reference").unwrap_or("");
    let inside = || {
        let contained = contained(json, target)?;
        contained.text("name").or_else(|| contained.first("deviceName").and_then(|name| name.text("name")))
    };
    let number = || reference.get("identifier").and_then(|identifier| identifier.text("value"));
    let itself = || (!target.is_empty() && !target.starts_with('#')).then_some(target);
    reference.text("display").or_else(inside).or_else(number).or_else(itself).map(str::to_string)
}

/// When the record happened, else when it was written down.
fn when(json: &Json) -> Option<Month> {
    const MOMENTS: [&str; 12] = [
        "effectiveDateTime", "issued", "authoredOn", "recordedDate", "recorded", "date", "created", "occurrenceDateTime", "performedDateTime", "timestamp", "assertedDate",
        "indexed",
    ];
    let moment = MOMENTS.iter().find_map(|member| json.text(member));
    let period = || ["effectivePeriod", "period", "billablePeriod"].iter().find_map(|member| json.get(member)?.text("start"));
    moment.or_else(period).or_else(|| json.get("meta")?.text("lastUpdated")).and_then(month_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(relation: &str, names: &[&str], rows: &[&[&str]]) -> Vec<(String, String, u64, Vec<i16>)> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_string()).collect();
        let mut integrations = Integrations::default();
        if let Some(traffic) = TableTraffic::of(relation, &names) {
            rows.iter().for_each(|row| traffic.row(row, &mut integrations));
        }
        told(integrations)
    }

    fn told(integrations: Integrations) -> Vec<(String, String, u64, Vec<i16>)> {
        integrations.list().into_iter().map(|i| (i.kind, i.name, i.records, i.years.into_keys().collect())).collect()
    }

    fn one(kind: &str, name: &str, records: u64, years: &[i16]) -> (String, String, u64, Vec<i16>) {
        (kind.into(), name.into(), records, years.to_vec())
    }

    #[test]
    fn a_table_names_payers_by_name_or_code_with_the_years_of_its_rows() {
        let rows: [&[&str]; 3] = [&["1", "MCR", "1", "10/06/2012", "120"], &["2", "MCR", "2", "2014-02-03", "90"], &["3", "BC01", "1", "", "1"]];
        assert_eq!(table("claims", &["CLM_ID", "PAYER_CD", "PAYER_SEQ", "SVC_DT", "PAYER_PAID_AMT"], &rows), [one("payer", "MCR", 2, &[2012, 2014]), one("payer", "BC01", 1, &[0])]);
        // One column a class: the one with the names.
        let both: [&[&str]; 1] = [&["77", "Plan One", "MCR"]];
        assert_eq!(table("coverage", &["payer_id", "payer_name", "payer_cd"], &both), [one("payer", "Plan One", 1, &[0])]);
    }

    #[test]
    fn flags_numbers_and_columns_about_a_class_name_nobody() {
        let rows: [&[&str]; 2] = [&["Y", "123456789", "5551234567"], &["N", "", ""]];
        assert!(table("coverage", &["INSURANCE", "CARRIER_NO", "PAYER_PHONE"], &rows).is_empty());
        assert!(TableTraffic::of("labs", &["LAB_ID".to_string(), "LAB_NM".to_string(), "CODE_SYS".to_string(), "SPEC_SOURCE".to_string()]).is_none());
        let keys: [&[&str]; 1] = [&["b1c428d6-4f07-31e0-90f0-68ffa6ff8c76"]];
        assert!(table("encounters", &["PAYER"], &keys).is_empty());
        let named: [&[&str]; 1] = [&["b1c428d6-4f07-31e0-90f0-68ffa6ff8c76", "Plan One"]];
        assert_eq!(table("payers", &["Id", "NAME"], &named), [one("payer", "Plan One", 1, &[0])]);
        assert!(TableTraffic::of("encounters", &["ADMIT_SOURCE".to_string(), "ENC_TYPE".to_string()]).is_none());
        let owners: [&[&str]; 1] = [&["Jane Roe", "Jane Roe", "Jane"]];
        assert!(table("payer_transitions", &["OWNER_NAME", "PATIENT_NAME", "FIRST_NAME"], &owners).is_empty(), "who owns a plan is a patient and no payer");
        assert!(table("coverage", &["INSURANCE_OWNER_NAME", "PAYER_CONTACT", "CARRIER_LAST_NAME"], &owners).is_empty());
    }

    #[test]
    fn laboratories_portals_interfaces_and_source_systems_have_their_columns() {
        let rows: [&[&str]; 2] = [&["Harbor Reference", "Y", "LIS", "OLDEHR", "2019-01-01"], &["Harbor Reference", "N", "LIS", "OLDEHR", "2020-01-01"]];
        let names = ["PERFORMING_LAB", "PORTAL_ENROLLED", "INTERFACE_NAME", "SOURCE_SYSTEM", "RESULT_DATE"];
        assert_eq!(table("labs", &names, &rows), [
            one("interface", "LIS", 2, &[2019, 2020]),
            one("laboratory", "Harbor Reference", 2, &[2019, 2020]),
            one("portal", "labs.PORTAL_ENROLLED", 1, &[2019]),
            one("source system", "OLDEHR", 2, &[2019, 2020]),
        ]);
    }

    fn of_resources(resources: &[&str]) -> Vec<(String, String, u64, Vec<i16>)> {
        let mut integrations = Integrations::default();
        for text in resources {
            let json = formats::json::parse(text, 64).unwrap();
            let kind = json.text("resourceType").unwrap_or("").to_string();
            resource_traffic(&Resource { line: 1, byte: 0, kind, reference: String::new(), full_url: String::new(), json }, &mut integrations);
        }
        told(integrations)
    }

    #[test]
    fn fhir_names_payers_laboratories_sources_and_software() {
        let found = of_resources(&[
            r##"{"resourceType":"Coverage","meta":{"source":"urn:oldehr#msg1","lastUpdated":"2016-01-01T00:00:00Z"},"period":{"start":"2015-02-01"},"payor":[{"reference":"Organization/7","display":"Plan One"}]}"##,
            r##"{"resourceType":"Coverage","contained":[{"resourceType":"Organization","id":"p","name":"Plan Two"}],"payor":[{"reference":"#p"},{"reference":"Patient/1","display":"Jane Roe"}]}"##,
            r##"{"resourceType":"Coverage","type":{"coding":[{"code":"pay"}]},"payor":[{"display":"Jane Roe"}]}"##,
            r##"{"resourceType":"Coverage","contained":[{"resourceType":"RelatedPerson","id":"r"}],"payor":[{"reference":"#r","display":"Jim Roe"}]}"##,
            r##"{"resourceType":"Observation","contained":[{"resourceType":"Practitioner","id":"d"}],"performer":[{"reference":"#d","display":"Dora Doe"},{"reference":"#gone","display":"Dan Doe"}]}"##,
            r##"{"resourceType":"Observation","effectiveDateTime":"2018-03-01","performer":[{"reference":"Practitioner/9","display":"Dora Doe"},{"reference":"Organization/8","display":"Harbor Reference"}]}"##,
            r##"{"resourceType":"DocumentReference","date":"2019-01-01T00:00:00Z","custodian":{"reference":"Organization/5","display":"Harbor"},"author":[{"reference":"Device/3","display":"Old EHR 4.1"}]}"##,
            r##"{"resourceType":"MessageHeader","source":{"software":"LIS","endpoint":"http://lis"},"destination":[{"name":"EHR"}]}"##,
            r##"{"resourceType":"Device","deviceName":[{"name":"Analyser X"}],"manufacturer":"M"}"##,
            r##"{"resourceType":"Device","patient":{"reference":"Patient/1"},"deviceName":[{"name":"Pacemaker"}]}"##,
            r##"{"resourceType":"Organization","name":"Harbor Clinic","type":[{"coding":[{"code":"prov"}]}]}"##,
            r##"{"resourceType":"Organization","name":"Plan Three","type":[{"coding":[{"code":"pay"}]}]}"##,
        ]);
        assert_eq!(found, [
            one("custodian", "Harbor", 1, &[2019]),
            one("device", "Analyser X", 1, &[0]),
            one("laboratory", "Harbor Reference", 1, &[2018]),
            one("payer", "Plan One", 1, &[2015]),
            one("payer", "Plan Three", 1, &[0]),
            one("payer", "Plan Two", 1, &[0]),
            one("receiving application", "EHR", 1, &[0]),
            one("sending application", "LIS", 1, &[0]),
            one("software", "Old EHR 4.1", 1, &[2019]),
            one("source system", "urn:oldehr", 1, &[2015]),
        ]);
    }

    fn record(relation: &str, leaves: &[(&str, &str)]) -> Record {
        let leaves = leaves.iter().map(|(field, value)| ((*field).to_string(), (*value).to_string())).collect();
        Record { relation: relation.into(), line: 1, byte: 0, leaves }
    }

    #[test]
    fn a_clinical_document_names_its_custodian_authors_software_and_payers() {
        let month = document_month(&record("ccda.document", &[("effectiveTime/@value", "20170304120000+0000")]));
        assert_eq!(month, Some((2017, 3)));
        let mut integrations = Integrations::default();
        let records = [
            record("ccda.header.custodian", &[("assignedCustodian/representedCustodianOrganization/name/text()", "Harbor")]),
            record("ccda.header.author", &[("time/@value", "20160101"), ("assignedAuthor/assignedAuthoringDevice/softwareName/text()", "Old EHR"), ("assignedAuthor/assignedPerson/name/family/text()", "Doe")]),
            record("ccda.header.informant", &[("assignedEntity/representedOrganization/name/text()", "Harbor")]),
            record("ccda.act", &[
                ("performer/assignedEntity/code/@code", "PAYOR"), ("performer/assignedEntity/representedOrganization/name/text()", "Plan One"),
                ("performer[2]/assignedEntity/code/@code", "GUAR"), ("performer[2]/assignedEntity/representedOrganization/name/text()", "Jane Roe"),
            ]),
        ];
        records.iter().for_each(|record| document_traffic(record, month, &mut integrations));
        assert_eq!(told(integrations), [
            one("custodian", "Harbor", 1, &[2017]),
            one("informant organization", "Harbor", 1, &[2017]),
            one("payer", "Plan One", 1, &[2017]),
            one("software", "Old EHR", 1, &[2016]),
        ]);
    }
}
