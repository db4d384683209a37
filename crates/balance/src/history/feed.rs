//! The messages of a chart: which of two was sent first, whichever files they stand in.
//!
//! A file is a log: its messages were sent one after the other, whatever clock dated them. Of two files that hold messages of one sender (MSH-3, MSH-4) tell the
//! moments at which these were made (MSH-7), as far as their precision and their offsets do; of one moment the states tell, and then the order of the files. A message was made no
//! earlier than those that stand before it in its file. Of two senders in two files neither is the later one: there the states tell.

use super::documents::{BETWEEN, fact, is_over, told};
use crate::digest::digest;
use model::{Date, Fact, Kind, Statement};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Path of the leaf that tells of the message in which a patient is named.
pub(super) const MESSAGE: &str = "message";

/// The message as a fact of whom it names: the line at which it begins, whose it is and when it was made (MSH-7, as it is written there).
pub(crate) fn message(line: u64, sender: &str, made: &str) -> Option<Fact> {
    Date::parse_hl7(made)?;
    Some(fact(MESSAGE, &[line.to_string().as_str(), made, sender].join(BETWEEN)))
}

/// A message of a chart.
#[derive(Debug, Clone, Copy)]
struct Sent {
    /// Line at which it begins.
    line: u64,
    sender: u64,
    /// When it was made, or the latest that its sender made before it in its file.
    made: Date,
    /// The latest moment up to it in its file, whoever's.
    place: i64,
}

impl Sent {
    fn read(said: &str) -> Option<Self> {
        let mut parts = said.splitn(3, BETWEEN);
        let (line, made, sender) = (parts.next()?.parse().ok()?, Date::parse_hl7(parts.next()?)?, digest(parts.next()?));
        let sent = Self { line, sender, made, place: 0 };
        Some(Self { place: sent.moment(), ..sent })
    }

    /// When it was made, in milliseconds since 1970, where it has no offset as of UTC.
    fn moment(&self) -> i64 {
        self.made.instant(0) * 1000 + i64::from(self.made.millisecond)
    }
}

/// The messages of a chart by their files, each of those in the order of its lines.
#[derive(Debug, Default)]
pub(crate) struct Feed {
    files: HashMap<u32, Vec<Sent>>,
}

impl Feed {
    /// Of a chart; none where no message says when it was made, as in a fragment.
    pub(crate) fn of(chart: &[Statement]) -> Self {
        let mut files: HashMap<u32, Vec<Sent>> = HashMap::new();
        for statement in chart.iter().filter(|s| s.kind == Kind::Demographic && s.origin.is_in_message()) {
            if let Some(sent) = told(statement, MESSAGE).and_then(Sent::read) {
                files.entry(statement.origin.artifact).or_default().push(sent);
            }
        }
        for messages in files.values_mut() {
            messages.sort_by_key(|sent| sent.line);
            let (mut latest, mut place): (HashMap<u64, Date>, i64) = (HashMap::new(), i64::MIN);
            for sent in messages.iter_mut() {
                place = place.max(sent.place);
                sent.place = place;
                let latest = latest.entry(sent.sender).or_insert(sent.made);
                if latest.instant(0) > sent.made.instant(0) {
                    sent.made = *latest;
                }
                *latest = sent.made;
            }
        }
        Self { files }
    }

    /// The message of a statement.
    fn sent(&self, statement: &Statement) -> Option<&Sent> {
        let messages = self.files.get(&statement.origin.artifact).filter(|_| statement.origin.is_in_message())?;
        messages.get(messages.partition_point(|sent| sent.line <= statement.origin.line).checked_sub(1)?)
    }

    /// By what the statements of a chart stand one after the other: when their messages were made, their files and their lines.
    pub(crate) fn place(&self, statement: &Statement) -> (Option<i64>, u32, u64) {
        (self.sent(statement).map(|sent| sent.place), statement.origin.artifact, statement.origin.line)
    }

    /// Whether one statement was sent after or before another, where anything tells.
    pub(crate) fn order(&self, one: &Statement, other: &Statement) -> Option<Ordering> {
        let (own, there) = (&one.origin, &other.origin);
        if own.artifact == there.artifact {
            return Some(own.line.cmp(&there.line));
        }
        let (sent, before) = (self.sent(one)?, self.sent(other)?);
        let is_of_one_clock = sent.sender == before.sender;
        if is_of_one_clock && is_over(&before.made, &sent.made) {
            return Some(Ordering::Greater);
        }
        if is_of_one_clock && is_over(&sent.made, &before.made) {
            return Some(Ordering::Less);
        }
        let is_told = self.are_of_one_second(one, other) && sent.moment() != before.moment();
        is_told.then(|| sent.moment().cmp(&before.moment()))
    }

    /// Whether two statements of two files were sent by one clock in the same minute or second, as far as it is written, so that it does not tell which was first.
    fn are_of_one_second(&self, one: &Statement, other: &Statement) -> bool {
        let (Some(sent), Some(before)) = (self.sent(one), self.sent(other)) else { return false };
        let is_written_alike = (sent.made.precision, sent.made.offset.is_some()) == (before.made.precision, before.made.offset.is_some());
        sent.sender == before.sender && is_written_alike && sent.made.has_time() && sent.made.instant(0) == before.made.instant(0)
    }

    /// Whether two statements were sent at one moment, and the files alone say that one stands behind the other.
    pub(super) fn is_filed_after(&self, one: &Statement, other: &Statement) -> bool {
        one.origin.artifact > other.origin.artifact && self.are_of_one_second(one, other) && self.order(one, other).is_none()
    }

    /// Whether one statement was sent before another.
    pub(crate) fn is_before(&self, one: &Statement, other: &Statement) -> bool {
        self.order(one, other) == Some(Ordering::Less)
    }
}
