use super::*;

fn taken_within(text: &[u8], limits: &Limits) -> (Vec<Record>, Summary) {
    crate::seen::records(|each| read(&mut &*text, limits, each))
}

/// What was read, a line each: `relation line leaf=value|leaf=value`; the text of a routine is left out.
fn taken(text: &str) -> (Vec<String>, Summary) {
    let (records, summary) = taken_within(text.as_bytes(), &Limits::default());
    let shown = |record: &Record| {
        let leaves: Vec<String> = record.leaves.iter().filter(|(field, _)| field != "body").map(|(field, value)| format!("{field}={value}")).collect();
        format!("{} {} {}", record.relation, record.line, leaves.join("|"))
    };
    (records.iter().map(shown).collect(), summary)
}

const HEAD: &str = "KIDS Distribution saved on Jan 05, 2009@10:10:10\nA test\n**KIDS**:ZZ*1.0*7^\n\n**INSTALL NAME**\nZZ*1.0*7\n";
const TAIL: &str = "\"VER\")\n8.0^22.0\n**END**\n**END**\n";

fn codes(summary: &Summary) -> Vec<(&'static str, u64)> {
    summary.counts.iter().map(|(code, count)| (*code, *count)).collect()
}

#[test]
fn routines_of_a_build_are_read_like_those_of_an_export() {
    let routines = "\"RTN\")\n2\n\"RTN\",\"ZZA\")\n0^1^B12\n\"RTN\",\"ZZA\",1,0)\nZZA ;X - TITLE ;1/5/09\n\"RTN\",\"ZZA\",2,0)\n ;;1.0;ZZ;**7**;Jan 1, 2009\n\"RTN\",\"ZZA\",3,0)\n D EN^ZZB S X=$G(^DPT(1,0)) Q\n\"RTN\",\"ZZOLD\")\n1^\n";
    let (out, summary) = taken(&format!("{HEAD}{routines}{TAIL}"));
    let expected = [
        "mumps.build.text 1 text=KIDS Distribution saved on Jan 05, 2009@10:10:10\nA test\n**KIDS**:ZZ*1.0*7^",
        "mumps.routine 9 name=ZZA|title=X - TITLE ;1/5/09|version=1.0|package=ZZ|patches=**7**|released=Jan 1, 2009|lines=3|labels=1|globals=DPT|calls=ZZB|stated=0^1^B12|build=ZZ*1.0*7",
        "mumps.use 9 routine=ZZA|kind=global|name=DPT|times=1|build=ZZ*1.0*7",
        "mumps.use 9 routine=ZZA|kind=routine|name=ZZB|times=1|build=ZZ*1.0*7",
        "mumps.label 12 routine=ZZA|label=ZZA|comment=X - TITLE ;1/5/09|build=ZZ*1.0*7",
        "mumps.routine 17 name=ZZOLD|type=deleted by the build|lines=0|labels=0|stated=1^|build=ZZ*1.0*7",
        "mumps.build 6 name=ZZ*1.0*7|version=8.0^22.0|nodes=7|routines=2|build=ZZ*1.0*7",
    ];
    assert_eq!(out, expected);
    assert_eq!(summary.counts.len(), 0);
    let text = format!("{HEAD}{routines}{TAIL}");
    let (records, _) = taken_within(text.as_bytes(), &Limits::default());
    assert_eq!(records[1].get("body"), Some("ZZA ;X - TITLE ;1/5/09\n ;;1.0;ZZ;**7**;Jan 1, 2009\n D EN^ZZB S X=$G(^DPT(1,0)) Q\n"));
    assert!(text.as_bytes()[records[1].byte as usize..].starts_with(b"\"RTN\",\"ZZA\")"));
}

#[test]
fn every_other_node_is_a_row_of_its_section() {
    let nodes = "\"BLD\",7,0)\nZZ*1.0*7^CLINIC RECALL^0^3090105\n\"BLD\",7,1,0)\n^^2^2^3090105^\n\"BLD\",7,1,1,0)\nLetters for\n\"BLD\",7,1,2,0)\nthe late.\n\
        \"DATA\",501,3,0)\nSECOND LETTER^30\n\"FIA\",501)\nRECALL\n\"FIA\",501,0)\n^CLR(501,\n\"KRN\",19,12,-1)\n0^1\n\"KRN\",19,12,0)\nZZ MENU^Recall^^R\n\
        \"MBREQ\")\n0\n\"^DD\",501,501,.01,0)\nNAME^RF^^0;1^K:X=1 X\n\"^DD\",501,501,.01,3)\nThe name.\n\"^DD\",501,501,2,0)\nDAYS^NJ3,0^^0;2^\n";
    let (out, summary) = taken(&format!("{HEAD}{nodes}{TAIL}"));
    let expected = [
        "mumps.build.BLD 7 ien=7|0;1=ZZ*1.0*7|0;2=CLINIC RECALL|0;3=0|0;4=3090105|1;TEXT=Letters for\nthe late.|build=ZZ*1.0*7",
        "kids.DATA.501 15 ien=3|0;1=SECOND LETTER|0;2=30|build=ZZ*1.0*7",
        "mumps.build.FIA 17 ien=501|value;1=RECALL|0;2=CLR(501,|build=ZZ*1.0*7",
        "mumps.build.KRN.19 21 ien=12|-1;1=0|-1;2=1|0;1=ZZ MENU|0;2=Recall|0;4=R|build=ZZ*1.0*7",
        "mumps.build.MBREQ 25 value;1=0|build=ZZ*1.0*7",
        "mumps.build.DD 27 ien=501,.01|0;1=NAME|0;2=RF|0;4=0;1|0;5=K:X=1 X|3;1=The name.|build=ZZ*1.0*7",
        "mumps.build.DD 31 ien=501,2|0;1=DAYS|0;2=NJ3,0|0;4=0;2|build=ZZ*1.0*7",
    ];
    assert_eq!(&out[1..out.len() - 1], expected);
    assert_eq!(summary.counts.len(), 0);
}

#[test]
fn several_builds_and_builds_in_messages_are_kept_apart() {
    let node = "\"BLD\",7,0)\nA\n";
    let text = format!("$TXT Created by X\nWhat it is for\n$END TXT\n$KID A\n**INSTALL NAME**\nA\n{node}**INSTALL NAME**\nB\n{node}$END KID A\nbehind\n");
    let (records, summary) = taken_within(text.as_bytes(), &Limits::default());
    let of = |relation: &str, field: &str| -> Vec<String> {
        records.iter().filter(|r| r.relation == relation).filter_map(|r| r.get(field).map(str::to_string)).collect()
    };
    assert_eq!((of("mumps.build.BLD", "build"), of("mumps.build", "name")), (vec!["A".to_string(), "B".into()], vec!["A".to_string(), "B".into()]));
    assert_eq!(of("mumps.build.text", "text"), ["$TXT Created by X\nWhat it is for\n$END TXT\n$KID A", "behind"]);
    assert!(of("mumps.build.text", "build").is_empty(), "what stands around the builds is of none");
    assert_eq!(summary.counts.len(), 0);
}

#[test]
fn what_is_no_node_is_set_aside_and_counts_are_checked() {
    let (out, summary) = taken(&format!("{HEAD}\"RTN\")\n3\nnonsense\n\"RTN\",\"ZZA\",1,0)\nZZA ;x\n\"RTN\",\"ZZA\",2,0)\n-- no line\n\"QUES\",\"XPF1\",0)\n"));
    assert_eq!(codes(&summary), [("bad_line", 3), ("count_differs", 1), ("no_end", 1)]);
    assert_eq!(summary.quarantined, 3);
    assert!(out.iter().any(|line| line.starts_with("mumps.routine 10 name=ZZA|title=x|lines=1")), "{out:?}");
    assert_eq!(codes(&taken("KIDS\n").1), [("no_rows", 1)]);
}

#[test]
fn a_value_over_the_cap_takes_no_other_node_with_it() {
    let limits = Limits { record_bytes_max: 300, ..Limits::default() };
    let text = format!("{HEAD}\"DATA\",501,3,0)\n{}\n\"DATA\",501,4,0)\nkept\n{TAIL}", "x".repeat(1 << 20));
    let (records, summary) = taken_within(text.as_bytes(), &limits);
    let data: Vec<Option<&str>> = records.iter().filter(|r| r.relation == "kids.DATA.501").map(|r| r.get("ien")).collect();
    assert_eq!((data, codes(&summary)), (vec![Some("4")], vec![("record_too_long", 1)]));
}

#[test]
fn a_distribution_is_told_by_its_marks() {
    assert!(looks_like(&format!("{HEAD}{TAIL}")) && looks_like("$TXT\n$KID A\n**INSTALL NAME**\nA\n"));
    assert!(!looks_like("**INSTALL NAME**\nA\n") && !looks_like("KIDS Distribution saved on a day\n") && !looks_like(""));
}

#[test]
fn a_consumer_may_stop() {
    let mut calls = 0;
    let summary = read(&mut format!("{HEAD}\"BLD\",7,0)\nA\n{TAIL}").as_bytes(), &Limits::default(), &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert!(summary.stopped && calls == 1 && summary.records == 1);
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        taken_within(&bytes, &Limits { record_bytes_max: 64, ..Limits::default() });
        taken_within(&[HEAD.as_bytes(), &bytes].concat(), &Limits { record_bytes_max: 64, ..Limits::default() });
    }

    /// Whatever the pieces of entries hold, they come out as they went in, each with the place of its node.
    #[test]
    fn entries_of_files_read_back(entries in proptest::collection::vec(proptest::collection::vec("[a-zé\"; ]{0,6}", 1..5), 1..12)) {
        let mut text = HEAD.to_string();
        let mut expected = Vec::new();
        for (index, pieces) in entries.iter().enumerate() {
            let line = text.matches('\n').count() + 1;
            let (byte, ien) = (text.len(), index + 1);
            text.push_str(&format!("\"DATA\",501,{ien},0)\n{}\n", pieces.join("^")));
            let mut leaves = vec![("ien".to_string(), ien.to_string())];
            leaves.extend(pieces.iter().enumerate().filter(|(_, p)| !p.is_empty()).map(|(i, p)| (format!("0;{}", i + 1), p.clone())));
            leaves.push(("build".to_string(), "ZZ*1.0*7".to_string()));
            expected.push(Record { relation: "kids.DATA.501".into(), line: line as u64, byte: byte as u64, leaves });
        }
        text.push_str(TAIL);
        let (records, summary) = taken_within(text.as_bytes(), &Limits::default());
        let data: Vec<Record> = records.into_iter().filter(|r| r.relation == "kids.DATA.501").collect();
        proptest::prop_assert_eq!(data, expected);
        proptest::prop_assert!(summary.counts.is_empty());
    }
}
