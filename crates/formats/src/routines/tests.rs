use super::line::{Use, commands, split, uses};
use super::*;

/// What was read, a line each: `relation line leaf=value|leaf=value`; the text of a routine is left out.
fn read_all(name: &str, text: &[u8], limits: &Limits) -> (Vec<String>, Summary) {
    let (mut records, summary) = crate::seen::records(|each| read(name, &mut &*text, limits, each));
    let line = |record: &mut Record| {
        record.leaves.retain(|(field, _)| field != "body");
        format!("{} {} {}", record.relation, record.line, crate::seen::leaves(record, "|"))
    };
    (records.iter_mut().map(line).collect(), summary)
}

fn used(code: &str) -> Vec<(Use, String)> {
    let mut out = Vec::new();
    uses(code, &mut |kind, name| out.push((kind, name.to_string())));
    out
}

fn named(kind: Use, names: &[&str]) -> Vec<(Use, String)> {
    names.iter().map(|name| (kind, name.to_string())).collect()
}

const ALLERGY: &str = "GMRAOR ;HIRMFO/WAA - OERR UTILITIES ;11/12/98\n ;;4.0;Adverse Reaction Tracking;**2,4**;Mar 29, 1996\n ;\nORCHK(DFN,TYP,PTR) ; order check\n \
    N X,Y S X=$G(^GMR(120.8,DFN,0)) Q:X=\"\" 0\n D EN^GMRAOR1,^GMRAOR2:$D(^TMP(\"GMRA\",$J))\n S Y=$$DT^XLFDT Q Y ; \"done\"\n";

#[test]
fn a_routine_has_its_title_its_version_and_what_it_names() {
    let (out, summary) = read_all("r/GMRAOR.m", ALLERGY.as_bytes(), &Limits::default());
    let expected = [
        "mumps.routine 1 name=GMRAOR|title=HIRMFO/WAA - OERR UTILITIES ;11/12/98|version=4.0|package=Adverse Reaction Tracking|patches=**2,4**|released=Mar 29, 1996|lines=7|labels=2|globals=GMR, TMP|calls=GMRAOR1, GMRAOR2, XLFDT",
        "mumps.use 1 routine=GMRAOR|kind=global|name=GMR|times=1",
        "mumps.use 1 routine=GMRAOR|kind=global|name=TMP|times=1",
        "mumps.use 1 routine=GMRAOR|kind=routine|name=GMRAOR1|times=1",
        "mumps.use 1 routine=GMRAOR|kind=routine|name=GMRAOR2|times=1",
        "mumps.use 1 routine=GMRAOR|kind=routine|name=XLFDT|times=1",
        "mumps.label 1 routine=GMRAOR|label=GMRAOR|comment=HIRMFO/WAA - OERR UTILITIES ;11/12/98",
        "mumps.label 4 routine=GMRAOR|label=ORCHK|parameters=DFN,TYP,PTR|comment=order check",
    ];
    assert_eq!(out, expected);
    assert_eq!((summary.records, summary.quarantined, summary.counts.len()), (8, 0, 0));
    let (records, _) = crate::seen::records(|each| read("x", &mut ALLERGY.as_bytes(), &Limits::default(), each));
    let body: String = records.iter().filter_map(|record| record.get("body")).collect();
    assert_eq!(body, ALLERGY, "the text word by word");
}

#[test]
fn a_caret_calls_or_names_a_global_by_where_it_stands() {
    assert_eq!(used("S X=^DPT(1,0),^TMP($J)=X K ^UTILITY($J)"), named(Use::Global, &["DPT", "TMP", "UTILITY"]));
    assert_eq!(used("D ^XUP,EN^DIQ1,@X^ROU G:Y ^END J RUN^%ZTM"), named(Use::Routine, &["XUP", "DIQ1", "ROU", "END", "%ZTM"]));
    assert_eq!(used(&format!("S X=^|\"{}\"|DPT(1)", "U".repeat(300))), named(Use::Global, &[]), "no namespace is so long");
    assert_eq!(used("S X=$$NOW^XLFDT_$T(+1^XUS)_$TEXT(^XUS2)"), named(Use::Routine, &["XLFDT", "XUS", "XUS2"]));
    assert_eq!(used("D FILE^DIE(\"K\",\"^TMP($J)\",^DIC(4))"), [(Use::Routine, "DIE".to_string()), (Use::Global, "DIC".to_string())]);
    assert_eq!(used("D ^A:^B(1),^C Q:^(0)=\"^D\"  S X=^|\"UCI\"|E,Y=^[\"N\"]F,Z=^$JOB"), [
        (Use::Routine, "A".to_string()), (Use::Global, "B".to_string()), (Use::Routine, "C".to_string()), (Use::Global, "E".to_string()), (Use::Global, "F".to_string()),
    ]);
}

#[test]
fn lines_are_taken_apart() {
    let line = split("EN(A,B) . . S X=\"a;b\" ; note").unwrap();
    assert_eq!((line.label, line.parameters, line.code, line.comment), (Some("EN"), Some("A,B"), "S X=\"a;b\"", Some(" note")));
    assert!(split("not: a line").is_none() && split("(x) y").is_none() && split("EN(A S X=1").is_none());
    let all = |code: &str| commands(code, &mut |_, _, _| {});
    assert!(all("F  S X=$O(^A(X)) Q:X=\"\"  D  I 'Y W !,\"a b\" ZW X") && all(""));
    assert!(!all("The patient was seen") && !all("S=1") && all("Q:X"));
}

#[test]
fn exports_of_many_routines_are_parted() {
    let gtm = "Routines of the ward\n12-MAR-2014 10:11:12\n^ABC\nABC ;first\n S X=1\n\n^%DEF\n%DEF ;second\n D ^ABC\n Q\n\n\n";
    let cache = "Cache for UNIX^INT^all^~Format=Cache.S~\n%RO on 12 Mar 2014  10:11 AM\nABC^INT^1^63258,1^0\nABC ;first\n S X=1\n\n%DEF^MAC^1^63258,1^0\n%DEF ;second\n D ^ABC\n Q\n\n\n";
    let plain = "Saved on 12 March\nall of them\nABC\nABC ;first\n S X=1\n\n%DEF\n%DEF ;second\n D ^ABC\n Q\n\n";
    for (text, kinds) in [(gtm, ["", ""]), (cache, ["|type=INT", "|type=MAC"]), (plain, ["", ""])] {
        assert!(looks_like(text), "{text}");
        let (out, summary) = read_all("all.ro", text.as_bytes(), &Limits::default());
        let routines: Vec<&String> = out.iter().filter(|l| l.starts_with("mumps.routine")).collect();
        assert_eq!(routines, [
            &format!("mumps.routine 3 name=ABC{}|title=first|lines=2|labels=1", kinds[0]),
            &format!("mumps.routine 7 name=%DEF{}|title=second|lines=3|labels=1|calls=ABC", kinds[1]),
        ]);
        assert_eq!(summary.quarantined, 0);
    }
}

#[test]
fn what_is_no_line_is_set_aside_and_an_endless_routine_too() {
    let (out, summary) = read_all("x.m", b"ABC ;one\n S X=1\n***\n Q\n", &Limits::default());
    assert_eq!((out[0].as_str(), summary.counts["bad_line"], summary.quarantined), ("mumps.routine 1 name=ABC|title=one|lines=3|labels=1", 1, 1));
    let long = format!("ABC ;one\n{}", " S X=1\n".repeat(100));
    let (out, summary) = read_all("x.m", long.as_bytes(), &Limits { record_bytes_max: 200, ..Limits::default() });
    assert_eq!((out.len(), summary.records, summary.counts["record_too_long"]), (0, 0, 1));
    assert_eq!(read_all("x.m", b"", &Limits::default()).1.counts["no_rows"], 1);
}

#[test]
fn detection_wants_code() {
    assert!(looks_like(ALLERGY));
    for text in [
        "I saw the patient.\nShe is well.\n", "a,b\n1,2\n", "Name ; value\n x ; y\n", "MOV AX,BX ; move\n ADD AX ; add\n", "^DPT(0)=\"PATIENT^2\"\n^DPT(1,0)=\"A\"\n",
        "function x = f(y) ; % matlab\n x = y + 1;\nend\n", "[section]\n; comment\nkey=value\n",
    ] {
        assert!(!looks_like(text), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
        let (out, summary) = read_all("x", &bytes, &Limits { record_bytes_max: 96, ..Limits::default() });
        proptest::prop_assert_eq!(out.len() as u64, summary.records);
    }

    #[test]
    fn no_line_of_code_panics(lines in proptest::collection::vec("[A-Z%^]{0,3}[ \t.(]{0,2}[SDGQé^:\"(),;|$ a-c]{0,14}", 0..14)) {
        let text = lines.join("\n");
        looks_like(&text);
        let (out, summary) = read_all("x", text.as_bytes(), &Limits { record_bytes_max: 60, ..Limits::default() });
        proptest::prop_assert_eq!(out.len() as u64, summary.records);
    }

    /// Whatever routines an export holds, each comes back with its name and its lines.
    #[test]
    fn written_exports_read_back(routines in proptest::collection::vec(("[A-Z][A-Z0-9]{0,7}", proptest::collection::vec(" (S X=1|D \\^ABC|Q|;[a-zé ]{0,9}x)", 1..6)), 1..9)) {
        let mut text = String::from("Title of it\n1 MAY 2014\n");
        let mut expected = Vec::new();
        for (name, lines) in &routines {
            text.push_str(&format!("^{name}\n{name} ;\n{}\n\n", lines.join("\n")));
            expected.push((name.clone(), (lines.len() + 1).to_string(), format!("{name} ;\n{}\n", lines.join("\n"))));
        }
        let mut read_back = Vec::new();
        read("x.ro", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Record(record) = item
                && record.relation == "mumps.routine"
            {
                let leaf = |field: &str| record.get(field).unwrap_or("").to_string();
                read_back.push((leaf("name"), leaf("lines"), leaf("body")));
            }
            ControlFlow::Continue(())
        }).unwrap();
        proptest::prop_assert_eq!(read_back, expected);
    }
}
