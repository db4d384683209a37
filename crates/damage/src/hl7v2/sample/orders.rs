//! Results, reports, orders, drugs, notes, appointments and charges.

use super::{Chart, clock, day};

/// A test: code, name, unit, lower and upper end of its range, decimals, a middle value.
type Test = (&'static str, &'static str, &'static str, f64, f64, usize, f64);

const METABOLIC: [Test; 4] = [
    ("2345-7", "Glucose [Mass/volume] in Serum or Plasma", "mg/dL", 70.0, 99.0, 0, 93.0), ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.6, 1.3, 2, 0.94),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", 3.5, 5.1, 1, 4.2), ("17861-6", "Calcium [Mass/volume] in Serum or Plasma", "mg/dL", 8.6, 10.3, 1, 9.1),
];
const BLOOD: [Test; 3] = [
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 12.0, 16.0, 1, 13.4), ("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 4.0, 11.0, 1, 6.7),
    ("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", 150.0, 400.0, 0, 251.0),
];
const VITALS: [Test; 4] = [
    ("8480-6", "Systolic blood pressure", "mm[Hg]", 90.0, 140.0, 0, 128.0), ("8462-4", "Diastolic blood pressure", "mm[Hg]", 60.0, 90.0, 0, 79.0), ("29463-7", "Body weight", "kg", 45.0, 110.0, 1, 74.3),
    ("8310-5", "Body temperature", "Cel", 36.0, 37.5, 1, 36.8),
];
const DRUGS: [(&str, &str, &str); 8] = [
    ("197361^Amlodipine 5 MG Oral Tablet^RXNORM", "TAB", "1"), ("860975^Metformin hydrochloride 500 MG Oral Tablet^RXNORM", "TAB", "2"), ("855332^Warfarin sodium 5 MG Oral Tablet^RXNORM", "MG", "5"),
    ("313782^Acetaminophen 325 MG Oral Tablet^RXNORM", "MG", "650"), ("314076^Lisinopril 10 MG Oral Tablet^RXNORM", "MG", "12.5"), ("617314^Atorvastatin 20 MG Oral Tablet^RXNORM", "mg", "20"),
    ("105586^Methotrexate 2.5 MG Oral Tablet^RXNORM", "mg", "7.5"), ("966222^Levothyroxine sodium 0.1 MG Oral Tablet^RXNORM", "mcg", "100"),
];
const PATTERNS: [&str; 7] = ["BID", "QD", "Q6H PRN", "TID", "QHS", "QW", "Q8H PRN"];
const SIGS: [&str; 4] = [
    "Take with a full glass of water after meals", "Take in the morning on an empty stomach, no milk", "Stop and call the clinic at once if bleeding occurs", "Do not crush or chew, swallow the tablet whole",
];
const LINES: [&str; 6] = [
    "The patient denies chest pain. There is no fever \\T\\ no cough. Weight rose by 1.5 kg since the last visit, and the café at work is blamed.",
    "No dyspnoea at rest, no oedema. Blood pressure at home was 138/82 on average. A Côtes du Rhône now and then, 0.5 litres \\T\\ never more.",
    "He reports headaches twice a week, not in the morning. Ibuprofen helps. Sleep is not disturbed; the naïve remedy is a walk of 2.5 km.",
    "The wound has healed without pus. The patient is not in pain. Removal of the sutures was offered, a résumé was handed out \\T\\ understood.",
    "No acute fracture. There is mild degenerative change of 3.0 mm at the joint. The façade of the bone is not interrupted anywhere.",
    "The lungs are clear, there is no effusion. The heart is not enlarged, its ratio is 0.45. Compared with the study before, no change \\T\\ no new nodule.",
];

fn coded(test: &Test) -> String {
    format!("{}^{}^LN", test.0, test.1)
}

/// One result in numbers.
fn measured(c: &mut Chart, number: usize, test: &Test, place: usize, when: &str, state: &str) {
    let p = c.patient;
    let (_, _, unit, low, high, decimals, middle) = *test;
    let spread = (high - low) * (((p * 7 + place * 5 + number * 3) % 17) as f64 - 8.0) / 20.0;
    let value = (middle + spread).max(low / 2.0);
    let odd = (p + place + number) % 5 == 0;
    let flag = if value > high { "|8=H" } else if value < low { "|8=L" } else if odd { "" } else { "|8=N" };
    let flag = if (p + number) % 13 == 4 { "|8=H~A" } else { flag };
    let range = if (p + place + number) % 7 == 3 { String::new() } else { format!("|7={low}-{high}") };
    let method = if number == 1 { "|17=AUTO^Automated^L" } else { "" };
    let who = if (p + number) % 3 == 0 { format!("|16={}", c.doctor(number)) } else { String::new() };
    c.put(&format!("OBX 1={number}|2=NM|3={}|5={value:.decimals$}|6={unit}{range}{flag}|11={state}|14={when}{who}{method}|15=LAB{}", coded(test), p % 3));
    if (p + place + number) % 6 == 1 {
        c.put(&format!("NTE 1=1|3=The specimen was not haemolysed and was measured again, run {}.", p + number));
    }
}

/// Begins an order of results.
fn ordered(c: &mut Chart, number: usize, code: &str, section: &str, when: &str, state: &str) {
    let p = c.patient;
    let key = format!("F{p:03}{number}");
    let mark = if (p + number) % 7 == 2 { "|28=R^Restricted^HL70177" } else { "" };
    c.put(&format!("ORC 1=RE|3={key}{mark}"));
    let reason = if (p + number) % 2 == 0 { "|31=Z00.00^General examination^I10" } else { "" };
    c.put(&format!("OBR 1={number}|3={key}|4={code}|7={when}|15=SER^{}|16={}|22={}|24={section}|25={state}{reason}", if section == "HM" { "Blood" } else { "Serum" }, c.doctor(number), clock(p, 52 + number)));
}

/// ORU: several orders with their results, in numbers, codes, ratios, words, absences.
pub(super) fn results(c: &mut Chart) {
    let p = c.patient;
    for round in 0..2 {
        c.begin("ORU^R01^ORU_R01", 50 + round);
        c.known();
        c.at_visit(round);
        let state = if (p + round) % 6 == 5 { "P" } else { "F" };
        let when = clock(p, 54 + round * 9);
        ordered(c, 1 + round * 4, "24323-8^Comprehensive metabolic 2000 panel^LN", "CH", &when, state);
        for (at, test) in METABOLIC.iter().enumerate() {
            let own = ["F", "F", "C", "F", "D", "F", "F", "F", "X"][(p + at + round * 2) % 9];
            measured(c, at + 1, test, round, &when, if state == "P" { "P" } else { own });
        }
        ordered(c, 2 + round * 4, "58410-2^Complete blood count panel^LN", "HM", &when, "F");
        for (at, test) in BLOOD.iter().enumerate() {
            measured(c, at + 1, test, round + 3, &when, "F");
        }
        c.put("SPM 1=1|4=119297000^Blood specimen^SCT");
        let later = clock(p, 56 + round * 9);
        ordered(c, 3 + round * 4, "34565-2^Vital signs measurements^LN", "", &later, "F");
        for (at, test) in VITALS.iter().enumerate() {
            measured(c, at + 1, test, round + 5, &later, "F");
        }
        ordered(c, 4 + round * 4, "55231-5^Assorted tests^LN", "CH", &later, "F");
        sundry(c, round, &later);
        if round == 1 && c.each(4, 2) {
            cultured(c, &later);
        }
    }
}

/// A culture with two isolates: what is said of each stands under one number.
fn cultured(c: &mut Chart, when: &str) {
    ordered(c, 9, "600-7^Bacteria identified in Blood by Culture^LN", "MB", when, "F");
    let isolates = [("3092008^Staphylococcus aureus^SCT", "Gram positive cocci in clusters"), ("112283007^Escherichia coli^SCT", "Gram negative rods, alone")];
    for (at, (organism, stain)) in isolates.into_iter().enumerate() {
        let (first, number) = (at * 2 + 1, at + 1);
        c.put(&format!("OBX 1={first}|2=CWE|3=600-7^Bacteria identified in Blood by Culture^LN|4={number}|5={organism}|8=A|11=F|14={when}"));
        c.put(&format!("OBX 1={}|2=ST|3=664-3^Microscopic observation by Gram stain^LN|4={number}|5={stain}|11=F|14={when}", first + 1));
    }
}

/// ORU: what two isolates of a culture are susceptible to; the order says which isolate it is about.
pub(super) fn susceptible(c: &mut Chart) {
    if !c.each(4, 1) {
        return;
    }
    let p = c.patient;
    c.begin("ORU^R01^ORU_R01", 72);
    c.known();
    let when = clock(p, 73);
    let isolates = [("Staphylococcus aureus", ["<=^0.12", "^1"], "S"), ("Escherichia coli", [">=^16", ">^8"], "R")];
    for (at, (isolate, amounts, sort)) in isolates.into_iter().enumerate() {
        let number = at + 1;
        // Many a sender leaves the order as it was when its results came.
        c.put(&format!("ORC 1=RE|3=S{p:03}{number}{}", if p % 8 == 1 { "|5=IP" } else { "" }));
        let parent = format!("600-7&Bacteria identified in Blood by Culture&LN^{number}^{isolate}");
        c.put(&format!("OBR 1={number}|3=S{p:03}{number}|4=18769-0^Microbial susceptibility tests Set^LN|7={when}|16={}|22={when}|24=MB|25=F|26={parent}", c.doctor(1)));
        for (line, (test, amount)) in ["6932-8^Penicillin [Susceptibility]^LN", "6983-1^Vancomycin [Susceptibility]^LN"].into_iter().zip(amounts).enumerate() {
            c.put(&format!("OBX 1={}|2=SN|3={test}|5={amount}|6=ug/mL|8={sort}|11=F|14={when}", line + 1));
        }
    }
}

/// Results that are no plain numbers.
fn sundry(c: &mut Chart, round: usize, when: &str) {
    let p = c.patient;
    let at = p + round;
    let smoking = ["449868002^Current every day smoker^SCT", "266919005^Never smoker^SCT", "266927001^Tobacco smoking consumption unknown^SCT", "8517006^Former smoker^SCT"];
    c.put(&format!("OBX 1=1|2=CWE|3=72166-2^Tobacco smoking status^LN|5={}|11=F|14={when}", smoking[at % 4]));
    c.put(&format!("OBX 1=2|2=SN|3=1988-5^C reactive protein [Mass/volume] in Serum or Plasma^LN|5=<^0.{}|6=mg/L|7={}|11=F|14={when}", 3 + at % 5, ["0-5", "<5"][at % 2]));
    c.put(&format!("OBX 1=3|2=SN|3=5048-4^Nuclear Ab [Titer] in Serum^LN|5=^1^:^{}|7=NEGATIVE|11=F|14={when}", 40 << (at % 4)));
    c.put(&format!("OBX 1=4|2=ST|3=5778-6^Color of Urine^LN|5={}|11=F|14={when}", ["Yellow and slightly cloudy", "Amber with some sediment", "Pale yellow and quite clear"][at % 3]));
    c.put(&format!("OBX 1=5|2=ST|3=2514-8^Ketones [Presence] in Urine^LN|5={}|11=F|14={when}", ["Positive", "Negative", "Detected"][at % 3]));
    let (value, state) = [("\"\"", "F"), ("", "N"), ("5.9", "F"), ("6.4", "F")][at % 4];
    let unit = if state == "F" && value != "\"\"" { "|6=%" } else { "" };
    c.put(&format!("OBX 1=6|2=NM|3=4548-4^Hemoglobin A1c/Hemoglobin.total in Blood^LN|5={value}{unit}|11={state}|14={when}"));
    c.put(&format!("OBX 1=7|2=CWE|3=600-7^Bacteria identified in Blood by Culture^LN|5=112283007^Escherichia coli^SCT~{}|8={}|11=F|14={when}", ["3092008^Staphylococcus aureus^SCT", "56415008^Klebsiella pneumoniae^SCT"][at % 2], ["R", "S", "I"][at % 3]));
    c.put(&format!("OBX 1=8|2=CWE|3=59408-5^Oxygen saturation site^LN|5={}|11=F|14={when}|20={}", ["260373001^Detected^SCT", "260415000^Not detected^SCT"][at % 2], ["LA^Left Arm^HL70163", "RA^Right Arm^HL70163"][(at / 2) % 2]));
    c.put(&format!("OBX 1=9|2=CWE|3=11286-7^Alcohol use declared^LN|5={}|11=F|14={when}", ["443390004^Refused^SCT", "373066001^Yes^SCT", "373067005^No^SCT"][at % 3]));
}

/// ORU: a report in lines of text.
pub(super) fn report(c: &mut Chart) {
    let p = c.patient;
    c.begin("ORU^R01^ORU_R01", 70);
    c.known();
    c.at_visit(0);
    let when = clock(p, 71);
    let key = format!("R{p:03}");
    c.put(&format!("ORC 1=RE|3={key}"));
    c.put(&format!("OBR 1=1|3={key}|4=18748-4^Diagnostic imaging study^LN|7={when}|22={}|24=RAD|25=F|32={}", clock(p, 72), c.doctor(1)));
    for line in 0..3 {
        c.put(&format!("OBX 1={}|2=TX|3=18748-4^Diagnostic imaging study^LN|4={}|5={} Study {}.|11=F", line + 1, line + 1, LINES[(p + line * 5 + 4) % 6], p * 3 + line));
    }
}

/// ORM and OMP: orders that wait, are on hold, were cancelled.
pub(super) fn requested(c: &mut Chart) {
    let p = c.patient;
    c.begin("ORM^O01^ORM_O01", 75);
    c.known();
    c.at_visit(1);
    let states = [("NW", ""), ("NW", "IP"), ("CA", ""), ("HD", ""), ("NW", "HD"), ("NW", "CA")];
    let tests = ["57698-3^Lipid panel with direct LDL^LN", "24331-1^Lipid 1996 panel^LN", "36643-5^XR Chest 2 Views^LN", "24606-6^MG Breast Screening^LN"];
    for place in 0..2 {
        let (control, state) = states[(p + place * 2) % 6];
        let key = format!("Q{p:03}{place}");
        c.put(&format!("ORC 1={control}|2={key}|5={state}|9={}", clock(p, 76 + place)));
        c.put(&format!("OBR 1={}|2={key}|4={}|7={}|16={}|27=^^^^^{}|31={}", place + 1, tests[(p + place) % 4], clock(p, 78 + place), c.doctor(place), ["R", "S"][place], ["I10^Hypertension^I10", "E78.5^Hyperlipidemia^I10"][(p + place) % 2]));
    }
}

/// RDE: drugs as encoded, and as ordered only.
pub(super) fn drugs(c: &mut Chart) {
    let p = c.patient;
    c.begin("RDE^O11^RDE_O11", 80);
    c.known();
    c.at_visit(0);
    let controls = ["NW", "NW", "DC", "HD", "XO", "CA", "NW"];
    for place in 0..3 {
        let (drug, unit, dose) = DRUGS[(p + place * 3) % 8];
        let mark = if (p + place) % 9 == 5 { "|28=R^Restricted^HL70177" } else { "" };
        let begun = day(p, 81 + place);
        c.put(&format!("ORC 1={}|2=X{p:03}{place}|9={}|12={}{mark}", controls[(p + place * 2) % 7], clock(p, 81 + place), c.doctor(place)));
        let year: usize = begun.get(..4).and_then(|y| y.parse().ok()).unwrap_or(2020);
        let end = if (p + place) % 3 == 0 { String::new() } else { format!("|8={}{}", year + 1, begun.get(4..).unwrap_or("0101")) };
        c.put(&format!("TQ1 1=1|3={}|7={begun}{end}", PATTERNS[(p + place) % 7]));
        let refills = if (p + place) % 4 == 1 { String::new() } else { format!("|12={}", (p + place) % 5) };
        let amount = match (p + place) % 8 {
            5 => String::new(),
            6 => format!("|3={dose}|4={}|5={unit}", dose.parse::<f64>().unwrap_or(1.0) * 2.0),
            _ => format!("|3={dose}|5={unit}"),
        };
        if place == 2 && c.each(3, 0) {
            c.put(&format!("RXO 1={drug}|2={dose}|4={unit}|7=^{}|11={}|12=TAB|13={}|20=I10^Hypertension^I10", SIGS[(p + place) % 4], 30 + p % 3 * 30, (p + place) % 5));
        } else {
            c.put(&format!("RXE 2={drug}{amount}|6={}|7=^{}|9={}|10={}|11=TAB{refills}|27={}", ["TAB", "CAP"][(p + place) % 2], SIGS[(p + place) % 4], ["G", "N"][(p + place) % 2], 30 + (p + place) % 3 * 30, ["I10^Hypertension^I10", "E11.9^Type 2 diabetes^I10"][(p + place) % 2]));
        }
        if (p + place) % 6 != 5 {
            c.put(&format!("RXR 1={}", ["PO^Oral^HL70162", "PO^Oral^HL70162", "SC^Subcutaneous^HL70162", "IV^Intravenous^HL70162"][(p + place) % 4]));
        }
        if (p + place) % 4 == 0 {
            c.put(&format!("RXD 1=1|2={drug}|3={}|4={}|5=TAB|7=D{p:03}{place}", clock(p, 84 + place), 30 + p % 3 * 30));
        }
    }
}

/// MDM: notes and what became of them.
pub(super) fn documents(c: &mut Chart) {
    let p = c.patient;
    for place in 0..2 {
        let event = if place == 0 { "T02" } else { ["T06", "T08", "T02", "T10"][p % 4] };
        c.begin(&format!("MDM^{event}^MDM_T02"), 90 + place);
        c.known();
        c.at_visit(0);
        let state = if place == 1 { "AU" } else { ["AU", "LA", "DI", "AU", "IP"][p % 5] };
        let gone = if place == 0 && p % 7 == 6 { "CA" } else { "AV" };
        let mark = if place == 0 && p % 6 == 4 { "|18=R" } else { "" };
        let parent = if place == 1 { format!("|13=D{p:03}0") } else { String::new() };
        c.put(&format!("TXA 1=1|2={}|4={}|6={}|9={}|12=D{p:03}{place}{parent}|17={state}{mark}|19={gone}", ["11506-3^Progress note^LN", "18842-5^Discharge summary^LN"][(p + place) % 2], clock(p, 91 + place), clock(p, 93 + place), c.doctor(place + 1)));
        for line in 0..3 {
            c.put(&format!("OBX 1={}|2=TX|3=N^Note^L|4={}|5={} Seen on visit {}.|11=F", line + 1, line + 1, LINES[(p + place * 2 + line) % 6], p * 5 + place * 3 + line));
        }
    }
}

/// SIU: appointments that stand, were cancelled, were missed.
pub(super) fn appointments(c: &mut Chart) {
    let p = c.patient;
    for place in 0..2 {
        let (event, state) = [("S12", "Booked"), ("S14", "Noshow"), ("S15", "Cancelled"), ("S14", "Booked"), ("S12", "Pending")][(p + place * 3) % 5];
        c.begin(&format!("SIU^{event}^SIU_S12"), 100 + place);
        let (begun, reason) = (clock(p, 101 + place), ["185349003^Check up^SCT", "390906007^Follow-up^SCT"][(p + place) % 2]);
        c.put(&format!("SCH 1=A{p:03}{place}|7={reason}|8=ROUTINE^Routine^HL70277|25={state}"));
        c.put(&format!("TQ1 1=1|7={begun}|8={}2030{}", begun.get(..8).unwrap_or(""), begun.get(12..).unwrap_or("")));
        c.known();
        c.put("RGS 1=1");
        c.put(&format!("AIS 1=1|3={}", ["OV^Office visit^L", "LAB^Blood draw^L"][place]));
        c.put(&format!("AIP 1=1|3={}", c.doctor(place)));
        c.put(&format!("AIL 1=1|3=CLINIC{}^R{}^^NORTH", p % 4, 1 + place));
    }
}

/// RAS: doses that were given or refused.
pub(super) fn given(c: &mut Chart) {
    let p = c.patient;
    c.begin("RAS^O17^RAS_O17", 120);
    c.known();
    c.at_visit(0);
    for place in 0..2 {
        let (drug, unit, dose) = DRUGS[(p + place * 3) % 8];
        c.put(&format!("ORC 1=RE|2=G{p:03}{place}|9={}|12={}", clock(p, 121 + place), c.doctor(place)));
        let outcome = if (p + place) % 5 == 3 { "6=0|18=PATREF^Refused^L|20=RE".to_string() } else { format!("6={dose}|20=CP") };
        c.put(&format!("RXA 1=0|2=1|3={}|5={drug}|{outcome}|7={unit}|10={}", clock(p, 123 + place), c.doctor(place + 1)));
        c.put("RXR 1=PO^Oral^HL70162");
    }
}

/// DFT: charges, credits and payments.
pub(super) fn charged(c: &mut Chart) {
    let p = c.patient;
    c.begin("DFT^P03^DFT_P03", 110);
    c.known();
    c.at_visit(0);
    let services = ["99213^Office visit^C4", "27447^Total knee arthroplasty^C4", "93000^Electrocardiogram^C4", "80053^Comprehensive metabolic panel^C4", "66984^Cataract removal^C4"];
    for place in 0..3 {
        let sort = if place == 2 && c.each(4, 1) { "CD" } else { "CG" };
        let modifier = ["|26=RT", "|26=LT", "|26=25", "", "|26=59"][(p + place) % 5];
        let second = if (p + place) % 2 == 0 { "~E11.9^Type 2 diabetes^I10" } else { "" };
        let cents = if (p + place) % 4 == 0 { String::new() } else { format!(".{:02}", (p * 7 + place * 31) % 90 + 5) };
        let currency = if (p + place) % 3 == 0 { "&USD" } else { "" };
        c.put(&format!(
            "FT1 1={}|2=T{p:03}{place}|4={}|5={}|6={sort}|7={}|10={}|11={}{cents}{currency}|13=DEP{}|19=I10^Hypertension^I10{second}|20={}{modifier}",
            place + 1, clock(p, 111 + place), clock(p, 114 + place), services[(p + place * 2) % 5], 1 + (p + place) % 3, 120 + p * 3 + place * 17, p % 3, c.doctor(place)
        ));
    }
    c.put(&format!("FT1 1=4|2=T{p:03}9|4={}|5={}|6=PY|7=COPAY^Copayment^L|11=-{}.{:02}", clock(p, 117), clock(p, 118), 20 + p, p % 90 + 5));
}
