//! Two books of interchanges: every element that nothing reads is held against those of the other book.

use super::*;

/// `kind aspect manner` of what two transaction sets differ in.
fn differ(code: &str, guide: &str, legacy: &[&str], destination: &[&str]) -> Vec<String> {
    let book = |body: &[&str]| {
        let mut book = read_as(code, guide, body, true);
        book.coverage.records = [0, 1];
        book
    };
    let (own, there) = (book(legacy), book(destination));
    let found = crate::compare_patient(&own.statements, &there.statements, &crate::Equivalences::default(), (&own.coverage, &there.coverage), &|_| None);
    found.findings.iter().map(|f| format!("{} {} {}", f.kind, crate::shown_aspect(f.aspect), f.manner)).collect()
}

/// What a body and what becomes of it by an exchange differ in; a segment that is exchanged for nothing goes.
fn changed(code: &str, guide: &str, body: &[&str], (from, to): (&str, &str)) -> Vec<String> {
    let there: Vec<String> = body.iter().map(|segment| segment.replace(from, to)).filter(|segment| !segment.is_empty()).collect();
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    assert_ne!(body, there, "{from} is not there");
    differ(code, guide, body, &there)
}

const CLAIM: [&str; 31] = [
    "HL*1**20*1", "NM1*85*2*CLINIC*****XX*1999999984", "HL*2*1*22*0", "SBR*P*18*******MB", "NM1*IL*1*ROE*JANE****MI*W1", "NM1*PR*2*PAYER ONE*****PI*77",
    "CLM*A1*350***11:B:7*Y*A*Y*Y", "DTP*431*D8*20240101", "REF*G1*AUTH77", "REF*F8*ICN9", "REF*D9*CH99", "HI*ABK:E119:::::::Y*ABF:I10", "NM1*82*1*DOE*DORA****XX*1999999976", "PRV*PE*PXC*207R00000X",
    "SBR*S*18*******CI", "CAS*CO*45*20", "AMT*D*80", "OI***Y***Y", "NM1*IL*1*ROE*JANE****MI*X9", "NM1*PR*2*PAYER TWO*****PI*88",
    "LX*1", "SV1*HC:99213*150*UN*1***1**Y", "DTP*472*D8*20240103", "REF*6R*L1", "SVD*88*60*HC:99213**1", "CAS*PR*1*20**2*5", "DTP*573*D8*20231220", "LX*2", "SV1*HC:J1745*200*UN*2***1", "DTP*472*D8*20240104", "REF*6R*L2",
];

#[test]
fn what_no_aspect_stands_for_is_told_of_claims_and_their_lines() {
    let claim = |from: &str, to: &str| changed("837", "005010X222A1", &CLAIM, (from, to));
    for (from, to, told) in [
        ("REF*G1*AUTH77", "", "claim element 2300/REF02(G1) is absent in the destination"),
        ("ICN9", "ICN8", "claim element 2300/REF02(F8) is other in the destination"),
        ("DTP*431*D8*20240101", "", "claim element 2300/DTP03(431) is absent in the destination"),
        ("*Y*A*Y*Y", "*Y*C*Y*Y", "claim element 2300/CLM07 is other in the destination"),
        (":::::::Y", ":::::::N", "claim element 2300/HI(ABK:E119)-9 is other in the destination"),
        ("207R00000X", "208000000X", "claim element 2310B/PRV03(PE) is other in the destination"),
        ("AMT*D*80", "AMT*D*8", "claim element 2320(S)/AMT02(D) is other in the destination"),
        ("OI***Y***Y", "OI***N***Y", "claim element 2320(S)/OI03 is other in the destination"),
        ("CAS*CO*45*20", "CAS*CO*45*2", "claim element 2320(S)/CAS(CO) is other in the destination"),
        ("***1**Y", "***1", "charge element 2400/SV109 is absent in the destination"),
        ("SVD*88*60*", "SVD*88*6*", "charge element 2430(88)/SVD02 is other in the destination"),
        ("CAS*PR*1*20**2*5", "CAS*CO*1*20**2*5", "charge element 2430(88)/CAS(PR) is absent in the destination"),
        ("20231220", "20231221", "charge element 2430(88)/DTP03(573) is other in the destination"),
    ] {
        assert_eq!(claim(from, to), [told], "{from} {to}");
    }
}

#[test]
fn what_is_only_written_otherwise_in_an_interchange_stays_silent() {
    let claim = |from: &str, to: &str| changed("837", "005010X222A1", &CLAIM, (from, to));
    for (from, to) in [
        ("REF*D9*CH99", "REF*D9*CH100"), ("AMT*D*80", "AMT*D*80.00"), ("CAS*PR*1*20**2*5", "CAS*PR*2*5**1*20.00"), ("*350*", "*350.00*"), ("DOE*DORA**", "Doe*Dora*M*"),
        ("DTP*472*D8*20240103", "DTP*472*RD8*20240103-20240103"), ("REF*6R*L", "REF*6R*LINE"), ("REF*G1*AUTH77", "REF*G1*auth77"),
    ] {
        assert_eq!(claim(from, to), Vec::<String>::new(), "{from} {to}");
    }
    let mut turned = CLAIM;
    turned.swap(8, 9);
    assert_eq!(differ("837", "005010X222A1", &CLAIM, &turned), Vec::<String>::new());
    // Numbers of lines are anybody's choice, and those of each other are not.
    let mut crossed = CLAIM;
    crossed.swap(23, 30);
    let told = "charge element 2400/REF02(6R) is other in the destination";
    assert_eq!(differ("837", "005010X222A1", &CLAIM, &crossed), [told, told]);
}

#[test]
fn what_no_aspect_stands_for_is_told_of_payments_and_benefits() {
    let remittance = [
        "BPR*I*60*C*ACH*CCP*01*999*DA*123*1512345678**01*999*DA*123*20240201", "TRN*1*EFT55*1512345678", "N1*PR*PAYER ONE", "N1*PE*CLINIC*XX*1999999984", "LX*1",
        "CLP*A1*1*150*60*12*12*ICN1*11*1", "NM1*QC*1*ROE*JANE****MI*W1", "NM1*TT*2*PAYER THREE*****PI*99", "AMT*AU*90", "SVC*HC:99213*150*60**1**2", "DTM*472*20240103", "CAS*CO*45*78*3", "CAS*PR*1*12", "AMT*B6*72",
    ];
    let payment = |from: &str, to: &str| changed("835", "005010X221A1", &remittance, (from, to));
    for (from, to, told) in [
        ("AMT*AU*90", "", "payment element 2100/AMT02(AU) is absent in the destination"),
        ("NM1*TT*2*PAYER THREE*****PI*99", "", "payment element 2100/NM109(TT) is absent in the destination"),
        ("AMT*B6*72", "AMT*B6*27", "payment element 2110/AMT02(B6) is other in the destination"),
        ("CAS*CO*45*78*3", "CAS*CO*45*78*2", "payment element 2110/CAS(CO-45) is other in the destination"),
        ("**1**2", "**1**3", "payment element 2110/SVC07 is other in the destination"),
    ] {
        assert_eq!(payment(from, to), [told], "{from} {to}");
    }
    assert_eq!(payment("DTM*472*20240103", "DTM*150*20240103"), Vec::<String>::new());
    let benefits = ["HL*1**20*1", "NM1*PR*2*PAYER ONE*****PI*77", "HL*2*1*21*1", "NM1*1P*2*CLINIC*****XX*1999999984", "HL*3*2*22*0", "NM1*IL*1*ROE*JANE****MI*W1", "EB*C*IND*30***23*1000*****Y"];
    assert_eq!(changed("271", "005010X279A1", &benefits, ("*****Y", "*****N")), ["coverage element 2110C/EB12 is other in the destination"]);
}
