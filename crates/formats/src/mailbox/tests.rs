use super::*;

const FIRST: &str = "From ann@a.example Mon Mar  4 10:05:00 2019\n";
const NEXT: &str = "From - Tue Mar  5 11:06:00 2019\n";

/// The messages of a mailbox with their names, and what came of reading it.
fn taken_within(bytes: &[u8], limits: &Limits) -> (Vec<(String, String)>, Vec<Record>, Summary) {
    let mut files = Vec::new();
    messages(&mut &*bytes, limits, &mut |inside| {
        files.push((inside.name.to_string(), String::from_utf8_lossy(inside.bytes).into_owned()));
        ControlFlow::Continue(())
    })
    .unwrap();
    let (records, summary) = crate::seen::records(|each| read(&mut &*bytes, limits, each));
    assert_eq!(files.len() as u64, summary.inside);
    let sizes: Vec<String> = files.iter().map(|(_, text)| text.len().to_string()).collect();
    assert!(bytes.iter().any(|b| !b.is_ascii()) || records.iter().map(|r| r.get("size").unwrap_or("-")).eq(sizes.iter().map(String::as_str)));
    (files, records, summary)
}

fn taken(text: &str) -> (Vec<(String, String)>, Vec<Record>, Summary) {
    taken_within(text.as_bytes(), &Limits::default())
}

fn texts(files: &[(String, String)]) -> Vec<&str> {
    files.iter().map(|(_, text)| text.as_str()).collect()
}

fn codes(summary: &Summary) -> Vec<(&'static str, u64)> {
    summary.counts.iter().map(|(code, count)| (*code, *count)).collect()
}

#[test]
fn each_message_is_a_file_with_its_place_and_what_its_divider_says() {
    let text = format!("\n{FIRST}Subject: a\n\nOne.\n\n{NEXT}Subject: b\r\nX-Mozilla-Status: 0009\r\n\r\nTwo.\r\n\r\n");
    let (files, records, summary) = taken(&text);
    assert_eq!(files, [("1.eml".to_string(), "Subject: a\n\nOne.\n".to_string()), ("2.eml".to_string(), "Subject: b\r\nX-Mozilla-Status: 0009\r\n\r\nTwo.\r\n".to_string())]);
    assert_eq!(summary.counts.len(), 0);
    let second = text.find(NEXT).unwrap() as u64;
    assert_eq!(records.iter().map(|r| (r.line, r.byte)).collect::<Vec<_>>(), [(2, 1), (7, second)]);
    assert_eq!((records[0].get("sender"), records[0].get("received"), records[0].get("deleted")), (Some("ann@a.example"), Some("Mon Mar  4 10:05:00 2019"), None));
    assert_eq!((records[1].get("sender"), records[1].get("deleted")), (None, Some("yes")));
}

#[test]
fn one_sign_is_taken_off_and_a_sentence_stays() {
    let (files, _, summary) = taken(&format!("{FIRST}Subject: a\n\n>From now on\n>>From then\n> From x\nFrom here\nsay >From\n"));
    assert_eq!(texts(&files), ["Subject: a\n\nFrom now on\n>From then\n> From x\nFrom here\nsay >From\n"]);
    assert_eq!(codes(&summary), [("from_in_text", 1), ("quotes_taken_off", 1)]);
    assert!(summary.issues.iter().any(|i| i.code == "quotes_taken_off" && i.message.starts_with("2 lines") && i.line == 1));
}

#[test]
fn a_message_of_headers_alone_does_not_take_the_length_of_the_next_one() {
    let (files, _, summary) = taken(&format!("{FIRST}Subject: a\n{NEXT}Content-Length: 4\n\nTwo.\n\n{NEXT}Subject: c\n\nThree.\n"));
    assert_eq!(texts(&files), ["Subject: a\n", "Content-Length: 4\n\nTwo.", "Subject: c\n\nThree.\n"]);
    assert_eq!(codes(&summary), [("no_empty_line", 1)]);
}

#[test]
fn a_stated_length_counts_only_where_a_message_can_end() {
    let body = format!("{NEXT}quoted whole\n>From stays\n");
    let right = format!("{FIRST}Subject: a\nContent-Length: {}\n\n{body}\n{NEXT}Subject: b\n\nTwo.\n", body.len());
    let (files, _, summary) = taken(&right);
    assert_eq!(texts(&files), [format!("Subject: a\nContent-Length: {}\n\n{body}", body.len()).as_str(), "Subject: b\n\nTwo.\n"]);
    assert_eq!(summary.counts.len(), 0);
    for wrong in [3, 9_000_000] {
        let (files, _, summary) = taken(&format!("{FIRST}Content-Length: {wrong}\n\nOne.\n\n{NEXT}Subject: b\n\nTwo.\n"));
        assert_eq!(texts(&files), [format!("Content-Length: {wrong}\n\nOne.\n").as_str(), "Subject: b\n\nTwo.\n"]);
        assert_eq!(codes(&summary), [("length_differs", 1)]);
    }
    let (files, _, _) = taken(&format!("{FIRST}Content-Length: 12\n\n>From there\n\n"));
    assert_eq!(texts(&files), ["Content-Length: 12\n\nFrom there\n"], "the custom with length and signs");
}

#[test]
fn what_is_no_message_is_set_aside_and_the_rest_goes_on() {
    let text = format!("junk\n\n{FIRST}\n{NEXT}no header\n\ntext\n{FIRST}Subject: c\n\nThree.");
    let (files, records, summary) = taken(&text);
    assert_eq!(files, [("3.eml".to_string(), "Subject: c\n\nThree.".to_string())]);
    assert_eq!(codes(&summary), [("bad_message", 1), ("empty_message", 1), ("no_divider", 1), ("no_empty_line", 1)]);
    assert_eq!((summary.quarantined, records[0].byte), (3, text.rfind("From").unwrap() as u64));
    assert_eq!(codes(&taken("").2), [("no_messages", 1)]);
    assert_eq!(codes(&taken("no mailbox at all").2), [("no_divider", 1), ("no_messages", 1)]);
}

#[test]
fn a_message_over_the_cap_is_set_aside_however_long_it_is() {
    let limits = Limits { document_bytes_max: 100, ..Limits::default() };
    for long in [101, 3 << 20] {
        let text = format!("{FIRST}Subject: a\n\n{}\n\n{NEXT}Subject: b\n\nTwo.\n", "x".repeat(long));
        let (files, records, summary) = taken_within(text.as_bytes(), &limits);
        assert_eq!((texts(&files), codes(&summary), summary.quarantined), (vec!["Subject: b\n\nTwo.\n"], vec![("message_too_long", 1)], 1));
        assert_eq!((records[0].line, records[0].byte), (6, text.find(NEXT).unwrap() as u64));
    }
}

#[test]
fn a_consumer_may_stop() {
    let text = format!("{FIRST}Subject: a\n\n{NEXT}Subject: b\n\n");
    let mut calls = 0;
    let summary = read(&mut text.as_bytes(), &Limits::default(), &mut |_| {
        calls += 1;
        ControlFlow::Break(())
    })
    .unwrap();
    assert!(summary.stopped && calls == 1 && summary.records == 1);
}

/// A text as a program writes it into a mailbox that puts signs before lines.
fn quoted(body: &str) -> String {
    body.split_inclusive('\n').map(|line| if line.trim_start_matches('>').starts_with("From ") { format!(">{line}") } else { line.to_string() }).collect()
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300), cap in 1..200usize) {
        taken_within(&bytes, &Limits { document_bytes_max: cap, ..Limits::default() });
        taken_within(&[FIRST.as_bytes(), &bytes].concat(), &Limits { document_bytes_max: cap, ..Limits::default() });
    }

    /// Whatever stands in messages, written with signs before lines they come out as they went in.
    #[test]
    fn quoted_messages_read_back(bodies in proptest::collection::vec("(From - Tue Mar  5 11:06:00 2019\n|>{0,3}From x\n|[a-z>]{0,4}\n){0,6}", 1..5)) {
        let messages: Vec<String> = bodies.iter().map(|body| format!("Subject: a\n\n{body}")).collect();
        let text: String = bodies.iter().map(|body| format!("{FIRST}Subject: a\n\n{}\n", quoted(body))).collect();
        let (files, records, summary) = taken(&text);
        proptest::prop_assert_eq!(texts(&files), messages.iter().map(String::as_str).collect::<Vec<_>>());
        proptest::prop_assert!(summary.counts.keys().all(|code| *code == "quotes_taken_off"));
        for record in &records {
            proptest::prop_assert!(text.as_bytes()[record.byte as usize..].starts_with(FIRST.as_bytes()));
            proptest::prop_assert_eq!(text[..record.byte as usize].matches('\n').count() as u64 + 1, record.line);
        }
    }

    /// Written with their lengths, messages may hold whole messages.
    #[test]
    fn measured_messages_read_back(bodies in proptest::collection::vec("(From - Tue Mar  5 11:06:00 2019\n|From x\n|[a-z]{0,4}\n){0,6}", 1..5)) {
        let messages: Vec<String> = bodies.iter().map(|body| format!("Content-Length: {}\n\n{body}", body.len())).collect();
        let text: String = messages.iter().map(|message| format!("{FIRST}{message}\n")).collect();
        let (files, _, summary) = taken(&text);
        proptest::prop_assert_eq!(texts(&files), messages.iter().map(String::as_str).collect::<Vec<_>>());
        proptest::prop_assert!(summary.counts.is_empty());
    }
}
