//! Interchanges in, records and issues out.

use super::delimiters::tests::isa;
use crate::{Limits, Record, Summary};

fn read(input: &[u8]) -> (Vec<Record>, Summary) {
    read_with(input, &Limits::default())
}

fn read_with(mut input: &[u8], limits: &Limits) -> (Vec<Record>, Summary) {
    crate::seen::records(|each| super::read("case", &mut input, limits, each))
}

/// An interchange with one transaction set, its segments given without envelope; counts are right.
fn interchange(code: &str, guide: &str, body: &[&str]) -> String {
    let mut segments = vec![isa("7"), format!("GS*HC*A*B*20240105*0930*1*X*{guide}"), format!("ST*{code}*0001*{guide}")];
    segments.extend(body.iter().map(|s| s.to_string()));
    segments.extend([format!("SE*{}*0001", body.len() + 2), "GE*1*1".into(), "IEA*1*000000007".into()]);
    segments.iter().map(|s| format!("{s}~\n")).collect()
}

const CLAIM: [&str; 19] = [
    "BHT*0019*00*1*20240105*0930*CH",
    "NM1*41*2*SENDER*****46*1",
    "HL*1**20*1",
    "NM1*85*2*CLINIC*****XX*1999999984",
    "HL*2*1*22*1",
    "SBR*P**GRP1******CI",
    "NM1*IL*1*ROE*RICHARD****MI*W1",
    "NM1*PR*2*PAYER*****PI*77",
    "HL*3*2*23*0",
    "PAT*19",
    "NM1*QC*1*ROE*JANE",
    "CLM*A1*150***11:B:1*Y*A*Y*Y",
    "HI*ABK:J20",
    "NM1*82*1*DOE*DORA****XX*1999999976",
    "LX*1",
    "SV1*HC:99213:25*100*UN*1***1",
    "NM1*82*1*DOE*DAN****XX*1999999968",
    "LX*2",
    "SV1*HC:85025*50*UN*1***1",
];

fn place(record: &Record) -> String {
    ["relation", "loop", "claim", "patient", "service_line"]
        .iter()
        .map(|f| if *f == "relation" { record.relation.trim_start_matches("x12.") } else { record.get(f).unwrap_or("-") })
        .collect::<Vec<_>>()
        .join(" ")
}

fn codes(summary: &Summary) -> Vec<&str> {
    summary.issues.iter().map(|i| i.code).collect()
}

#[test]
fn segments_know_their_place() {
    let (records, summary) = read(interchange("837", "005010X222A1", &CLAIM).as_bytes());
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    let places: Vec<String> = records.iter().map(place).collect();
    let expected = [
        "ISA - - - -", "GS - - - -", "ST - - - -", "BHT - - - -", "NM1 1000A - - -", "HL 2000A - - -", "NM1 2010AA - - -", "HL 2000B - - -",
        "SBR 2000B - - -", "NM1 2010BA - W1 -", "NM1 2010BB - W1 -", "HL 2000C - - -", "PAT 2000C - - -", "NM1 2010CA - W1/JANE -",
        "CLM 2300 A1 W1/JANE -", "HI 2300 A1 W1/JANE -", "NM1 2310B A1 W1/JANE -", "LX 2400 A1 W1/JANE 1", "SV1 2400 A1 W1/JANE 1",
        "NM1 2420A A1 W1/JANE 1", "LX 2400 A1 W1/JANE 2", "SV1 2400 A1 W1/JANE 2", "SE - - - -", "GE - - - -", "IEA - - - -",
    ];
    assert_eq!(places, expected);
    let sv1 = &records[18];
    assert_eq!((sv1.line, sv1.get("transaction"), sv1.get("SV101-3"), sv1.get("SV102")), (19, Some("837P"), Some("25"), Some("100")));
}

#[test]
fn lines_are_ordinals_where_there_are_none() {
    let text = interchange("837", "005010X222A1", &CLAIM).replace('\n', "");
    let (records, summary) = read(text.as_bytes());
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    let clm = records.iter().find(|r| r.relation == "x12.CLM").unwrap();
    assert_eq!((clm.line, clm.byte), (15, text.find("CLM*").unwrap() as u64));
}

/// Hands out three bytes at a time.
struct Dribble<'a>(&'a [u8]);

impl std::io::Read for Dribble<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.0.len().min(out.len()).min(3);
        out[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

#[test]
fn other_delimiters_and_the_size_of_reads_change_nothing() {
    let plain = interchange("837", "005010X222A1", &CLAIM);
    let (expected, _) = read(plain.as_bytes());
    let odd = plain.replace("~\n", "\n").replace('*', "|").replace(':', ">");
    let (records, summary) = read(odd.as_bytes());
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    let leaves = |records: &[Record]| records.iter().skip(1).map(|r| r.leaves.clone()).collect::<Vec<_>>();
    assert_eq!(leaves(&records), leaves(&expected));
    let long = plain.repeat(8);
    let (expected, _) = read(long.as_bytes());
    let (dribbled, _) = crate::seen::records(|each| super::read("case", &mut Dribble(long.as_bytes()), &Limits::default(), each));
    assert_eq!(dribbled, expected);
}

#[test]
fn junk_between_interchanges_is_set_aside_with_its_place() {
    let one = interchange("837", "005010X222A1", &CLAIM);
    let text = format!("Subject: claims\n\n{one}-- end --\n{one}\u{1a}");
    let (records, summary) = read(text.as_bytes());
    assert_eq!((records.len(), summary.quarantined), (50, 2));
    let lines: Vec<_> = summary.issues.iter().map(|i| (i.code, i.line, i.byte, i.quarantined)).collect();
    let second = text.find("-- end").unwrap() as u64;
    assert_eq!(lines, [("outside_interchange", 1, 0, true), ("outside_interchange", 28, second, true)]);
}

#[test]
fn envelopes_must_close_and_count() {
    let good = interchange("837", "005010X222A1", &CLAIM);
    for (from, to, code) in [
        ("SE*21*", "SE*20*", "segment_count"),
        ("SE*21*0001", "SE*21*0002", "control_number"),
        ("GE*1*1", "GE*2*1", "transaction_count"),
        ("IEA*1*", "IEA*3*", "group_count"),
        ("IEA*1*000000007", "IEA*1*000000008", "control_number"),
        ("SE*21*0001~\n", "", "missing_trailer"),
        ("GE*1*1~\n", "", "missing_trailer"),
        ("IEA*1*000000007~\n", "", "missing_trailer"),
        ("IEA*1*000000007~", "IEA*1*000000007", "unterminated_segment"),
        ("BHT*", "bht*", "bad_segment"),
        ("GE*1*1~", "GE*1*1~~", "empty_segment"),
        ("GE*1*1~\n", "GE*1*1~\nNTE*ADD*A~\n", "outside_transaction"),
        ("GE*1*1~\n", "GE*1*1~\nGE*1*1~\n", "stray_trailer"),
        ("*00501*", "*501*", "isa_length"),
    ] {
        assert!(good.contains(from), "{from}");
        let (_, summary) = read(good.replacen(from, to, 1).as_bytes());
        assert_eq!(codes(&summary), [code], "{from} -> {to}");
    }
}

#[test]
fn an_interchange_cut_off_does_not_swallow_the_next() {
    let good = interchange("837", "005010X222A1", &CLAIM);
    let cut = good.split_at(good.find("SE*21").unwrap() - 2).0;
    let (records, summary) = read(format!("{cut}\n{good}").as_bytes());
    assert_eq!(records.len(), 22 + 25);
    assert_eq!(codes(&summary), ["unterminated_segment", "missing_trailer", "missing_trailer", "missing_trailer"]);
}

#[test]
fn a_header_without_delimiters_is_refused() {
    let (records, summary) = read(b"ISA*00*short~GS*HC~");
    assert_eq!((records.len(), codes(&summary)), (0, vec!["bad_isa", "outside_interchange"]));
}

#[test]
fn lines_wrapped_at_80_columns_are_read_whole() {
    let text = interchange("837", "005010X222A1", &CLAIM).replace('\n', "");
    let wrapped: Vec<&str> = text.as_bytes().chunks(80).map(|c| std::str::from_utf8(c).unwrap()).collect();
    let (records, summary) = read((wrapped.join("\r\n") + "\r\n").as_bytes());
    let (expected, _) = read(text.as_bytes());
    assert_eq!(codes(&summary), ["wrapped_lines"]);
    let leaves = |records: &[Record]| records.iter().map(|r| r.leaves.clone()).collect::<Vec<_>>();
    assert_eq!(leaves(&records), leaves(&expected));
}

#[test]
fn a_segment_over_the_cap_is_set_aside_alone() {
    let text = interchange("837", "005010X222A1", &CLAIM).replace("HI*ABK:J20", &format!("NTE*ADD*{}", "A".repeat(500)));
    let (records, summary) = read_with(text.as_bytes(), &Limits { record_bytes_max: 128, ..Limits::default() });
    assert_eq!((records.len(), codes(&summary)), (24, vec!["record_too_long"]));
}

#[test]
fn charges_that_do_not_come_to_the_total_are_a_doubt_at_the_claim() {
    let text = interchange("837", "005010X222A1", &CLAIM).replace("CLM*A1*150*", "CLM*A1*150.01*");
    let (_, summary) = read(text.as_bytes());
    assert_eq!((codes(&summary), summary.issues[0].line), (vec!["claim_total"], 15));
    assert!(!summary.issues[0].message.contains("150"));
    let (_, summary) = read(text.replace("150.01", "1O0").as_bytes());
    assert_eq!(codes(&summary), ["bad_amount"]);
}

const PAYMENT: [&str; 13] = [
    "BPR*I*115*C*ACH************20240201",
    "TRN*1*EFT9*1999999999",
    "N1*PR*PAYER",
    "N1*PE*CLINIC*XX*1999999984",
    "LX*1",
    "CLP*A1*1*150*120*10*12*PCN1*11*1",
    "NM1*QC*1*ROE*JANE",
    "NM1*IL*1*ROE*RICHARD****MI*W1",
    "SVC*HC:99213:25*100*80**1",
    "CAS*CO*45*10",
    "CAS*PR*3*10",
    "SVC*HC:85025*50*40**1",
    "CAS*CO*45*8*1*97*2",
];

#[test]
fn a_remittance_balances_by_line_claim_and_payment() {
    let mut body = PAYMENT.to_vec();
    body.push("PLB*1999999984*20241231*WO:PCN0*5");
    let text = interchange("835", "005010X221A1", &body);
    let (records, summary) = read(text.as_bytes());
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    let svc = records.iter().rfind(|r| r.relation == "x12.SVC").unwrap();
    assert_eq!(place(svc), "SVC 2110 A1 W1/JANE 2");
    for (from, to, expected) in [
        ("CAS*PR*3*10", "CAS*PR*3*9", vec!["line_balance", "claim_balance"]),
        ("CLP*A1*1*150*120", "CLP*A1*1*150*119", vec!["claim_balance", "payment_total"]),
        ("BPR*I*115", "BPR*I*116", vec!["payment_total"]),
        ("SVC*HC:85025*50*40", "SVC*HC:85025*51*41", vec!["claim_total"]),
    ] {
        let (_, summary) = read(text.replacen(from, to, 1).as_bytes());
        assert_eq!(codes(&summary), expected, "{from} -> {to}");
    }
}

#[test]
fn a_long_value_is_repeated_in_part_and_stands_whole_in_its_segment() {
    let long = format!("CLM*{}*150***11:B:1*Y*A*Y*Y", "é".repeat(100));
    let body = CLAIM.map(|segment| if segment.starts_with("CLM") { long.as_str() } else { segment });
    let (records, _) = read(interchange("837", "005010X222A1", &body).as_bytes());
    let of = |relation: &str| records.iter().find(|r| r.relation == relation).unwrap();
    assert_eq!(of("x12.SV1").get("claim"), Some("é".repeat(64).as_str()));
    assert_eq!(of("x12.CLM").get("CLM01"), Some("é".repeat(100).as_str()));
}

#[test]
fn a_premium_balances() {
    let body = [
        "BPR*I*150.50*C*ACH************20240201",
        "N1*PE*PLAN",
        "N1*PR*STATE",
        "ENT*1*2J*34*1",
        "NM1*IL*1*ROE*JANE****N*W1",
        "RMR*AZ*P1**100.50*120.50",
        "ADX*-20*53",
        "ENT*2*2J*34*2",
        "NM1*IL*1*ROE*RICHARD****N*W2",
        "RMR*AZ*P2**50",
    ];
    let text = interchange("820", "005010X218", &body);
    let (records, summary) = read(text.as_bytes());
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    assert_eq!(place(records.iter().find(|r| r.relation == "x12.ADX").unwrap()), "ADX 2320B - W1 -");
    let (_, summary) = read(text.replace("ADX*-20", "ADX*-19").as_bytes());
    assert_eq!(codes(&summary), ["line_balance"]);
}

#[test]
fn members_of_an_enrollment_are_told_apart() {
    let body = [
        "BGN*00*1*20240105****2",
        "N1*P5*EMPLOYER*FI*1",
        "N1*IN*PLAN*FI*2",
        "INS*Y*18*021*20*A***FT",
        "REF*0F*W1",
        "NM1*IL*1*ROE*RICHARD****34*999999999",
        "HD*021**HLT*GOLD*FAM",
        "INS*N*19*021*20*A",
        "REF*0F*W1",
        "NM1*IL*1*ROE*JANE",
        "HD*021**HLT*GOLD*FAM",
    ];
    let (records, summary) = read(interchange("834", "005010X220A1", &body).as_bytes());
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    let hd: Vec<String> = records.iter().filter(|r| r.relation == "x12.HD").map(place).collect();
    assert_eq!(hd, ["HD 2300 - W1 -", "HD 2300 - W1/JANE -"]);
}

#[test]
fn a_line_without_its_number_is_numbered() {
    let body: Vec<&str> = CLAIM.iter().copied().filter(|s| !s.starts_with("LX")).collect();
    let (records, summary) = read(interchange("837", "005010X222A1", &body).as_bytes());
    assert_eq!(codes(&summary), ["no_lx", "no_lx"]);
    let lines: Vec<_> = records.iter().filter(|r| r.relation == "x12.SV1").map(|r| r.get("service_line").unwrap()).collect();
    assert_eq!(lines, ["1", "2"]);
}

#[test]
fn a_set_that_is_not_known_is_read_as_segments() {
    let (records, summary) = read(interchange("850", "004010", &["BEG*00*SA*1", "PO1*1*2*EA"]).as_bytes());
    assert_eq!((records.len(), codes(&summary)), (8, vec!["unknown_transaction_set"]));
    assert_eq!(records[4].leaves[0], ("transaction".to_string(), "850".to_string()));
}
