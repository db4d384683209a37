//! Three C-CDA R2.1 continuity of care documents, made from the charts of three patients.
//!
//! They hold the header and the sections that a CCD must have; allergies, medications and problems have entries, the others say that there is no
//! information. One of them contradicts the tables on purpose.

use std::io;

use super::calendar::{Day, REFERENCE};
use super::clinical::Chart;
use super::defects::{self, Planted};
use super::export::Export;
use super::tables::allergies;

/// The patients who have a document.
const PATIENTS: [u64; 3] = [1, 3, 9];

/// Text for XML.
fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Writes the document of a chart, if the patient has one.
pub fn write(export: &mut Export, chart: &Chart) -> io::Result<()> {
    let index = chart.person.index;
    if !PATIENTS.contains(&index) {
        return Ok(());
    }
    let contradicts = index == PATIENTS[1];
    let mut planted: Vec<Planted> = Vec::new();
    if contradicts {
        planted.push(defects::DOCUMENT_CONTRADICTION.at(
            "medications",
            "clopidogrel (RxNorm 32968) is in the document only",
        ));
    }
    let body = [
        allergy_section(export.seed, chart),
        medication_section(chart, contradicts),
        problem_section(chart),
        empty_section("2.16.840.1.113883.10.20.22.2.3.1", "30954-2", "Results"),
        empty_section(
            "2.16.840.1.113883.10.20.22.2.17",
            "29762-2",
            "Social History",
        ),
        empty_section("2.16.840.1.113883.10.20.22.2.4.1", "8716-3", "Vital Signs"),
    ]
    .concat();
    let text = format!(
        "{}  <component>\n    <structuredBody>\n{body}    </structuredBody>\n  </component>\n</ClinicalDocument>\n",
        heading(chart)
    );
    let path = format!("ccda/ccd_{}.xml", chart.person.patient_id);
    export.document(&path, text.as_bytes(), &chart.person.patient_id, &planted)
}

fn heading(chart: &Chart) -> String {
    let person = &chart.person;
    let sex = match person.sex {
        "F" => "<administrativeGenderCode code=\"F\" codeSystem=\"2.16.840.1.113883.5.1\"/>",
        "M" => "<administrativeGenderCode code=\"M\" codeSystem=\"2.16.840.1.113883.5.1\"/>",
        _ => "<administrativeGenderCode nullFlavor=\"UNK\"/>",
    };
    let when = REFERENCE.compact();
    let custodian =
        "<name>Harbor Clinic</name><telecom nullFlavor=\"NI\"/><addr nullFlavor=\"NI\"/>";
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sdtc="urn:hl7-org:sdtc">
  <realmCode code="US"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <templateId root="2.16.840.1.113883.10.20.22.1.1" extension="2015-08-01"/>
  <templateId root="2.16.840.1.113883.10.20.22.1.2" extension="2015-08-01"/>
  <id root="2.16.840.1.113883.19.5.99999.1" extension="CCD{patient}"/>
  <code code="34133-9" codeSystem="2.16.840.1.113883.6.1" displayName="Summarization of Episode Note"/>
  <title>Harbor Clinic Continuity of Care Document</title>
  <effectiveTime value="{when}0800-0500"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="en-US"/>
  <recordTarget>
    <patientRole>
      <id root="2.16.840.1.113883.19.5.99999.2" extension="{mrn}"/>
      <id root="2.16.840.1.113883.19.5.99999.3" extension="{patient}"/>
      <addr use="HP"><streetAddressLine>{street}</streetAddressLine><city>{city}</city><state>{state}</state><postalCode>{zip}</postalCode></addr>
      <telecom use="HP" value="tel:{phone}"/>
      <patient>
        <name use="L"><given>{given}</given><family>{family}</family></name>
        {sex}
        <birthTime value="{birth}"/>
        <raceCode nullFlavor="UNK"/>
        <ethnicGroupCode nullFlavor="UNK"/>
      </patient>
    </patientRole>
  </recordTarget>
  <author>
    <time value="{when}0800-0500"/>
    <assignedAuthor>
      <id root="2.16.840.1.113883.19.5.99999.4" extension="{provider}"/>
      <addr nullFlavor="NI"/>
      <telecom nullFlavor="NI"/>
      <assignedAuthoringDevice><manufacturerModelName>Harbor</manufacturerModelName><softwareName>Harbor 9.4</softwareName></assignedAuthoringDevice>
      <representedOrganization>{custodian}</representedOrganization>
    </assignedAuthor>
  </author>
  <custodian>
    <assignedCustodian>
      <representedCustodianOrganization><id root="2.16.840.1.113883.19.5.99999.5"/>{custodian}</representedCustodianOrganization>
    </assignedCustodian>
  </custodian>
  <documentationOf>
    <serviceEvent classCode="PCPR"><effectiveTime><low value="{birth}"/><high value="{when}"/></effectiveTime></serviceEvent>
  </documentationOf>
"#,
        patient = person.patient_id,
        mrn = person.mrn,
        street = xml(&person.street),
        city = person.place.0,
        state = person.place.1,
        zip = person.place.2,
        phone = person.phone.replace(['(', ')', ' '], ""),
        given = xml(&person.given),
        family = xml(&person.family),
        birth = person.birth.compact(),
        provider = person.provider,
    )
}

/// A section with a list for the reader and entries for the machine.
fn section(
    template: &str,
    code: &str,
    title: &str,
    lines: &[String],
    entries: &[String],
) -> String {
    if entries.is_empty() {
        return empty_section(template, code, title);
    }
    let items: String = lines
        .iter()
        .map(|line| format!("<item>{}</item>", xml(line)))
        .collect();
    format!(
        r#"      <component>
        <section>
          <templateId root="{template}" extension="2015-08-01"/>
          <code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>
          <title>{title}</title>
          <text><list>{items}</list></text>
{}        </section>
      </component>
"#,
        entries.concat()
    )
}

fn empty_section(template: &str, code: &str, title: &str) -> String {
    format!(
        r#"      <component>
        <section nullFlavor="NI">
          <templateId root="{template}" extension="2015-08-01"/>
          <code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>
          <title>{title}</title>
          <text>No information</text>
        </section>
      </component>
"#
    )
}

fn low_high(start: Day, end: Option<Day>) -> String {
    let high = end
        .map(|day| format!("<high value=\"{}\"/>", day.compact()))
        .unwrap_or_default();
    format!("<low value=\"{}\"/>{high}", start.compact())
}

/// The onset as the table writes it, with the precision it has, and the end.
fn onset_and_end(onset: &str, end: Option<Day>) -> String {
    let parts: Vec<&str> = onset.split('/').collect();
    let low = match parts.as_slice() {
        [month, day, year] => format!("<low value=\"{year}{month}{day}\"/>"),
        [month, year] => format!("<low value=\"{year}{month}\"/>"),
        [year] if !year.is_empty() => format!("<low value=\"{year}\"/>"),
        _ => "<low nullFlavor=\"UNK\"/>".to_string(),
    };
    let high = end
        .map(|day| format!("<high value=\"{}\"/>", day.compact()))
        .unwrap_or_default();
    format!("{low}{high}")
}

fn allergy_section(seed: u64, chart: &Chart) -> String {
    let mut lines = Vec::new();
    let mut entries = Vec::new();
    for (place, allergy) in allergies::list(seed, chart).iter().enumerate() {
        if allergy.status != "A" || matches!(allergy.verification, "R" | "E") {
            continue;
        }
        let none = allergy.code == "NKDA" || allergy.code == "NKA";
        lines.push(allergy.text.to_string());
        entries.push(format!(
            r#"          <entry typeCode="DRIV">
            <act classCode="ACT" moodCode="EVN">
              <templateId root="2.16.840.1.113883.10.20.22.4.30" extension="2015-08-01"/>
              <id root="2.16.840.1.113883.19.5.99999.6" extension="{id}"/>
              <code code="CONC" codeSystem="2.16.840.1.113883.5.6"/>
              <statusCode code="active"/>
              <effectiveTime><low value="{when}"/></effectiveTime>
              <entryRelationship typeCode="SUBJ">
                <observation classCode="OBS" moodCode="EVN"{negation}>
                  <templateId root="2.16.840.1.113883.10.20.22.4.7" extension="2014-06-09"/>
                  <id root="2.16.840.1.113883.19.5.99999.7" extension="{id}"/>
                  <code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>
                  <statusCode code="completed"/>
                  <effectiveTime><low value="{when}"/></effectiveTime>
                  <value xsi:type="CD" code="419199007" codeSystem="2.16.840.1.113883.6.96" displayName="Allergy to substance"/>
                  <participant typeCode="CSM">
                    <participantRole classCode="MANU">
                      <playingEntity classCode="MMAT"><code nullFlavor="OTH"><originalText>{text}</originalText></code></playingEntity>
                    </participantRole>
                  </participant>
                </observation>
              </entryRelationship>
            </act>
          </entry>
"#,
            id = chart.key('A', place),
            when = allergy.entered.compact(),
            negation = if none { " negationInd=\"true\"" } else { "" },
            text = xml(allergy.text),
        ));
    }
    section(
        "2.16.840.1.113883.10.20.22.2.6.1",
        "48765-2",
        "Allergies and Adverse Reactions",
        &lines,
        &entries,
    )
}

fn medication_section(chart: &Chart, contradicts: bool) -> String {
    let mut rows: Vec<(String, String, String, String)> = Vec::new();
    for course in chart
        .courses
        .iter()
        .filter(|course| course.status == "A" && !course.drug.rxnorm.is_empty())
    {
        let times = low_high(course.start, course.stop);
        rows.push((
            course.id.clone(),
            course.drug.rxnorm.to_string(),
            course.drug.name.to_string(),
            times,
        ));
    }
    if contradicts {
        rows.push((
            chart.key('R', 95),
            "32968".to_string(),
            "CLOPIDOGREL 75 MG TAB".to_string(),
            low_high(Day::of(2023, 11, 4), None),
        ));
    }
    let lines: Vec<String> = rows.iter().map(|(_, _, name, _)| name.clone()).collect();
    let entries: Vec<String> = rows
        .iter()
        .map(|(id, code, name, times)| {
            format!(
                r#"          <entry typeCode="DRIV">
            <substanceAdministration classCode="SBADM" moodCode="INT">
              <templateId root="2.16.840.1.113883.10.20.22.4.16" extension="2014-06-09"/>
              <id root="2.16.840.1.113883.19.5.99999.8" extension="{id}"/>
              <statusCode code="active"/>
              <effectiveTime xsi:type="IVL_TS">{times}</effectiveTime>
              <doseQuantity nullFlavor="UNK"/>
              <consumable>
                <manufacturedProduct classCode="MANU">
                  <templateId root="2.16.840.1.113883.10.20.22.4.23" extension="2014-06-09"/>
                  <manufacturedMaterial><code code="{code}" codeSystem="2.16.840.1.113883.6.88" displayName="{}"/></manufacturedMaterial>
                </manufacturedProduct>
              </consumable>
            </substanceAdministration>
          </entry>
"#,
                xml(name)
            )
        })
        .collect();
    section(
        "2.16.840.1.113883.10.20.22.2.1.1",
        "10160-0",
        "Medications",
        &lines,
        &entries,
    )
}

fn problem_section(chart: &Chart) -> String {
    let mut lines = Vec::new();
    let mut entries = Vec::new();
    for problem in &chart.problems {
        if problem.list == "F"
            || problem.void == "Y"
            || problem.certainty == "R"
            || problem.code.0.is_empty()
        {
            continue;
        }
        let active = problem.resolved.is_none();
        lines.push(problem.code.1.clone());
        entries.push(format!(
            r#"          <entry typeCode="DRIV">
            <act classCode="ACT" moodCode="EVN">
              <templateId root="2.16.840.1.113883.10.20.22.4.3" extension="2015-08-01"/>
              <id root="2.16.840.1.113883.19.5.99999.9" extension="{id}"/>
              <code code="CONC" codeSystem="2.16.840.1.113883.5.6"/>
              <statusCode code="{status}"/>
              <effectiveTime>{concern}</effectiveTime>
              <entryRelationship typeCode="SUBJ">
                <observation classCode="OBS" moodCode="EVN">
                  <templateId root="2.16.840.1.113883.10.20.22.4.4" extension="2015-08-01"/>
                  <id root="2.16.840.1.113883.19.5.99999.10" extension="{id}"/>
                  <code code="55607006" codeSystem="2.16.840.1.113883.6.96" displayName="Problem"><translation code="75326-9" codeSystem="2.16.840.1.113883.6.1"/></code>
                  <statusCode code="completed"/>
                  <effectiveTime>{times}</effectiveTime>
                  <value xsi:type="CD" code="{icd}" codeSystem="2.16.840.1.113883.6.90" displayName="{name}"/>
                </observation>
              </entryRelationship>
            </act>
          </entry>
"#,
            id = problem.id,
            status = if active { "active" } else { "completed" },
            concern = low_high(problem.noted, problem.resolved),
            times = onset_and_end(&problem.onset, problem.resolved),
            icd = problem.code.0,
            name = xml(&problem.code.1),
        ));
    }
    section(
        "2.16.840.1.113883.10.20.22.2.5.1",
        "11450-4",
        "Problems",
        &lines,
        &entries,
    )
}
