//! MUMPS routines: the code of VistA and its like, as single files (`.m`, `.int`) and as exports of many (`%RO`, `.ro`, `.rsa`).
//!
//! A record of `mumps.routine` for each, with its title, its version line, the globals it touches, the routines it calls and its text
//! word by word; one of `mumps.label` for each entry point, one of `mumps.use` for each global and routine that it names. Read, never run.

mod line;
#[cfg(test)]
mod tests;

use crate::lines::{Place, each_line};
use crate::{Item, Limits, Record, Summary};
use line::{Line, Use, commands, name_length, split, uses};
use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;

/// Lines from which the kind of file is told.
const HEAD_LINES: usize = 4;
/// Lines that are looked at to tell code from text.
const LOOKED_AT: usize = 200;
/// Names of one routine that are listed in its record; further ones are counted, and all stand in `mumps.use`.
const NAMES_MAX: usize = 200;

/// Whether a text is code: a routine, or an export of routines.
pub(crate) fn looks_like(text: &str) -> bool {
    let mut lines: Vec<&str> = text.lines().take(LOOKED_AT).collect();
    if lines.len() > HEAD_LINES {
        // The last one may be cut off.
        lines.pop();
    }
    let first = match start(&lines) {
        Start::Export(first) => first,
        Start::Single => 0,
    };
    let of_code: Vec<&str> = lines.iter().skip(first).copied().filter(|l| !l.trim().is_empty() && !is_bare(l) && heading(l).is_none()).collect();
    let (mut good, mut runs, mut comments) = (0usize, 0usize, 0usize);
    for text in &of_code {
        let Some(line) = split(text) else { continue };
        // A single letter is many things; with an argument, or as QUIT, it is a command.
        let mut certain = false;
        let all = commands(line.code, &mut |word, _, argument| certain |= !argument.is_empty() || matches!(word, "Q" | "q" | "QUIT" | "Quit" | "quit"));
        good += usize::from(all);
        runs += usize::from(all && certain);
        comments += usize::from(line.comment.is_some());
    }
    let opens = of_code.first().is_some_and(|l| opens_routine(l));
    opens && of_code.len() >= 2 && runs > 0 && comments > 0 && good * 10 >= of_code.len() * 9
}

/// How a file begins.
enum Start {
    /// With the code of one routine.
    Single,
    /// With the heading of an export; the first routine's heading is on this line, counted from 0.
    Export(usize),
}

fn start(lines: &[&str]) -> Start {
    let head = lines.get(..lines.len().min(HEAD_LINES)).unwrap_or_default();
    let headed = head.iter().position(|l| heading(l).is_some());
    let bare = || head.windows(2).position(|pair| matches!(pair, [name, first] if is_bare(name) && opens(first, name.trim_end())));
    headed.or_else(bare).map_or(Start::Single, Start::Export)
}

/// The name in the heading of a routine inside an export: `^XUP`, or `XUP^INT^1^59000,1^0`; with its type, where there is one.
fn heading(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_end();
    if let Some(name) = line.strip_prefix('^') {
        return (!name.is_empty() && name_length(name) == name.len()).then_some((name, ""));
    }
    let (name, rest) = line.split_once('^')?;
    let kind = rest.split('^').next().unwrap_or("");
    let known = ["INT", "MAC", "INC", "RSA", "OBJ", "BAS"].contains(&kind);
    (known && !name.is_empty() && name_length(name) == name.len()).then_some((name, kind))
}

/// Whether a line is the name of a routine and nothing else.
fn is_bare(line: &str) -> bool {
    let line = line.trim_end();
    !line.is_empty() && line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '%') && name_length(line) == line.len()
}

/// Whether a line is the first of the routine of that name.
fn opens(line: &str, name: &str) -> bool {
    split(line).is_some_and(|l| l.label == Some(name))
}

/// Whether a line can be the first of a routine: a label with a comment, or with commands.
fn opens_routine(line: &str) -> bool {
    split(line).is_some_and(|l| l.label.is_some_and(|label| !label.starts_with(|c: char| c.is_ascii_digit())) && (l.comment.is_some() || !l.code.is_empty()))
}

pub(crate) fn read(
    name: &str,
    input: &mut dyn Read,
    limits: &Limits,
    each: &mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
) -> std::io::Result<Summary> {
    let mut summary = Summary::default();
    let mut reader = Reader { stem: crate::relation_name(name).to_string(), limits, each, head: Some(Vec::new()), export: false, blank: true, routine: None, found: 0, stopped: false };
    each_line(input, limits, &mut summary, &mut |text, place, summary| reader.line(text, place, summary))?;
    if !summary.stopped {
        reader.finish(&mut summary);
        summary.stopped = reader.stopped;
    }
    Ok(summary)
}

/// A routine while its lines come in.
pub(crate) struct Routine {
    /// Its name.
    pub name: String,
    /// How the export calls its kind, or what a build does with it.
    pub kind: String,
    /// Where it begins.
    pub place: Place,
    lines: u64,
    title: String,
    /// The second line's `;;version;package;patches;date`.
    version: Vec<String>,
    labels: Vec<Record>,
    uses: BTreeMap<(Use, String), u64>,
    body: String,
    /// It is over the cap; the rest of it is passed over.
    cut: bool,
}

struct Reader<'r> {
    stem: String,
    limits: &'r Limits,
    each: &'r mut dyn FnMut(Item<'_>) -> ControlFlow<()>,
    /// The first lines, until they tell what the file is.
    head: Option<Vec<(String, Place)>>,
    export: bool,
    /// The line before was empty: a routine of an export ends there.
    blank: bool,
    routine: Option<Routine>,
    found: u64,
    stopped: bool,
}

impl Reader<'_> {
    fn line(&mut self, text: &str, place: Place, summary: &mut Summary) -> ControlFlow<()> {
        match &mut self.head {
            Some(head) => {
                head.push((text.to_string(), place));
                if head.len() >= HEAD_LINES {
                    self.begin(summary);
                }
            }
            None => self.take(text, place, summary),
        }
        if self.stopped { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Decides what the file is, and reads the lines that were held for it.
    fn begin(&mut self, summary: &mut Summary) {
        let head = self.head.take().unwrap_or_default();
        let texts: Vec<&str> = head.iter().map(|(text, _)| text.as_str()).collect();
        let mut first = 0;
        if let Start::Export(at) = start(&texts) {
            (self.export, first) = (true, at);
        }
        for (text, place) in head.iter().skip(first) {
            self.take(text, *place, summary);
        }
    }

    fn take(&mut self, text: &str, place: Place, summary: &mut Summary) {
        if self.stopped {
            return;
        }
        let after_blank = std::mem::replace(&mut self.blank, text.trim().is_empty());
        if self.blank {
            return;
        }
        if self.export {
            let bare = (after_blank && is_bare(text)).then(|| (text.trim_end(), ""));
            if let Some((name, kind)) = heading(text).or(bare) {
                self.close(summary);
                self.routine = Some(Routine::named(name, kind, place));
                return;
            }
        }
        let Some(line) = split(text) else { return refuse_line(self.limits, place, summary) };
        if self.routine.is_none() {
            let name = line.label.map_or_else(|| self.stem.clone(), str::to_string);
            self.routine = Some(Routine::named(&name, "", place));
        }
        if let Some(routine) = &mut self.routine {
            routine.put(text, &line, place, self.limits, summary);
        }
    }

    /// Delivers the routine that is open.
    fn close(&mut self, summary: &mut Summary) {
        let Some(routine) = self.routine.take() else { return };
        self.found += 1;
        for record in routine.finished() {
            if !self.stopped {
                summary.records += 1;
                self.stopped = (self.each)(Item::Record(&record)).is_break();
            }
        }
    }

    fn finish(&mut self, summary: &mut Summary) {
        if self.head.is_some() {
            self.begin(summary);
        }
        self.close(summary);
        if self.found == 0 {
            summary.doubt(self.limits, "no_rows", 0, 0, "the file holds no routine");
        }
    }
}

fn refuse_line(limits: &Limits, place: Place, summary: &mut Summary) {
    summary.refuse(limits, "bad_line", place.line, place.byte, "the line is no line of a routine");
}

impl Routine {
    /// A routine whose lines are about to come.
    pub(crate) fn named(name: &str, kind: &str, place: Place) -> Self {
        let (name, kind) = (name.to_string(), kind.to_string());
        Self { name, kind, place, lines: 0, title: String::new(), version: Vec::new(), labels: Vec::new(), uses: BTreeMap::new(), body: String::new(), cut: false }
    }

    /// Takes its next line; what stands in the way of it is said, and the line is left out.
    pub(crate) fn take(&mut self, text: &str, place: Place, limits: &Limits, summary: &mut Summary) {
        match split(text) {
            Some(line) => self.put(text, &line, place, limits, summary),
            None => refuse_line(limits, place, summary),
        }
    }

    fn put(&mut self, text: &str, line: &Line<'_>, place: Place, limits: &Limits, summary: &mut Summary) {
        if self.cut {
            return;
        }
        if self.body.len() + text.len() > limits.record_bytes_max {
            self.cut = true;
            let message = format!("the routine is longer than {} bytes", limits.record_bytes_max);
            summary.refuse(limits, "record_too_long", place.line, place.byte, message);
            return;
        }
        self.line(text, line, place);
    }

    /// Its records; none of a routine that is over the cap, which was said.
    pub(crate) fn finished(self) -> Vec<Record> {
        if self.cut { Vec::new() } else { self.records() }
    }

    fn line(&mut self, text: &str, line: &Line<'_>, place: Place) {
        self.lines += 1;
        self.body.push_str(text.trim_end());
        self.body.push('\n');
        let comment = line.comment.map(|c| c.trim_start_matches(';').trim()).unwrap_or_default();
        if self.lines == 1 {
            self.title = comment.to_string();
        }
        if let (2, Some(version)) = (self.lines, line.comment.and_then(|c| c.strip_prefix(';'))) {
            self.version = version.split(';').map(|part| part.trim().to_string()).collect();
        }
        if let Some(label) = line.label {
            let leaves = [("routine", self.name.as_str()), ("label", label), ("parameters", line.parameters.unwrap_or("")), ("comment", comment)];
            self.labels.push(record("mumps.label", place, &leaves));
        }
        let found = &mut self.uses;
        uses(line.code, &mut |kind, name| *found.entry((kind, name.to_string())).or_default() += 1);
    }

    /// The routine, its labels, and what it names.
    fn records(self) -> Vec<Record> {
        let names = |wanted: Use| -> String {
            let of_kind: Vec<&str> = self.uses.keys().filter(|(kind, _)| *kind == wanted).map(|(_, name)| name.as_str()).collect();
            let further = of_kind.len().saturating_sub(NAMES_MAX);
            let listed = of_kind.iter().take(NAMES_MAX).copied().collect::<Vec<_>>().join(", ");
            if further == 0 { listed } else { format!("{listed}, {further} further") }
        };
        let part = |at: usize| self.version.get(at).map_or("", String::as_str);
        let (lines, labels) = (self.lines.to_string(), self.labels.len().to_string());
        let (globals, calls) = (names(Use::Global), names(Use::Routine));
        let leaves = [
            ("name", self.name.as_str()),
            ("type", self.kind.as_str()),
            ("title", self.title.as_str()),
            ("version", part(0)),
            ("package", part(1)),
            ("patches", part(2)),
            ("released", part(3)),
            ("lines", lines.as_str()),
            ("labels", labels.as_str()),
            ("globals", globals.as_str()),
            ("calls", calls.as_str()),
            ("body", self.body.as_str()),
        ];
        let mut all = vec![record("mumps.routine", self.place, &leaves)];
        for ((kind, name), times) in &self.uses {
            let (kind, times) = (if *kind == Use::Global { "global" } else { "routine" }, times.to_string());
            all.push(record("mumps.use", self.place, &[("routine", self.name.as_str()), ("kind", kind), ("name", name.as_str()), ("times", times.as_str())]));
        }
        all.extend(self.labels);
        all
    }
}

/// A record of the leaves that are filled.
fn record(relation: &str, place: Place, leaves: &[(&str, &str)]) -> Record {
    let filled = leaves.iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| (field.to_string(), value.to_string()));
    Record { relation: relation.into(), line: place.line, byte: place.byte, leaves: filled.collect() }
}
