//! The narrative of a section in blocks: paragraphs, list items, table rows, and text that stands by itself.
//!
//! A block is what a clinician reads as one statement. The elements around blocks (tables, lists) are told apart, so that
//! their attributes are not lost. A block that holds other blocks is taken apart; a table row never is.

use super::index::Index;
use super::rows::{Context, Path, Writer, beginning, fold};
use super::vocabulary as names;
use crate::xml::{Element, Folded, Node, Nodes, add_number};
use std::rc::Rc;

/// Columns of a table that are followed; cells further right have no header.
const COLUMNS_MAX: usize = 1_000;
/// Bytes of a header; a longer one is no name of a column.
const HEADER_BYTES_MAX: usize = 500;

/// A cell of a table row.
struct Cell<'d> {
    /// 1-based column, spans counted.
    column: usize,
    /// Text of the column's header, or of the header cell before it in the row.
    header: Rc<str>,
    element: Element<'d>,
}

/// What a block is made of.
enum Content<'d> {
    Element(Element<'d>),
    /// Nodes beside each other that no block element holds.
    Run(Nodes<'d>),
}

impl<'d> Content<'d> {
    fn children(&self) -> Nodes<'d> {
        match self {
            Self::Element(element) => element.children(),
            Self::Run(nodes) => *nodes,
        }
    }
}

/// One block.
pub(super) struct Block<'d> {
    /// `paragraph`, `item`, `row`, `text`; `header` and `caption` name others.
    kind: &'static str,
    content: Content<'d>,
    cells: Vec<Cell<'d>>,
    line: u64,
    byte: u64,
    /// An entry refers to it, to what it holds or to what holds it.
    pub referenced: bool,
}

impl Block<'_> {
    /// Whether the block says something about the patient, as far as its form tells.
    pub fn is_fact(&self) -> bool {
        !matches!(self.kind, "header" | "caption") && self.content.children().says()
    }
}

/// The narrative of one section.
#[derive(Default)]
pub(super) struct Narrative<'d> {
    /// Blocks in order.
    pub blocks: Vec<Block<'d>>,
    /// Elements around blocks that have attributes, with their path from the section.
    pub containers: Vec<(String, Element<'d>)>,
}

/// Reads the `<text>` of a section.
pub(super) fn read<'d>(index: &Index, text: Element<'d>) -> Narrative<'d> {
    let mut narrative = Narrative::default();
    let mut path = Path::default();
    path.enter(text);
    narrative.container(index, text, &mut path, false, &mut Grid::default(), false);
    narrative
}

/// The columns of a table.
#[derive(Default)]
struct Grid {
    headers: Vec<Rc<str>>,
    /// How many of the next rows a cell above still covers, by column.
    covered: Vec<usize>,
}

impl Grid {
    /// The cells of a row with their column (from 0) and width.
    fn place<'d>(&mut self, row: Element<'d>) -> Vec<(usize, usize, Element<'d>)> {
        let mut placed = Vec::new();
        let mut column = 0;
        for cell in row.elements().filter(|e| is_cell(*e)) {
            while let Some(rows) = self.covered.get_mut(column).filter(|rows| **rows > 0) {
                *rows -= 1;
                column += 1;
            }
            let (width, height) = (span(cell, "colspan"), span(cell, "rowspan"));
            placed.push((column, width, cell));
            let end = (column + width).min(COLUMNS_MAX);
            if self.covered.len() < end {
                self.covered.resize(end, 0);
            }
            for rows in self.covered.iter_mut().take(end).skip(column) {
                *rows = height - 1;
            }
            column += width;
        }
        for rows in self.covered.iter_mut().skip(column) {
            *rows = rows.saturating_sub(1);
        }
        placed
    }

    /// Takes the headers of a header row; a later one names what it covers anew.
    fn learn(&mut self, placed: &[(usize, usize, Element<'_>)]) {
        for (column, width, cell) in placed {
            let text = cell.text();
            if text.is_empty() || text.len() > HEADER_BYTES_MAX {
                continue;
            }
            let text: Rc<str> = text.into();
            let end = (column + width).min(COLUMNS_MAX);
            if self.headers.len() < end {
                self.headers.resize(end, Rc::default());
            }
            for header in self.headers.iter_mut().take(end).skip(*column) {
                *header = Rc::clone(&text);
            }
        }
    }
}

fn span(cell: Element<'_>, name: &str) -> usize {
    cell.attribute(name).and_then(|value| value.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, COLUMNS_MAX)
}

fn is_cell(element: Element<'_>) -> bool {
    matches!(element.kind(), names::TD | names::TH)
}

fn is_block(element: Element<'_>) -> bool {
    matches!(
        element.kind(),
        names::PARAGRAPH
            | names::LIST
            | names::ITEM
            | names::TABLE
            | names::THEAD
            | names::TBODY
            | names::TFOOT
            | names::TR
            | names::CAPTION
            | names::COLGROUP
            | names::COL
    )
}

fn holds_blocks(element: Element<'_>) -> bool {
    element.inside().any(is_block)
}

impl<'d> Narrative<'d> {
    /// An element around blocks: its runs of text and its blocks in order. `head` is true inside of a `<thead>`.
    fn container(&mut self, index: &Index, element: Element<'d>, path: &mut Path, referenced: bool, grid: &mut Grid, head: bool) {
        if element.attributes().next().is_some() {
            self.containers.push((path.text().to_string(), element));
        }
        let referenced = referenced || index.is_referenced(element);
        let kind = match element.kind() {
            names::PARAGRAPH => "paragraph",
            names::ITEM => "item",
            names::CAPTION => "caption",
            _ => "text",
        };
        let mut nodes = element.children();
        let mut open = nodes;
        loop {
            let before = nodes;
            let Some(node) = nodes.next() else { break };
            let Node::Element(child) = node else { continue };
            if !is_block(child) && !holds_blocks(child) {
                continue;
            }
            self.run(index, element, open.until(before), kind, referenced);
            open = nodes;
            let back = path.enter(child);
            self.block(index, child, path, referenced, grid, head);
            path.leave(back);
        }
        self.run(index, element, open, kind, referenced);
    }

    fn block(&mut self, index: &Index, child: Element<'d>, path: &mut Path, referenced: bool, grid: &mut Grid, head: bool) {
        match child.kind() {
            names::TR => self.table_row(index, child, referenced, grid, head),
            names::TABLE => self.container(index, child, path, referenced, &mut Grid::default(), false),
            names::THEAD => self.container(index, child, path, referenced, grid, true),
            names::TBODY | names::TFOOT => {
                grid.covered.clear();
                self.container(index, child, path, referenced, grid, false);
            }
            names::PARAGRAPH if !holds_blocks(child) => self.whole(index, child, "paragraph", referenced),
            names::ITEM if !holds_blocks(child) => self.whole(index, child, "item", referenced),
            names::CAPTION if !holds_blocks(child) => self.whole(index, child, "caption", referenced),
            _ => self.container(index, child, path, referenced, grid, head),
        }
    }

    fn whole(&mut self, index: &Index, element: Element<'d>, kind: &'static str, referenced: bool) {
        let referenced = referenced || index.is_referenced_within(element.number()..element.end());
        let (line, byte) = (element.line(), element.byte());
        self.blocks.push(Block { kind, content: Content::Element(element), cells: Vec::new(), line, byte, referenced });
    }

    /// Text and inline elements beside each other; nothing when they are blank and have no attributes.
    fn run(&mut self, index: &Index, parent: Element<'_>, nodes: Nodes<'d>, kind: &'static str, referenced: bool) {
        let first = nodes.elements().next();
        if first.is_none() && !nodes.says() {
            return;
        }
        let (line, byte) = first.map_or((parent.line(), parent.byte()), |first| (first.line(), first.byte()));
        let referenced = referenced || index.is_referenced_within(nodes.numbers());
        self.blocks.push(Block { kind, content: Content::Run(nodes), cells: Vec::new(), line, byte, referenced });
    }

    fn table_row(&mut self, index: &Index, row: Element<'d>, referenced: bool, grid: &mut Grid, head: bool) {
        let placed = grid.place(row);
        let all_headers = !placed.is_empty() && placed.iter().all(|(_, _, cell)| cell.kind() == names::TH);
        let kind = if head || (all_headers && grid.headers.is_empty()) { "header" } else { "row" };
        let mut cells = Vec::new();
        if kind == "header" {
            grid.learn(&placed);
        } else {
            let mut beside: Rc<str> = Rc::default();
            for (column, _, element) in placed {
                let above = grid.headers.get(column).filter(|header| !header.is_empty());
                let header = Rc::clone(above.unwrap_or(&beside));
                if element.kind() == names::TH {
                    beside = Some(element.text()).filter(|text| text.len() <= HEADER_BYTES_MAX).unwrap_or_default().into();
                }
                cells.push(Cell { column: column + 1, header, element });
            }
        }
        self.whole(index, row, kind, referenced);
        if let Some(block) = self.blocks.last_mut() {
            block.cells = cells;
        }
    }
}

/// The rows of a narrative. `has_entries` tells of its section.
pub(super) fn records(narrative: &Narrative<'_>, has_entries: bool, context: &Context<'_>, writer: &mut Writer<'_>) {
    let mut path = Path::default();
    for block in &narrative.blocks {
        writer.begin("ccda.narrative", (block.line, block.byte), context);
        writer.share("kind", block.kind);
        if block.is_fact() {
            let referenced = match (block.referenced, has_entries) {
                (true, _) => "yes",
                (false, true) => "no",
                (false, false) => "section has no entries",
            };
            writer.share("referenced", referenced);
        }
        if let Content::Element(element) = block.content {
            writer.attributes(element, "");
        }
        inner_attributes(block.content.children(), &mut path, writer);
        writer.push(|field| field.push_str("text"), |out| block.content.children().fold(&mut Folded::new(out)));
        for Cell { column, header, element } in &block.cells {
            writer.push(|field| numbered("header", *column, field), |out| out.push_str(beginning(header)));
            writer.push(|field| numbered("cell", *column, field), |out| fold(*element, out));
        }
        writer.finish_if_filled();
    }
}

/// Adds `name[3]`.
fn numbered(name: &str, number: usize, out: &mut String) {
    out.push_str(name);
    out.push('[');
    add_number(number as u64, out);
    out.push(']');
}

/// Attributes of elements and of all inside of them.
fn inner_attributes(nodes: Nodes<'_>, path: &mut Path, writer: &mut Writer<'_>) {
    for element in nodes.elements() {
        let back = path.enter(element);
        writer.attributes(element, path.text());
        inner_attributes(element.children(), path, writer);
        path.leave(back);
    }
}
