//! Both sides of a comparison read: what no kept reading says, part by part on every core, and then everything added up part by part in its order.
//!
//! However many parts are read at once, and in whatever order they come to their end, what comes of them is the same: a part is read by itself,
//! with places of its own, and its statements are sealed. What must stay true: of what is read at once only what the parts themselves tell is in memory.

use super::labels::Texts;
use super::readings::{Index, Kept, Keys, Part, Sum, Told, index_to_replace, keep_index, parts_of, read_part, remove};
use crate::book::{Alike, BookReport, By, TELL_EVERY, alike, lens_document, lookups_of, parsed};
use crate::jobs::{Meter, Step};
use crate::spill::Numbers;
use crate::{AppError, Result, Workspace};
use balance::{Lens, Lookups, Places};
use model::Side;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use store::ArtifactRow;

/// Records that are read before what came of them stands in the index: so many are read again, and their blobs left behind, where a process is killed.
const RECORDS_AT_RISK: u64 = 1_000_000;

/// A side as read, its statements under its own keys.
pub(super) struct ReadSide {
    pub(super) report: BookReport,
    /// Blobs with the statements, in the order of the artifacts. They stay for the next comparison.
    pub(super) statements: Vec<String>,
    /// Blobs with the people that they are about, in the same order.
    pub(super) people: Vec<String>,
    /// How each part numbers its places and codings.
    pub(super) numbers: Numbers,
    pub(super) told: Told,
    /// Records that were read, and records whose reading was kept.
    pub(super) records: [u64; 2],
}

/// Both sides, with one progress for both. What is wanted of their texts is taken in as they are added up.
pub(super) fn read_sides(workspace: &Workspace, texts: Option<&Texts<'_>>, meter: &Meter<'_>) -> Result<[ReadSide; 2]> {
    let books = [Book::new(workspace, Side::Legacy)?, Book::new(workspace, Side::Destination)?];
    let total: u64 = books.iter().flat_map(|book| &book.artifacts).map(|artifact| artifact.records).sum();
    let progress = Progress { meter, total, done: AtomicU64::new(0), is_over: AtomicBool::new(false) };
    let sides = read_missing(&books, &progress).and_then(|()| {
        let (legacy, destination) = rayon::join(|| books[0].added_up(texts, &progress), || books[1].added_up(texts, &progress));
        Ok([legacy?, destination?])
    });
    // What was read so far is kept even if the reading did not come to its end, of either side whatever comes of the other.
    let kept: Vec<Result<()>> = match &sides {
        Ok(sides) => books.iter().zip(sides).map(|(book, side)| book.keep_index(&side.report.places, &book.state())).collect(),
        Err(_) => books.iter().map(|book| book.keep_index(&book.places, &book.state())).collect(),
    };
    // Why the reading ended is told before why it could not be kept.
    let sides = sides?;
    kept.into_iter().collect::<Result<()>>()?;
    Ok(sides)
}

/// What each part of both sides is known by now: all that decides what reading it gives.
pub(super) fn known_parts(workspace: &Workspace) -> Result<[Vec<String>; 2]> {
    let of = |side| -> Result<Vec<String>> {
        let text = workspace.store().document(lens_document(side))?.map(|version| version.text);
        let lens = text.as_deref().map(parsed).transpose()?;
        let keys = Keys::new(workspace, side, alike(workspace)?, lens.as_ref().zip(text.as_deref()))?;
        let artifacts = workspace.store().artifacts(side.word())?;
        parts_of(&artifacts).into_iter().map(|part| keys.of(&artifacts[part])).collect()
    };
    Ok([of(Side::Legacy)?, of(Side::Destination)?])
}

/// Reads the parts of both sides that are not kept on every core, the largest first: nobody waits for a large one at the end.
fn read_missing(books: &[Book<'_>; 2], progress: &Progress<'_>) -> Result<()> {
    let mut missing: Vec<(&Book<'_>, usize)> = Vec::new();
    for book in books {
        let parts = book.missing();
        if !parts.is_empty() {
            // Once, before several ask for them.
            book.lookups()?;
        }
        progress.count(book.total() - parts.iter().map(|part| book.records(*part)).sum::<u64>());
        missing.extend(parts.into_iter().map(|part| (book, part)));
    }
    missing.sort_by_cached_key(|(book, part)| Reverse(book.records(*part)));
    let (next, failed) = (AtomicUsize::new(0), Mutex::<Option<AppError>>::new(None));
    let read = || {
        while let Some((book, part)) = missing.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = book.read(*part, progress) {
                let mut first = lock(&failed);
                if first.is_none() {
                    *first = Some(error);
                }
                // What one fails at ends the others as well.
                progress.is_over.store(true, Ordering::Relaxed);
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..rayon::current_num_threads().min(missing.len()) {
            scope.spawn(read);
        }
        read();
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How far both sides are.
struct Progress<'a> {
    meter: &'a Meter<'a>,
    total: u64,
    done: AtomicU64,
    is_over: AtomicBool,
}

impl Progress<'_> {
    fn count(&self, records: u64) {
        self.done.fetch_add(records, Ordering::Relaxed);
    }

    /// Tells where the reading stands; ends it where somebody cancelled or another part failed.
    fn tell(&self) -> ControlFlow<()> {
        if self.is_over.load(Ordering::Relaxed) {
            return ControlFlow::Break(());
        }
        (self.meter)(Step { phase: "reading both books", done: self.done.load(Ordering::Relaxed), total: self.total, unit: "records" })
    }
}

/// A side on the way to being read.
struct Book<'a> {
    workspace: &'a Workspace,
    side: Side,
    lens: Option<Lens>,
    /// What the lens looks up, read when the first part is.
    lookups: OnceLock<Lookups>,
    alike: Alike,
    artifacts: Vec<ArtifactRow>,
    /// The parts that the side consists of now: by what each is known, and its artifacts.
    wanted: Vec<(String, Range<usize>)>,
    /// The table of places that is kept.
    places: Places,
    state: Mutex<State>,
}

/// What there is of the parts.
struct State {
    /// Those that are wanted, as far as they are kept.
    parts: Vec<Option<Part>>,
    /// Records that were read, and those of them that no index knows of.
    read: u64,
    at_risk: u64,
}

impl<'a> Book<'a> {
    fn new(workspace: &'a Workspace, side: Side) -> Result<Self> {
        let text = workspace.store().document(lens_document(side))?.map(|version| version.text);
        let lens = text.as_deref().map(parsed).transpose()?;
        let alike = alike(workspace)?;
        // The keys come before what they stand for is read: what somebody changes in between is read under the key of what was there before, which
        // nobody will ask for again. The other way round it would be taken for read.
        let keys = Keys::new(workspace, side, alike, lens.as_ref().zip(text.as_deref()))?;
        let artifacts = workspace.store().artifacts(side.word())?;
        let wanted = parts_of(&artifacts).into_iter().map(|part| Ok((keys.of(&artifacts[part.clone()])?, part))).collect::<Result<Vec<_>>>()?;
        let Index { places, parts } = index_to_replace(workspace, side)?;
        let mut known: HashMap<String, Part> = parts.into_iter().map(|part| (part.key.clone(), part)).collect();
        let parts: Vec<Option<Part>> = wanted.iter().map(|(key, _)| known.remove(key)).collect();
        let places = if parts.iter().all(Option::is_none) { Places::default() } else { places };
        let mut book = Self { workspace, side, lens, lookups: OnceLock::new(), alike, artifacts, wanted, places, state: Mutex::new(State { parts, read: 0, at_risk: 0 }) };
        book.places.number("");
        if !known.is_empty() {
            // What is over goes first: nobody has room for a book twice, and its places are not those of the table that is kept from now on.
            book.keep_index(&book.places, &book.state())?;
            remove(workspace, &known.into_values().collect::<Vec<_>>())?;
        }
        Ok(book)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    fn lookups(&self) -> Result<&Lookups> {
        if let Some(known) = self.lookups.get() {
            return Ok(known);
        }
        let read = lookups_of(self.workspace, self.side, self.lens.as_ref())?;
        Ok(self.lookups.get_or_init(|| read))
    }

    fn total(&self) -> u64 {
        self.artifacts.iter().map(|artifact| artifact.records).sum()
    }

    fn artifacts(&self, part: usize) -> &[ArtifactRow] {
        self.wanted.get(part).and_then(|(_, artifacts)| self.artifacts.get(artifacts.clone())).unwrap_or_default()
    }

    fn records(&self, part: usize) -> u64 {
        self.artifacts(part).iter().map(|artifact| artifact.records).sum()
    }

    /// Parts that are not kept.
    fn missing(&self) -> Vec<usize> {
        let is_there = |part: &Option<Part>| part.as_ref().is_some_and(|part| part.is_there(self.workspace));
        let state = self.state();
        (0..).zip(&state.parts).filter(|(_, part)| !is_there(part)).map(|(at, _)| at).collect()
    }

    /// Reads a part and keeps it. Headers and the like are items and no records.
    fn read(&self, part: usize, progress: &Progress<'_>) -> Result<()> {
        if progress.tell().is_break() {
            return Err(AppError::Cancelled);
        }
        let (Some((key, _)), records) = (self.wanted.get(part), self.records(part)) else { return Ok(()) };
        let (mut items, mut counted) = (0_u64, 0);
        let mut tick = || {
            items += 1;
            if !items.is_multiple_of(TELL_EVERY) {
                return ControlFlow::Continue(());
            }
            progress.count(items.min(records) - counted);
            counted = items.min(records);
            progress.tell()
        };
        let by = By { side: self.side, lens: self.lens.as_ref(), lookups: self.lookups()?, alike: self.alike };
        let read = read_part(self.workspace, &by, (key.as_str(), self.artifacts(part)), &mut tick)?;
        progress.count(records - counted);
        let mut state = self.state();
        if let Some(before) = state.parts.get_mut(part).and_then(|known| known.replace(read)) {
            remove(self.workspace, &[before])?;
        }
        state.read += records;
        state.at_risk += records;
        if state.at_risk >= RECORDS_AT_RISK {
            state.at_risk = 0;
            self.keep_index(&self.places, &state)?;
        }
        Ok(())
    }

    /// What the whole side says, once all of it is read.
    fn added_up(&self, texts: Option<&Texts<'_>>, progress: &Progress<'_>) -> Result<ReadSide> {
        let mut sum = Sum::default();
        sum.report.places = self.places.clone();
        sum.report.artifacts = self.artifacts.iter().map(|artifact| (artifact.id, artifact.path.clone())).collect();
        let (mut statements, mut people) = (Vec::with_capacity(self.wanted.len()), Vec::with_capacity(self.wanted.len()));
        for at in 0..self.wanted.len() {
            if progress.tell().is_break() {
                return Err(AppError::Cancelled);
            }
            let (part, kept) = self.part(at, progress)?;
            if let Some(texts) = texts {
                texts.add(self.workspace, self.side, (part.labels.as_deref(), &kept.labels))?;
            }
            statements.push(part.statements);
            people.push(part.people);
            sum.add(kept);
        }
        let Sum { report, numbers, told } = sum;
        let read = self.state().read;
        Ok(ReadSide { report, statements, people, numbers, told, records: [read, self.total().saturating_sub(read)] })
    }

    /// A part with what is kept beside its statements; it is read again where that is no longer whole.
    fn part(&self, at: usize, progress: &Progress<'_>) -> Result<(Part, Kept)> {
        let whole = || {
            let part = self.state().parts.get(at).cloned().flatten()?;
            let kept = part.kept(self.workspace)?;
            Some((part, kept))
        };
        if let Some(found) = whole() {
            return Ok(found);
        }
        self.read(at, progress)?;
        whole().ok_or_else(|| AppError::Other("what was read and kept cannot be read back".into()))
    }

    fn keep_index(&self, places: &Places, state: &State) -> Result<()> {
        keep_index(self.workspace, self.side, &Index { places: places.clone(), parts: state.parts.iter().flatten().cloned().collect() })
    }
}
