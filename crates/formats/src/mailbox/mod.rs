//! Mailboxes (mbox, RFC 4155): many messages of e-mail in one file, each after a line that begins with `From `.
//!
//! Four customs are read and none is declared anywhere: mboxo and mboxrd put `>` before a line of the text that begins like a
//! divider, mboxcl does so too and states the length of the text, mboxcl2 states the length and leaves the text alone. So a
//! stated length counts only where a divider or the end follows it, and one `>` is taken off again unless the text shows that
//! nobody put it there. Each message becomes a file inside and a record of `mailbox.message` with what only its divider says;
//! what is in front of the first divider, has no header line or is over the cap is set aside. One message is in memory at a time.

mod divider;
mod headers;
mod post;
#[cfg(test)]
mod tests;

use crate::{Inside, Item, Limits, Record, Stated, Summary};
pub(crate) use divider::looks_like;
use post::{Post, each_post};
use std::io::Read;
use std::ops::ControlFlow;

/// The list of the messages: what there is, beside what each of them becomes as an artifact.
pub(crate) fn read(input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let delivered = each_post(input, limits, &mut summary, &mut |post| each(Item::Record(&record(post))))?;
    (summary.records, summary.inside) = (delivered, delivered);
    Ok(summary)
}

/// Hands out the messages. What is wrong with the mailbox was said when it was read.
pub(crate) fn messages(input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(&Inside<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    each_post(input, limits, &mut summary, &mut |post| {
        let stated = Stated { line: post.line, place: "message".into(), media_type: "message/rfc822".into(), ..Stated::default() };
        each(&Inside { name: &name(post), bytes: &post.bytes, stated: Some(&stated) })
    })?;
    Ok(summary)
}

fn name(post: &Post<'_>) -> String {
    format!("{}.eml", post.number)
}

fn record(post: &Post<'_>) -> Record {
    let (sender, received) = divider::parts(&post.divider);
    let deleted = if headers::is_deleted(&post.bytes) { "yes" } else { "" };
    let leaves = [("name", name(post)), ("size", post.bytes.len().to_string()), ("sender", sender.to_string()), ("received", received.to_string()), ("deleted", deleted.to_string())];
    let filled = leaves.into_iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| (field.to_string(), value));
    Record { relation: "mailbox.message".into(), line: post.line, byte: post.byte, leaves: filled.collect() }
}
