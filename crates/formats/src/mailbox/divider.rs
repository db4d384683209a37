//! The line before a message: `From ann@a.example Mon Mar  4 10:05:00 2019`. Tells it from a sentence that begins with the
//! same word, and says whom and which day it names.

/// Bytes of a divider, at most; a longer line is text.
pub(super) const LINE_BYTES_MAX: usize = 1024;
/// Bytes that are looked at to tell a mailbox.
const HEAD_BYTES_MAX: usize = 16 << 10;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether a line, without its end, parts messages: `From `, then somewhere the day of the week, the month, the day, the time
/// and a year, as `ctime` writes them, with or without a zone.
pub(super) fn is_divider(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ").filter(|_| line.len() <= LINE_BYTES_MAX) else { return false };
    std::str::from_utf8(rest).is_ok_and(|rest| day_at(rest).is_some())
}

/// Where the day of the week stands that opens the date.
fn day_at(text: &str) -> Option<usize> {
    let words: Vec<(usize, &str)> = words(text).collect();
    let dated = |at: &usize| {
        let word = |further: usize| words.get(at + further).map_or("", |(_, word)| *word);
        // The weekday may have a comma, and day and month stand either way round.
        let parts = [word(1), word(2)];
        let month = parts.iter().any(|part| MONTHS.contains(part));
        let day = parts.iter().any(|part| part.len() <= 2 && part.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)));
        let rest = words.get(at + 3..).unwrap_or_default();
        let time = rest.iter().take(2).any(|(_, word)| is_time(word));
        // Looked for last: it may be any of the words behind, and a line may be nothing but days.
        let year = || rest.iter().any(|(_, word)| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
        DAYS.contains(&word(0).trim_end_matches(',')) && month && day && time && year()
    };
    // The last one: the name of a sender may hold a word that is a day.
    let at = (0..words.len()).rev().find(dated)?;
    words.get(at).map(|(start, _)| *start)
}

/// `10:05` or `10:05:00`.
fn is_time(word: &str) -> bool {
    let parts: Vec<&str> = word.split(':').collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The words of a text with the byte at which each starts.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split([' ', '\t']).filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    })
}

/// Whom a divider names, and when the message came, both as written. `-` and `???@???` name nobody.
pub(super) fn parts(line: &str) -> (&str, &str) {
    let rest = line.strip_prefix("From ").unwrap_or("");
    let (sender, received) = day_at(rest).and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
    let sender = sender.trim();
    (if matches!(sender, "-" | "???@???") { "" } else { sender }, received.trim())
}

/// Whether the bytes open as a mailbox: a divider, and a header line below it.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let head = head.get(..HEAD_BYTES_MAX).unwrap_or(head);
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let mut lines = head.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.next().is_some_and(is_divider) && lines.next().is_some_and(super::headers::is_header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_divider_has_a_date_and_a_sentence_has_none() {
        let dividers = [
            ("From ann@a.example Mon Mar  4 10:05:00 2019", ("ann@a.example", "Mon Mar  4 10:05:00 2019")),
            ("From MAILER-DAEMON Fri Jul 18 12:08 2011", ("MAILER-DAEMON", "Fri Jul 18 12:08 2011")),
            ("From - Mon Jan  7 07:07:07 2002", ("", "Mon Jan  7 07:07:07 2002")),
            ("From ???@??? Wed Jan 02 1:02:03 2008", ("", "Wed Jan 02 1:02:03 2008")),
            ("From 162@xxx Mon Oct 07 12:00:00 +0000 2019", ("162@xxx", "Mon Oct 07 12:00:00 +0000 2019")),
            ("From a b Mon, 4 Mar 2019 10:05:00 +0100", ("a b", "Mon, 4 Mar 2019 10:05:00 +0100")),
        ];
        for (line, named) in dividers {
            assert!(is_divider(line.as_bytes()), "{line}");
            assert_eq!(parts(line), named, "{line}");
        }
        for line in ["From now on", "From Mon to Fri we open at 10:00", "from a Mon Mar  4 10:05:00 2019", "From", ">From a Mon Mar  4 10:05:00 2019", "From a Mon Mar 44 10:05:00 2019"] {
            assert!(!is_divider(line.as_bytes()), "{line}");
        }
        assert!(!is_divider(format!("From {} Mon Mar  4 10:05:00 2019", "x".repeat(LINE_BYTES_MAX)).as_bytes()));
    }

    #[test]
    fn a_mailbox_opens_with_a_divider_and_a_header() {
        assert!(looks_like(b"From a Mon Mar  4 10:05:00 2019\r\nReceived: x\r\n"));
        assert!(looks_like(b"\n\nFrom a Mon Mar  4 10:05:00 2019\nX-A: b\n"));
        for text in ["From a Mon Mar  4 10:05:00 2019\n\nno header", "From: a\nDate: Mon Mar  4 10:05:00 2019\n", "", "From a Mon Mar  4 10:05:00 2019"] {
            assert!(!looks_like(text.as_bytes()), "{text}");
        }
    }
}
