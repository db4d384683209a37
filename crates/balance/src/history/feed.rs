//! The messages of a chart: which of two was sent first, whichever files they stand in.
//!
//! A file is a log: its messages were sent one after the other, whatever clock dated them. Of two files that hold messages of one sender (MSH-3, MSH-4) tell the
//! moments at which these were made (MSH-7), as far as their precision and their offsets do; of one moment the states tell, and then the order of the files. A message was made no
//! earlier than those that stand before it in its file. Of two senders in two files neither is the later one, nor of a message that does not say when it was
//! made: there the states tell.

use super::documents::{BETWEEN, fact, is_over, told};
use crate::digest::digest;
use model::{Date, Fact, Kind, Statement};
use std::cmp::Ordering;
use std::collections::HashMap;

/// Path of the leaf that tells of the message in which a patient is named.
pub(super) const MESSAGE: &str = "message";

/// The message as a fact of whom it names: how many lines before that it begins, whose it is and when it was made (MSH-7, as it is written there). Not where
/// it stands in its file: a file that was made again with other messages before it changes nothing for the patient.
pub(crate) fn message(lines_before: u64, sender: &str, made: &str) -> Fact {
    fact(MESSAGE, &[lines_before.to_string().as_str(), made, sender].join(BETWEEN))
}

/// A message of a chart.
#[derive(Debug, Clone, Copy)]
struct Sent {
    /// Line at which it begins.
    line: u64,
    /// Whose it is, and when it was made, or the latest that its sender made before it in its file; none of a message that does not say when that was.
    made: Option<(u64, Date)>,
    /// The latest moment up to it in its file, whoever's.
    place: Option<i64>,
}

impl Sent {
    /// The message that names a patient.
    fn of(person: &Statement) -> Option<Self> {
        let mut parts = told(person, MESSAGE)?.splitn(3, BETWEEN);
        let (before, made, sender) = (parts.next()?.parse().ok()?, Date::parse_hl7(parts.next()?), digest(parts.next()?));
        Some(Self { line: person.origin.line.saturating_sub(before), made: made.map(|made| (sender, made)), place: made.as_ref().map(moment) })
    }
}

/// A moment in milliseconds since 1970, where it has no offset as of UTC.
fn moment(made: &Date) -> i64 {
    made.instant(0) * 1000 + i64::from(made.millisecond)
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
            if let Some(sent) = Sent::of(statement) {
                files.entry(statement.origin.artifact).or_default().push(sent);
            }
        }
        files.retain(|_, messages| messages.iter().any(|sent| sent.made.is_some()));
        for messages in files.values_mut() {
            messages.sort_by_key(|sent| sent.line);
            let (mut latest, mut place): (HashMap<u64, Date>, Option<i64>) = (HashMap::new(), None);
            for sent in messages.iter_mut() {
                place = place.max(sent.place);
                sent.place = place;
                let Some((sender, made)) = &mut sent.made else { continue };
                let latest = latest.entry(*sender).or_insert(*made);
                if moment(latest) > moment(made) {
                    *made = *latest;
                }
                *latest = *made;
            }
        }
        Self { files }
    }

    /// The message of a statement.
    fn sent(&self, statement: &Statement) -> Option<&Sent> {
        let messages = self.files.get(&statement.origin.artifact).filter(|_| statement.origin.is_in_message())?;
        messages.get(messages.partition_point(|sent| sent.line <= statement.origin.line).checked_sub(1)?)
    }

    /// Whose message a statement stands in, and when that was made.
    fn made(&self, statement: &Statement) -> Option<(u64, Date)> {
        self.sent(statement)?.made
    }

    /// By what the statements of a chart stand one after the other: when their messages were made, their files and their lines.
    pub(crate) fn place(&self, statement: &Statement) -> (Option<i64>, u32, u64) {
        (self.sent(statement).and_then(|sent| sent.place), statement.origin.artifact, statement.origin.line)
    }

    /// Whether one statement was sent after or before another, where anything tells.
    pub(crate) fn order(&self, one: &Statement, other: &Statement) -> Option<Ordering> {
        let (own, there) = (&one.origin, &other.origin);
        if own.artifact == there.artifact {
            return Some(own.line.cmp(&there.line));
        }
        let [sent, before] = self.by_one_clock(one, other)?;
        if is_over(&before, &sent) {
            return Some(Ordering::Greater);
        }
        if is_over(&sent, &before) {
            return Some(Ordering::Less);
        }
        let is_told = are_of_one_second(&sent, &before) && moment(&sent) != moment(&before);
        is_told.then(|| moment(&sent).cmp(&moment(&before)))
    }

    /// When the messages of two statements were made, where one sender says it of both.
    fn by_one_clock(&self, one: &Statement, other: &Statement) -> Option<[Date; 2]> {
        let ((sender, sent), (other_sender, before)) = (self.made(one)?, self.made(other)?);
        (sender == other_sender).then_some([sent, before])
    }

    /// Whether two statements were sent by two senders in two files.
    pub(crate) fn are_of_two_senders(&self, one: &Statement, other: &Statement) -> bool {
        one.origin.artifact != other.origin.artifact && self.made(one).zip(self.made(other)).is_some_and(|((sender, _), (other, _))| sender != other)
    }

    /// Whether two statements were sent at one moment, and the files alone say that one stands behind the other.
    pub(super) fn is_filed_after(&self, one: &Statement, other: &Statement) -> bool {
        let is_of_one_moment = || self.by_one_clock(one, other).is_some_and(|[sent, before]| are_of_one_second(&sent, &before) && moment(&sent) == moment(&before));
        one.origin.artifact > other.origin.artifact && is_of_one_moment()
    }

    /// Whether one statement was sent before another.
    pub(crate) fn is_before(&self, one: &Statement, other: &Statement) -> bool {
        self.order(one, other) == Some(Ordering::Less)
    }
}

/// Whether one clock wrote two moments of the same minute or second, as far as it writes them, so that it may not tell which was first.
fn are_of_one_second(one: &Date, other: &Date) -> bool {
    let is_written_alike = (one.precision, one.offset.is_some()) == (other.precision, other.offset.is_some());
    is_written_alike && one.has_time() && one.instant(0) == other.instant(0)
}
