//! The report as a PDF: a cover with its contents, the sections, lines to sign on, a page number on every page.
//!
//! `lopdf`, which reads PDF for us, also writes the objects; what stands on the pages is drawn by [`paper`] and [`table`].
//! Streams are left uncompressed on purpose: the egress filter at the door sees every word. Nothing in the file comes from
//! a clock or from chance.

mod font;
mod paper;
mod table;

use super::content::{Block, Report, Section, grouped};
use crate::Result;
use font::{Font, encode};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use paper::{ACCENT, ALARM, HEIGHT, INK, INNER, MARGIN, Paper, QUIET, Style, WIDTH};

const KICKER: Style = Style { font: Font::Bold, size: 11.0, ink: ACCENT };
const TITLE: Style = Style { font: Font::Bold, size: 26.0, ink: INK };
const HEADING: Style = Style { font: Font::Bold, size: 15.0, ink: INK };
const BODY: Style = Style { font: Font::Regular, size: 9.5, ink: INK };
const STRONG: Style = Style { font: Font::Bold, size: 9.5, ink: INK };
const LIGHT: Style = Style { font: Font::Regular, size: 9.5, ink: QUIET };
const FOOT: Style = Style { font: Font::Regular, size: 8.0, ink: QUIET };
/// Where the names of facts end and what they are begins.
const FACTS: f32 = 160.0;

/// The file.
pub(super) fn file(report: &Report) -> Result<Vec<u8>> {
    let mut paper = Paper::new();
    cover(&mut paper, report);
    let contents = paper.y;
    paper.turn();
    let mut starts = Vec::new();
    for (at, section) in report.sections.iter().enumerate() {
        starts.push(draw_section(&mut paper, at + 1, section));
    }
    list_contents(&mut paper, report, contents, &starts);
    let pages = paper.count();
    for page in 0..pages {
        foot(&mut paper, report, page, pages);
    }
    write(report, &paper.into_pages(), &starts)
}

fn cover(paper: &mut Paper, report: &Report) {
    paper.y += 40.0;
    paper.paragraph(MARGIN, INNER, KICKER, &encode(&report.title));
    paper.paragraph(MARGIN, INNER, TITLE, &encode(&report.workspace));
    paper.y += 4.0;
    paper.paragraph(MARGIN, INNER, LIGHT, &encode(&format!("Comparison run {}, {}.", report.summary.run, report.at)));
    paper.paragraph(MARGIN, INNER, LIGHT, b"De-identified under Safe Harbor, 45 CFR 164.514(b)(2).");
    paper.y += 18.0;
    paper.fill((MARGIN, 0.0), (INNER, 1.4), INK);
    paper.y += 18.0;
    numbers(paper, report);
    paper.paragraph(MARGIN, INNER, HEADING, b"Contents");
    paper.y += 4.0;
}

/// The numbers that a reader looks for first.
fn numbers(paper: &mut Paper, report: &Report) {
    let width = INNER / 4.0;
    for row in report.summary.headline() {
        for (at, (number, name, alarm)) in row.into_iter().enumerate() {
            let x = MARGIN + at as f32 * width;
            let large = Style { size: 20.0, ink: if alarm { ALARM } else { INK }, ..TITLE };
            paper.write(x, 20.0, large, &encode(&grouped(number)));
            paper.write(x, 36.0, LIGHT, &encode(name));
        }
        paper.y += 66.0;
    }
}

/// Draws a section and gives the page it begins on, from 0, with its height there.
fn draw_section(paper: &mut Paper, number: usize, section: &Section) -> (usize, f32) {
    paper.y += 18.0;
    paper.room(opening(section));
    let start = (paper.count() - 1, paper.y);
    paper.paragraph(MARGIN, INNER, HEADING, &encode(&format!("{number}  {}", section.title)));
    paper.y += 4.0;
    for block in &section.blocks {
        draw_block(paper, block);
    }
    start
}

/// What a section begins with stays together: its heading, the words, facts and lines to sign on before its first table, and the head of that.
fn opening(section: &Section) -> f32 {
    let lines = |style: Style, words: &str, width: f32| style.wrap(&encode(words), width).len() as f32 * style.leading() + 5.0;
    let height = |block: &Block| match block {
        Block::Text(words) => lines(BODY, words, INNER),
        Block::Warning(words) => lines(STRONG, words, INNER - 14.0),
        Block::Facts(facts) => facts.iter().map(|(_, cell)| lines(BODY, &cell.shown(), INNER - FACTS)).sum(),
        Block::Table(shown) => table::opening(shown),
        Block::Signatures(roles) => roles.len() as f32 * 74.0,
    };
    let first = section.blocks.iter().position(|block| matches!(block, Block::Table(_))).map_or(section.blocks.len(), |at| at + 1);
    let heights: f32 = section.blocks.iter().take(first).map(height).sum();
    (30.0 + heights).min(Paper::whole())
}

fn draw_block(paper: &mut Paper, block: &Block) {
    match block {
        Block::Text(words) => {
            paper.paragraph(MARGIN, INNER, BODY, &encode(words));
            paper.y += 4.0;
        }
        Block::Warning(words) => warning(paper, words),
        Block::Facts(facts) => {
            for (name, cell) in facts {
                fact(paper, name, &cell.shown());
            }
            paper.y += 4.0;
        }
        Block::Table(shown) => table::draw(paper, shown),
        Block::Signatures(roles) => signatures(paper, roles),
    }
}

fn warning(paper: &mut Paper, words: &str) {
    let text = encode(words);
    let lines = STRONG.wrap(&text, INNER - 14.0).len() as f32;
    paper.room(lines * STRONG.leading() + 4.0);
    paper.fill((MARGIN, 0.0), (2.4, lines * STRONG.leading()), ALARM);
    paper.paragraph(MARGIN + 10.0, INNER - 14.0, Style { ink: ALARM, ..STRONG }, &text);
    paper.y += 5.0;
}

fn fact(paper: &mut Paper, name: &str, shown: &str) {
    paper.room(BODY.leading());
    paper.write(MARGIN, BODY.size, LIGHT, &encode(name));
    paper.paragraph(MARGIN + FACTS, INNER - FACTS, BODY, &encode(shown));
}

fn signatures(paper: &mut Paper, roles: &[&'static str]) {
    for role in roles {
        paper.y += 44.0;
        paper.room(40.0);
        paper.fill((MARGIN, 0.0), (INNER * 0.62, 0.8), INK);
        paper.fill((MARGIN + INNER * 0.68, 0.0), (INNER * 0.32, 0.8), INK);
        paper.write(MARGIN, 13.0, STRONG, &encode(role));
        paper.write(MARGIN, 26.0, FOOT, b"Name and signature");
        paper.write(MARGIN + INNER * 0.68, 13.0, FOOT, b"Date");
        paper.y += 30.0;
    }
}

fn list_contents(paper: &mut Paper, report: &Report, top: f32, starts: &[(usize, f32)]) {
    for (at, (section, (page, _))) in report.sections.iter().zip(starts).enumerate() {
        let y = top + 8.0 + (at as f32 + 1.0) * 17.0;
        let number = encode(&(page + 1).to_string());
        paper.write_on(0, (MARGIN, y), LIGHT, &encode(&(at + 1).to_string()));
        paper.write_on(0, (MARGIN + 24.0, y), BODY, &encode(section.title));
        paper.write_on(0, (WIDTH - MARGIN - BODY.width(&number), y), BODY, &number);
    }
}

fn foot(paper: &mut Paper, report: &Report, page: usize, pages: usize) {
    let y = HEIGHT - 32.0;
    let number = encode(&format!("Page {} of {pages}", page + 1));
    let name = format!("{}, {}, run {}", report.title, report.workspace, report.summary.run);
    // A long name of a workspace leaves room for the number.
    let name = FOOT.wrap(&encode(&name), INNER - 90.0).into_iter().next().unwrap_or_default();
    paper.write_on(page, (MARGIN, y), FOOT, &name);
    paper.write_on(page, (WIDTH - MARGIN - FOOT.width(&number), y), FOOT, &number);
}

/// The objects of the file.
fn write(report: &Report, pages: &[String], starts: &[(usize, f32)]) -> Result<Vec<u8>> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let regular = document.add_object(font_object("Helvetica"));
    let bold = document.add_object(font_object("Helvetica-Bold"));
    let fonts = dictionary! { Font::Regular.name() => Object::Reference(regular), Font::Bold.name() => Object::Reference(bold) };
    let resources = document.add_object(dictionary! { "Font" => Object::Dictionary(fonts) });
    let mut kids: Vec<ObjectId> = Vec::with_capacity(pages.len());
    for page in pages {
        let content = document.add_object(Stream::new(Dictionary::new(), page.clone().into_bytes()));
        kids.push(document.add_object(dictionary! { "Type" => "Page", "Parent" => Object::Reference(tree), "Contents" => Object::Reference(content) }));
    }
    let all: Vec<Object> = kids.iter().map(|id| Object::Reference(*id)).collect();
    let sheet: Vec<Object> = vec![Object::Integer(0), Object::Integer(0), Object::Integer(612), Object::Integer(792)];
    let page_tree = dictionary! {
        "Type" => "Pages",
        "Kids" => Object::Array(all),
        "Count" => Object::Integer(kids.len() as i64),
        "Resources" => Object::Reference(resources),
        "MediaBox" => Object::Array(sheet),
    };
    document.objects.insert(tree, Object::Dictionary(page_tree));
    let outline = outline(&mut document, report, &kids, starts);
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog",
        "Pages" => Object::Reference(tree),
        "Outlines" => Object::Reference(outline),
        "PageMode" => "UseOutlines",
        "Lang" => Object::string_literal("en-US"),
    });
    let information = document.add_object(dictionary! {
        "Title" => Object::string_literal(encode(&report.title)),
        "Producer" => Object::string_literal("Throughline"),
    });
    document.trailer.set("Root", Object::Reference(catalog));
    document.trailer.set("Info", Object::Reference(information));
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

fn font_object(name: &str) -> Dictionary {
    dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding" }
}

/// Bookmarks, one a section.
fn outline(document: &mut Document, report: &Report, kids: &[ObjectId], starts: &[(usize, f32)]) -> ObjectId {
    let root = document.new_object_id();
    let ids: Vec<ObjectId> = starts.iter().map(|_| document.new_object_id()).collect();
    for (at, (section, (page, y))) in report.sections.iter().zip(starts).enumerate() {
        let (Some(id), Some(page)) = (ids.get(at), kids.get(*page)) else { continue };
        let place = vec![Object::Reference(*page), Object::Name(b"XYZ".to_vec()), Object::Null, Object::Real(HEIGHT - y + 10.0), Object::Null];
        let mut item = dictionary! { "Title" => Object::string_literal(encode(section.title)), "Parent" => Object::Reference(root), "Dest" => Object::Array(place) };
        if let Some(before) = at.checked_sub(1).and_then(|i| ids.get(i)) {
            item.set("Prev", Object::Reference(*before));
        }
        if let Some(next) = ids.get(at + 1) {
            item.set("Next", Object::Reference(*next));
        }
        document.objects.insert(*id, Object::Dictionary(item));
    }
    let mut top = dictionary! { "Type" => "Outlines", "Count" => Object::Integer(ids.len() as i64) };
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        top.set("First", Object::Reference(*first));
        top.set("Last", Object::Reference(*last));
    }
    document.objects.insert(root, Object::Dictionary(top));
    root
}

#[cfg(test)]
mod tests {
    use super::super::content::{Cell, ColumnKind, Table};
    use super::*;

    fn report() -> Report {
        let table = Table::new("Causes", "", &[("Cause", ColumnKind::Words), ("Findings", ColumnKind::Bar)]).with((0..120u64).map(|n| vec!["a cause (with brackets)".into(), Cell::Count(n)]));
        let sections = vec![
            Section { key: "a", title: "Causes", sheet: "", blocks: vec![Block::Warning("look".into()), Block::Table(table)] },
            Section { key: "b", title: "Sign-off", sheet: "", blocks: vec![Block::Signatures(vec!["Project lead"])] },
        ];
        Report { title: "Discrepancy report".into(), workspace: "Harbor".into(), at: "now".into(), sections, ..Default::default() }
    }

    #[test]
    fn every_page_has_its_number_and_every_section_its_bookmark() {
        let bytes = file(&report()).unwrap();
        let document = Document::load_mem(&bytes).unwrap();
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        assert!(pages.len() > 2, "{pages:?}");
        for page in &pages {
            let text = document.extract_text(&[*page]).unwrap();
            assert!(text.contains(&format!("Page {page} of {}", pages.len())), "{text}");
        }
        let all = document.extract_text(&pages).unwrap();
        for wanted in ["Discrepancy report", "Harbor", "Contents", "Causes", "look", "Sign-off", "Project lead", "a cause (with brackets)"] {
            assert!(all.contains(wanted), "{wanted} in {all}");
        }
    }

    #[test]
    fn a_heading_stands_on_the_page_of_its_first_row() {
        let columns = [("Relation", ColumnKind::Name), ("Rows with a value, at most", ColumnKind::Count)];
        let section = Section { key: "c", title: "Every field", sheet: "", blocks: vec![Block::Table(Table::new("Fields", "", &columns).with([vec!["first_row".into(), Cell::Count(7)]]))] };
        for step in 0..230u16 {
            let mut paper = Paper::new();
            paper.y += f32::from(step) * 3.0;
            draw_section(&mut paper, 1, &section);
            let pages = paper.into_pages();
            let page_of = |word: &str| pages.iter().position(|page| page.contains(word));
            assert!(page_of("Every field)").is_some(), "no heading");
            assert_eq!(page_of("Every field)"), page_of("(first_row)"), "{step}");
        }
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        assert!(file(&report()).unwrap() == file(&report()).unwrap());
    }
}
