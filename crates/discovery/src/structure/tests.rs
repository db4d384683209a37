use super::*;
use formats::{Format, Limits};

fn structure(format: Format, text: &str) -> Structure {
    let mut gatherer = Gatherer::new(format.word());
    formats::read(format, "file", &mut text.as_bytes(), &Limits::default(), &mut |item| gatherer.item(&item)).unwrap();
    gatherer.finish()
}

/// The tree as text: name, title, records with it, times, at most, marks.
fn drawn(structure: &Structure, parent: Option<usize>, depth: usize, out: &mut Vec<String>) {
    for (at, part) in structure.below(parent) {
        let marks = part.marks.iter().map(|m| format!(" [{m}]")).collect::<String>();
        out.push(format!("{}{} '{}' {}/{} {} times, {} at most{marks}", "  ".repeat(depth), part.name, part.title, part.carriers, structure.records_above(part), part.times, part.most));
        drawn(structure, Some(at), depth + 1, out);
    }
}

fn tree(structure: &Structure) -> Vec<String> {
    let mut out = Vec::new();
    drawn(structure, None, 0, &mut out);
    out
}

#[test]
fn messages_are_told_by_kind_groups_and_repetitions() {
    let text = "MSH|^~\\&|A|B|||20200101||ORU^R01|1|P|2.5\rPID|1||7^^^X~8^^^Y||Doe^Jane\rOBR|1|||GLU^Glucose\rOBX|1|NM|GLU||5\rOBX|2|NM|NA||140\rOBR|2\rOBX|1|ST|K||4\r\
                MSH|^~\\&|A|B|||20200101||ORU^R01|2|P|2.5\rPID|1||9^^^X\rZPV|local\r\
                MSH|^~\\&|A|B|||20200101||Doe^Jane|3|P|2.5\rPID|1||9\r";
    let found = structure(Format::Hl7v2, text);
    let lines = tree(&found);
    assert_eq!((found.form, found.records, found.exact, found.left_out), ("messages", 3, true, 0));
    let has = |line: &str| assert!(lines.iter().any(|l| l.trim_start() == line), "{line}\n{}", lines.join("\n"));
    has("ORU^R01 'Observation result' 2/3 2 times, 1 at most");
    has("PID 'Patient Identification' 2/2 2 times, 1 at most");
    has("PID-3 'Patient Identifier List' 2/2 3 times, 2 at most");
    has("PID-3.4 'Assigning Authority' 2/2 3 times, 1 at most");
    has("OBR 'Observation Request' 1/2 2 times, 2 at most");
    has("OBX 'Observation' 1/1 3 times, 2 at most");
    has("ZPV '' 1/2 1 times, 1 at most [local]");
    has("unknown message '' 1/3 1 times, 1 at most [unknown]");
    assert!(!lines.join("\n").contains("Doe"), "a text of the sender is no name of a message");
    // An OBX stands under its OBR.
    let obx = found.parts.iter().position(|p| p.name == "OBX").unwrap();
    assert_eq!(found.parts[found.parts[obx].parent.unwrap()].name, "OBR");
    assert_eq!(found.parts.iter().find(|p| p.name == "PID-3.4").map(|p| (p.relation.as_str(), p.field.as_str())), Some(("hl7.PID", "PID-3.4")));
}

#[test]
fn documents_are_told_by_sections_templates_and_entries_and_no_title_is_shown() {
    let text = "<ClinicalDocument><templateId root='2.16.840.1.113883.10.20.22.1.2'/><code code='34133-9' codeSystem='2.16.840.1.113883.6.1'/><title>Chart of Jane Doe</title>\
        <recordTarget/><component><structuredBody>\
        <component><section><templateId root='9.9.1'/><code code='48765-2' codeSystem='2.16.840.1.113883.6.1'/><title>Jane</title><text>x</text>\
        <entry><act><templateId root='2.16.840.1.113883.10.20.22.4.30'/><entryRelationship><observation><templateId root='2.16.840.1.113883.10.20.22.4.7'/></observation></entryRelationship></act></entry>\
        <entry><act><templateId root='2.16.840.1.113883.10.20.22.4.30'/></act></entry></section></component>\
        <component><section><code code='11348-0'/><title>Doe</title><text>only words</text></section></component>\
        <component><section><code code='DOE-7' codeSystem='1.2.3'/><entry><observation/></entry></section></component>\
        </structuredBody></component></ClinicalDocument>";
    let found = structure(Format::Ccda, text);
    let lines = tree(&found);
    assert_eq!((found.form, found.records, found.narrative_only > 0), ("documents", 1, true));
    let expected = [
        "34133-9 'Continuity of Care Document' 1/1 1 times, 1 at most",
        "  2.16.840.1.113883.10.20.22.1.2 'Continuity of Care Document' 1/1 1 times, 1 at most",
        "  code '' 1/1 1 times, 1 at most",
        "  title '' 1/1 1 times, 1 at most",
        "  recordTarget '' 1/1 1 times, 1 at most",
        "  48765-2 'Allergies and Intolerances' 1/1 1 times, 1 at most",
        "    template of its own '' 1/1 1 times, 1 at most [local]",
        "    act 2.16.840.1.113883.10.20.22.4.30 'Allergy Concern Act' 1/1 2 times, 2 at most",
        "      observation 2.16.840.1.113883.10.20.22.4.7 'Allergy Intolerance Observation' 1/1 1 times, 1 at most",
        "  11348-0 'History of Past Illness' 1/1 1 times, 1 at most [narrative only]",
        "  section with a code of its own '' 1/1 1 times, 1 at most [unknown]",
        "    observation '' 1/1 1 times, 1 at most [unknown]",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn resources_are_told_by_their_elements_and_lists_by_their_items() {
    let text = "{\"resourceType\":\"Patient\",\"id\":\"1\",\"name\":[{\"given\":[\"A\",\"B\"]},{\"family\":\"D\"}],\"Jane Doe 7\":1}\n{\"resourceType\":\"Patient\",\"id\":\"2\"}\n";
    let found = structure(Format::FhirNdjson, text);
    let expected = [
        "Patient '' 2/2 2 times, 1 at most",
        "  id '' 2/2 2 times, 1 at most",
        "  name '' 1/2 2 times, 2 at most",
        "    given '' 1/1 2 times, 2 at most",
        "    family '' 1/1 1 times, 1 at most",
        "  other '' 1/2 1 times, 1 at most",
    ];
    assert_eq!(tree(&found), expected);
    assert_eq!(found.parts.iter().find(|p| p.name == "given").map(|p| p.field.as_str()), Some("name.given"));
}

#[test]
fn transactions_are_told_by_their_loops() {
    let isa = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *200101*1200*^*00501*000000001*0*P*:~";
    let text = format!(
        "{isa}GS*HC*A*B*20200101*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20200101*1200*CH~HL*1**20*1~NM1*85*2*X~HL*2*1*22*0~NM1*IL*1*D~\
         CLM*1*10***11:B:1~LX*1~SV1*HC:99213*5~LX*2~SV1*HC:99214*5~SE*12*0001~GE*1*1~IEA*1*000000001~"
    );
    let lines = tree(&structure(Format::X12, &text));
    let has = |line: &str| assert!(lines.iter().any(|l| l.trim_start() == line), "{line}\n{}", lines.join("\n"));
    has("837P 'Health Care Claim, Professional' 1/1 1 times, 1 at most");
    has("2400 'Service Line' 1/1 2 times, 2 at most");
    has("SV1 'Professional Service' 1/1 2 times, 1 at most");
    has("SV101-1 '' 1/1 2 times, 1 at most");
    has("2010BA 'Subscriber Name' 1/1 1 times, 1 at most");
}

/// Whatever is read, counts hold together: a part is carried by no more records than what it stands in, and stands there at least once for each.
#[test]
fn counts_hold_together_whatever_is_read() {
    let mut state = 7_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let names = ["PID", "PV1", "OBR", "OBX", "NTE", "ZZZ", "ORC", "QQQ"];
    let signs = ["|", "^", "~", "&", "a", "1", "|", "|"];
    for _ in 0..60 {
        let mut text = String::new();
        for _ in 0..next(5) {
            text.push_str("MSH|^~\\&|A|B|||20200101||ADT^A01|1|P|2.5\r");
            for _ in 0..next(12) {
                text.push_str(names[next(8) as usize]);
                (0..next(20)).for_each(|_| text.push_str(signs[next(8) as usize]));
                text.push('\r');
            }
        }
        let found = structure(Format::Hl7v2, &text);
        for part in &found.parts {
            assert!(part.carriers >= 1 && part.carriers <= found.records_above(part), "{part:?} of {text}");
            assert!(part.times >= part.carriers && part.most >= 1 && part.most <= part.times, "{part:?} of {text}");
        }
    }
}
