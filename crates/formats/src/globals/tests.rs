use super::*;

/// What was read, a line each: `relation line leaf=value|leaf=value`.
fn read_all(text: &[u8], limits: &Limits) -> (Vec<String>, Summary) {
    read_named("g.zwr", text, limits)
}

fn read_named(name: &str, text: &[u8], limits: &Limits) -> (Vec<String>, Summary) {
    let (records, summary) = crate::seen::records(|each| read(name, &mut &*text, limits, each));
    (records.iter().map(|record| format!("{} {} {}", record.relation, record.line, crate::seen::leaves(record, "|"))).collect(), summary)
}

fn check(nodes: &str, expected: &[&str], codes: &[&str]) {
    let (out, summary) = read_all(format!("TITLE\nZWR\n{nodes}").as_bytes(), &Limits::default());
    assert_eq!(out, expected);
    assert_eq!(summary.counts.keys().copied().collect::<Vec<&str>>(), codes);
    assert_eq!(summary.records, out.len() as u64);
}

#[test]
fn an_entry_is_a_record_and_its_multiples_are_others() {
    check(
        "^DPT(0)=\"PATIENT^2I^1^1\"\n^DPT(1,0)=\"DOE,ANN^F^2450124\"\n^DPT(1,.11)=\"1 MAIN ST^^^YORK\"\n^DPT(1,\"E\",0)=\"^2.0361P^23^1\"\n\
         ^DPT(1,\"E\",8,0)=\"8^^x;y\"\n^DPT(1,\"E\",\"B\",8,8)=\"\"\n^DPT(1,\"LR\")=7\n^DPT(\"B\",\"DOE,ANN\",1)=\"\"\n",
        &[
            "fileman.files 3 root=DPT|name=PATIENT|number=2I|last=1|count=1",
            "DPT 4 ien=1|0;1=DOE,ANN|0;2=F|0;3=2450124|.11;1=1 MAIN ST|.11;4=YORK|LR;1=7",
            "DPT.E 7 ien=8|parent=1|0;1=8|0;3=x;y",
        ],
        &["cross_reference"],
    );
}

#[test]
fn a_root_may_hold_a_file_number() {
    check(
        "^GMR(120.5,0)=\"VITALS^120.5DI^1^1\"\n^GMR(120.5,1,0)=\"a\"\n^GMR(120.8,0)=\"ALLERGIES^120.8PIs^2^2\"\n^GMR(120.8,4,0)=\"b^1;DPT(\"\n",
        &[
            "fileman.files 3 root=GMR.120.5|name=VITALS|number=120.5DI|last=1|count=1",
            "GMR.120.5 4 ien=1|0;1=a",
            "fileman.files 5 root=GMR.120.8|name=ALLERGIES|number=120.8PIs|last=2|count=2",
            "GMR.120.8 6 ien=4|0;1=b|0;2=1;DPT(",
        ],
        &["count_differs"],
    );
}

#[test]
fn word_processing_is_joined_and_free_text_multiples_are_not() {
    check(
        "^TIU(8925,0)=\"NOTES^8925^1^1\"\n^TIU(8925,1,0)=\"3\"\n^TIU(8925,1,6,0)=\"^8925.6^1^1\"\n^TIU(8925,1,6,1,0)=\"two words\"\n\
         ^TIU(8925,1,26,0)=\"^8925.26D^1^1\"\n^TIU(8925,1,26,1,2,0)=\"^^2^2^3050719\"\n^TIU(8925,1,26,1,2,1,0)=\"a^b\"\n^TIU(8925,1,26,1,2,2,0)=\"c\"\n\
         ^TIU(8925,1,\"TEXT\",0)=\"^^2^2^3050701^^\"\n^TIU(8925,1,\"TEXT\",1,0)=\"first\"\n^TIU(8925,1,\"TEXT\",2,0)=\"\"\n^TIU(8925,1,\"TEXT\",3,0)=\"third\"\n",
        &[
            "fileman.files 3 root=TIU.8925|name=NOTES|number=8925|last=1|count=1",
            "TIU.8925 4 ien=1|0;1=3|TEXT=first\n\nthird",
            "TIU.8925.6 6 ien=1|parent=1|0;1=two words",
            "TIU.8925.26 8 ien=1|parent=1|2;TEXT=a^b\nc",
        ],
        &[],
    );
}

#[test]
fn the_third_level_carries_its_entry_and_path() {
    check(
        "^P(0)=\"PROBLEM^9\"\n^P(3,11,1,0)=\"67\"\n^P(3,11,1,11,2,0)=\"n\"\n",
        &["fileman.files 3 root=P|name=PROBLEM|number=9", "P 4 ien=3", "P.11 4 ien=1|parent=3|0;1=67", "P.11.11 5 ien=2|parent=1|entry=3|path=3,1,2|0;1=n"],
        &["count_differs"],
    );
}

#[test]
fn a_global_without_a_header_loses_nothing() {
    check(
        "^ROB(\"SMITH,A\",1)=\"x\"\n^ROB(7,0)=\"y^z\"\n^ROB(7,\"lower, case\",2)=\"w\"\n^ROB(8,\"N\")=\"q\"\n^SCE=\"v\"\n",
        &["ROB 3 s1=SMITH,A|s2=1|value;1=x", "ROB 4 ien=7|0;1=y|0;2=z", "ROB.other 5 ien=7|s1=lower, case|s2=2|value;1=w", "ROB 6 ien=8|s1=N|value;1=q", "SCE 7 value;1=v"],
        &[],
    );
}

#[test]
fn the_name_of_an_export_tells_the_file_where_the_header_is_missing() {
    let (out, summary) = read_named("61+TOPOGRAPHY.zwr", b"TOPOGRAPHY\nZWR\n^LAB(61,1,0)=\"SPLEEN\"\n^LAB(61,\"B\",\"SPLEEN\",1)=\"\"\n", &Limits::default());
    assert_eq!(out, ["LAB.61 3 ien=1|0;1=SPLEEN"]);
    assert_eq!(summary.counts.keys().copied().collect::<Vec<&str>>(), ["cross_reference"]);
}

#[test]
fn what_is_no_node_is_set_aside() {
    check("^DPT(1,0)=\"a\"\nnonsense\n^DPT(1,1)=\"open\n^DPT(2,0)=\"$C(9)_\"b\"\"\n", &["DPT 3 ien=1|0;1=a", "DPT 6 ien=2|0;1=\tb"], &["bad_line", "quotes_mended"]);
}

#[test]
fn pairs_of_lines_are_read() {
    let (out, summary) = read_all(b"Cache export\n21-SEP-2011\n^DPT(0)\nPATIENT^2^1^1\n^DPT(1,0)\nDOE,ANN^F\n\n\n", &Limits::default());
    assert_eq!(out, ["fileman.files 3 root=DPT|name=PATIENT|number=2|last=1|count=1", "DPT 5 ien=1|0;1=DOE,ANN|0;2=F"]);
    assert_eq!(summary.quarantined, 0);
}

#[test]
fn an_entry_over_the_cap_comes_in_parts() {
    let mut text = String::from("T\nZWR\n^A(0)=\"ALPHA^1^1^1\"\n");
    for n in 1..40 {
        text.push_str(&format!("^A(1,{n})=\"{n}\"\n"));
    }
    let (out, summary) = read_all(text.as_bytes(), &Limits { record_bytes_max: 400, ..Limits::default() });
    let leaves: usize = out.iter().filter(|r| r.starts_with("A ")).map(|r| r.matches(";1=").count()).sum();
    assert_eq!((leaves, summary.quarantined), (39, 0));
    assert!(summary.counts.contains_key("entry_split") && !summary.counts.contains_key("count_differs"));
}

#[test]
fn detection_wants_nodes() {
    assert!(looks_like("PATIENT\nZWR\n^DPT(0)=\"PATIENT^2I\"\n"));
    assert!(looks_like("^C0Q\nZWR\n"));
    assert!(looks_like("t\nd\n^DPT(0)\nPATIENT^2\n^DPT(1,0)\nDOE\n"));
    assert!(!looks_like("a,b\n1,2\n"));
    assert!(!looks_like("^top\nsome text = more\n"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let (out, summary) = read_all(&bytes, &Limits { record_bytes_max: 96, ..Limits::default() });
        proptest::prop_assert_eq!(out.len() as u64, summary.records);
    }

    #[test]
    fn no_line_of_a_global_panics(lines in proptest::collection::vec("\\^[A-Z]{1,2}\\([\"0-9A-C,.$()_]{0,12}\\)?=?\"?[\\^a-c\"_$C(),0-9]{0,12}\"?", 0..12)) {
        let (out, summary) = read_all(format!("T\nZWR\n{}", lines.join("\n")).as_bytes(), &Limits { record_bytes_max: 200, ..Limits::default() });
        proptest::prop_assert_eq!(out.len() as u64, summary.records);
    }

    /// Whatever pieces entries hold, written as ZWR they read back.
    #[test]
    fn written_entries_read_back(entries in proptest::collection::vec(proptest::collection::vec("[a-zé\"; \t]{0,6}", 1..5), 1..12)) {
        let mut text = format!("T\nZWR\n^F(0)=\"FILE^7^{0}^{0}\"\n", entries.len());
        let mut expected = Vec::new();
        for (index, pieces) in entries.iter().enumerate() {
            let value = pieces.join("^").replace('"', "\"\"").replace('\t', "\"_$C(9)_\"");
            text.push_str(&format!("^F({},0)=\"{value}\"\n", index + 1));
            let leaves = pieces.iter().enumerate().filter(|(_, p)| !p.is_empty()).map(|(i, p)| format!("|0;{}={p}", i + 1));
            expected.push(format!("F {} ien={}{}", index + 4, index + 1, leaves.collect::<String>()));
        }
        let (out, summary) = read_all(text.as_bytes(), &Limits::default());
        proptest::prop_assert_eq!(out.into_iter().skip(1).collect::<Vec<String>>(), expected);
        proptest::prop_assert!(summary.counts.is_empty());
    }
}
