//! Builds of VistA (KIDS distributions, `.KID`): what was installed into a system, and with it what its clinics had written.
//!
//! A build is pairs of lines: the subscripts of a node, then its value. Routines come out as those of an export do
//! (`routines`), every other node as rows of globals (`globals`): components by file (`mumps.build.KRN.19`), the data dictionary by field
//! (`mumps.build.DD`), entries of files (`kids.DATA.9.4`). Each record names its build. What stands around the builds is
//! `mumps.build.text`; a line that is no node is set aside. Read, never installed.

mod place;
#[cfg(test)]
mod tests;

use crate::globals::{Address, Nodes, address};
use crate::lines::{Place, each_line};
use crate::routines::Routine;
use crate::{Item, Limits, Record, Summary};
use std::cell::{Cell, RefCell};
use std::io::Read;
use std::ops::ControlFlow;

/// Lines that are looked at to tell a build; what people write above it may be long.
const LOOKED_AT: usize = 600;
/// The line before the name of a build.
const INSTALL: &str = "**INSTALL NAME**";
/// The line behind a build, and behind all of them.
const END: &str = "**END**";

/// Whether a text is a distribution: the mark of a build, with the head of a file or of a message before it.
pub(crate) fn looks_like(text: &str) -> bool {
    let headed = |line: &str| line.starts_with("**KIDS**:") || line.starts_with("KIDS Distribution saved on") || line.starts_with("$KID ");
    let mut seen = false;
    for line in text.lines().take(LOOKED_AT) {
        seen |= headed(line);
        if line.trim_end() == INSTALL {
            return seen;
        }
    }
    false
}

/// Where records go, shared by what reads routines and what reads nodes.
struct Out<'o> {
    each: RefCell<&'o mut dyn FnMut(Item<'_>) -> ControlFlow<()>>,
    /// The build that is being read.
    build: RefCell<String>,
    records: Cell<u64>,
    stopped: Cell<bool>,
}

impl Out<'_> {
    /// Hands a record on with the name of its build; never again once the consumer has had enough.
    fn hand(&self, mut record: Record) -> ControlFlow<()> {
        if self.stopped.get() {
            return ControlFlow::Break(());
        }
        let build = self.build.borrow();
        if !build.is_empty() {
            record.leaves.push(("build".to_string(), build.clone()));
        }
        self.records.set(self.records.get() + 1);
        let flow = (*self.each.borrow_mut())(Item::Record(&record));
        self.stopped.set(flow.is_break());
        flow
    }
}

/// What the next line is.
enum Expected {
    /// What people wrote around the builds.
    Text,
    /// The name of a build.
    Name,
    /// The subscripts of a node, or the end.
    Node,
    /// The value of this node.
    Value(Address, Place),
}

/// A build while its nodes come in.
#[derive(Default)]
struct Build {
    line: u64,
    byte: u64,
    version: String,
    nodes: u64,
    routines: u64,
    /// Routines that the build counts itself.
    stated: Option<u64>,
}

struct Reader<'r, 'n, 'o> {
    limits: &'r Limits,
    out: &'r Out<'o>,
    nodes: Nodes<'n>,
    expected: Expected,
    /// The line before, to see where one was set aside.
    last: u64,
    text: String,
    text_at: Place,
    build: Option<Build>,
    routine: Option<(Routine, String)>,
    builds: u64,
}

pub(crate) fn read(input: &mut dyn Read, limits: &Limits, each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let out = Out { each: RefCell::new(each), build: RefCell::default(), records: Cell::new(0), stopped: Cell::new(false) };
    let mut of_nodes = |item: Item<'_>| match item {
        Item::Record(record) => out.hand(record.clone()),
        _ => ControlFlow::Continue(()),
    };
    let mut reader = Reader {
        limits,
        out: &out,
        nodes: Nodes::new(limits, &mut of_nodes),
        expected: Expected::Text,
        last: 0,
        text: String::new(),
        text_at: Place { line: 1, byte: 0 },
        build: None,
        routine: None,
        builds: 0,
    };
    each_line(input, limits, &mut summary, &mut |text, place, summary| {
        reader.line(text, place, summary);
        if reader.out.stopped.get() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    reader.finish(&mut summary);
    summary.records = out.records.get();
    summary.stopped = out.stopped.get();
    Ok(summary)
}

impl Reader<'_, '_, '_> {
    fn line(&mut self, text: &str, place: Place, summary: &mut Summary) {
        // A line over the cap was set aside before it came here: what waits for it would take another's.
        let whole = place.line == self.last + 1;
        self.last = place.line;
        match std::mem::replace(&mut self.expected, Expected::Node) {
            Expected::Value(address, at) if whole => self.node(address, text, (at, place), summary),
            Expected::Name if whole => self.open(text.trim(), place),
            Expected::Text => self.outside(text, place),
            _ => self.key(text, place, summary),
        }
    }

    fn key(&mut self, text: &str, place: Place, summary: &mut Summary) {
        let line = text.trim_end();
        if line == INSTALL {
            self.close(summary);
            self.expected = Expected::Name;
        } else if line == END || line.starts_with("$END KID") {
            self.close(summary);
            self.expected = Expected::Text;
        } else if let Some(address) = address(line) {
            self.expected = Expected::Value(address, place);
        } else if !line.is_empty() {
            summary.refuse(self.limits, "bad_line", place.line, place.byte, "the line is no node of a build");
        }
    }

    /// A line before, between or behind the builds.
    fn outside(&mut self, text: &str, place: Place) {
        let line = text.trim_end();
        if line == INSTALL {
            self.expected = Expected::Name;
            return;
        }
        self.expected = Expected::Text;
        if line == END || (line.is_empty() && self.text.is_empty()) {
            return;
        }
        if self.text.len() + line.len() > self.limits.record_bytes_max {
            self.flush_text();
        }
        if self.text.is_empty() {
            self.text_at = place;
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn flush_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            let Place { line, byte } = self.text_at;
            let leaves = vec![("text".to_string(), text.trim_end().to_string())];
            let _ = self.out.hand(Record { relation: "mumps.build.text".into(), line, byte, leaves });
        }
    }

    fn open(&mut self, name: &str, place: Place) {
        self.flush_text();
        self.builds += 1;
        *self.out.build.borrow_mut() = name.to_string();
        self.build = Some(Build { line: place.line, byte: place.byte, ..Build::default() });
    }

    fn node(&mut self, address: Address, value: &str, (at, value_at): (Place, Place), summary: &mut Summary) {
        let build = self.build.get_or_insert_with(|| Build { line: at.line, byte: at.byte, ..Build::default() });
        build.nodes += 1;
        let texts: Vec<&str> = address.texts.iter().map(String::as_str).collect();
        match texts.as_slice() {
            ["RTN"] => build.stated = value.split('^').next().and_then(|count| count.trim().parse().ok()),
            ["VER"] => build.version = value.trim().to_string(),
            ["RTN", name] => {
                let name = name.to_string();
                self.begin_routine(&name, value, at);
            }
            ["RTN", name, _, "0"] => {
                if self.routine.as_ref().is_none_or(|(routine, _)| routine.name != *name) {
                    let name = name.to_string();
                    self.begin_routine(&name, "", at);
                }
                if let Some((routine, _)) = &mut self.routine {
                    routine.take(value, value_at, self.limits, summary);
                }
            }
            _ => {
                self.close_routine();
                let (global, address) = place::of(address);
                self.nodes.take(&global, address, value, (at.line, at.byte));
            }
        }
    }

    /// A routine with what its build says of it: whether it is to be deleted, and its checksums.
    fn begin_routine(&mut self, name: &str, stated: &str, place: Place) {
        self.close_routine();
        self.nodes.end();
        if let Some(build) = &mut self.build {
            build.routines += 1;
        }
        let kind = if stated.split('^').next() == Some("1") { "deleted by the build" } else { "" };
        self.routine = Some((Routine::named(name, kind, place), stated.to_string()));
    }

    fn close_routine(&mut self) {
        let Some((routine, stated)) = self.routine.take() else { return };
        for mut record in routine.finished() {
            if record.relation == "mumps.routine" && !stated.is_empty() {
                record.leaves.push(("stated".to_string(), stated.clone()));
            }
            if self.out.hand(record).is_break() {
                return;
            }
        }
    }

    /// Delivers what is open of a build, and the build itself.
    fn close(&mut self, summary: &mut Summary) {
        self.close_routine();
        self.nodes.end();
        let Some(build) = self.build.take() else { return };
        let name = self.out.build.borrow().clone();
        let leaves = [("name", name), ("version", build.version), ("nodes", build.nodes.to_string()), ("routines", build.routines.to_string())];
        let filled = leaves.into_iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| (field.to_string(), value)).collect();
        let _ = self.out.hand(Record { relation: "mumps.build".into(), line: build.line, byte: build.byte, leaves: filled });
        self.out.build.borrow_mut().clear();
        if let Some(stated) = build.stated.filter(|stated| *stated != build.routines) {
            let message = format!("the build counts {stated} routines, {} were read", build.routines);
            summary.doubt(self.limits, "count_differs", build.line, build.byte, message);
        }
    }

    fn finish(mut self, summary: &mut Summary) {
        if self.out.stopped.get() {
            return;
        }
        if let Expected::Value(_, place) = std::mem::replace(&mut self.expected, Expected::Text) {
            summary.refuse(self.limits, "bad_line", place.line, place.byte, "the last node has no value");
        }
        if self.build.is_some() {
            summary.doubt(self.limits, "no_end", self.last, 0, "the last build is not closed; the file may be cut off");
        }
        self.close(summary);
        self.flush_text();
        if self.builds == 0 {
            summary.doubt(self.limits, "no_rows", 0, 0, "the file holds no build");
        }
        summary.add(self.limits, self.nodes.finish());
    }
}
