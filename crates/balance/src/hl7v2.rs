//! The built-in reading of HL7 v2: PID, PV1, AL1, DG1, OBX and RXA. Other segments are counted as unread.

use crate::reading::{Builder, Coverage, Places, coding};
use formats::hl7v2::{Message, Path, Segment};
use model::{Aspect, Date, How, Kind, Origin, Quantity, Statement, Value};

struct Reader<'p, 'm, 's> {
    builder: Builder<'p>,
    message: &'m Message<'s>,
    segment: &'m Segment<'s>,
}

impl Reader<'_, '_, '_> {
    fn get(&self, path: &str) -> Option<String> {
        let path = Path::parse(path)?;
        self.message.value(self.segment, &path).map(|v| v.trim().to_string()).filter(|v| !v.is_empty() && v != "\"\"")
    }

    fn text(&mut self, aspect: Aspect, path: &str) {
        if let Some(text) = self.get(path) {
            self.builder.text(aspect, &text, path);
        }
    }

    fn word(&mut self, aspect: Aspect, path: &str, words: &[(&str, &str)]) {
        if let Some(code) = self.get(path) {
            let word = words.iter().find(|(c, _)| *c == code).map_or(code.as_str(), |(_, w)| w);
            self.builder.say(aspect, Value::Word(word.into()), path, How::Translated);
        }
    }

    fn date(&mut self, aspect: Aspect, path: &str) {
        if let Some(text) = self.get(path) {
            let value = Date::parse_hl7(&text).map_or(Value::Text(text), Value::Date);
            self.builder.say(aspect, value, path, How::Copied);
        }
    }

    /// CWE: code, text, system, and the alternate triplet.
    fn concept(&mut self, aspect: Aspect, field: &str) {
        let mut codings = Vec::new();
        for (code, display, system) in [(1, 2, 3), (4, 5, 6)] {
            if let Some(code) = self.get(&format!("{field}.{code}")) {
                let display = self.get(&format!("{field}.{display}")).unwrap_or_default();
                codings.push(coding(&self.get(&format!("{field}.{system}")).unwrap_or_default(), &code, &display));
            }
        }
        let text = self.get(&format!("{field}.9")).or_else(|| self.get(&format!("{field}.2"))).unwrap_or_default();
        if !codings.is_empty() || !text.is_empty() {
            self.builder.say(aspect, Value::Code(codings, text), field, How::Copied);
        }
    }
}

/// Statements of one message.
pub(crate) fn message(message: &Message<'_>, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    let find = |name: &str| message.segments.iter().find(|s| s.name == name);
    let value = |segment: Option<&Segment<'_>>, path: &str| {
        let path = Path::parse(path)?;
        message.value(segment?, &path).map(|v| v.into_owned())
    };
    let patient = value(find("PID"), "PID-3.1").unwrap_or_default();
    let visit = value(find("PV1"), "PV1-19.1");
    let mut order: Option<&Segment<'_>> = None;
    for segment in &message.segments {
        if segment.name == "OBR" {
            order = Some(segment);
        }
        let mut reader = Reader { builder: Builder::new(places), message, segment };
        let kind = match segment.name {
            "PID" => {
                demographic(&mut reader);
                Kind::Demographic
            }
            "PV1" => {
                reader.word(Aspect::Class, "PV1-2", &[("I", "IMP"), ("O", "AMB"), ("E", "EMER"), ("P", "PRENC"), ("B", "IMP")]);
                reader.date(Aspect::Effective, "PV1-44");
                reader.date(Aspect::End, "PV1-45");
                Kind::Encounter
            }
            "AL1" => {
                reader.concept(Aspect::Code, "AL1-3");
                reader.word(Aspect::Category, "AL1-2", &[("DA", "medication"), ("FA", "food"), ("EA", "environment")]);
                reader.word(Aspect::Severity, "AL1-4", &[("SV", "severe"), ("MO", "moderate"), ("MI", "mild")]);
                reader.text(Aspect::Reaction, "AL1-5");
                reader.date(Aspect::Onset, "AL1-6");
                Kind::Allergy
            }
            "DG1" => {
                reader.concept(Aspect::Code, "DG1-3");
                reader.date(Aspect::Recorded, "DG1-5");
                Kind::EncounterDiagnosis
            }
            "OBX" => {
                observation(&mut reader, order);
                Kind::Observation
            }
            "RXA" => {
                reader.concept(Aspect::Code, "RXA-5");
                reader.date(Aspect::Effective, "RXA-3");
                reader.text(Aspect::Lot, "RXA-15");
                reader.word(Aspect::Status, "RXA-20", &[("CP", "completed"), ("RE", "not-done"), ("NA", "not-done"), ("PA", "completed")]);
                Kind::Immunization
            }
            "MSH" | "EVN" | "ORC" | "OBR" | "NTE" => continue,
            other => {
                *coverage.unread.entry(format!("hl7.{other}")).or_default() += 1;
                continue;
            }
        };
        if let Some(visit) = visit.as_ref().filter(|_| kind != Kind::Demographic && kind != Kind::Encounter) {
            reader.builder.say(Aspect::Encounter, Value::Key(visit.clone()), "PV1-19", How::Copied);
        }
        if !reader.builder.is_empty() {
            let origin = Origin { artifact, line: segment.line, reference: String::new() };
            let statement = reader.builder.finish(kind, patient.clone(), origin);
            coverage.count(&statement);
            each(statement);
        }
    }
}

fn demographic(reader: &mut Reader<'_, '_, '_>) {
    reader.text(Aspect::Mrn, "PID-3.1");
    reader.text(Aspect::Family, "PID-5.1");
    reader.text(Aspect::Given, "PID-5.2");
    reader.text(Aspect::Middle, "PID-5.3");
    reader.text(Aspect::Suffix, "PID-5.4");
    reader.date(Aspect::BirthDate, "PID-7");
    reader.word(Aspect::Sex, "PID-8", &[("F", "female"), ("M", "male"), ("O", "other"), ("U", "unknown")]);
    reader.text(Aspect::Line, "PID-11.1");
    reader.text(Aspect::City, "PID-11.3");
    reader.text(Aspect::State, "PID-11.4");
    reader.text(Aspect::PostalCode, "PID-11.5");
    reader.text(Aspect::Phone, "PID-13.1");
    reader.text(Aspect::Ssn, "PID-19");
}

fn observation(reader: &mut Reader<'_, '_, '_>, order: Option<&Segment<'_>>) {
    reader.concept(Aspect::Code, "OBX-3");
    let unit = reader.get("OBX-6.1").unwrap_or_default();
    let kind = reader.get("OBX-2").unwrap_or_default();
    match kind.as_str() {
        "NM" | "SN" => {
            let text = if kind == "SN" {
                format!("{}{}", reader.get("OBX-5.1").unwrap_or_default(), reader.get("OBX-5.2").unwrap_or_default())
            } else {
                reader.get("OBX-5").unwrap_or_default()
            };
            match Quantity::parse(&text) {
                Some(mut quantity) => {
                    quantity.unit = unit;
                    reader.builder.say(Aspect::Value, Value::Quantity(quantity), "OBX-5", How::Copied);
                }
                None => reader.builder.text(Aspect::Value, &text, "OBX-5"),
            }
        }
        "CE" | "CWE" | "CNE" => reader.concept(Aspect::Value, "OBX-5"),
        _ => reader.text(Aspect::Value, "OBX-5"),
    }
    reader.word(Aspect::Status, "OBX-11", &[("F", "final"), ("C", "corrected"), ("P", "preliminary"), ("X", "cancelled"), ("D", "entered-in-error")]);
    reader.word(Aspect::Flag, "OBX-8", &[]);
    reader.date(Aspect::Effective, "OBX-14");
    if !reader.builder.has(Aspect::Effective)
        && let (Some(order), Some(path)) = (order, Path::parse("OBR-7"))
        && let Some(date) = reader.message.value(order, &path).and_then(|t| Date::parse_hl7(&t))
    {
        reader.builder.say(Aspect::Effective, Value::Date(date), "OBR-7", How::Copied);
    }
}
