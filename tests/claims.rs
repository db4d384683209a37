//! Claims of interchanges beside resources, through the public door: who took which part in a claim, whose link the words of a payer stand beside, and whose
//! coverage a claim leads to.

use serde_json::{Value, json};
use tests::Bench;

/// Patients, each with one claim.
const FAMILIES: [&str; 7] = ["ADLER", "BROOK", "CRANE", "DOVER", "EAGAN", "FLINT", "GROVE"];

/// The interchange of a patient: a referral, a service that was ordered, and one payer.
fn interchange(n: usize) -> String {
    let (family, control) = (FAMILIES[n], n + 1);
    let body = [
        format!("BHT*0019*00*B{n}*20240105*0930*CH"),
        "NM1*41*2*SENDER*****46*S1".into(),
        "NM1*40*2*RECEIVER*****46*R1".into(),
        "HL*1**20*1".into(),
        "NM1*85*2*CLINIC*****XX*1999999984".into(),
        "HL*2*1*22*0".into(),
        "SBR*P*18*GRP1******CI".into(),
        format!("NM1*IL*1*{family}*JANE****MI*W{n}"),
        format!("DMG*D8*195{n}0102*F"),
        "NM1*PR*2*PAYER ONE*****PI*77".into(),
        format!("CLM*A{n}*100***11:B:1*Y*A*Y*Y"),
        "HI*ABK:E119".into(),
        "NM1*DN*1*REF*RITA****XX*1999999950".into(),
        "NM1*82*1*DOE*DORA****XX*1999999976".into(),
        "LX*1".into(),
        "SV1*HC:99213*100*UN*1***1".into(),
        "DTP*472*D8*20240103".into(),
        "NM1*DK*1*ORD*OTTO****XX*1999999934".into(),
    ];
    set(("HC", "837", "005010X222A1"), control, &body)
}

/// What the payer answered to the claim of a patient.
fn remittance(n: usize) -> String {
    let body = [
        String::from("BPR*I*80*C*ACH*CCP*01*1*DA*1*1*1*01*1*DA*1*20240120"),
        format!("TRN*1*T{n}*1999999999"),
        "DTM*405*20240120".into(),
        "N1*PR*PAYER ONE*XV*77".into(),
        "N1*PE*CLINIC*XX*1999999984".into(),
        "LX*1".into(),
        format!("CLP*A{n}*1*100*80*10*CI*ICN{n}*11*1"),
        format!("NM1*QC*1*{}*JANE****MI*W{n}", FAMILIES[n]),
        "SVC*HC:99213*100*80**1".into(),
        "DTM*472*20240103".into(),
        "CAS*CO*45*10".into(),
        "CAS*PR*2*10".into(),
    ];
    set(("HP", "835", "005010X221A1"), n + 51, &body)
}

/// One transaction set in an interchange of its own.
fn set((sort, number, version): (&str, &str, &str), control: usize, body: &[String]) -> String {
    let (none, sender, receiver) = (" ".repeat(10), format!("{:15}", "A"), format!("{:15}", "B"));
    let head = format!("ISA*00*{none}*00*{none}*ZZ*{sender}*ZZ*{receiver}*240105*0930*^*00501*{control:09}*0*P*:~\nGS*{sort}*A*B*20240105*0930*{control}*X*{version}~\nST*{number}*0001*{version}~\n");
    format!("{head}{}~\nSE*{}*0001~\nGE*1*{control}~\nIEA*1*{control:09}~\n", body.join("~\n"), body.len() + 2)
}

/// The same as a resource that names the claim by a link alone.
fn answer(n: usize) -> Value {
    let sum = |number: u32| json!({ "value": number, "currency": "USD" });
    let part = |sort: &str, number: u32| json!({ "category": coded("http://terminology.hl7.org/CodeSystem/adjudication", sort), "amount": sum(number) });
    let adjusted = |group: &str, reason: &str| json!({ "category": { "coding": [{ "code": group }] }, "reason": coded("https://x12.org/codes/claim-adjustment-reason-codes", reason), "amount": sum(10) });
    json!({ "resourceType": "ClaimResponse", "id": format!("W{n}-r"), "identifier": [{ "value": format!("ICN{n}") }], "status": "active", "use": "claim", "outcome": "complete",
        "patient": { "reference": format!("Patient/W{n}") }, "created": "2024-01-20", "type": coded("http://terminology.hl7.org/CodeSystem/claim-type", "professional"),
        "insurer": { "reference": "Organization/p1", "display": "PAYER ONE" }, "requestor": { "reference": "Organization/n1999999984" }, "request": { "reference": format!("Claim/W{n}-a") },
        "insurance": [{ "sequence": 1, "focal": true, "coverage": { "reference": format!("Coverage/W{n}-c") } }],
        "total": [part("submitted", 100), part("benefit", 80), part("memberliability", 10)],
        "payment": { "amount": sum(80), "date": "2024-01-20", "identifier": { "value": format!("T{n}") } },
        "item": [{ "itemSequence": 1, "adjudication": [part("submitted", 100), part("benefit", 80), adjusted("CO", "45"), adjusted("PR", "2")] }] })
}

fn coded(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

/// Payers, and who took part.
fn directory() -> Vec<Value> {
    let practitioner = |number: &str, family: &str, given: &str| {
        json!({ "resourceType": "Practitioner", "id": format!("n{number}"), "name": [{ "family": family, "given": [given] }], "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": number }] })
    };
    vec![
        json!({ "resourceType": "Organization", "id": "p1", "name": "PAYER ONE" }),
        json!({ "resourceType": "Organization", "id": "p2", "name": "PAYER ONE OHIO" }),
        json!({ "resourceType": "Organization", "id": "p3", "name": "OTHER MUTUAL" }),
        json!({ "resourceType": "Organization", "id": "n1999999984", "name": "CLINIC", "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": "1999999984" }] }),
        practitioner("1999999976", "DOE", "DORA"),
        practitioner("1999999950", "REF", "RITA"),
        practitioner("1999999934", "ORD", "OTTO"),
    ]
}

/// The insurance and the claim of a patient, and the patient.
fn resources(n: usize) -> [Value; 3] {
    let (member, sum) = (format!("W{n}"), json!({ "value": 100, "currency": "USD" }));
    let patient = json!({ "reference": format!("Patient/{member}") });
    let team: Vec<Value> = [("1999999976", "rendering"), ("1999999950", "referring"), ("1999999934", "ordering")]
        .iter()
        .enumerate()
        .map(|(at, (number, role))| json!({ "sequence": at + 1, "provider": { "reference": format!("Practitioner/n{number}") }, "role": coded("http://terminology.hl7.org/CodeSystem/claimcareteamrole", role) }))
        .collect();
    [
        json!({ "resourceType": "Coverage", "id": format!("{member}-c"), "status": "active", "type": coded("urn:x12:1032", "CI"), "subscriberId": member, "beneficiary": patient,
            "relationship": coded("http://terminology.hl7.org/CodeSystem/subscriber-relationship", "self"), "payor": [{ "display": "PAYER ONE", "reference": "Organization/p1" }],
            "class": [{ "type": coded("http://terminology.hl7.org/CodeSystem/coverage-class", "group"), "value": "GRP1" }], "order": 1 }),
        json!({ "resourceType": "Claim", "id": format!("{member}-a"), "identifier": [{ "value": format!("A{n}") }], "status": "active", "use": "claim", "patient": patient, "created": "2024-01-05",
            "type": coded("http://terminology.hl7.org/CodeSystem/claim-type", "professional"), "insurer": { "reference": "Organization/p1", "display": "PAYER ONE" },
            "provider": { "reference": "Organization/n1999999984" }, "priority": coded("http://terminology.hl7.org/CodeSystem/processpriority", "normal"), "total": sum, "careTeam": team,
            "diagnosis": [{ "sequence": 1, "diagnosisCodeableConcept": coded("http://hl7.org/fhir/sid/icd-10-cm", "E11.9"), "type": [coded("http://terminology.hl7.org/CodeSystem/ex-diagnosistype", "principal")] }],
            "insurance": [{ "sequence": 1, "focal": true, "coverage": { "reference": format!("Coverage/{member}-c") } }], "billablePeriod": { "start": "2024-01-03" },
            "item": [{ "sequence": 1, "careTeamSequence": [1], "diagnosisSequence": [1], "productOrService": coded("http://www.ama-assn.org/go/cpt", "99213"), "servicedDate": "2024-01-03",
                "locationCodeableConcept": coded("https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set", "11"), "quantity": { "value": 1 }, "net": sum }] }),
        json!({ "resourceType": "Patient", "id": member, "name": [{ "family": FAMILIES[n], "given": ["JANE"] }], "gender": "female", "birthDate": format!("195{n}-01-02") }),
    ]
}

/// `verdict aspect kind` of what is told where the resources are changed so.
fn told(change: impl Fn(usize, &mut [Value; 3])) -> Vec<String> {
    let legacy: String = (0..FAMILIES.len()).map(interchange).collect();
    let charts = (0..FAMILIES.len()).flat_map(|n| {
        let mut chart = resources(n);
        change(n, &mut chart);
        chart
    });
    found(&legacy, charts)
}

/// The same of an interchange and resources.
fn found(legacy: &str, charts: impl IntoIterator<Item = Value>) -> Vec<String> {
    let destination: String = directory().into_iter().chain(charts).map(|resource| format!("{resource}\n")).collect();
    let bench = Bench::new();
    bench.ingest_bytes("legacy", "claims.x12", legacy.as_bytes());
    bench.ingest_bytes("destination", "claims.ndjson", destination.as_bytes());
    let mut found: Vec<String> = bench.compare().1.iter().map(|f| ["verdict", "aspect", "kind"].map(|key| f[key].as_str().unwrap_or("").to_string()).join(" ")).collect();
    found.sort();
    found
}

#[test]
fn who_took_which_part_in_a_claim_is_told_between_formats() {
    let team = |change: &dyn Fn(&mut Vec<Value>)| told(|n, chart| if n == FAMILIES.len() - 1 { change(chart[1]["careTeam"].as_array_mut().unwrap()) });
    assert!(team(&|_| {}).is_empty());
    assert!(team(&|team| team.swap(1, 2)).is_empty(), "their order says nothing");
    // A destination that keeps nobody but who rendered a service has no place for the others.
    assert!(told(|_, chart| chart[1]["careTeam"].as_array_mut().unwrap().truncate(1)).is_empty());
    let altered = ["altered role claim"];
    assert_eq!(team(&|team| team[1]["provider"]["reference"] = json!("Practitioner/n1999999976")), altered, "another one refers");
    assert_eq!(team(&|team| team[2]["provider"]["reference"] = json!("Practitioner/n1999999976")), altered, "another one orders");
    assert_eq!(team(&|team| drop(team.remove(1))), altered, "nobody refers");
    let exchanged = team(&|team| {
        let (referring, ordering) = (team[1]["provider"].clone(), team[2]["provider"].clone());
        (team[1]["provider"], team[2]["provider"]) = (ordering, referring);
    });
    assert!(!exchanged.is_empty() && exchanged.iter().all(|found| found == altered[0]), "{exchanged:?}");
}

#[test]
fn whoever_took_a_part_without_a_word_for_it_may_be_who_is_missed() {
    let unnamed = |role: Option<&str>, whom: &str| {
        told(move |n, chart| {
            let member = &mut chart[1]["careTeam"][1];
            member["role"] = role.map_or(Value::Null, |role| coded("http://terminology.hl7.org/CodeSystem/claimcareteamrole", role));
            if n == 0 {
                member["provider"]["reference"] = json!(format!("Practitioner/n{whom}"));
            }
        })
    };
    for role in [Some("other"), None] {
        assert!(unnamed(role, "1999999950").is_empty(), "{role:?}");
    }
    assert_eq!(unnamed(Some("other"), "1999999976"), ["altered role claim"], "somebody else");
    assert_eq!(unnamed(Some("assist"), "1999999950"), vec!["altered role claim"; FAMILIES.len()], "another part");
}

#[test]
fn somebody_else_in_every_claim_is_known_by_the_national_number() {
    let everywhere = |at: usize| told(|_, chart| chart[1]["careTeam"][at]["provider"]["reference"] = json!("Practitioner/n1999999934"));
    let rendering = everywhere(0);
    assert!(rendering.len() >= FAMILIES.len() && rendering.iter().all(|found| found.starts_with("altered performer ")), "{rendering:?}");
    assert_eq!(everywhere(1), vec!["altered role claim"; FAMILIES.len()]);
    // Another id for each of them, and the same numbers: nobody is another one.
    let again = |_: usize, chart: &mut [Value; 3]| chart[1]["careTeam"][0]["provider"] = json!({ "identifier": { "system": "http://hl7.org/fhir/sid/us-npi", "value": "1999999976" } });
    assert!(told(again).is_empty());
}

#[test]
fn a_link_to_another_payer_than_the_words_beside_it_is_told() {
    let payer = |part: &'static str, organization: &'static str| {
        told(move |n, chart| {
            let link = json!({ "display": "PAYER ONE", "reference": format!("Organization/{organization}") });
            match part {
                _ if n != 0 => {}
                "payor" => chart[0]["payor"][0] = link,
                _ => chart[1]["insurer"] = link,
            }
        })
    };
    assert_eq!(payer("payor", "p3"), ["altered payer coverage"]);
    assert_eq!(payer("insurer", "p3"), ["altered payer claim"]);
    for organization in ["p1", "p2", "unknown"] {
        assert!(payer("payor", organization).is_empty() && payer("insurer", organization).is_empty(), "{organization}");
    }
}

#[test]
fn a_claim_has_the_payer_of_the_coverage_that_it_leads_to() {
    let without_insurer = told(|_, chart| drop(chart[1].as_object_mut().unwrap().remove("insurer")));
    assert!(without_insurer.is_empty(), "{without_insurer:?}");
    // A second insurance is in the destination, and the claim leads there.
    let second = |n: usize| {
        let mut other = resources(n)[0].clone();
        (other["id"], other["subscriberId"], other["order"]) = (json!(format!("W{n}-d")), json!("X7"), json!(2));
        (other["payor"][0]["display"], other["payor"][0]["reference"]) = (json!("OTHER MUTUAL"), json!("Organization/p3"));
        other
    };
    let leading = |key: &str| {
        let legacy: String = (0..FAMILIES.len()).map(interchange).collect();
        let mut charts: Vec<Value> = (0..FAMILIES.len()).flat_map(resources).collect();
        charts.push(second(0));
        charts[1]["insurance"][0]["coverage"]["reference"] = json!(format!("Coverage/W0-{key}"));
        found(&legacy, charts)
    };
    let [right, astray] = ["c", "d"].map(|key| leading(key).iter().any(|found| found == "altered payer claim"));
    assert!(!right && astray);
}

#[test]
fn an_answer_names_its_claim_by_a_link() {
    let answered = |change: &dyn Fn(&mut Value)| {
        let legacy: String = (0..FAMILIES.len()).map(interchange).chain((0..FAMILIES.len()).map(remittance)).collect();
        let mut answers: Vec<Value> = (0..FAMILIES.len()).map(answer).collect();
        answers.iter_mut().for_each(change);
        let found = found(&legacy, (0..FAMILIES.len()).flat_map(resources).chain(answers));
        found.into_iter().filter(|found| !found.contains(" type ")).collect::<Vec<_>>()
    };
    assert!(answered(&|_| {}).is_empty());
    // A number of the answer's own beside that of the payer says nothing of the claim.
    assert!(answered(&|answer| answer["identifier"].as_array_mut().unwrap().push(json!({ "value": "R7" }))).is_empty());
    let unnumbered = answered(&|answer| drop(answer.as_object_mut().unwrap().remove("identifier")));
    assert_eq!(unnumbered, vec!["altered claim_number payment"; FAMILIES.len()], "the number of the payer is gone");
}
