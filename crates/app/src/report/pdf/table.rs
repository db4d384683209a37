//! Tables on paper: columns as wide as what stands in them, rows that wrap, the head again on every page.

use super::font::{Font, encode};
use super::paper::{ACCENT, ALARM, INK, INNER, Ink, LINE, MARGIN, Paper, QUIET, Style};
use crate::report::content::{Cell, ColumnKind, Table};
use crate::report::html::bar_length;

const CELL: Style = Style { font: Font::Regular, size: 8.0, ink: INK };
const HEAD: Style = Style { font: Font::Bold, size: 8.0, ink: QUIET };
/// Words under their row, as large as those in it: a row and its notes are measured in the same lines.
const NOTED: Style = Style { ink: QUIET, ..CELL };
const CAPTION: Style = Style { font: Font::Bold, size: 9.5, ink: INK };
const NOTE: Style = Style { font: Font::Regular, size: 8.5, ink: QUIET };
/// Between a table and what stands before it.
const ABOVE: f32 = 8.0;
/// Between two columns.
const GAP: f32 = 9.0;
/// Above and below the words of a row.
const PAD: f32 = 3.0;
/// A column of words is never narrower.
const NARROWEST: f32 = 38.0;
/// A column of names that none of them is wider than, as pseudonyms, accounts and findings are, keeps each on one line.
const WHOLE_NAME: f32 = 100.0;
/// Rows that widths are measured on.
const MEASURED_ROWS: usize = 500;
/// Longest bar, in points.
const BAR: u64 = 34;

/// Draws a table from the pen on.
pub(super) fn draw(paper: &mut Paper, table: &Table) {
    paper.y += ABOVE;
    let columns = columns(table);
    paper.room(beginning(table, &columns));
    paper.paragraph(MARGIN, INNER, CAPTION, &encode(&table.caption));
    paper.y += 2.0;
    if table.rows.is_empty() {
        paper.paragraph(MARGIN, INNER, NOTE, &encode(table.empty));
        return;
    }
    head(paper, table, &columns);
    for row in &table.rows {
        draw_row(paper, table, &columns, row);
    }
    if !table.cut.is_empty() {
        paper.y += 3.0;
        paper.paragraph(MARGIN, INNER, NOTE, &encode(&table.cut));
    }
    // Words that follow are no row.
    paper.y += 6.0;
}

/// How much of a page the beginning of a table takes, with the blank above it.
pub(super) fn opening(table: &Table) -> f32 {
    ABOVE + beginning(table, &columns(table))
}

/// Caption, head and a row: a caption or a head without a row below it helps nobody.
fn beginning(table: &Table, places: &[Place]) -> f32 {
    let lines = titles(table, places).iter().map(Vec::len).max().unwrap_or(1);
    60.0 + lines as f32 * HEAD.leading()
}

/// A column's place. What stands under its row has none.
struct Place {
    /// Which of the table's columns.
    at: usize,
    x: f32,
    width: f32,
    numbers: bool,
    bars: Option<u64>,
}

fn is_number(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::Count | ColumnKind::Bar)
}

fn columns(table: &Table) -> Vec<Place> {
    let beside: Vec<(usize, ColumnKind)> = table.columns.iter().map(|c| c.kind).enumerate().filter(|(_, kind)| *kind != ColumnKind::Note).collect();
    let natural: Vec<f32> = beside.iter().map(|(at, _)| natural(table, *at)).collect();
    let kinds: Vec<ColumnKind> = beside.iter().map(|(_, kind)| *kind).collect();
    let widths = shared_out(&natural, &kinds, INNER - GAP * natural.len().saturating_sub(1) as f32);
    let mut x = MARGIN;
    let mut places = Vec::with_capacity(widths.len());
    for ((at, kind), width) in beside.into_iter().zip(widths) {
        let bars = (kind == ColumnKind::Bar).then(|| longest(table, at));
        places.push(Place { at, x, width, numbers: is_number(kind), bars });
        x += width + GAP;
    }
    places
}

fn longest(table: &Table, at: usize) -> u64 {
    let count = |row: &Vec<Cell>| match row.get(at) {
        Some(Cell::Count(n)) => *n,
        _ => 0,
    };
    table.rows.iter().map(count).max().unwrap_or(0)
}

/// The width of the longest of a column's texts; headings of numbers take two lines.
fn natural(table: &Table, at: usize) -> f32 {
    let Some(column) = table.columns.get(at) else { return 0.0 };
    let cells = table.rows.iter().take(MEASURED_ROWS).filter_map(|row| row.get(at)).map(|cell| style(column.kind, cell).width(&encode(&cell.shown())));
    let widest = cells.fold(0.0, f32::max);
    let heading = encode(column.title);
    let bar = if column.kind == ColumnKind::Bar { BAR as f32 + 6.0 } else { 0.0 };
    (widest + bar).max(if is_number(column.kind) { in_two_lines(&heading) } else { HEAD.width(&heading) }).ceil() + 1.0
}

/// Numbers, severities and short names get what they need; columns of words share the rest, the wordy ones more. Names wrap as well where they would
/// leave the words less than half of the page.
fn shared_out(natural: &[f32], kinds: &[ColumnKind], room: f32) -> Vec<f32> {
    let whole: f32 = natural.iter().sum();
    let wordy = |kind: ColumnKind| !is_number(kind) && kind != ColumnKind::Severity;
    let short = |width: f32, kind: ColumnKind| kind == ColumnKind::Name && width <= WHOLE_NAME;
    if whole <= room {
        // What is left over goes to the last column of words, else to the first of all, so that numbers stand at the right.
        let last = kinds.iter().rposition(|kind| wordy(*kind)).or(Some(0));
        return natural.iter().enumerate().map(|(at, width)| if Some(at) == last { *width + room - whole } else { *width }).collect();
    }
    let kept: f32 = natural.iter().zip(kinds).filter(|(width, kind)| !wordy(**kind) || short(**width, **kind)).map(|(width, _)| *width).sum();
    let names_stay = kept <= room / 2.0;
    let wraps: Vec<bool> = natural.iter().zip(kinds).map(|(width, kind)| wordy(*kind) && !(names_stay && short(*width, *kind))).collect();
    let fixed: f32 = natural.iter().zip(&wraps).filter(|(_, wraps)| !**wraps).map(|(width, _)| *width).sum();
    let weight = |width: f32| width.min(420.0).sqrt();
    let weights: f32 = natural.iter().zip(&wraps).filter(|(_, wraps)| **wraps).map(|(width, _)| weight(*width)).sum();
    let left = (room - fixed).max(0.0);
    let share = |width: f32| (left * weight(width) / weights.max(1.0)).max(NARROWEST).min(width.max(NARROWEST));
    let widths: Vec<f32> = natural.iter().zip(&wraps).map(|(width, wraps)| if *wraps { share(*width) } else { *width }).collect();
    // What short columns of words leave of their share goes to those that wrap, by what they lack.
    let spare = (room - widths.iter().sum::<f32>()).max(0.0);
    let lacks = |natural: f32, width: f32| (natural - width).max(0.0);
    let lacking: f32 = natural.iter().zip(&widths).map(|(natural, width)| lacks(*natural, *width)).sum();
    natural.iter().zip(&widths).map(|(natural, width)| width + lacks(*natural, *width) * (spare / lacking.max(1.0)).min(1.0)).collect()
}

/// The headings in lines as wide as their columns.
fn titles(table: &Table, places: &[Place]) -> Vec<Vec<Vec<u8>>> {
    let title = |place: &Place| encode(table.columns.get(place.at).map_or("", |column| column.title));
    places.iter().map(|place| HEAD.wrap(&title(place), place.width)).collect()
}

/// How wide a heading is in two lines, broken at the blank where both are shortest.
fn in_two_lines(heading: &[u8]) -> f32 {
    let blanks = heading.iter().enumerate().filter(|(_, byte)| **byte == b' ').map(|(at, _)| heading.split_at(at));
    blanks.map(|(first, second)| HEAD.width(first).max(HEAD.width(second.trim_ascii()))).fold(HEAD.width(heading), f32::min)
}

fn head(paper: &mut Paper, table: &Table, places: &[Place]) {
    let wrapped = titles(table, places);
    let lines = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    for (place, texts) in places.iter().zip(&wrapped) {
        for (at, text) in texts.iter().enumerate() {
            // Headings stand on the line below them.
            let below = (lines - texts.len() + at) as f32 * HEAD.leading();
            paper.write(start(place, HEAD, text), PAD + below + HEAD.size, HEAD, text);
        }
    }
    paper.y += lines as f32 * HEAD.leading() + 2.0 * PAD;
    rule(paper, 0.8, QUIET);
}

/// Where a text begins: numbers end at the right of their column.
fn start(place: &Place, style: Style, text: &[u8]) -> f32 {
    if place.numbers { place.x + place.width - style.width(text) } else { place.x }
}

fn rule(paper: &mut Paper, height: f32, ink: Ink) {
    paper.fill((MARGIN, 0.0), (INNER, height), ink);
}

fn draw_row(paper: &mut Paper, table: &Table, places: &[Place], row: &[Cell]) {
    let placed: Vec<(&Place, Style, &Cell)> = places.iter().filter_map(|place| Some((place, style(table.columns.get(place.at)?.kind, row.get(place.at)?), row.get(place.at)?))).collect();
    let wrapped: Vec<Vec<Vec<u8>>> = placed.iter().map(|(place, style, cell)| style.wrap(&encode(&cell.shown()), place.width)).collect();
    let lines = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let notes = notes(table, places, row);
    let beneath: usize = notes.iter().map(|note| note.lines.len()).sum();
    // A row and what stands under it share a page where one has room for both.
    let together = (lines + beneath) as f32 * CELL.leading() + 3.0 * PAD;
    if together < Paper::whole() - 80.0 && paper.room(together) {
        head(paper, table, places);
    }
    // A row that no page could hold goes on over several.
    let page_lines = ((Paper::whole() - 80.0) / CELL.leading()).max(1.0) as usize;
    let mut first = 0;
    while first < lines {
        let count = (lines - first).min(page_lines);
        if paper.room(count as f32 * CELL.leading() + 2.0 * PAD) {
            head(paper, table, places);
        }
        for ((place, style, _), texts) in placed.iter().zip(&wrapped) {
            for (at, text) in texts.iter().skip(first).take(count).enumerate() {
                paper.write(start(place, *style, text), PAD + at as f32 * CELL.leading() + CELL.size, *style, text);
            }
        }
        if first == 0 {
            bars(paper, &placed);
        }
        paper.y += count as f32 * CELL.leading() + 2.0 * PAD;
        first += count;
    }
    draw_notes(paper, table, places, &notes);
    rule(paper, 0.4, LINE);
}

/// Words under their row.
struct Note {
    title: Vec<u8>,
    lines: Vec<Vec<u8>>,
}

/// Where the titles of notes begin, and how far right of that their words: they hang from the second column to the right margin.
fn hang(table: &Table, places: &[Place]) -> (f32, f32) {
    let titles = table.columns.iter().filter(|column| column.kind == ColumnKind::Note).map(|column| NOTED.width(&encode(column.title)));
    (places.get(1).map_or(MARGIN, |place| place.x), titles.fold(0.0, f32::max).ceil() + GAP)
}

fn notes(table: &Table, places: &[Place], row: &[Cell]) -> Vec<Note> {
    let (x, beside) = hang(table, places);
    let told = table.columns.iter().zip(row).filter(|(column, _)| column.kind == ColumnKind::Note).map(|(column, cell)| (column.title, cell.shown()));
    told.filter(|(_, words)| !words.is_empty()).map(|(title, words)| Note { title: encode(title), lines: NOTED.wrap(&encode(&words), MARGIN + INNER - x - beside) }).collect()
}

fn draw_notes(paper: &mut Paper, table: &Table, places: &[Place], notes: &[Note]) {
    let (x, beside) = hang(table, places);
    for note in notes {
        for (at, line) in note.lines.iter().enumerate() {
            if paper.room(NOTED.leading()) {
                head(paper, table, places);
            }
            if at == 0 {
                paper.write(x, NOTED.size, NOTED, &note.title);
            }
            paper.write(x + beside, NOTED.size, NOTED, line);
            paper.y += NOTED.leading();
        }
    }
    if !notes.is_empty() {
        paper.y += PAD;
    }
}

fn bars(paper: &mut Paper, placed: &[(&Place, Style, &Cell)]) {
    for (place, _, cell) in placed {
        if let (Some(longest), Cell::Count(count)) = (place.bars, cell) {
            let length = bar_length(*count, longest, BAR) as f32;
            // A rectangle without a width is still drawn, as the finest line that there is: nothing is no bar.
            if length > 0.0 {
                paper.fill((place.x, PAD + 3.2), (length, 4.0), ACCENT);
            }
        }
    }
}

fn style(kind: ColumnKind, cell: &Cell) -> Style {
    match (kind, cell) {
        (ColumnKind::Severity, Cell::Words(word)) if word == "safety" => Style { font: Font::Bold, ink: ALARM, ..CELL },
        (ColumnKind::Severity, _) => Style { font: Font::Bold, ..CELL },
        (_, Cell::Count(0) | Cell::Difference(0)) => Style { ink: QUIET, ..CELL },
        _ => CELL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page_and_no_more() {
        let kinds = [ColumnKind::Severity, ColumnKind::Words, ColumnKind::Words, ColumnKind::Count];
        for natural in [[30.0, 40.0, 50.0, 20.0], [40.0, 900.0, 300.0, 40.0], [40.0, 50.0, 900.0, 40.0]] {
            let widths = shared_out(&natural, &kinds, 485.0);
            let sum: f32 = widths.iter().sum();
            assert!(sum <= 486.0 && sum > 484.0, "{widths:?}");
            assert_eq!((widths[0], widths[3]), (natural[0], natural[3]));
        }
    }

    #[test]
    fn a_short_name_stays_on_one_line_while_the_words_have_half_of_the_page() {
        let kinds = [ColumnKind::Severity, ColumnKind::Words, ColumnKind::Words, ColumnKind::Name];
        let widths = shared_out(&[40.0, 120.0, 900.0, 80.0], &kinds, 485.0);
        assert_eq!(widths[3], 80.0);
        let sum: f32 = widths.iter().sum();
        assert!(sum <= 486.0 && sum > 484.0, "{widths:?}");
        let kinds = [ColumnKind::Name, ColumnKind::Name, ColumnKind::Name, ColumnKind::Name, ColumnKind::Words];
        let widths = shared_out(&[99.0, 99.0, 99.0, 99.0, 900.0], &kinds, 485.0);
        assert!(widths[0] < 99.0 && widths[4] > 150.0, "{widths:?}");
        // A path of elements is no short name: it wraps between its parts.
        assert!(shared_out(&[300.0, 900.0], &[ColumnKind::Name, ColumnKind::Words], 485.0)[0] < 300.0);
    }

    #[test]
    fn a_head_of_numbers_takes_two_lines_at_the_most() {
        for heading in ["Patients", "Cannot be told of one book", "Against both books: the source's own"] {
            let width = in_two_lines(heading.as_bytes()).ceil() + 1.0;
            assert!(HEAD.wrap(heading.as_bytes(), width).len() <= 2, "{heading}");
        }
    }

    #[test]
    fn the_head_is_on_every_page_and_every_row_is_there() {
        let rows = (0..400u64).map(|n| vec![format!("row_{n}_").into(), Cell::Count(n)]);
        let table = Table::new("Many", "", &[("Relation", ColumnKind::Name), ("Undecided", ColumnKind::Bar)]).with(rows);
        let mut paper = Paper::new();
        draw(&mut paper, &table);
        let pages = paper.into_pages();
        assert!(pages.len() > 3, "{}", pages.len());
        assert!(pages.iter().all(|page| page.contains("(Relation)")), "a page has no head");
        let all = pages.concat();
        assert!((0..400).all(|n| all.contains(&format!("(row_{n}_)"))), "a row is missing");
    }

    #[test]
    fn nothing_has_no_bar() {
        let rows = [0u64, 7, 0, 1].map(|n| vec!["severity".into(), Cell::Count(n)]);
        let table = Table::new("Findings", "", &[("Severity", ColumnKind::Words), ("Findings", ColumnKind::Bar)]).with(rows);
        let mut paper = Paper::new();
        draw(&mut paper, &table);
        assert_eq!(paper.into_pages().concat().matches(" 4.00 re f").count(), 2);
    }

    #[test]
    fn notes_stand_under_their_row_on_its_page_over_the_width_of_the_table() {
        let rows = (0..60u64).map(|n| vec!["safety".into(), format!("cause_{n}_").into(), Cell::Count(n), format!("evidence_{n}_ {}", "word ".repeat(60)).into()]);
        let columns = [("Severity", ColumnKind::Severity), ("Cause", ColumnKind::Words), ("Findings", ColumnKind::Bar), ("Evidence", ColumnKind::Note)];
        let mut paper = Paper::new();
        draw(&mut paper, &Table::new("Causes", "", &columns).with(rows));
        let pages = paper.into_pages();
        let page_of = |word: String| pages.iter().position(|page| page.contains(&word));
        for n in 0..60 {
            let page = page_of(format!("(cause_{n}_"));
            assert!(page.is_some() && page == page_of(format!("(evidence_{n}_")), "{n}: {page:?}");
        }
        let lines = pages.concat().matches("word").count() as f32 / pages.concat().lines().filter(|line| line.contains("word")).count() as f32;
        assert!(lines > 15.0, "{lines} words a line: a note is as narrow as a column");
    }

    #[test]
    fn a_row_longer_than_a_page_goes_on() {
        let table = Table::new("Long", "", &[("Reason", ColumnKind::Words)]).with([vec!["word ".repeat(9_000).into()]]);
        let mut paper = Paper::new();
        draw(&mut paper, &table);
        let words: usize = paper.into_pages().iter().map(|page| page.matches("word").count()).sum();
        assert_eq!(words, 9_000);
    }
}
