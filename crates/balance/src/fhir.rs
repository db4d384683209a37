//! The reading of FHIR resources, R4 and STU3 by structure: what a destination (or a legacy FHIR export) asserts.

use crate::reading::{Builder, Coverage, Places, coding};
use formats::{Json, Resource};
use model::{Aspect, Date, How, Kind, Origin, Quantity, Statement, Value};

/// Statements of one resource. Types that are no statement about a patient are counted as unread.
pub(crate) fn resource(resource: &Resource, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    let json = &resource.json;
    let patient = match resource.kind.as_str() {
        "Patient" => json.text("id").map_or_else(|| local_id(&resource.full_url), str::to_string),
        _ => ["subject", "patient"].iter().find_map(|m| json.get(m)?.text("reference")).map(local_id).unwrap_or_default(),
    };
    let origin = Origin { artifact, line: resource.line, reference: resource.reference.clone() };
    let mut reader = Reader { builder: Builder::new(places), json };
    let kind = match resource.kind.as_str() {
        "Patient" => reader.patient(),
        "Encounter" => reader.encounter(),
        "Condition" => reader.condition(),
        "AllergyIntolerance" => reader.allergy(),
        "MedicationRequest" | "MedicationStatement" => reader.medication(),
        "Immunization" => reader.immunization(),
        "Procedure" => reader.procedure(),
        "DocumentReference" => reader.document(),
        "Observation" => {
            drop(reader);
            observation(json, &patient, &origin, places, coverage, each);
            return;
        }
        other => {
            *coverage.unread.entry(other.to_string()).or_default() += 1;
            return;
        }
    };
    let statement = reader.builder.finish(kind, patient, origin);
    coverage.count(&statement);
    each(statement);
}

/// The id at the end of a reference or `urn:uuid:`.
fn local_id(reference: &str) -> String {
    let last = reference.split('?').next_back().unwrap_or(reference);
    last.rsplit(['/', ':', '|']).next().unwrap_or(last).trim_start_matches('#').to_string()
}

struct Reader<'p, 'j> {
    builder: Builder<'p>,
    json: &'j Json,
}

impl Reader<'_, '_> {
    fn date(&mut self, aspect: Aspect, path: &str) {
        let value = path.split('.').try_fold(self.json, |j, part| j.first(part));
        if let Some(text) = value.and_then(Json::str) {
            let value = Date::parse_iso(text).map_or_else(|| Value::Text(text.into()), Value::Date);
            self.builder.say(aspect, value, path, How::Copied);
        }
    }

    /// First of several elements that is there.
    fn first_date(&mut self, aspect: Aspect, paths: &[&str]) {
        for path in paths {
            self.date(aspect, path);
            if self.builder.has(aspect) {
                return;
            }
        }
    }

    fn concept(&mut self, aspect: Aspect, member: &str) {
        let json = self.json;
        let many = matches!(json.get(member), Some(Json::Array(_)));
        for (index, item) in json.items(member).iter().enumerate() {
            let place = if many { format!("{member}[{index}]") } else { member.to_string() };
            if let Some(value) = concept(item) {
                self.builder.say(aspect, value, &place, How::Copied);
            }
        }
    }

    /// The code of a CodeableConcept, or a plain code (STU3), as a word.
    fn word(&mut self, aspect: Aspect, member: &str) {
        let json = self.json;
        match json.first(member) {
            Some(Json::String(word)) => self.builder.word(aspect, word, member),
            Some(item @ Json::Object(_)) => {
                if let Some(code) = item.text("code").or_else(|| item.first("coding")?.text("code")) {
                    self.builder.word(aspect, code, &format!("{member}.coding[0].code"));
                } else if let Some(text) = item.text("text") {
                    self.builder.word(aspect, text, &format!("{member}.text"));
                }
            }
            _ => {}
        }
    }

    /// Reasons: coded, or as references to conditions of the same patient (resolved when the chart is whole).
    fn reasons(&mut self) {
        self.concept(Aspect::Reason, "reasonCode");
        if self.builder.has(Aspect::Reason) {
            return;
        }
        let json = self.json;
        for (index, reason) in json.items("reasonReference").iter().enumerate() {
            if let Some(reference) = reason.text("reference") {
                self.builder.say(Aspect::Reason, Value::Key(local_id(reference)), &format!("reasonReference[{index}]"), How::Copied);
            }
        }
    }

    fn reference(&mut self, aspect: Aspect, path: &str) {
        let value = path.split('.').try_fold(self.json, |j, part| j.first(part));
        if let Some(reference) = value.and_then(|v| v.text("reference")) {
            self.builder.say(aspect, Value::Key(local_id(reference)), path, How::Copied);
        }
    }

    fn patient(&mut self) -> Kind {
        let json = self.json;
        for (index, name) in json.items("name").iter().enumerate() {
            let maiden = name.text("use") == Some("maiden");
            if let Some(family) = name.text("family") {
                let aspect = if maiden { Aspect::Maiden } else { Aspect::Family };
                self.builder.text(aspect, family, &format!("name[{index}].family"));
            }
            if maiden {
                continue;
            }
            for (member, first, later) in [("given", Aspect::Given, Aspect::Middle), ("prefix", Aspect::Prefix, Aspect::Prefix), ("suffix", Aspect::Suffix, Aspect::Suffix)] {
                if let Some(Json::Array(parts)) = name.get(member) {
                    for (i, part) in parts.iter().enumerate() {
                        let aspect = if i == 0 { first } else { later };
                        self.builder.text(aspect, part.str().unwrap_or(""), &format!("name[{index}].{member}[{i}]"));
                    }
                }
            }
        }
        self.date(Aspect::BirthDate, "birthDate");
        self.word(Aspect::Sex, "gender");
        match (json.get("deceasedBoolean"), json.text("deceasedDateTime")) {
            (_, Some(_)) => {
                self.builder.say(Aspect::Deceased, Value::Flag(true), "deceasedDateTime", How::Derived);
                self.date(Aspect::DeathDate, "deceasedDateTime");
            }
            (Some(Json::Bool(flag)), None) => self.builder.say(Aspect::Deceased, Value::Flag(*flag), "deceasedBoolean", How::Copied),
            _ => {}
        }
        for (index, identifier) in json.items("identifier").iter().enumerate() {
            let code = identifier.get("type").and_then(|t| t.first("coding")).and_then(|c| c.text("code"));
            let aspect = match (code, identifier.text("system")) {
                (Some("MR"), _) => Aspect::Mrn,
                (Some("SS"), _) | (_, Some("http://hl7.org/fhir/sid/us-ssn")) => Aspect::Ssn,
                (Some("DL"), _) => Aspect::DriverLicense,
                (Some("PPN"), _) => Aspect::Passport,
                _ => continue,
            };
            self.builder.text(aspect, identifier.text("value").unwrap_or(""), &format!("identifier[{index}].value"));
        }
        for (index, contact) in json.items("telecom").iter().enumerate() {
            let aspect = match contact.text("system") {
                Some("phone") => Aspect::Phone,
                Some("email") => Aspect::Email,
                _ => continue,
            };
            self.builder.text(aspect, contact.text("value").unwrap_or(""), &format!("telecom[{index}].value"));
        }
        if let Some(address) = json.first("address") {
            if let Some(Json::Array(lines)) = address.get("line") {
                for (i, line) in lines.iter().enumerate() {
                    self.builder.text(Aspect::Line, line.str().unwrap_or(""), &format!("address[0].line[{i}]"));
                }
            }
            for (member, aspect) in [("city", Aspect::City), ("state", Aspect::State), ("postalCode", Aspect::PostalCode), ("country", Aspect::Country)] {
                self.builder.text(aspect, address.text(member).unwrap_or(""), &format!("address[0].{member}"));
            }
        }
        self.word(Aspect::MaritalStatus, "maritalStatus");
        if let Some(language) = json.first("communication").and_then(|c| c.get("language")).and_then(|l| l.first("coding")).and_then(|c| c.text("code")) {
            self.builder.word(Aspect::Language, language, "communication[0].language");
        }
        for (index, extension) in json.items("extension").iter().enumerate() {
            let aspect = match extension.text("url").and_then(|u| u.rsplit('/').next()) {
                Some("us-core-race") => Aspect::Race,
                Some("us-core-ethnicity") => Aspect::Ethnicity,
                _ => continue,
            };
            let parts = extension.items("extension");
            let category = parts.iter().filter(|e| e.text("url") == Some("ombCategory")).find_map(|e| e.get("valueCoding")?.text("code"));
            let text = parts.iter().filter(|e| e.text("url") == Some("text")).find_map(|e| e.text("valueString"));
            if let Some(word) = category.or(text) {
                self.builder.word(aspect, word, &format!("extension[{index}]"));
            }
        }
        Kind::Demographic
    }

    fn encounter(&mut self) -> Kind {
        self.concept(Aspect::Code, "type");
        self.word(Aspect::Class, "class");
        self.word(Aspect::Status, "status");
        self.date(Aspect::Effective, "period.start");
        self.date(Aspect::End, "period.end");
        self.concept(Aspect::Reason, if self.json.get("reasonCode").is_some() { "reasonCode" } else { "reason" });
        if let Some(value) = self.json.get("hospitalization").and_then(|h| h.get("dischargeDisposition")).and_then(|d| d.first("coding")).and_then(|c| c.text("code")) {
            self.builder.word(Aspect::Discharge, value, "hospitalization.dischargeDisposition");
        }
        self.reference(Aspect::Performer, "participant.individual");
        Kind::Encounter
    }

    fn condition(&mut self) -> Kind {
        self.concept(Aspect::Code, "code");
        self.word(Aspect::Status, "clinicalStatus");
        self.word(Aspect::Verification, "verificationStatus");
        self.severity();
        self.first_date(Aspect::Onset, &["onsetDateTime", "onsetPeriod.start"]);
        self.first_date(Aspect::End, &["abatementDateTime", "abatementPeriod.end"]);
        self.first_date(Aspect::Recorded, &["recordedDate", "assertedDate"]);
        self.concept(Aspect::BodySite, "bodySite");
        self.encounter_link();
        self.reference(Aspect::Author, "recorder");
        for (index, category) in self.json.items("category").iter().enumerate() {
            if let Some(code) = category.first("coding").and_then(|c| c.text("code")) {
                self.builder.word(Aspect::Category, code, &format!("category[{index}].coding[0].code"));
            }
        }
        let diagnosis = self.json.items("category").iter().flat_map(|c| c.items("coding")).any(|c| c.text("code") == Some("encounter-diagnosis"));
        self.sides();
        if diagnosis { Kind::EncounterDiagnosis } else { Kind::Problem }
    }

    /// Severity as a word, whether it is coded in SNOMED CT or not.
    fn severity(&mut self) {
        let code = self.json.get("severity").and_then(|s| s.first("coding")).and_then(|c| c.text("code"));
        let word = match code {
            Some("255604002") => "mild",
            Some("6736007") => "moderate",
            Some("24484000") => "severe",
            _ => return self.word(Aspect::Severity, "severity"),
        };
        self.builder.word(Aspect::Severity, word, "severity.coding[0].code");
    }

    /// Laterality where a destination put it: SNOMED qualifiers among the body sites.
    fn sides(&mut self) {
        let json = self.json;
        for site in json.items("bodySite") {
            for code in site.items("coding") {
                let side = match code.text("code") {
                    Some("7771000") => "left",
                    Some("24028007") => "right",
                    Some("51440002") => "bilateral",
                    _ => continue,
                };
                self.builder.word(Aspect::Laterality, side, "bodySite");
            }
        }
    }

    fn encounter_link(&mut self) {
        self.reference(Aspect::Encounter, "encounter");
        if !self.builder.has(Aspect::Encounter) {
            self.reference(Aspect::Encounter, "context");
        }
    }

    fn allergy(&mut self) -> Kind {
        self.concept(Aspect::Code, "code");
        for member in ["clinicalStatus", "verificationStatus", "type", "category", "criticality"] {
            let aspect = match member {
                "clinicalStatus" => Aspect::Status,
                "verificationStatus" => Aspect::Verification,
                "type" => Aspect::Type,
                "category" => Aspect::Category,
                _ => Aspect::Criticality,
            };
            self.word(aspect, member);
        }
        self.first_date(Aspect::Onset, &["onsetDateTime"]);
        self.first_date(Aspect::Recorded, &["recordedDate", "assertedDate"]);
        let json = self.json;
        for (index, extension) in json.items("extension").iter().enumerate() {
            let ended = extension.text("url").is_some_and(|u| u.ends_with("/allergyintolerance-abatement"));
            if let (true, Some(text)) = (ended, extension.text("valueDateTime")) {
                let value = Date::parse_iso(text).map_or_else(|| Value::Text(text.into()), Value::Date);
                self.builder.say(Aspect::End, value, &format!("extension[{index}].valueDateTime"), How::Copied);
            }
        }
        for (index, reaction) in json.items("reaction").iter().enumerate() {
            for (i, manifestation) in reaction.items("manifestation").iter().enumerate() {
                if let Some(value) = concept(manifestation) {
                    self.builder.say(Aspect::Reaction, value, &format!("reaction[{index}].manifestation[{i}]"), How::Copied);
                }
            }
            if let Some(severity) = reaction.text("severity") {
                self.builder.word(Aspect::Severity, severity, &format!("reaction[{index}].severity"));
            }
        }
        self.encounter_link();
        self.reference(Aspect::Author, "recorder");
        const NONE_KNOWN: [&str; 5] = ["716186003", "409137002", "428607008", "429625007", "428197003"];
        let none = json.get("code").is_some_and(|c| c.items("coding").iter().any(|c| c.text("code").is_some_and(|c| NONE_KNOWN.contains(&c))));
        if none { Kind::NoKnownAllergy } else { Kind::Allergy }
    }

    fn medication(&mut self) -> Kind {
        let json = self.json;
        self.concept(Aspect::Code, "medicationCodeableConcept");
        if let Some(reference) = json.get("medicationReference").and_then(|r| r.text("reference")) {
            let contained = json.items("contained").iter().find(|c| c.text("id") == Some(reference.trim_start_matches('#')));
            match contained.and_then(|c| c.get("code")).and_then(concept) {
                Some(value) => self.builder.say(Aspect::Code, value, "medicationReference", How::Copied),
                None => self.builder.say(Aspect::Code, Value::Key(local_id(reference)), "medicationReference", How::Copied),
            }
        }
        self.word(Aspect::Status, "status");
        self.first_date(Aspect::Onset, &["authoredOn", "effectivePeriod.start", "dateAsserted"]);
        self.first_date(Aspect::End, &["dispenseRequest.validityPeriod.end", "dosageInstruction.timing.repeat.boundsPeriod.end", "effectivePeriod.end"]);
        self.reasons();
        self.encounter_link();
        self.reference(Aspect::Author, "requester");
        if let Some(dosage) = json.first("dosageInstruction").or_else(|| json.first("dosage")) {
            self.builder.text(Aspect::Sig, dosage.text("text").unwrap_or(""), "dosageInstruction[0].text");
            match dosage.get("asNeededBoolean") {
                Some(Json::Bool(flag)) => self.builder.say(Aspect::AsNeeded, Value::Flag(*flag), "dosageInstruction[0].asNeededBoolean", How::Copied),
                _ if dosage.get("asNeededCodeableConcept").is_some() => {
                    self.builder.say(Aspect::AsNeeded, Value::Flag(true), "dosageInstruction[0].asNeededCodeableConcept", How::Derived);
                }
                _ => {}
            }
            if let Some(route) = dosage.get("route").and_then(concept) {
                self.builder.say(Aspect::Route, route, "dosageInstruction[0].route", How::Copied);
            }
            let dose = dosage.first("doseAndRate").and_then(|d| d.get("doseQuantity")).or_else(|| dosage.get("doseQuantity"));
            if let Some(dose) = dose.and_then(quantity) {
                self.builder.say(Aspect::Dose, Value::Quantity(dose), "dosageInstruction[0].doseAndRate[0].doseQuantity", How::Copied);
            }
            if let Some(code) = dosage.get("timing").and_then(|t| t.get("code")) {
                let word = code.first("coding").and_then(|c| c.text("code")).or_else(|| code.text("text"));
                self.builder.word(Aspect::Frequency, word.unwrap_or(""), "dosageInstruction[0].timing.code");
            }
        }
        if let Some(dispense) = json.get("dispenseRequest") {
            if let Some(Json::Number(refills)) = dispense.get("numberOfRepeatsAllowed")
                && let Some(refills) = Quantity::parse(refills)
            {
                self.builder.say(Aspect::Refills, Value::Quantity(refills), "dispenseRequest.numberOfRepeatsAllowed", How::Copied);
            }
            if let Some(amount) = dispense.get("quantity").and_then(quantity) {
                self.builder.say(Aspect::Quantity, Value::Quantity(amount), "dispenseRequest.quantity", How::Copied);
            }
        }
        Kind::Medication
    }

    fn immunization(&mut self) -> Kind {
        self.concept(Aspect::Code, "vaccineCode");
        if matches!(self.json.get("notGiven"), Some(Json::Bool(true))) {
            self.builder.word(Aspect::Status, "not-done", "notGiven");
        } else {
            self.word(Aspect::Status, "status");
        }
        self.first_date(Aspect::Effective, &["occurrenceDateTime", "date"]);
        self.builder.text(Aspect::Lot, self.json.text("lotNumber").unwrap_or(""), "lotNumber");
        self.concept(Aspect::Site, "site");
        self.concept(Aspect::Route, "route");
        self.concept(Aspect::Reason, "statusReason");
        self.date(Aspect::Recorded, "recorded");
        if let Some(dose) = self.json.get("doseQuantity").and_then(quantity) {
            self.builder.say(Aspect::Dose, Value::Quantity(dose), "doseQuantity", How::Copied);
        }
        if let Some(Json::Number(number)) = self.json.first("protocolApplied").and_then(|p| p.get("doseNumberPositiveInt"))
            && let Some(number) = Quantity::parse(number)
        {
            self.builder.say(Aspect::DoseNumber, Value::Quantity(number), "protocolApplied[0].doseNumberPositiveInt", How::Copied);
        }
        self.encounter_link();
        self.reference(Aspect::Performer, "performer.actor");
        Kind::Immunization
    }

    fn procedure(&mut self) -> Kind {
        self.concept(Aspect::Code, "code");
        self.word(Aspect::Status, "status");
        self.first_date(Aspect::Effective, &["performedDateTime", "performedPeriod.start"]);
        self.first_date(Aspect::End, &["performedPeriod.end"]);
        self.reasons();
        self.concept(Aspect::BodySite, "bodySite");
        self.sides();
        self.encounter_link();
        self.reference(Aspect::Performer, "performer.actor");
        Kind::Procedure
    }

    fn document(&mut self) -> Kind {
        let json = self.json;
        self.concept(Aspect::Type, "type");
        self.word(Aspect::Status, if json.get("docStatus").is_some() { "docStatus" } else { "status" });
        self.first_date(Aspect::Effective, &["context.period.start", "date"]);
        self.date(Aspect::Recorded, "date");
        let attachment = json.first("content").and_then(|c| c.get("attachment"));
        let title = attachment.and_then(|a| a.text("title")).or_else(|| json.text("description"));
        self.builder.text(Aspect::Title, title.unwrap_or(""), "content[0].attachment.title");
        self.reference(Aspect::Author, "author");
        let context = json.get("context").and_then(|c| c.first("encounter")).and_then(|e| e.text("reference"));
        if let Some(encounter) = context {
            self.builder.say(Aspect::Encounter, Value::Key(local_id(encounter)), "context.encounter", How::Copied);
        }
        let is_text = attachment.and_then(|a| a.text("contentType")).is_some_and(|t| t.starts_with("text/"));
        let data = attachment.and_then(|a| a.text("data"));
        match (is_text, data.and_then(decode)) {
            (true, Some(text)) => {
                self.builder.text(Aspect::Body, &text, "content[0].attachment.data");
                Kind::Note
            }
            _ => Kind::Document,
        }
    }
}

/// Base64 as FHIR writes it: standard alphabet, maybe with line breaks.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace() && *c != b'=') {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        buffer = (buffer << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A CodeableConcept (or a Coding) with all its codings.
fn concept(json: &Json) -> Option<Value> {
    let mut codings: Vec<_> = json
        .items("coding")
        .iter()
        .filter_map(|c| Some(coding(c.text("system").unwrap_or(""), c.text("code")?, c.text("display").unwrap_or(""))))
        .collect();
    if codings.is_empty()
        && let Some(code) = json.text("code")
    {
        codings.push(coding(json.text("system").unwrap_or(""), code, json.text("display").unwrap_or("")));
    }
    let text = json.text("text").or_else(|| json.items("coding").iter().find_map(|c| c.text("display"))).unwrap_or("").trim().to_string();
    (!codings.is_empty() || !text.is_empty()).then_some(Value::Code(codings, text))
}

fn quantity(json: &Json) -> Option<Quantity> {
    let Some(Json::Number(digits)) = json.get("value") else { return None };
    let mut quantity = Quantity::parse(digits)?;
    quantity.comparator = json.text("comparator").unwrap_or("").into();
    quantity.unit = json.text("code").or_else(|| json.text("unit")).unwrap_or("").into();
    Some(quantity)
}

fn observation(json: &Json, patient: &str, origin: &Origin, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    let components = json.items("component");
    let has_value = VALUES.iter().any(|(m, _)| json.get(m).is_some());
    if components.is_empty() || has_value || json.get("dataAbsentReason").is_some() {
        one_observation(json, json, "", patient, origin, places, coverage, each);
    }
    for (index, component) in components.iter().enumerate() {
        one_observation(json, component, &format!("component[{index}]."), patient, origin, places, coverage, each);
    }
}

const VALUES: [(&str, u8); 8] = [
    ("valueQuantity", 0),
    ("valueCodeableConcept", 1),
    ("valueString", 2),
    ("valueBoolean", 3),
    ("valueInteger", 4),
    ("valueDateTime", 5),
    ("valueRange", 6),
    ("valueRatio", 6),
];

#[expect(clippy::too_many_arguments, reason = "the parent, the part and where the statement goes")]
fn one_observation(
    parent: &Json,
    part: &Json,
    prefix: &str,
    patient: &str,
    origin: &Origin,
    places: &mut Places,
    coverage: &mut Coverage,
    each: &mut dyn FnMut(Statement),
) {
    let mut reader = Reader { builder: Builder::new(places), json: parent };
    if let Some(value) = part.get("code").and_then(concept) {
        reader.builder.say(Aspect::Code, value, &format!("{prefix}code"), How::Copied);
    }
    reader.word(Aspect::Status, "status");
    for (index, category) in parent.items("category").iter().enumerate() {
        if let Some(code) = category.first("coding").and_then(|c| c.text("code")) {
            reader.builder.word(Aspect::Category, code, &format!("category[{index}]"));
        }
    }
    reader.first_date(Aspect::Effective, &["effectiveDateTime", "effectivePeriod.start", "effectiveInstant"]);
    reader.date(Aspect::Recorded, "issued");
    reader.encounter_link();
    reader.reference(Aspect::Performer, "performer");
    for (member, form) in VALUES {
        let Some(json) = part.get(member) else { continue };
        let value = match (form, json) {
            (0, json) => quantity(json).map(Value::Quantity),
            (1, json) => concept(json),
            (2, Json::String(text)) => Some(Value::Text(text.clone())),
            (3, Json::Bool(flag)) => Some(Value::Flag(*flag)),
            (4, Json::Number(digits)) => Quantity::parse(digits).map(Value::Quantity),
            (5, Json::String(text)) => Date::parse_iso(text).map(Value::Date),
            (6, json) => Some(Value::Text(format!("{json:?}"))),
            _ => None,
        };
        if let Some(value) = value {
            reader.builder.say(Aspect::Value, value, &format!("{prefix}{member}"), How::Copied);
        }
    }
    if let Some(code) = part.get("dataAbsentReason").and_then(|r| r.first("coding")).and_then(|c| c.text("code")) {
        reader.builder.say(Aspect::Value, Value::Absent(code.into()), &format!("{prefix}dataAbsentReason"), How::Copied);
    }
    if let Some(specimen) = parent.get("specimen").and_then(|s| s.text("display")) {
        reader.builder.word(Aspect::Specimen, specimen, "specimen.display");
    }
    if let Some(code) = part.first("interpretation").and_then(|i| i.first("coding")).and_then(|c| c.text("code")) {
        reader.builder.word(Aspect::Flag, code, &format!("{prefix}interpretation[0]"));
    }
    if let Some(range) = part.first("referenceRange") {
        for (member, aspect) in [("low", Aspect::RangeLow), ("high", Aspect::RangeHigh)] {
            if let Some(mut bound) = range.get(member).and_then(quantity) {
                bound.unit.clear();
                reader.builder.say(aspect, Value::Quantity(bound), &format!("{prefix}referenceRange[0].{member}"), How::Copied);
            }
        }
    }
    for (member, aspect) in [("method", Aspect::Method), ("bodySite", Aspect::BodySite)] {
        if let Some(value) = part.get(member).and_then(concept) {
            reader.builder.say(aspect, value, &format!("{prefix}{member}"), How::Copied);
        }
    }
    let statement = reader.builder.finish(Kind::Observation, patient.to_string(), origin.clone());
    coverage.count(&statement);
    each(statement);
}
