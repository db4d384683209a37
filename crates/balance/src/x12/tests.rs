//! Interchanges in, statements out.

use super::X12Reading;
use crate::reading::{Coverage, Places};
use formats::{Format, Item, Limits};
use model::{Kind, Statement};
use std::ops::ControlFlow;

struct Book {
    statements: Vec<Statement>,
    places: Places,
    coverage: Coverage,
}

mod whole;

/// Reads one transaction set, its segments given without envelope.
fn read(code: &str, guide: &str, body: &[&str]) -> Book {
    read_as(code, guide, body, false)
}

/// The same; `whole` says that what no aspect stands for is told as well.
fn read_as(code: &str, guide: &str, body: &[&str], whole: bool) -> Book {
    let mut book = Book { statements: Vec::new(), places: Places::default(), coverage: Coverage::default() };
    book.read_file(3, (code, guide), body, whole);
    book
}

impl Book {
    /// Reads one more file of one transaction set.
    fn read_file(&mut self, artifact: u32, (code, guide): (&str, &str), body: &[&str], whole: bool) {
        let pad = |text: &str, width: usize| format!("{text:width$}");
        let mut text = format!("ISA*00*{0}*00*{0}*ZZ*{1}*ZZ*{1}*240105*0930*^*00501*000000007*0*P*:~\n", pad("", 10), pad("A", 15));
        text += &format!("GS*HC*A*B*20240105*0930*1*X*{guide}~\nST*{code}*1*{guide}~\n");
        body.iter().for_each(|s| text += &format!("{s}~\n"));
        text += &format!("SE*{}*1~\nGE*1*1~\nIEA*1*000000007~\n", body.len() + 2);
        let mut reading = X12Reading::new(artifact);
        reading.tell_all(whole);
        let summary = formats::read(Format::X12, "case", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Record(record) = item {
                reading.record(record, &mut self.places, &mut self.coverage, &mut |s| self.statements.push(s));
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        // Of two books one is damaged.
        assert!(whole || summary.issues.is_empty(), "{:?}", summary.issues);
        reading.finish(&mut self.places, &mut self.coverage, &mut |s| self.statements.push(s));
    }

    /// `aspect=value @place` of the statements of a kind, with patient and line.
    fn told(&self, kind: Kind) -> Vec<String> {
        let shown = |s: &Statement| {
            let facts: Vec<String> = s.facts.iter().map(|f| format!("{}={} @{}", f.aspect, f.value.shown(), self.places.name(f.place))).collect();
            format!("{} {}: {}", s.patient, s.origin.line, facts.join("; "))
        };
        self.statements.iter().filter(|s| s.kind == kind).map(shown).collect()
    }

    fn unread(&self) -> String {
        self.coverage.unread.iter().map(|(r, n)| format!("{} {n}", r.trim_start_matches("x12."))).collect::<Vec<_>>().join(", ")
    }
}

const PROFESSIONAL: [&str; 27] = [
    "BHT*0019*00*1*20240105*0930*CH",
    "HL*1**20*1",
    "NM1*85*2*CLINIC*****XX*1999999984",
    "N3*1 WAY",
    "HL*2*1*22*0",
    "SBR*P*18*GRP1*GOLD*****CI",
    "NM1*IL*1*ROE*JANE*Q***MI*W1",
    "N3*2 LANE*UNIT 3",
    "N4*TOWN*OH*43004",
    "DMG*D8*19800102*F",
    "NM1*PR*2*PAYER ONE*****PI*77",
    "CLM*A1*150***11:B:1*Y*A*Y*Y",
    "HI*ABK:E119*ABF:I10",
    "NM1*82*1*DOE*DORA****XX*1999999976",
    "SBR*S*18*GRP2******MB",
    "NM1*IL*1*ROE*JANE****MI*X9",
    "NM1*PR*2*PAYER TWO*****PI*88",
    "LX*1",
    "SV1*HC:99213:25:59*100.5*UN*1***1:2",
    "DTP*472*D8*20240103",
    "LX*2",
    "SV1*HC:J1745*49.5*UN*2*22**2:1",
    "DTP*472*D8*20240104",
    "REF*6R*1",
    "LIN**N4*00012345678",
    "CTP****2.5*ML",
    "NM1*82*1*DOE*DAN****XX*1999999968",
];

#[test]
fn a_professional_claim() {
    let book = read("837", "005010X222A1", &PROFESSIONAL);
    assert_eq!(book.told(Kind::Demographic), ["W1 10: family=ROE @2010BA/NM103; given=JANE @2010BA/NM104; middle=Q @2010BA/NM105; \
        birth_date=1980-01-02 @2010BA/DMG02; sex=female @2010BA/DMG03; line=2 LANE @2010BA/N301; line=UNIT 3 @2010BA/N302; city=TOWN @2010BA/N401; \
        state=OH @2010BA/N402; postal_code=43004 @2010BA/N403"]);
    assert_eq!(book.told(Kind::Coverage), [
        "W1 9: type=CI @2000B/SBR09; relationship=self @2000B/SBR02; payer=PAYER ONE (PI 77) @2010BB/NM103; payer_order=primary @2000B/SBR01; \
         plan=GOLD @2000B/SBR04; group=GRP1 @2000B/SBR03; member=W1 @2010BA/NM109",
        "W1 18: type=MB @2320/SBR09; relationship=self @2320/SBR02; payer=PAYER TWO (PI 88) @2330B/NM103; payer_order=secondary @2320/SBR01; \
         group=GRP2 @2320/SBR03; member=X9 @2330A/NM109",
    ]);
    assert_eq!(book.told(Kind::Claim), ["W1 15: code=ICD-10-CM E11.9 @HI01-2; status=active @CLM05-3; end=2024-01-04 @2400/DTP03; \
        effective=2024-01-03 @2400/DTP03; frequency=1 @CLM05-3; reason=ICD-10-CM I10 @HI02-2; author=1999999984 @2010AA/NM109; \
        performer=1999999976 @2310B/NM109; title=professional @ST03; intent=claim @CLM19; payer=PAYER ONE (PI 77) @2010BB/NM103; \
        payer_order=primary @2000B/SBR01; claim_number=A1 @CLM01; amount=150.00 USD @CLM02; diagnosis_pointer=E11.9,I10 @HI01-2; \
        place_of_service=11 @CLM05-1"]);
    assert_eq!(book.told(Kind::Charge), [
        "W1 22: code=cpt 99213 @2400/SV101-2; effective=2024-01-03 @2400/DTP03; performer=1999999976 @2310B/NM109; claim_number=A1 @CLM01; \
         amount=100.50 USD @2400/SV102; units=1 @2400/SV104; modifier=25|59 @2400/SV101-3; diagnosis_pointer=1,2 @2400/SV107-1; \
         place_of_service=11 @CLM05-1",
        "W1 25: code=HCPCSReleaseCodeSets J1745 @2400/SV101-2; code=NDC 00012345678 @2410/LIN03; effective=2024-01-04 @2400/DTP03; \
         quantity=2.5 mL @2410/CTP04; performer=1999999968 @2420A/NM109; claim_number=A1 @CLM01; \
         amount=49.50 USD @2400/SV102; units=2 @2400/SV104; diagnosis_pointer=2,1 @2400/SV107-1; place_of_service=22 @2400/SV105",
    ]);
    assert_eq!(book.unread(), "N3 1, REF 1");
    let relation = book.statements.iter().find(|s| s.kind == Kind::Claim).map(|s| book.places.name(s.origin.relation));
    assert_eq!(relation, Some("x12.CLM"));
}

#[test]
fn an_institutional_claim_has_its_own_words() {
    let body = [
        "HL*1**20*1", "NM1*85*2*HOSPITAL*****XX*1999999984", "HL*2*1*22*0", "SBR*P*18*******MA", "NM1*IL*1*ROE*JANE****MI*W1",
        "CLM*A2*900***11:A:7*Y*A*Y*Y", "DTP*434*RD8*20240101-20240105", "DTP*435*DT*202401011230", "CL1*1*7*01",
        "HI*ABK:I2510", "HI*DR:470", "HI*BE:80:::5", "HI*BH:11:D8:20231230", "HI*BBR:0DTJ4ZZ:D8:20240102",
        "NM1*71*1*DOE*DORA****XX*1999999976", "LX*1", "SV2*0120**900*DA*4",
    ];
    let book = read("837", "005010X223A2", &body);
    assert_eq!(book.told(Kind::Claim), ["W1 9: code=ICD-10-CM I25.10 @HI01-2; status=active @CLM05-3; category=DRG 470 @HI01-2; type=117 @CLM05; \
        onset=2024-01-01T12:30:00 @DTP03; end=2024-01-05 @DTP03; effective=2024-01-01 @DTP03; frequency=7 @CLM05-3; flag=value 80 5 @HI01-2; \
        flag=occurrence 11 20231230 @HI01-2; flag=main procedure 0DTJ4ZZ 20240102 @HI01-2; class=7 @CL102; discharge=01 @CL103; author=1999999984 @2010AA/NM109; performer=1999999976 @2310A/NM109; \
        title=institutional @ST03; intent=claim @CLM19; priority=1 @CL101; payer_order=primary @2000B/SBR01; claim_number=A2 @CLM01; \
        amount=900.00 USD @CLM02; diagnosis_pointer=I25.10 @HI01-2"]);
    assert_eq!(book.told(Kind::Charge), ["W1 20: effective=2024-01-01 @DTP03; performer=1999999976 @2310A/NM109; claim_number=A2 @CLM01; \
        amount=900.00 USD @2400/SV203; units=4 d @2400/SV205; revenue_code=0120 @2400/SV201"]);
    assert_eq!(book.unread(), "");
}

#[test]
fn a_subscriber_named_by_each_claim_is_one_statement() {
    let claim = ["CLM*A1*1***11:B:1*Y*A*Y*Y", "HI*ABK:I10", "LX*1", "SV1*HC:99213*1*UN*1***1"];
    let person = ["HL*1**20*1", "NM1*85*2*CLINIC*****XX*1", "HL*2*1*22*0", "SBR*P*18", "NM1*IL*1*ROE*JANE****MI*W1"];
    let mut body: Vec<&str> = [&person[..], &claim[..], &claim[..], &person[2..], &claim[..]].concat();
    let book = read("837", "005010X222A1", &body);
    let count = |kind| book.statements.iter().filter(|s| s.kind == kind).count();
    assert_eq!([Kind::Demographic, Kind::Coverage, Kind::Claim, Kind::Charge].map(count), [1, 1, 3, 3]);
    body.push("HL*9*1*22*0");
    body.extend(["SBR*S*18", "NM1*IL*1*ROE*JANE****MI*W1"]);
    assert_eq!(read("837", "005010X222A1", &body).told(Kind::Coverage).len(), 2);
}

#[test]
fn a_dependant_has_the_coverage_of_the_subscriber() {
    let body = [
        "HL*1**20*1", "HL*2*1*22*1", "SBR*P**GRP1******CI", "NM1*IL*1*ROE*RICHARD****MI*W1", "NM1*PR*2*PAYER*****PI*77", "HL*3*2*23*0", "PAT*19",
        "NM1*QC*1*ROE*JANE", "DMG*D8*20150102*F",
    ];
    let book = read("837", "005010X222A1", &body);
    assert_eq!(book.told(Kind::Coverage), ["W1/JANE 10: type=CI @2000B/SBR09; relationship=child @2000C/PAT01; payer=PAYER (PI 77) @2010BB/NM103; \
        payer_order=primary @2000B/SBR01; group=GRP1 @2000B/SBR03; member=W1 @2010BA/NM109"]);
    let patients: Vec<&str> = book.statements.iter().filter(|s| s.kind == Kind::Demographic).map(|s| s.patient.as_str()).collect();
    assert_eq!(patients, ["W1", "W1/JANE"]);
}

#[test]
fn a_remittance() {
    let body = [
        "BPR*I*120*C*ACH************20240201", "TRN*1*EFT9*1999999999", "N1*PR*PAYER*PI*77", "N3*1 ROAD", "N1*PE*CLINIC*XX*1999999984", "LX*1",
        "CLP*A1*1*150*120*10*12*PCN1*11*1", "NM1*QC*1*ROE*JANE****MI*W1", "MOA***MA01", "SVC*HC:99213:25*100*80**1", "DTM*472*20240103",
        "CAS*CO*45*10", "CAS*PR*3*10", "LQ*HE*N130", "SVC*HC:85025*50*40**1", "CAS*CO*45*8*1*97*2",
    ];
    let book = read("835", "005010X221A1", &body);
    let shared = "author=1999999984 @1000B/N104; title=EFT9 @TRN02; payer=PAYER (PI 77) @1000A/N102";
    assert_eq!(book.told(Kind::Payment), [
        format!("W1 13: code=cpt 99213 @2110/SVC01-2; value=100.00 USD @2110/SVC02; type=ACH @BPR04; onset=2024-01-03 @2110/DTM02; \
            effective=2024-02-01 @BPR16; reason=remittance-advice-remark-codes N130 @2110/LQ02; {shared}; claim_number=A1 @CLP01; \
            amount=80.00 USD @2110/SVC03; patient_share=10.00 USD @2110/CAS03; units=1 @2110/SVC05; modifier=25 @2110/SVC01-3; \
            adjustment=CO-45 10.00 @2110/CAS03; adjustment=PR-3 10.00 @2110/CAS03"),
        format!("W1 18: code=cpt 85025 @2110/SVC01-2; value=50.00 USD @2110/SVC02; type=ACH @BPR04; effective=2024-02-01 @BPR16; {shared}; \
            claim_number=A1 @CLP01; amount=40.00 USD @2110/SVC03; units=1 @2110/SVC05; adjustment=CO-45 8.00 @2110/CAS03; \
            adjustment=CO-97 2.00 @2110/CAS06"),
        format!("W1 10: value=150.00 USD @CLP03; status=processed @CLP02; category=12 @CLP06; type=ACH @BPR04; effective=2024-02-01 @BPR16; \
            frequency=1 @CLP09; reason=remittance-advice-remark-codes MA01 @MOA03; {shared}; payer_order=primary @CLP02; member=W1 @NM109; \
            claim_number=A1 @CLP01; claim_number=PCN1 @CLP07; amount=120.00 USD @CLP04; patient_share=10.00 USD @CLP05; place_of_service=11 @CLP08"),
    ]);
    assert_eq!(book.unread(), "N3 1");
}

#[test]
fn an_enrollment() {
    let body = [
        "BGN*00*1*20240105****2", "N1*P5*EMPLOYER*FI*1", "N1*IN*PLAN CO*FI*2", "INS*Y*18*021*20*A***FT", "REF*0F*W1", "REF*1L*GRP1",
        "NM1*IL*1*ROE*JANE****34*999999999", "PER*IP**HP*5555550100*EM*J@EXAMPLE.ORG", "DMG*D8*19800102*F*M*:RET:2106-3", "HD*021**HLT*GOLD*FAM",
        "DTP*348*D8*20240101", "HD*024**DEN*TEETH", "DTP*349*D8*20240131",
    ];
    let book = read("834", "005010X220A1", &body);
    let shared = "payer=PLAN CO (FI 2) @1000B/N102";
    assert_eq!(book.told(Kind::Coverage), [
        format!("W1 13: status=active @2300/HD01; type=HLT @2300/HD03; effective=2024-01-01 @2300/DTP03; class=FAM @2300/HD05; \
            relationship=self @2000/INS02; {shared}; plan=GOLD @2300/HD04; group=GRP1 @2000/REF02; member=W1 @2000/REF02"),
        format!("W1 15: status=cancelled @2300/HD01; type=DEN @2300/HD03; end=2024-01-31 @2300/DTP03; relationship=self @2000/INS02; {shared}; \
            plan=TEETH @2300/HD04; group=GRP1 @2000/REF02; member=W1 @2000/REF02"),
    ]);
    assert_eq!(book.told(Kind::Demographic), ["W1 10: family=ROE @2100A/NM103; given=JANE @2100A/NM104; birth_date=1980-01-02 @2100A/DMG02; \
        sex=female @2100A/DMG03; ssn=999999999 @2100A/NM109; phone=5555550100 @2100A/PER04; email=J@EXAMPLE.ORG @2100A/PER06; \
        race=2106-3 @2100A/DMG05-3; marital_status=M @2100A/DMG04"]);
    assert_eq!(book.unread(), "N1 1");
}

#[test]
fn benefits_status_and_premiums() {
    let benefit = read("271", "005010X279A1", &[
        "HL*1**20*1", "NM1*PR*2*PAYER*****PI*77", "HL*2*1*21*1", "NM1*1P*2*CLINIC*****XX*1", "HL*3*2*22*0", "NM1*IL*1*ROE*JANE****MI*W1",
        "EB*1*IND*30^1**GOLD", "DTP*291*RD8*20240101-20241231", "EB*C*IND*30***23*500",
    ]);
    assert_eq!(benefit.told(Kind::Coverage), [
        "W1 10: status=active @2110C/EB01; category=30 @2110C/EB03; category=1 @2110C/EB03[2]; type=1 @2110C/EB01; end=2024-12-31 @2110C/DTP03; \
         effective=2024-01-01 @2110C/DTP03; class=IND @2110C/EB02; payer=PAYER (PI 77) @2100A/NM103; plan=GOLD @2110C/EB05; member=W1 @2100C/NM109",
        "W1 12: category=30 @2110C/EB03; type=C @2110C/EB01; frequency=23 @2110C/EB06; class=IND @2110C/EB02; payer=PAYER (PI 77) @2100A/NM103; \
         member=W1 @2100C/NM109; amount=500.00 USD @2110C/EB07",
    ]);
    let status = read("277", "005010X214", &["HL*1**PT*0", "NM1*QC*1*ROE*JANE****MI*W1", "TRN*2*A1", "STC*A2:20*20240106**150", "DTP*472*D8*20240103"]);
    assert_eq!(status.told(Kind::Claim), ["W1 7: status=A2:20 @2200D/STC01-1; effective=2024-01-03 @2200D/DTP03; recorded=2024-01-06 @2200D/STC02; \
        claim_number=A1 @2200D/TRN02; amount=150.00 USD @2200D/STC04"]);
    let premium = read("820", "005010X218", &[
        "BPR*I*100.5*C*ACH************20240201", "N1*PE*PLAN", "N1*PR*STATE", "ENT*1*2J*34*1", "NM1*IL*1*ROE*JANE****N*W1",
        "RMR*AZ*P1**100.5*120.5", "DTM*582****RD8*20240101-20240131", "ADX*-20*53",
    ]);
    assert_eq!(premium.told(Kind::Payment), ["W1 9: value=120.50 USD @2300B/RMR05; type=ACH @BPR04; onset=2024-01-01 @2300B/DTM06; \
        end=2024-01-31 @2300B/DTM06; effective=2024-02-01 @BPR16; author=PLAN @1000A/N102; payer=STATE @1000B/N102; member=W1 @2100B/NM109; \
        claim_number=P1 @2300B/RMR02; amount=100.50 USD @2300B/RMR04; adjustment=53 -20.00 @2320B/ADX01"]);
}

/// Every part of the one statement of a kind.
fn has(book: &Book, kind: Kind, head: &str, parts: &[&str]) {
    let told = book.told(kind);
    let own: Vec<&String> = told.iter().filter(|t| t.starts_with(head)).collect();
    let [own] = own[..] else { panic!("{head}: {told:#?}") };
    parts.iter().for_each(|part| assert!(own.contains(part), "{part}: {own}"));
}

#[test]
fn the_dates_of_a_plan_hold_for_benefits_that_have_none() {
    let book = read("271", "005010X279A1", &[
        "HL*1**20*1", "NM1*PR*2*PAYER*****PI*77", "HL*2*1*21*1", "NM1*1P*2*CLINIC*****XX*1", "HL*3*2*22*0", "NM1*IL*1*ROE*JANE****MI*W1",
        "DTP*346*D8*20240101", "DTP*347*D8*20241231", "EB*6*IND*30**GOLD", "EB*1*IND*88", "DTP*291*RD8*20240301-20240331",
    ]);
    has(&book, Kind::Coverage, "W1 12: ", &["status=cancelled @2110C/EB01", "effective=2024-01-01 @2100C/DTP03", "end=2024-12-31 @2100C/DTP03", "plan=GOLD"]);
    has(&book, Kind::Coverage, "W1 13: ", &["status=active", "effective=2024-03-01 @2110C/DTP03", "end=2024-03-31 @2110C/DTP03"]);
    assert!(book.told(Kind::Coverage).iter().all(|t| t.matches("effective=").count() == 1 && t.matches("end=").count() == 1));
    assert_eq!(book.unread(), "NM1 1", "of the segments only the clinic says nothing");
}

#[test]
fn an_inquiry_says_who_was_asked_about_and_asserts_no_coverage() {
    let book = read("270", "005010X279A1", &[
        "BHT*0022*13*A*20240105*0930", "HL*1**20*1", "NM1*PR*2*PAYER*****PI*77", "HL*2*1*21*1", "NM1*1P*2*CLINIC*****XX*1", "HL*3*2*22*0",
        "NM1*IL*1*ROE*JANE****MI*W1", "DMG*D8*19800102*F", "DTP*291*D8*20240105", "EQ*30^88",
    ]);
    has(&book, Kind::Coverage, "W1 13: ", &["status=inquired", "category=30 @2110C/EQ01", "category=88 @2110C/EQ01[2]", "effective=2024-01-05 @2100C/DTP03", "payer=PAYER (PI 77)", "member=W1"]);
    assert_eq!(book.told(Kind::Demographic).len(), 1);
    let relation = book.statements.iter().find(|s| s.kind == Kind::Coverage).map(|s| book.places.name(s.origin.relation));
    assert_eq!(relation, Some("x12.EQ"));
}

const REVIEW: [&str; 9] = [
    "HL*1**20*1", "NM1*X3*2*PAYER*****PI*77", "HL*2*1*21*1", "NM1*1P*1*DOE*DORA****XX*1999999976", "HL*3*2*22*1", "NM1*IL*1*ROE*JANE****MI*W1", "DMG*D8*19800102*F",
    "HL*4*3*EV*1", "UM*HS*I*1*11:B**U",
];

fn review(header: &str, event: &[&str], services: &[&str]) -> Book {
    let body: Vec<&str> = std::iter::once(header).chain(REVIEW).chain(event.iter().copied()).chain(services.iter().copied()).collect();
    read("278", "005010X217", &body)
}

#[test]
fn a_review_asks_for_services_and_says_how_many_and_when() {
    let asked = review("BHT*0007*13*A*20240105*0930", &["HI*ABK:M545", "DTP*AAH*RD8*20240110-20240210", "NM1*SJ*1*POE*PAT****XX*1999999968"], &[
        "HL*5*4*SS*0", "SV1*HC:97110:GP*450*UN*12", "HSD*VS*12*WK*3*34*1", "DTP*472*RD8*20240110-20240210", "MSG*knee",
    ]);
    has(&asked, Kind::Claim, "W1 13: ", &[
        "intent=preauthorization", "status=requested @BHT02", "type=health services @2000E/UM01", "class=initial @2000E/UM02", "category=1 @2000E/UM03", "priority=urgent @2000E/UM06",
        "place_of_service=11", "code=ICD-10-CM M54.5", "effective=2024-01-10", "end=2024-02-10", "author=1999999976 @2010B/NM109", "performer=1999999968 @2010E/NM109",
        "payer=PAYER (PI 77) @2010A/NM103", "member=W1 @2010C/NM109", "recorded=2024-01-05 @BHT04",
    ]);
    has(&asked, Kind::Order, "W1 18: ", &[
        "code=cpt 97110 @2000F/SV101-2", "modifier=GP", "status=requested", "amount=450.00 USD", "units=12 @2000F/SV104", "quantity=12 @2000F/HSD02", "frequency=3/week for 1 months",
        "effective=2024-01-10 @2000F/DTP03", "text=knee", "category=1 @2000E/UM03", "payer=PAYER",
    ]);
    assert_eq!(asked.told(Kind::Demographic).len(), 1);
    assert_eq!(asked.unread(), "");
}

#[test]
fn an_answer_certifies_denies_or_pends_and_a_service_may_say_otherwise_than_its_event() {
    let services = ["HL*5*4*SS*1", "HCR*A3**0E", "SV1*HC:97110**UN*12", "HL*6*4*SS*0", "SV1*HC:97140**UN*6"];
    let said = review("BHT*0007*11*A*20240106*0930", &["HCR*A2*AUTH7", "DTP*007*RD8*20240110-20240210"], &services);
    has(&said, Kind::Claim, "W1 13: ", &["status=certified in part @2000E/HCR01", "claim_number=AUTH7 @2000E/HCR02", "effective=2024-01-10"]);
    has(&said, Kind::Order, "W1 18: ", &["status=denied @2000F/HCR01", "adjustment=0E", "code=cpt 97110", "claim_number=AUTH7 @2000E/HCR02"]);
    has(&said, Kind::Order, "W1 20: ", &["status=certified in part @2000E/HCR01", "code=cpt 97140", "claim_number=AUTH7"]);
    let rejected = review("BHT*0007*11*A*20240106*0930", &["AAA*N**15*C"], &[]);
    has(&rejected, Kind::Claim, "W1 13: ", &["status=rejected", "adjustment=15 @2000E/AAA03"]);
    let silent = review("BHT*0007*11*A*20240106*0930", &[], &[]);
    assert!(!silent.told(Kind::Claim).concat().contains("status="), "an answer that says nothing says nothing");
}

#[test]
fn acknowledgements_are_counted_as_unread() {
    assert_eq!(read("276", "005010X212", &["HL*1**PT*0", "NM1*QC*1*ROE*JANE****MI*W1", "TRN*1*A1"]).unread(), "NM1 1, TRN 1");
    assert_eq!(read("999", "005010X231A1", &["AK1*HC*1", "AK2*837*1", "IK5*A", "AK9*A*1*1*1"]).unread(), "AK1 1, AK2 1, AK9 1, IK5 1");
}

#[test]
fn a_set_that_is_delivered_again_says_nothing_new() {
    let isa = format!("ISA*00*{0:10}*00*{0:10}*ZZ*{1:15}*ZZ*{1:15}*240105*0930*^*00501*000000007*0*P*:", "", "A");
    let once_more = ["SE*29*1", "GE*1*1", "IEA*1*000000007", isa.as_str(), "GS*HC*A*B*20240105*0930*1*X*005010X222A1", "ST*837*1*005010X222A1"];
    let beside = ["SE*29*1", "ST*837*2*005010X222A1"];
    let again = |between: &[&str], from: &str, to: &str| {
        let again: Vec<String> = PROFESSIONAL.iter().map(|segment| segment.replace(from, to)).collect();
        let body: Vec<&str> = PROFESSIONAL.iter().chain(between).copied().chain(again.iter().map(String::as_str)).collect();
        let book = read_as("837", "005010X222A1", &body, true);
        [Kind::Claim, Kind::Charge].map(|kind| book.statements.iter().filter(|s| s.kind == kind).count())
    };
    let twice = |from: &str, to: &str| again(&once_more, from, to);
    assert_eq!(twice("*49.5*", "*49.5*"), [1, 2]);
    assert_eq!(again(&beside, "*49.5*", "*49.5*"), [2, 4], "sets of one interchange that share a number are several");
    assert_eq!(twice("*49.5*", "*59.5*"), [1, 3], "a line that says otherwise is another one");
    assert_eq!(twice("00*1*2024", "00*2*2024"), [2, 4], "a set of another number is another one");
}

#[test]
fn beside_another_format_a_claim_says_what_was_there_on_admission_and_what_was_agreed() {
    let body = [
        "HL*1**20*1", "NM1*85*2*HOSPITAL*****XX*1999999984", "HL*2*1*22*0", "SBR*P*18*******MA", "NM1*IL*1*ROE*JANE****MI*W1", "CLM*A2*900***11:A:1*Y*A*Y*Y*P*AA", "DTP*439*D8*20240101",
        "DTP*431*D8*20231224", "REF*G1*AUTH77",
        "HI*ABK:I2510:::::::Y*ABF:N390:::::::N",
    ];
    let flags = |whole: bool| -> Vec<String> {
        let book = read_as("837", "005010X223A2", &body, whole);
        let flags = book.statements.iter().filter(|s| s.kind == Kind::Claim).flat_map(|s| &s.facts).filter(|f| f.aspect == model::Aspect::Flag);
        flags.map(|f| f.value.shown()).collect()
    };
    assert_eq!(flags(false), ["related to AA", "I25.10 on admission y", "N39.0 on admission n", "accident 2024-01-01", "onset 2023-12-24", "authorization AUTH77"]);
    assert_eq!(flags(true), ["related to AA"], "between interchanges each element is told");
}

#[test]
fn beside_another_format_a_line_says_what_was_allowed() {
    let body = [
        "BPR*I*50*C*ACH************20240201", "TRN*1*EFT9*1999999999", "N1*PR*PAYER*PI*77", "N1*PE*CLINIC*XX*1999999984", "LX*1", "CLP*A1*1*100*50*20*12*PCN1*11*1", "NM1*QC*1*ROE*JANE****MI*W1",
        "SVC*HC:99213*100*50**1", "CAS*CO*45*30", "CAS*PR*1*20", "AMT*B6*70",
    ];
    has(&read("835", "005010X221A1", &body), Kind::Payment, "W1 11: ", &["allowed=70.00 USD @2110/AMT02"]);
}
