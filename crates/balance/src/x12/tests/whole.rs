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
        (":::::::Y", ":::::::N", "claim element 2300/HI(ABK)-9 is other in the destination"),
        ("207R00000X", "208000000X", "claim element 2310B/PRV03(PE) is other in the destination"),
        ("AMT*D*80", "AMT*D*8", "claim element 2320(S)/AMT02(D) is other in the destination"),
        ("OI***Y***Y", "OI***N***Y", "claim element 2320(S)/OI03 is other in the destination"),
        ("CAS*CO*45*20", "CAS*CO*45*2", "claim element 2320(S)/CAS(CO) is other in the destination"),
        ("***1**Y", "***1", "charge element 2400/SV109 is absent in the destination"),
        ("SVD*88*60*", "SVD*88*6*", "charge element 2430/SVD02 is other in the destination"),
        ("CAS*PR*1*20**2*5", "CAS*CO*1*20**2*5", "charge element 2430/CAS(PR) is absent in the destination"),
        ("20231220", "20231221", "charge element 2430/DTP03(573) is other in the destination"),
    ] {
        assert_eq!(claim(from, to), [told], "{from} {to}");
    }
}

#[test]
fn a_line_is_served_where_its_claim_is_unless_it_says_otherwise() {
    let line = |place: &str| changed("837", "005010X222A1", &CLAIM, ("*150*UN*1*", format!("*150*UN*1*{place}").as_str()));
    assert_eq!(line("11"), Vec::<String>::new());
    assert_eq!(line("22"), ["charge place_of_service 11 has become 22"]);
}

#[test]
fn of_what_only_the_destination_says_sums_days_and_conditions_are_invented() {
    let beside = |added: &str| changed("837", "005010X222A1", &CLAIM, ("REF*F8*ICN9", format!("REF*F8*ICN9~\n{added}").as_str()));
    for (added, told) in [
        ("DTP*439*D8*20231230", "claim element 2300/DTP03(439) stands in the destination only"),
        ("AMT*MA*12", "claim element 2300/AMT02(MA) stands in the destination only"),
        ("CRC*07*Y*01", "claim element 2300/CRC02(07) stands in the destination only"),
    ] {
        assert_eq!(beside(added), [told], "{added}");
    }
    for added in ["REF*D9*OWN", "AMT*MA*0", "K3*OWN", "DTP*050*D8*20240110"] {
        assert_eq!(beside(added), Vec::<String>::new(), "{added}");
    }
}

#[test]
fn what_is_only_written_otherwise_in_an_interchange_stays_silent() {
    let claim = |from: &str, to: &str| changed("837", "005010X222A1", &CLAIM, (from, to));
    for (from, to) in [
        ("REF*D9*CH99", "REF*D9*CH100"), ("AMT*D*80", "AMT*D*80.00"), ("CAS*PR*1*20**2*5", "CAS*PR*2*5**1*20.00"), ("*350*", "*350.00*"), ("DOE*DORA**", "Doe*Dora*M*"),
        ("DTP*472*D8*20240103", "DTP*472*RD8*20240103-20240103"), ("DTP*431*D8*20240101", "DTP*431*RD8*20240101-20240101"), ("REF*6R*L", "REF*6R*LINE"), ("REF*G1*AUTH77", "REF*G1*auth77"),
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
        ("CAS*CO*45*78*3", "CAS*CO*45*78*2", "payment element 2110/CAS(CO) is other in the destination"),
        ("**1**2", "**1**3", "payment element 2110/SVC07 is other in the destination"),
    ] {
        assert_eq!(payment(from, to), [told], "{from} {to}");
    }
    assert_eq!(payment("DTM*472*20240103", "DTM*150*20240103"), Vec::<String>::new());
    assert_eq!(payment("CAS*PR*1*12", "CAS*PR*1*12**2*0"), Vec::<String>::new(), "a reason by which nothing is adjusted");
    let benefits = ["HL*1**20*1", "NM1*PR*2*PAYER ONE*****PI*77", "HL*2*1*21*1", "NM1*1P*2*CLINIC*****XX*1999999984", "HL*3*2*22*0", "NM1*IL*1*ROE*JANE****MI*W1", "EB*C*IND*30***23*1000*****Y"];
    assert_eq!(changed("271", "005010X279A1", &benefits, ("*****Y", "*****N")), ["coverage element 2110C/EB12 is other in the destination"]);
    assert_eq!(changed("271", "005010X279A1", &benefits, ("*1000*****Y", "*1000****Y*Y")), ["coverage element 2110C/EB11 stands in the destination only"]);
}

/// What a body and the same with an exchange differ in, each once.
fn told(code: &str, guide: &str, body: &[&str], exchange: (&str, &str)) -> Vec<String> {
    let mut told = changed(code, guide, body, exchange);
    told.sort();
    told.dedup();
    told
}

#[test]
fn what_stands_above_claims_is_told_by_all_below_it() {
    let claim: Vec<&str> = ["BHT*0019*00*7*20240105*0930*CH", "NM1*41*2*SENDER*****46*S1", "PER*IC*DESK*TE*5550100", "HL*1**20*1", "PRV*BI*PXC*207Q00000X", "NM1*85*2*CLINIC*****XX*1999999984", "N3*1 WAY*ROOM 2", "N4*TOWN*OH*43004", "REF*EI*720000000", "NM1*87*2", "N3*9 ELM STREET", "N4*TOWN*OH*43007"]
        .into_iter()
        .chain(CLAIM[2..4].iter().copied())
        .chain(["NM1*IL*1*ROE*JANE****MI*W1", "REF*Y4*CASE7", "NM1*PR*2*PAYER ONE*****PI*77", "N4*CITY*OH*43001", "REF*2U*SEC9"])
        .chain(CLAIM[6..].iter().copied())
        .collect();
    let of = |exchange| told("837", "005010X222A1", &claim, exchange);
    for (from, to, expected) in [
        ("930*CH", "930*RP", "claim element above/BHT06 is other in the destination"),
        ("207Q00000X", "207R00000X", "claim element above/2000A/PRV03(BI) is other in the destination"),
        ("1 WAY", "2 WAY", "claim element above/2010AA/N3 is other in the destination"),
        ("REF*EI*720000000", "", "claim element above/2010AA/REF02(EI) is absent in the destination"),
        ("REF*2U*SEC9", "REF*2U*SEC8", "coverage element 2010BB/REF02(2U) is other in the destination"),
        ("CITY*OH", "CITY*KY", "coverage element 2010BB/N402 is other in the destination"),
        ("PAYER ONE*****PI*77", "PAYER ONE", "coverage element 2010BB/NM1(PR) is absent in the destination"),
        ("REF*Y4*CASE7", "REF*Y4*CASE8", "demographic element 2010BA/REF02(Y4) is other in the destination"),
    ] {
        assert_eq!(of((from, to)), [expected], "{from} {to}");
    }
    // Who sent it, its number and when it was written, and an address that is broken otherwise.
    for exchange in [("00*7*20240105*0930", "00*8*20240106*1015"), ("SENDER*****46*S1", "OTHER*****46*S2"), ("1 WAY*ROOM 2", "1 WAY ROOM 2"), ("43004", "430041234"), ("9 ELM STREET", "9 Elm St."), ("*CLINIC*", "*THE CLINIC*")] {
        assert_eq!(of(exchange), Vec::<String>::new(), "{exchange:?}");
    }
}

#[test]
fn what_is_paid_as_a_whole_and_settled_beside_claims_is_told() {
    let remittance = [
        "BPR*I*45*C*ACH*CCP*01*999*DA*123*1512345678**01*999*DA*124*20240201", "TRN*1*EFT55*1512345678", "DTM*405*20240131", "N1*PR*PAYER ONE*XV*77", "N3*9 ST", "PER*BL*TECH*TE*5550001*EM*A@EXAMPLE.ORG", "N1*PE*CLINIC*XX*1999999984", "LX*1",
        "TS3*1999999984*11*20241231*1*150", "CLP*A1*1*150*60*12*12*ICN1*11*1", "NM1*QC*1*ROE*JANE****MI*W1", "SVC*HC:99213*150*60", "DTM*472*20240103", "PLB*1999999984*20241231*WO:ICN9*15*CS:ADJ*-2.5",
    ];
    let of = |exchange| told("835", "005010X221A1", &remittance, exchange);
    for (exchange, expected) in [
        (("*I*45*", "*I*54*"), "payment element above/BPR02 is other in the destination"),
        (("DA*124", "DA*142"), "payment element above/BPR15 is other in the destination"),
        (("N3*9 ST", ""), "payment element above/1000A/N3 is absent in the destination"),
        (("TE*5550001", "TE*5550002"), "payment element above/1000A/PER(BL-TE) is other in the destination"),
        (("PAYER ONE*XV*77", "PAYER ONE"), "payment element above/1000A/N1(PR) is absent in the destination"),
        (("ICN9*15", "ICN9*-15"), "payment amount "),
        (("*CS:ADJ*-2.5", ""), "payment statement "),
        (("99213*150*60", "99213*150*60**2"), "payment units "),
    ] {
        let found = of(exchange);
        assert!(matches!(&found[..], [told] if told.starts_with(expected)), "{exchange:?}: {found:?}");
    }
    // How many were paid is one where it is not said; whom to ask in another order; when the file was made; sums of the claims.
    for exchange in [("99213*150*60", "99213*150*60**1"), ("TE*5550001*EM*A@EXAMPLE.ORG", "EM*A@EXAMPLE.ORG*TE*555-0001"), ("DTM*405*20240131", "DTM*405*20240201"), ("DTM*472*20240103", "DTM*150*20240103~\nDTM*151*20240103"), ("TS3*1999999984*11*20241231*1*150", ""), ("*-2.5", "*-2.50")] {
        assert_eq!(of(exchange), Vec::<String>::new(), "{exchange:?}");
    }
}

#[test]
fn what_is_asked_and_what_became_of_lines_is_told() {
    let top = ["HL*1**20*1", "NM1*PR*2*PAYER ONE*****PI*77", "HL*2*1*21*1", "NM1*41*2*SENDER*****46*S1", "HL*3*2*19*1", "NM1*1P*2*CLINIC*****XX*1999999984", "HL*4*3*22*0", "NM1*IL*1*ROE*JANE****MI*W1"];
    let question: Vec<&str> = top.into_iter().chain(["TRN*1*A1", "REF*1K*ICN9", "AMT*T3*150", "DTP*472*D8*20240103", "SVC*HC:99213:25*100*****1", "DTP*472*D8*20240103"]).collect();
    let asked = |exchange| told("276", "005010X212", &question, exchange);
    assert_eq!(asked(("T3*150", "T3*370")), ["claim amount the value differs"]);
    assert_eq!(asked(("99213:25", "99213:59")), ["claim element 2210D/SVC01-3 is other in the destination"]);
    assert_eq!(asked(("XX*1999999984", "XX*1999999976")), ["claim element above/2100C/NM109(1P) is other in the destination"]);
    assert_eq!(asked(("TRN*1*A1", "TRN*1*A2")), Vec::<String>::new());
    let answer: Vec<&str> =
        top.into_iter().chain(["TRN*2*A1", "STC*F1:65*20240106**150*120", "REF*1K*ICN9", "DTP*472*D8*20240103", "SVC*HC:99213*100*80****1", "STC*F1:65*20240106", "SVC*HC:85025*50*0****1", "STC*F2:88*20240106"]).collect();
    let answered = |exchange| told("277", "005010X212", &answer, exchange);
    assert_eq!(answered(("STC*F2:88", "STC*F1:65")), ["claim element 2220D/STC01-2(F2) is absent in the destination"]);
    assert_eq!(answered(("*100*80*", "*100*8*")), ["claim element 2220D/SVC03 is other in the destination"]);
    assert_eq!(answered(("*100*80*", "*100*80.00*")), Vec::<String>::new());
}

#[test]
fn what_is_left_of_a_member_is_told_by_the_person() {
    let member = [
        "BGN*00*1*20240105*0930****2", "REF*38*POL9", "N1*P5*EMPLOYER*FI*1", "N1*IN*PLAN CO*FI*2", "INS*Y*18*021*20*A***FT", "REF*0F*W1", "REF*DX*DEP", "DTP*336*D8*20100101", "NM1*IL*1*ROE*JANE****34*999999999", "DMG*D8*19800102*F*M*:RET:2106-3",
        "HLH*N*70*150", "NM1*31*1", "N3*MAILBOX", "HD*021**HLT*GOLD*FAM", "DTP*348*D8*20240101",
    ];
    let of = |exchange| told("834", "005010X220A1", &member, exchange);
    for (exchange, expected) in [
        (("*FT", "*PT"), "demographic element 2000/INS08 is other in the destination"),
        (("REF*DX*DEP", ""), "demographic element 2000/REF02(DX) is absent in the destination"),
        (("20100101", "20110101"), "demographic element 2000/DTP03(336) is other in the destination"),
        (("HLH*N*", "HLH*T*"), "demographic element 2100A/HLH01 is other in the destination"),
        (("MAILBOX", "LETTERBOX"), "demographic element 2100C/N3 is other in the destination"),
        (("POL9", "POL8"), "coverage element above/REF02(38) is other in the destination"),
        (("EMPLOYER*FI*1", "EMPLOYER*FI*7"), "coverage element above/1000A/N104(P5) is other in the destination"),
    ] {
        assert_eq!(of(exchange), [expected], "{exchange:?}");
    }
    for exchange in [("00*1*2024", "00*2*2024"), (":RET:2106-3", "C"), ("HLH*N*70", "HLH*N*70.0")] {
        assert_eq!(of(exchange), Vec::<String>::new(), "{exchange:?}");
    }
}

#[test]
fn what_a_member_is_reported_under_is_told_by_each_category() {
    let member = [
        "BGN*00*1*20240105*0930****2", "N1*P5*EMPLOYER*FI*1", "N1*IN*PLAN CO*FI*2", "INS*Y*18*021*20*A***FT", "REF*0F*W1", "NM1*IL*1*ROE*JANE****34*999999999", "DMG*D8*19800102*F", "HD*021**HLT*GOLD*FAM",
        "DTP*348*D8*20240101", "LS*2700", "LX*1", "N1*75*RATING AREA", "REF*9X*R-OH007", "DTP*007*D8*20240101", "LX*2", "N1*75*APTC AMT", "REF*9V*120.5", "DTP*007*D8*20240101", "LE*2700",
    ];
    let of = |exchange| told("834", "005010X220A1", &member, exchange);
    for (exchange, expected) in [
        (("R-OH007", "R-OH001"), "other record element 2750/REF02(9X) is other in the destination"),
        (("120.5", "12.05"), "other record element 2750/REF02(9V) is other in the destination"),
        (("REF*9V*120.5", ""), "other record element 2750/REF02(9V) is absent in the destination"),
    ] {
        assert_eq!(of(exchange), [expected], "{exchange:?}");
    }
    let mut turned = member;
    for at in 11..14 {
        turned.swap(at, at + 4);
    }
    assert_eq!(differ("834", "005010X220A1", &member, &turned), Vec::<String>::new());
    let without: Vec<&str> = member[..14].iter().chain(&member[18..]).copied().collect();
    assert!(matches!(&differ("834", "005010X220A1", &member, &without)[..], [told] if told.starts_with("other record statement")));
    assert_eq!(of(("120.5", "120.50")), Vec::<String>::new());
}

const DENTAL: [&str; 15] = [
    "HL*1**20*1", "NM1*85*2*CLINIC*****XX*1999999984", "HL*2*1*22*0", "SBR*P*18*******CI", "NM1*IL*1*ROE*JANE****MI*W1", "NM1*PR*2*PAYER ONE*****PI*77", "CLM*D1*200***11:B:1*Y*A*Y*Y", "DN2*14*M", "DN2*30*E",
    "CRC*07*Y*01*06", "HI*ABK:K0262", "LX*1", "SV3*AD:D2392*200****1", "TOO*JP*12*M:O", "DTP*472*D8*20240301",
];

#[test]
fn what_belongs_together_in_segments_of_one_place_is_told() {
    let mut crossed = DENTAL;
    (crossed[7], crossed[8]) = ("DN2*14*E", "DN2*30*M");
    assert_eq!(differ("837", "005010X224A2", &DENTAL, &crossed), ["claim element what belongs together in 2300/DN2 is other in the destination"]);
    let mut turned = DENTAL;
    turned.swap(7, 8);
    assert_eq!(differ("837", "005010X224A2", &DENTAL, &turned), Vec::<String>::new(), "their order says nothing");
}

#[test]
fn the_order_of_surfaces_and_of_the_indicators_of_a_condition_says_nothing() {
    let of = |exchange| changed("837", "005010X224A2", &DENTAL, exchange);
    for exchange in [("12*M:O", "12*O:M"), ("Y*01*06", "Y*06*01")] {
        assert_eq!(of(exchange), Vec::<String>::new(), "{exchange:?}");
    }
    assert_eq!(of(("Y*01*06", "Y*01")), ["claim element 2300/CRC03(07) is absent in the destination"]);
    assert!(matches!(&of(("12*M:O", "12*M"))[..], [told] if told.starts_with("charge body site ")));
}

#[test]
fn that_a_claim_only_asks_what_would_be_paid_is_told_on_either_side() {
    let asked = DENTAL.map(|segment| if segment.starts_with("CLM") { "CLM*D1*200***11:B:1*Y*A*Y*Y**********PB" } else { segment });
    for (legacy, destination) in [(DENTAL, asked), (asked, DENTAL)] {
        let told = differ("837", "005010X224A2", &legacy, &destination);
        assert!(matches!(&told[..], [told] if told.starts_with("claim intent ")), "{told:?}");
    }
}

#[test]
fn whose_national_number_is_another_one_is_told_wherever_all_claims_have_it() {
    let told = changed("837", "005010X222A1", &CLAIM, ("CLINIC*****XX*1999999984", "CLINIC*****XX*1999999976"));
    assert!(matches!(&told[..], [told] if told.starts_with("claim ")), "{told:?}");
}

#[test]
fn of_which_sort_a_diagnosis_is_and_how_much_a_value_code_is_of_is_told() {
    let claim = [
        "HL*1**20*1", "NM1*85*2*HOSPITAL*****XX*1999999984", "HL*2*1*22*0", "SBR*P*18*******MA", "NM1*IL*1*ROE*JANE****MI*W1", "NM1*PR*2*PAYER ONE*****PI*77", "CLM*A2*900***11:A:1*Y*A*Y*Y", "DTP*434*RD8*20240101-20240105",
        "HI*ABK:I2510:::::::Y", "HI*ABJ:R079", "HI*ABN:W19XXXA", "HI*BE:80:::5*BE:01:::1200.5", "LX*1", "SV2*0120**900*DA*4",
    ];
    let of = |exchange| changed("837", "005010X223A2", &claim, exchange);
    assert_eq!(of(("ABJ:R079", "APR:R079")), ["claim element 2300/HI(ABJ) is absent in the destination"]);
    assert!(matches!(&of(("1200.5", "120.05"))[..], [told] if told.starts_with("claim flag ")));
    for exchange in [("1200.5", "1200.50"), ("ABJ:R079", "ABJ:R07.9"), ("ABK:I2510", "ABK:I25.10")] {
        assert_eq!(of(exchange), Vec::<String>::new(), "{exchange:?}");
    }
}

#[test]
fn that_a_claim_came_is_news_of_nothing_and_that_it_was_refused_is() {
    let of = |status: &str| {
        let stated = format!("STC*{status}*20240106*WQ*150");
        let answer = ["HL*1**20*1", "NM1*PR*2*PAYER ONE*****PI*77", "HL*2*1*21*1", "NM1*41*2*SENDER*****46*S1", "HL*3*2*19*1", "NM1*85*2*CLINIC*****XX*1999999984", "HL*4*3*PT", "NM1*QC*1*ROE*JANE****MI*W1", "TRN*2*A1", stated.as_str(), "DTP*472*D8*20240103"];
        let (own, added) = (read_as("837", "005010X222A1", &CLAIM, true), read_as("277", "005010X214", &answer, true));
        let there: Vec<Statement> = own.statements.iter().cloned().chain(added.statements).collect();
        let found = crate::compare_patient(&own.statements, &there, &crate::Equivalences::default(), (&own.coverage, &own.coverage), &|_| None);
        found.findings.iter().map(|f| format!("{} {}", f.kind, f.verdict)).collect::<Vec<_>>()
    };
    assert_eq!([of("A1:19:PR"), of("A2:20:PR")], [Vec::<String>::new(), Vec::new()]);
    assert_eq!(of("A3:21:PR"), ["claim invented"]);
}

#[test]
fn a_mistake_in_adjustments_is_one_whatever_the_sums() {
    let remittance = |sum: &str, group: &str, reason: &str| {
        let (line, adjusted) = (format!("SVC*HC:99213*{sum}*0"), format!("CAS*{group}*{reason}*{sum}"));
        let body = ["BPR*I*0*C*ACH************20240201", "TRN*1*EFT55*1512345678", "N1*PR*PAYER ONE", "N1*PE*CLINIC*XX*1999999984", "LX*1", "CLP*A1*1*150*0*0*12*ICN1*11*1", "NM1*QC*1*ROE*JANE****MI*W1", line.as_str(), adjusted.as_str()];
        body.map(str::to_string)
    };
    let of = |legacy: [String; 9], destination: [String; 9]| {
        let found = differ("835", "005010X221A1", &legacy.each_ref().map(String::as_str), &destination.each_ref().map(String::as_str));
        found.into_iter().find(|told| told.starts_with("payment adjustment ")).unwrap_or_default()
    };
    for sum in ["150", "88.5"] {
        assert_eq!(of(remittance(sum, "CO", "45"), remittance(sum, "OA", "45")), "payment adjustment CO has become OA");
        assert_eq!(of(remittance(sum, "CO", "45"), remittance(sum, "CO", "97")), "payment adjustment another reason");
    }
}

#[test]
fn between_interchanges_no_reason_of_what_the_patient_bears_is_held_by_the_sum() {
    let remittance = ["BPR*I*0*C*ACH************20240201", "TRN*1*EFT55*1512345678", "N1*PR*PAYER ONE", "N1*PE*CLINIC*XX*1999999984", "LX*1", "CLP*A1*1*20*0*20*12*ICN1*11*1", "NM1*QC*1*ROE*JANE****MI*W1", "SVC*HC:99213*20*0", "CAS*PR*1*10**2*10"];
    let told = changed("835", "005010X221A1", &remittance, ("**2*10", "**1*10"));
    assert!(matches!(&told[..], [told] if told.starts_with("payment adjustment ")), "{told:?}");
}

#[test]
fn what_nobody_adds_on_the_way_to_a_claim_is_invented() {
    let beside = |from: &str, to: &str| changed("837", "005010X222A1", &CLAIM, (from, to));
    assert_eq!(beside("*Y*A*Y*Y", "*Y*A*Y*Y***02"), ["claim element 2300/CLM12 stands in the destination only"]);
}

#[test]
fn what_stands_in_two_files_is_said_once() {
    let book = |files: &[&[&str]]| {
        let mut book = read_as("837", "005010X222A1", files[0], true);
        files[1..].iter().zip(4..).for_each(|(body, artifact)| book.read_file(artifact, ("837", "005010X222A1"), body, true));
        book.coverage.records = [0, 1];
        book
    };
    let differ = |legacy: &Book, destination: &Book| {
        let found = crate::compare_patient(&legacy.statements, &destination.statements, &crate::Equivalences::default(), (&legacy.coverage, &destination.coverage), &|_| None);
        let mut told: Vec<String> = found.findings.iter().map(|f| format!("{} {}", f.kind, f.verdict)).collect();
        told.sort();
        told
    };
    let other = |exchanges: &[(&str, &str)]| PROFESSIONAL.map(|segment| exchanges.iter().fold(segment.to_string(), |segment, (from, to)| segment.replace(from, to)));
    let renumbered = other(&[("00*1*2024", "00*2*2024")]);
    let renumbered = renumbered.each_ref().map(String::as_str);
    let later = other(&[("00*1*2024", "00*2*2024"), ("CLM*A1", "CLM*A7"), ("20240103", "20240203")]);
    let later = later.each_ref().map(String::as_str);
    let both: Vec<&str> = PROFESSIONAL.iter().chain(&["SE*29*1", "ST*837*2*005010X222A1"]).chain(&later).copied().collect();
    let once = book(&[&PROFESSIONAL]);
    let twice = book(&[&PROFESSIONAL, &PROFESSIONAL]);
    assert_eq!(differ(&once, &twice), Vec::<String>::new());
    assert_eq!(differ(&twice, &once), Vec::<String>::new());
    // Each file names the patient anew.
    let (together, apart) = (book(&[&both]), book(&[&PROFESSIONAL, &later]));
    assert_eq!(differ(&together, &apart), Vec::<String>::new());
    assert_eq!(differ(&apart, &together), Vec::<String>::new());
    // A claim that is sent under another number is another one, and what neither file has any more is lost once.
    assert_eq!(differ(&once, &book(&[&PROFESSIONAL, &renumbered])), ["charge duplicated", "charge duplicated", "claim duplicated"]);
    assert_eq!(differ(&twice, &book(&[&PROFESSIONAL[..20]])), ["charge lost"]);
}
