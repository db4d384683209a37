use super::*;
use proptest::prelude::*;

type Came = (Vec<(String, String, String, u8)>, TermSummary);

fn read(name: &str, text: &[u8]) -> Came {
    let mut terms = Vec::new();
    let mut input = text;
    let summary = read_terms(name, &mut input, &Limits::default(), &mut |t| {
        terms.push((t.system.to_string(), t.code.to_string(), t.display.to_string(), t.rank));
        ControlFlow::Continue(())
    })
    .unwrap();
    (terms, summary)
}

fn issues(summary: &TermSummary) -> Vec<(u64, &'static str)> {
    summary.summary.issues.iter().map(|i| (i.line, i.code)).collect()
}

#[test]
fn a_table_of_codes() {
    let text = "Code,Display,System\n84489001,\"Mold, inhaled\",http://snomed.info/sct\n,words,http://loinc.org\n1,,LN\n1,x,\n";
    let (terms, summary) = read("mine.csv", text.as_bytes());
    assert_eq!(summary.release, Some(Release::Table));
    assert_eq!(terms, [("http://snomed.info/sct".into(), "84489001".into(), "Mold, inhaled".into(), 0)]);
    assert_eq!(issues(&summary), [(3, "no_code"), (4, "no_display"), (5, "no_system")]);
    assert_eq!((summary.terms, summary.summary.quarantined), (1, 3));
}

#[test]
fn descriptions_of_snomed_ct_in_force() {
    let text = "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n\
        1\t20020131\t1\t9\t84489001\ten\t900000000000003001\tMold (organism)\t9\n\
        2\t20020131\t1\t9\t84489001\ten\t900000000000013009\tThe \"mold\"\t9\n\
        3\t20020131\t0\t9\t84489001\ten\t900000000000013009\tMould\t9\n\
        4\t20020131\t1\t9\t84489001\tsv\t900000000000003001\tM\u{f6}gel (organism)\t9\n\
        5\t20020131\t1\t9\t84489001\ten\t900000000000550004\tA definition\t9\n\
        6\tshort row\n";
    let (terms, summary) = read("sct2_Description_Snapshot-en_INT.txt", text.as_bytes());
    assert_eq!(summary.release, Some(Release::SnomedDescriptions));
    let words: Vec<(&str, u8)> = terms.iter().map(|t| (t.2.as_str(), t.3)).collect();
    assert_eq!(words, [("Mold (organism)", 0), ("The \"mold\"", 1), ("M\u{f6}gel (organism)", 2)]);
    assert_eq!(summary.passed_over.values().sum::<u64>(), 2);
    assert_eq!(issues(&summary), [(7, "ragged_row")]);
}

#[test]
fn loinc_rxnorm_and_cvx() {
    let loinc = "\"LOINC_NUM\",\"COMPONENT\",\"SHORTNAME\",\"LONG_COMMON_NAME\"\n\"4548-4\",\"A1c\",\"HbA1c\",\"Hemoglobin A1c in Blood\"\n\"2160-0\",\"x\",\"Creat SerPl\",\"\"\n";
    let (terms, summary) = read("Loinc.csv", loinc.as_bytes());
    assert_eq!(summary.release, Some(Release::Loinc));
    assert_eq!(terms.iter().map(|t| t.2.as_str()).collect::<Vec<_>>(), ["Hemoglobin A1c in Blood", "Creat SerPl"]);
    let rrf = "314076|ENG||||||1|||314076|RXNORM|SCD|314076|lisinopril 10 MG Oral Tablet||N||\n\
        314076|ENG||||||2|||314076|RXNORM|PSN|314076|lisinopril 10 mg tablet||N||\n\
        314076|ENG||||||3|||X|MMSL|BD|X|Prinivil||N||\n";
    let (terms, summary) = read("RXNCONSO.RRF", rrf.as_bytes());
    assert_eq!(summary.release, Some(Release::RxNorm));
    assert_eq!(terms.iter().map(|t| (t.2.as_str(), t.3)).collect::<Vec<_>>(), [("lisinopril 10 MG Oral Tablet", 0), ("lisinopril 10 mg tablet", 2)]);
    assert_eq!(summary.passed_over.values().sum::<u64>(), 1);
    let (terms, summary) = read("cvx.txt", b"54        |adenovirus, type 4|adenovirus vaccine, type 4, live, oral||Inactive|False|2010/05/28\n");
    assert_eq!(summary.release, Some(Release::Cvx));
    assert_eq!((terms[0].1.as_str(), terms[0].2.as_str()), ("54", "adenovirus, type 4"));
}

#[test]
fn a_release_says_which_codes_are_out_of_use() {
    let retired = |name: &str, text: &str| -> Vec<(String, bool)> {
        let (mut all, mut input) = (Vec::new(), text.as_bytes());
        read_terms(name, &mut input, &Limits::default(), &mut |t| {
            all.push((t.code.to_string(), t.retired));
            ControlFlow::Continue(())
        })
        .unwrap();
        all
    };
    let pair = |code: &str, retired: bool| (code.to_string(), retired);
    let loinc = "\"LOINC_NUM\",\"LONG_COMMON_NAME\",\"STATUS\"\n\"4548-4\",\"A1c\",\"ACTIVE\"\n\"2160-0\",\"Creatinine\",\"DEPRECATED\"\n";
    assert_eq!(retired("Loinc.csv", loinc), [pair("4548-4", false), pair("2160-0", true)]);
    let table = "system,code,display,active\nhttp://snomed.info/sct,1,one,true\nhttp://snomed.info/sct,2,two,0\n";
    assert_eq!(retired("mine.csv", table), [pair("1", false), pair("2", true)]);
    let cvx = "54        |adenovirus, type 4|adenovirus vaccine||Inactive|False|2010/05/28\n99|reserved|reserved||Never Active|False|2010/05/28\n";
    assert_eq!(retired("cvx.txt", cvx), [pair("54", false), pair("99", true)], "what cannot be bought any more stands in records for good");
    let rrf = "1|ENG||||||1|||1|RXNORM|SCD|1|old tablet||O||\n2|ENG||||||2|||2|RXNORM|SCD|2|tablet||N||\n";
    assert_eq!(retired("RXNCONSO.RRF", rrf), [pair("1", true), pair("2", false)]);
}

#[test]
fn codes_of_icd_get_their_dot() {
    let first = |name: &str, text: &str| {
        let (terms, summary) = read(name, text.as_bytes());
        (summary.release, terms.iter().map(|t| (t.1.clone(), t.2.clone())).collect::<Vec<_>>())
    };
    let pair = |code: &str, words: &str| (code.to_string(), words.to_string());
    let (release, terms) = first("icd10cm-codes-2024.txt", "A000    Cholera due to V\nI10     Essential hypertension\nS72001A Fracture of neck\n");
    assert_eq!(release, Some(Release::Icd10Codes));
    assert_eq!(terms, [pair("A00.0", "Cholera due to V"), pair("I10", "Essential hypertension"), pair("S72.001A", "Fracture of neck")]);
    let order = format!("{:<77}{}\n", "00002 A000    1 Cholera due to Vibrio cholerae 01", "Cholera due to Vibrio cholerae 01, biovar cholerae");
    assert_eq!(first("order.txt", &order), (Some(Release::Icd10Order), vec![pair("A00.0", "Cholera due to Vibrio cholerae 01, biovar cholerae")]));
    let (release, terms) = first("CMS32_DESC_LONG_DX.txt", "0010  Cholera\nV010  Contact\nE8000 Railway\n25000 Diabetes\n");
    assert_eq!(release, Some(Release::Icd9Diagnoses));
    assert_eq!(terms.iter().map(|t| t.0.as_str()).collect::<Vec<_>>(), ["001.0", "V01.0", "E800.0", "250.00"]);
    assert_eq!(first("CMS32_DESC_LONG_SG.txt", "0001 Ultrasound\n").1[0].0, "00.01");
}

#[test]
fn a_line_that_is_no_code_is_said() {
    let mut text: String = (0..30).map(|n| format!("A{n:02}0    words\n")).collect();
    text.push_str("Zebulon Quackenbush\n\nA99     words\n");
    let (terms, summary) = read("codes.txt", text.as_bytes());
    assert_eq!(terms.len(), 31);
    assert_eq!(issues(&summary), [(31, "no_code")]);
    assert!(!format!("{:?}", summary.summary.issues).contains("Zebulon"));
}

#[test]
fn a_consumer_may_stop() {
    for text in ["system,code,display\nLN,1,a\nLN,2,b\n", "A000    Cholera\nI10     Essential hypertension\n"] {
        let mut calls = 0;
        let summary = read_terms("x.txt", &mut text.as_bytes(), &Limits::default(), &mut |_| {
            calls += 1;
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!((calls, summary.terms, summary.summary.stopped), (1, 1, true), "{text}");
    }
}

#[test]
fn what_is_no_release_is_refused_whole() {
    for text in ["", "mrn,name\n1,Zebulon\n", "Zebulon Quackenbush was seen today\n", "{\"resourceType\":\"Patient\"}\n"] {
        let (terms, summary) = read("x.txt", text.as_bytes());
        assert!(terms.is_empty() && summary.release.is_none(), "{text}");
        assert_eq!(issues(&summary), [(0, "no_release")]);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_and_every_row_is_accounted_for(head in 0usize..5, body in proptest::collection::vec(any::<u8>(), 0..600)) {
        let heads: [&[u8]; 5] = [
            b"system,code,display\n",
            b"id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n",
            b"A000    Cholera\n",
            b"54|a|b||Inactive|False|2010\n",
            b"",
        ];
        let text = [heads[head], body.as_slice()].concat();
        let (terms, summary) = read("x.txt", &text);
        prop_assert_eq!(terms.len() as u64, summary.terms);
        prop_assert!(terms.iter().all(|t| !t.0.is_empty() && !t.1.is_empty() && !t.2.is_empty()));
        prop_assert_eq!(summary.summary.quarantined, summary.summary.issues.iter().filter(|i| i.quarantined).count() as u64);
    }

    #[test]
    fn a_row_of_a_table_comes_back_as_it_went_in(rows in proptest::collection::vec(("[A-Z0-9.-]{1,12}", "[a-z][a-z ,\"|;()]{0,30}[a-z]"), 1..20)) {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let text: String = std::iter::once("system,code,display\n".to_string()).chain(rows.iter().map(|(c, d)| format!("LN,{},{}\n", quoted(c), quoted(d)))).collect();
        let (terms, summary) = read("x.csv", text.as_bytes());
        prop_assert!(summary.summary.issues.is_empty());
        let came: Vec<(String, String)> = terms.into_iter().map(|t| (t.1, t.2)).collect();
        prop_assert_eq!(came, rows);
    }
}
