//! Who the patient is, visits, allergies, diagnoses, insurance, problems, vaccinations.

use super::{Chart, STREETS, clock, day};

const ALLERGENS: [(&str, &str); 8] = [
    ("DA", "7980^Penicillin G^RXNORM"), ("FA", "762952008^Peanut^SCT"), ("DA", "2670^Codeine^RXNORM"), ("EA", "111088007^Latex^SCT"), ("AA", "260152009^Cat dander^SCT"),
    ("PA", "256277009^Grass pollen^SCT"), ("LA", "256259004^Tree pollen^SCT"), ("DA", "1191^Aspirin^RXNORM"),
];
const REACTIONS: [&str; 5] = ["247472004^Hives^SCT", "267036007^Dyspnea^SCT", "39579001^Anaphylaxis^SCT", "422587007^Nausea^SCT", "271807003^Eruption of skin^SCT"];
const DIAGNOSES: [&str; 8] = [
    "I10^Essential hypertension^I10", "E11.65^Type 2 diabetes mellitus with hyperglycemia^I10", "J18.9^Pneumonia, unspecified organism^I10", "S72.001A^Fracture of neck of right femur^I10",
    "N39.0^Urinary tract infection^I10", "M54.50^Low back pain, unspecified^I10", "J44.1^Chronic obstructive pulmonary disease with exacerbation^I10", "K21.9^Reflux disease without esophagitis^I10",
];
const PROBLEMS: [&str; 8] = [
    "44054006^Diabetes mellitus type 2^SCT^E11.9^Diabetes mellitus type 2^I10", "38341003^Hypertension^SCT^I10^Hypertension^I10", "195967001^Asthma^SCT", "13645005^Chronic obstructive lung disease^SCT",
    "35489007^Depressive disorder^SCT", "396275006^Osteoarthritis^SCT^M19.90^Osteoarthritis^I10", "84114007^Heart failure^SCT", "40930008^Hypothyroidism^SCT",
];
const PROCEDURES: [&str; 6] = [
    "27447^Total knee arthroplasty^C4", "45378^Diagnostic colonoscopy^C4", "47562^Laparoscopic cholecystectomy^C4", "66984^Cataract removal with lens^C4", "93000^Electrocardiogram^C4",
    "29881^Knee arthroscopy with meniscectomy^C4",
];
const VACCINES: [(&str, &str); 6] = [
    ("208^COVID-19 mRNA vaccine^CVX", "PFR^Pfizer^MVX"), ("141^Influenza, seasonal, injectable^CVX", "SKB^GlaxoSmithKline^MVX"), ("115^Tdap^CVX", "PMC^Sanofi Pasteur^MVX"),
    ("33^Pneumococcal polysaccharide^CVX", "MSD^Merck^MVX"), ("187^Zoster recombinant^CVX", "SKB^GlaxoSmithKline^MVX"), ("43^Hepatitis B, adult^CVX", "MSD^Merck^MVX"),
];
const SITES: [&str; 4] = ["LD^Left Deltoid^HL70163", "RD^Right Deltoid^HL70163", "LA^Left Arm^HL70163", "RT^Right Thigh^HL70163"];

/// ADT A04: everything about the patient, what he must not have, why he came, who pays.
pub(super) fn registered(c: &mut Chart) {
    let p = c.patient;
    c.begin("ADT^A04^ADT_A01", 0);
    let when = clock(p, 0);
    c.put(&format!("EVN 1=A04|2={when}"));
    person(c);
    c.put(&format!("NK1 1=1|2=Kin{p:03}^{}|3={}|5=(555)555-{:04}", c.pick(&["Anna", "Boris", "Clara"], 1), c.pick(&["SPO^Spouse^HL70063", "MTH^Mother^HL70063", "BRO^Brother^HL70063"], 2), 2000 + p));
    if c.each(6, 1) {
        c.put("ARV 1=1|2=A|3=DEM|4=VIP^Protected person^HL70719");
    }
    if c.each(4, 2) {
        c.put(&format!("CON 1=1|2={}|11={}|13={}|14={}", c.pick(&["75320-2^Advance directive^LN", "42348-3^Advance directives^LN"], p / 4), if c.each(8, 2) { "A" } else { "X" }, day(p, 3), day(p, 3)));
    }
    visit(c);
    allergies(c);
    let count = 2 + p % 2;
    for place in 0..count {
        diagnosis(c, place);
    }
    procedure(c, 0);
    insured(c);
}

fn person(c: &mut Chart) {
    let p = c.patient;
    let sex = match p % 9 {
        8 => "U",
        other if other % 2 == 0 => "F",
        _ => "M",
    };
    let suffix = if c.each(3, 0) { "^Jr" } else if c.each(6, 1) { "^^^MD" } else { "" };
    let born = format!("19{}{:02}{:02}", 40 + p * 4 % 50, 1 + p % 9, 2 + p % 10);
    let dead = if c.each(5, 4) { "|29=20240612|30=Y" } else if c.each(5, 3) { "|30=N" } else { "" };
    let twins = if c.each(10, 6) { "|24=Y|25=2" } else { "" };
    let phones = if c.each(2, 0) { format!("(503)555-{:04}^PRN^PH~(503)556-{:04}^PRN^CP", 1200 + p * 7, 3100 + p * 3) } else { format!("(503)555-{:04}^PRN^PH", 1200 + p * 7) };
    let ethnicity = if c.each(4, 1) { "U^Unknown^HL70189" } else { "H^Hispanic or Latino^HL70189" };
    let (number, family, given, marital) = (c.number.clone(), c.family(), c.given(), c.pick(&["M", "S", "W", "D"], 0));
    c.put(&format!(
        "PID 1=1|3={number}^^^NORTH^MR~{:06}^^^NORTH^AN|5={family}^{given}^M{suffix}|7={born}|8={sex}|10=2106-3^White^CDCREC|11={} {}^^Fairview^OR^9702{}^USA|13={phones}|15={}|16={marital}|18=ACC{p:05}|19=900-{:02}-{:04}|22={ethnicity}{twins}{dead}",
        700_000 + p * 31, 12 + p, c.pick(&STREETS, 0), p % 10, c.pick(&["eng", "spa", "rus"], 0), 10 + p % 80, 1000 + p * 11
    ));
    if c.each(3, 1) {
        c.put(&format!("PD1 7={}", if c.each(2, 0) { "Y" } else { "N" }));
    }
}

fn visit(c: &mut Chart) {
    let p = c.patient;
    let (key, begun) = (c.visit(0), clock(p, 1));
    let class = c.pick(&["O", "E", "I"], 0);
    let mark = if c.each(6, 3) { "|16=VIP" } else { "" };
    let pregnant = if c.each(6, 2) { "|15=B6" } else { "" };
    let end = format!("{}1930{}", day(p, 1), begun.get(12..).unwrap_or(""));
    c.put(&format!("PV1 1=1|2={class}|3=WARD{}^{:02}^A|4=R|7={}{pregnant}{mark}|19={key}|36={}|44={begun}|45={end}", p % 4, 1 + p % 20, c.doctor(0), c.pick(&["01", "20", "03", "02"], 1)));
    c.put(&format!("PV2 3={}", c.pick(&["29857009^Chest pain^SCT", "267036007^Shortness of breath^SCT", "22253000^Pain^SCT"], 0)));
}

fn allergies(c: &mut Chart) {
    let p = c.patient;
    if c.each(5, 0) {
        let (code, words) = if c.each(10, 0) { ("716186003", "No known allergy^SCT") } else { ("NKDA", "No known drug allergies^L") };
        return c.put(&format!("AL1 1=1|3={code}^{words}|6={}", day(p, 4)));
    }
    for place in 0..3 {
        let (sort, substance) = ALLERGENS[(p + place * 3) % ALLERGENS.len()];
        let severity = ["|4=SV", "|4=MO", "|4=MI", "|4=U", ""][(p + place) % 5];
        let reactions = match (p + place) % 4 {
            0 => format!("|5={}~{}", c.pick(&REACTIONS, place), c.pick(&REACTIONS, place + 1)),
            3 => String::new(),
            _ => format!("|5={}", c.pick(&REACTIONS, place)),
        };
        let onset = match (p + place) % 5 {
            0 => day(p, 5 + place).get(..4).unwrap_or("2015").to_string(),
            1 => day(p, 5 + place).get(..6).unwrap_or("201502").to_string(),
            _ => day(p, 5 + place),
        };
        c.put(&format!("AL1 1={}|2={sort}|3={substance}{severity}{reactions}|6={onset}", place + 1));
        if place == 1 && c.each(2, 1) {
            c.put(&format!("NTE 1=1|3=The patient was told about it and does not want to be asked again, visit {p}."));
        }
    }
}

fn diagnosis(c: &mut Chart, place: usize) {
    let p = c.patient;
    let code = DIAGNOSES[(p + place * 3) % DIAGNOSES.len()];
    let sort = ["|6=A", "|6=W", "|6=F", ""][(p + place) % 4];
    let mark = if (p + place) % 6 == 0 { "|18=Y" } else { "" };
    let gone = if (p + place) % 9 == 4 { "|21=D" } else { "" };
    c.put(&format!("DG1 1={}|3={code}|5={}{sort}|15={}|16={}{mark}|19={}{gone}|26={}", place + 1, clock(p, 6 + place), place + 1, c.doctor(place + 1), clock(p, 9 + place), if c.each(2, place) { "Y" } else { "N" }));
}

fn procedure(c: &mut Chart, place: usize) {
    let p = c.patient;
    let modifier = if (p + place) % 2 == 0 { format!("|16={}", c.pick(&["RT", "LT"], place)) } else { String::new() };
    let reason = if c.each(3, place) { "|15=M17.11^Osteoarthritis of right knee^I10" } else { "" };
    let gone = if (p + place) % 7 == 5 { "|20=D" } else { "" };
    c.put(&format!("PR1 1={}|3={}|5={}|11={}{reason}{modifier}{gone}", place + 1, PROCEDURES[(p + place) % PROCEDURES.len()], clock(p, 12 + place), c.doctor(place + 2)));
}

fn insured(c: &mut Chart) {
    let p = c.patient;
    for place in 0..2 {
        let end = if (p + place) % 3 == 0 { String::new() } else { format!("|13={}1231", 2024 + (p + place) % 3) };
        c.put(&format!(
            "IN1 1={}|2=P{place}{}^{}|3=PAY{}|4={}|8=GRP{:04}|12=20{:02}0101{end}|15={}|17={}|22={}|36=MB{:07}",
            place + 1,
            p % 3,
            ["Gold", "Silver", "Bronze"][p % 3],
            (p + place) % 4,
            ["Acme Health", "Beta Mutual", "Civic Care", "Delta Plan"][(p + place * 2) % 4],
            3000 + p * 3 + place,
            15 + p % 8,
            ["PPO", "HMO"][place],
            ["SEL", "SPO", "CHD"][(p + place) % 3],
            place + 1,
            1_200_345 + p * 907 + place * 13
        ));
    }
}

/// A second visit with its event, and for some what became of a number.
pub(super) fn visited(c: &mut Chart) {
    let p = c.patient;
    let event = ["A03", "A11", "A05", "A01"][p % 4];
    c.begin(&format!("ADT^{event}^ADT_A01"), 20);
    c.known();
    let (key, begun) = (c.visit(1), clock(p, 21));
    let class = if event == "A05" { "P" } else { "I" };
    let end = if event == "A03" { begun.get(..8).map(|d| format!("|45={d}2015{}", begun.get(12..).unwrap_or(""))).unwrap_or_default() } else { String::new() };
    c.put(&format!("PV1 1=1|2={class}|3=STAY{}^{:02}^B|7={}|19={key}|44={begun}{end}", p % 3, 1 + p % 9, c.doctor(3)));
    if c.each(8, 5) {
        c.begin("ADT^A40^ADT_A39", 22);
        let (number, family, given) = (c.number.clone(), c.family(), c.given());
        c.put(&format!("PID 1=1|3={number}^^^NORTH^MR|5={family}^{given}^Q"));
        c.put(&format!("MRG 1=9{:06}^^^NORTH^MR|7={family}^{given}", 100 + p));
    }
}

/// ADT A60: allergies changed one by one.
pub(super) fn updated(c: &mut Chart) {
    let p = c.patient;
    c.begin("ADT^A60^ADT_A60", 23);
    c.known();
    c.at_visit(0);
    let changes = [
        ("DA", "2231^Cephalexin^RXNORM", "|6=D"), ("FA", "102263004^Egg^SCT", "|6=A|17=S"), ("DA", "10180^Sulfamethoxazole^RXNORM", "|6=U|17=E"), ("MC", "5640^Ibuprofen^RXNORM", "|6=A|17=C"),
        ("DA", "4053^Erythromycin^RXNORM", "|6=U|17=I|22=20230105"), ("FA", "735029006^Shellfish^SCT", "|6=A|17=C|9=AL^Allergy^HL70436"),
        ("DA", "1202^Atenolol^RXNORM", "|6=A|17=U|9=IN^Intolerance^HL70436"),
    ];
    for place in 0..2 {
        let (sort, substance, state) = changes[(p + place * 3) % changes.len()];
        let severity = ["|4=SV", "|4=MI", "|4=U"][(p + place) % 3];
        c.put(&format!("IAM 1={}|2={sort}|3={substance}{severity}|5={}{state}|11={}|13={}|23={}", place + 1, c.pick(&REACTIONS, place + 2), day(p, 24 + place), day(p, 27 + place), c.doctor(place + 4)));
    }
}

/// PPR: the problem list.
pub(super) fn problems(c: &mut Chart) {
    let p = c.patient;
    c.begin("PPR^PC1^PPR_PC1", 30);
    c.known();
    c.at_visit(0);
    for place in 0..3 {
        let code = PROBLEMS[(p + place * 3) % PROBLEMS.len()];
        let state = match (p * 2 + place * 3) % 11 {
            0 => format!("|13=C^Confirmed|14=R^Resolved|9={}", day(p, 31 + place)),
            1 => "|13=P^Provisional|14=A^Active".into(),
            2 => "|13=R^Refuted".into(),
            3 => "|14=A^Active".into(),
            4 => "|13=C^Confirmed".into(),
            5 => "|13=D^Differential|14=A^Active".into(),
            _ => "|13=C^Confirmed|14=A^Active".to_string(),
        };
        let action = if (p + place) % 10 == 7 { "DE" } else { "AD" };
        let onset = match (p + place) % 6 {
            0 => String::new(),
            1 => format!("|16={}", day(p, 34 + place).get(..4).unwrap_or("2015")),
            2 => format!("|16={}", day(p, 34 + place).get(..6).unwrap_or("201504")),
            _ => format!("|16={}", day(p, 34 + place)),
        };
        c.put(&format!("PRB 1={action}|2={}|3={code}|4=PB{p:03}{place}|7={}{state}{onset}", clock(p, 37 + place), day(p, 37 + place)));
        if place == 0 && c.each(2, 0) {
            c.put(&format!("NTE 1=1|3=There is no family history of it. Seen {} times so far.", 2 + p % 7));
        }
    }
}

/// VXU: what was given, refused, taken back.
pub(super) fn vaccinated(c: &mut Chart) {
    let p = c.patient;
    c.begin("VXU^V04^VXU_V04", 40);
    c.known();
    for place in 0..3 {
        let (vaccine, maker) = VACCINES[(p + place * 2) % VACCINES.len()];
        let mark = if (p + place) % 8 == 3 { "|28=R^Restricted^HL70177" } else { "" };
        c.put(&format!("ORC 1=RE|3=IZ{p:03}{place}|9={}|12={}{mark}", clock(p, 41 + place), c.doctor(place)));
        let given = clock(p, 44 + place);
        match (p + place) % 5 {
            3 => c.put(&format!("RXA 1=0|2=1|3={given}|5={vaccine}|6=999|18=00^Parental decision^NIP002|20={}", if c.each(2, 0) { "RE" } else { "NA" })),
            sort => {
                let amount = if sort == 1 { "6=999".to_string() } else { format!("6=0.{}|7=mL^mL^UCUM", ["5", "25", "3"][(p + place) % 3]) };
                let end = if (p + place) % 9 == 0 { "|21=D" } else { "|21=A" };
                let done = if (p + place) % 4 == 2 { "PA" } else { "CP" };
                let source = if sort == 2 { "01^Historical information^NIP001" } else { "00^New immunization record^NIP001" };
                c.put(&format!("RXA 1=0|2=1|3={given}|5={vaccine}|{amount}|9={source}|10={}|15=0{}A{p}|16=20{:02}1231|17={maker}|20={done}{end}|22={}", c.doctor(place + 1), 1 + place, 26 + place, clock(p, 47 + place)));
                c.put(&format!("RXR 1=IM^Intramuscular^HL70162|2={}", SITES[(p + place) % SITES.len()]));
                c.put(&format!("OBX 1=1|2=NM|3=30973-2^Dose number in series^LN|4=1|5={}|11=F|14={given}", 1 + (p + place) % 3));
                c.put(&format!("OBX 1=2|2=CWE|3=64994-7^Vaccine funding program eligibility category^LN|4=2|5={}|11=F|14={given}", ["V01^Not eligible^HL70064", "V02^Medicaid^HL70064"][(p + place) % 2]));
            }
        }
    }
}
