//! The reader as a whole: framing, joining, setting aside, and what must hold for any bytes.

use crate::hl7v2::Path;
use crate::{Format, Item, Limits, Summary};
use std::ops::ControlFlow;

/// Each message as lines of `line NAME path=value ...`, and the summary.
fn read_with(bytes: &[u8], limits: &Limits) -> (Vec<Vec<String>>, Summary) {
    let mut messages = Vec::new();
    let summary = super::read(&mut &*bytes, limits, &mut |item| {
        if let Item::Message(message) = item {
            let mut segments = Vec::new();
            for segment in &message.segments {
                let mut words = vec![format!("{} {}", segment.line, segment.name)];
                message.leaves(segment, &mut |path, value| words.push(format!("{path}={value}")));
                segments.push(words.join(" "));
            }
            messages.push(segments);
        }
        ControlFlow::Continue(())
    });
    (messages, summary.unwrap())
}

fn read(text: &str) -> (Vec<Vec<String>>, Summary) {
    read_with(text.as_bytes(), &Limits::default())
}

fn codes(summary: &Summary) -> Vec<(&'static str, u64, bool)> {
    summary.issues.iter().map(|i| (i.code, i.line, i.quarantined)).collect()
}

#[test]
fn each_leaf_has_a_path_of_its_own() {
    let (messages, _) = read("MSH|^~\\&|A\rPID|1||7^^^H&1.2&ISO^MR~8||D&van^J|x&y");
    assert_eq!(messages[0][1], "2 PID PID-1=1 PID-3.1=7 PID-3.4=H PID-3.4.2=1.2 PID-3.4.3=ISO PID-3.5=MR PID-3[2]=8 PID-5.1=D PID-5.1.2=van PID-5.2=J PID-6=x PID-6.1.2=y");
}

#[test]
fn a_path_of_a_leaf_finds_its_value_and_a_null_is_not_empty() {
    let text = "MSH|^~\\&|A\rPID|1||7^^^H&1.2||\"\"||a~b&c|";
    let summary = super::read(&mut text.as_bytes(), &Limits::default(), &mut |item| {
        let Item::Message(message) = item else { return ControlFlow::Continue(()) };
        let pid = &message.segments[1];
        message.leaves(pid, &mut |path, value| {
            assert_eq!(message.value(pid, path), Some(value));
            assert_eq!(Path::parse(&path.to_string()).as_ref(), Some(path));
        });
        assert!(message.is_null(pid, &Path::parse("PID-5").unwrap()));
        assert!(!message.is_null(pid, &Path::parse("PID-4").unwrap()));
        let mut filled = Vec::new();
        message.filled(pid, &mut |field| filled.push(field));
        assert_eq!(filled, [1, 3, 7]);
        assert_eq!(message.whole(pid, 7, 2, 0).as_deref(), Some("b&c"));
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().records, 1);
}

#[test]
fn delimiters_may_be_odd() {
    for (text, doubts) in [("MSH|^~\\\\&|A", 1), ("MSH||A", 1), ("MSH|^~\\&#|A", 0), ("MSH|^|A", 0), ("MSH|12|A", 1)] {
        let (messages, summary) = read(&format!("{text}\rPID|||7^8"));
        assert_eq!(messages[0][1], "2 PID PID-3.1=7 PID-3.2=8", "{text}");
        assert_eq!(summary.counts.get("odd_delimiters").copied().unwrap_or(0), doubts, "{text}");
    }
}

#[test]
fn the_usual_delimiters_are_those_that_msh_2_names() {
    for text in ["MSH|^~\\&|A", "MSH|^~\\&", "msh|^~\\&||", "MSH|^~\\&#|A", "MSH|^~&\\|A"] {
        assert_eq!(super::Delimiters::of(text), super::Delimiters::named(text.as_bytes()), "{text}");
    }
}

#[test]
fn text_goes_on_over_line_breaks() {
    let (messages, summary) = read("MSH|^~\\&|A\nOBX|1|TX|N^note||first\nsecond line\n\n  third|||||F\nNTE|1||x\npid|2\nZZ1|q");
    assert_eq!(messages[0][1], "2 OBX OBX-1=1 OBX-2=TX OBX-3.1=N OBX-3.2=note OBX-5=first\nsecond line\n\n  third OBX-10=F");
    assert_eq!(messages[0][3..], ["7 PID PID-1=2", "8 ZZ1 ZZ1-1=q"]);
    assert_eq!(codes(&summary), [("continuation", 3, false)]);
}

#[test]
fn a_stray_line_never_ends_up_in_an_identifier() {
    let (messages, summary) = read("MSH|^~\\&|A\nPID|1||10\nnot a segment\nor this\nNTE|1||a\nPID^1^^10\n");
    assert_eq!(messages[0][1..], ["2 PID PID-1=1 PID-3=10", "5 NTE NTE-1=1 NTE-3=a"]);
    assert_eq!(codes(&summary), [("bad_segment", 3, true), ("bad_segment", 6, true)]);
    let (messages, _) = read("MSH|^~\\&|A\nPID|1||10||||||||12 Main\nApt 4^^Springfield||555");
    assert_eq!(messages[0][1], "2 PID PID-1=1 PID-3=10 PID-11.1=12 Main\nApt 4 PID-11.3=Springfield PID-13=555");
}

#[test]
fn add_and_dsc_are_joined() {
    let text = "MSH|^~\\&|A||||||ORU^R01|1\rOBX|1|TX|N||one\rADD| two||||||F\rDSC|p1|F\rMSH|^~\\&|A||||||ORU^R01|2||||p1\rADD||20240101\rOBX|2\rMSH|^~\\&|A\rDSC|p9\r";
    let (messages, summary) = read(text);
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0][1..], ["2 OBX OBX-1=1 OBX-2=TX OBX-3=N OBX-5=one two OBX-11=F OBX-12=20240101", "7 OBX OBX-1=2"]);
    assert_eq!(codes(&summary), [("continuation_missing", 8, false)]);
}

#[test]
fn envelopes_and_mllp_frames_are_passed_over() {
    let text = "FHS|^~\\&|\rBHS|^~\\&|\r\u{b}MSH|^~\\&|A\rPID|1\r\u{1c}\r\u{b}  MSH|^~\\&|B\rPID|2\u{1c}\u{b}MSH|^~\\&|C\r\u{1c}\rBTS|2\rPID|9\rFTS|1\r";
    let (messages, summary) = read(text);
    assert_eq!(messages, [vec!["3 MSH MSH-3=A", "4 PID PID-1=1"], vec!["6 MSH MSH-3=B", "7 PID PID-1=2"], vec!["7 MSH MSH-3=C"]]);
    assert_eq!(codes(&summary), [("batch_count_differs", 9, false), ("no_msh", 10, true)]);
}

#[test]
fn segments_without_msh_are_one_block() {
    let (messages, summary) = read("PID|1\nPV1|1\n\nOBX|1\n");
    assert!(messages.is_empty());
    assert_eq!(codes(&summary), [("no_msh", 1, true)]);
    assert_eq!(summary.issues[0].message, "3 lines stand before any MSH");
}

#[test]
fn what_is_too_long_is_passed_over_and_the_rest_read() {
    let limits = Limits { record_bytes_max: 300_000, ..Limits::default() };
    let long = format!("MSH|^~\\&|A\r\n{}MSH|^~\\&|B\r\nPID|1\r\n", "NTE|1||0123456789\r\n".repeat(60_000));
    let (messages, summary) = read_with(long.as_bytes(), &limits);
    assert_eq!(messages, [vec!["60002 MSH MSH-3=B", "60003 PID PID-1=1"]]);
    assert_eq!(codes(&summary), [("record_too_long", 1, true)]);
    let stray = format!("{}MSH|^~\\&|B\n", "NTE|1||0123456789\n".repeat(60_000));
    let (messages, summary) = read_with(stray.as_bytes(), &limits);
    assert_eq!(messages, [vec!["60001 MSH MSH-3=B"]]);
    assert_eq!(summary.issues[0].message, "60000 lines stand before any MSH");
}

#[test]
fn unknown_escapes_are_kept_and_counted() {
    let (messages, summary) = read("MSH|^~\\&|A\rNTE|1||a\\T\\b\\.br\\c\\Zq1\\\rNTE|2||\\XQQ\\");
    assert_eq!(messages[0][1..], ["2 NTE NTE-1=1 NTE-3=a&b\nc\\Zq1\\", "3 NTE NTE-1=2 NTE-3=\\XQQ\\"]);
    assert_eq!(codes(&summary), [("unknown_escape", 2, false)]);
}

#[test]
fn a_value_of_nothing_but_formatting_stays_as_written() {
    let text = "MSH|^~\\&|A\rNTE|\\H\\||a^\\.sp0\\";
    let (messages, _) = read(text);
    assert_eq!(messages[0][1], "2 NTE NTE-1=\\H\\ NTE-3.1=a NTE-3.2=\\.sp0\\");
    let summary = super::read(&mut text.as_bytes(), &Limits::default(), &mut |item| {
        let Item::Message(message) = item else { return ControlFlow::Continue(()) };
        let value = |path: &str| message.value(&message.segments[1], &Path::parse(path).unwrap()).map(|v| v.into_owned());
        assert_eq!((value("NTE-1").as_deref(), value("NTE-2")), (Some("\\H\\"), None));
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().records, 1);
}

#[test]
fn continuations_are_joined_up_to_the_cap() {
    let limits = Limits { record_bytes_max: 300, ..Limits::default() };
    let mut text = String::new();
    for _ in 0..4 {
        text.push_str(&format!("MSH|^~\\&|A||||||ORU^R01|2||||p1\rOBX|1|TX|N||{}\rDSC|p1|F\r", "x".repeat(80)));
    }
    let (messages, summary) = read_with(text.as_bytes(), &limits);
    assert_eq!(messages.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4]);
    assert_eq!(codes(&summary), [("continuation_missing", 1, false), ("continuation_missing", 7, false)]);
}

#[test]
fn segments_are_governed_across_groups() {
    let text = "MSH|^~\\&|A\rEVN|A01\rPID|1||7\rPV1|1|I\rORC|NW|o1\rOBR|1|||G\rOBX|1||K\rNTE|1||n\rORC|NW|o2\rRXA|0|1|||21\rRXR|IM\rOBX|1";
    let summary = super::read(&mut text.as_bytes(), &Limits::default(), &mut |item| {
        let Item::Message(message) = item else { return ControlFlow::Continue(()) };
        let found = |index: usize, path: &str| {
            let path = Path::parse(path).unwrap();
            message.governing(index, &path.segment).and_then(|s| message.value(s, &path)).map(|v| v.into_owned())
        };
        let cases = [
            (6, "OBR-4", Some("G")),
            (6, "ORC-2", Some("o1")),
            (6, "PID-3", Some("7")),
            (6, "EVN-1", Some("A01")),
            (7, "OBX-3", Some("K")),
            (7, "PV1-2", Some("I")),
            (9, "RXR-1", Some("IM")),
            (9, "OBR-4", None),
            (11, "RXA-5", Some("21")),
            (11, "ORC-2", Some("o2")),
            (11, "NTE-3", None),
            (2, "PV1-2", Some("I")),
        ];
        for (index, path, value) in cases {
            assert_eq!(found(index, path).as_deref(), value, "{index} {path}");
        }
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().records, 1);
}

proptest::proptest! {
    /// Every byte of value of a well-formed message is in exactly one leaf, MSH-1 and MSH-2 aside.
    #[test]
    fn every_byte_is_in_one_leaf(segments in proptest::collection::vec(("[A-Z][A-Z0-9]{2}", "[|^~&a-z0-9 é]{0,40}"), 1..12)) {
        let segments: Vec<_> = segments.into_iter().filter(|(name, _)| !matches!(name.as_str(), "MSH" | "ADD" | "DSC" | "FHS" | "BHS" | "BTS" | "FTS")).collect();
        let mut text = String::from("MSH|^~\\&|A|b^c&d~e");
        for (name, body) in &segments {
            text.push_str(&format!("\r{name}|{body}|."));
        }
        let mut found = String::new();
        let summary = crate::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Message(message) = item {
                for segment in &message.segments {
                    message.leaves(segment, &mut |_, value| found.push_str(&value));
                }
            }
            ControlFlow::Continue(())
        }).unwrap();
        let bodies: String = segments.iter().map(|(_, body)| format!("{body}.")).collect();
        let expected: String = format!("Abcde{bodies}").chars().filter(|c| !matches!(c, '|' | '^' | '~' | '&')).collect();
        proptest::prop_assert_eq!(found, expected);
        proptest::prop_assert_eq!((summary.records, summary.issues.len()), (1, 0));
    }

    /// Delimiters are found where they stand, in whole eights and behind them.
    #[test]
    fn every_delimiter_is_found(bytes in proptest::collection::vec(proptest::prelude::prop_oneof![proptest::prelude::any::<u8>(), proptest::prelude::Just(b'|')], 0..60)) {
        let mut found = Vec::new();
        super::each_at(&bytes, b'|', &mut |at| found.push(at));
        let expected: Vec<usize> = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'|').map(|(at, _)| at).collect();
        proptest::prop_assert_eq!(found, expected);
    }

    /// No bytes panic the reader or keep it, whatever stands where; every message is accounted for and its lines rise.
    #[test]
    fn no_bytes_panic(parts in proptest::collection::vec(proptest::prop_oneof![
        proptest::prelude::Just(b"MSH|^~\\&|A|B||||ORU^R01|1|P|2.5||||||8859/1\r".to_vec()),
        proptest::prelude::Just(b"\x0bmsh#!~\\&#\r\n".to_vec()),
        proptest::prelude::Just(b"OBX|1|TX|a^b&c~d||\\X0D\\ \\Zx\\\n".to_vec()),
        proptest::prelude::Just(b"BTS|4\rDSC|x\rADD|\xe9\r".to_vec()),
        proptest::prelude::Just(b"\x1c\r\x0b".to_vec()),
        proptest::collection::vec(proptest::prelude::any::<u8>(), 0..12),
    ], 0..40), small in proptest::prelude::any::<bool>()) {
        let bytes = parts.concat();
        let limits = Limits { record_bytes_max: if small { 64 } else { 1 << 20 }, ..Limits::default() };
        let (mut delivered, mut line) = (0u64, 0u64);
        let summary = super::read(&mut &bytes[..], &limits, &mut |item| {
            if let Item::Message(message) = item {
                delivered += 1;
                for (index, segment) in message.segments.iter().enumerate() {
                    assert!(segment.line >= line && message.parent(index).is_none_or(|p| p < index));
                    line = segment.line;
                    message.leaves(segment, &mut |path, value| assert_eq!(message.value(segment, path), Some(value)));
                    let mut filled = Vec::new();
                    message.filled(segment, &mut |field| filled.push(field));
                    let first = if segment.name == "MSH" { 3 } else { 1 };
                    let told = |field: &usize| message.raw_field(segment, *field).is_some_and(|raw| !raw.is_empty() && raw != "\"\"");
                    assert_eq!(filled, (first..=message.fields(segment)).filter(told).collect::<Vec<usize>>());
                }
            }
            ControlFlow::Continue(())
        }).unwrap();
        proptest::prop_assert_eq!(delivered, summary.records);
    }
}
