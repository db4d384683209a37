//! The narrative of a section in blocks: paragraphs, list items, table rows, and text that stands by itself.
//!
//! A block is what a clinician reads as one statement. The elements around blocks (tables, lists) are told apart, so that
//! their attributes are not lost. A block that holds other blocks is taken apart; a table row never is.

use super::index::Index;
use super::rows::{Context, Draft, beginning, join};
use crate::Record;
use crate::xml::{Element, Node, folded};

/// Columns of a table that are followed; cells further right have no header.
const COLUMNS_MAX: usize = 1_000;
/// Bytes of a header; a longer one is no name of a column.
const HEADER_BYTES_MAX: usize = 500;

/// What a block is made of.
enum Content<'d> {
    Element(&'d Element),
    /// Nodes beside each other that no block element holds.
    Run(&'d [Node]),
}

/// A cell of a table row.
struct Cell<'d> {
    /// 1-based column, spans counted.
    column: usize,
    /// Text of the column's header, or of the header cell before it in the row.
    header: String,
    element: &'d Element,
}

/// One block.
pub(super) struct Block<'d> {
    /// `paragraph`, `item`, `row`, `text`; `header` and `caption` name others.
    kind: &'static str,
    content: Content<'d>,
    text: String,
    cells: Vec<Cell<'d>>,
    line: u64,
    byte: u64,
    /// An entry refers to it, to what it holds or to what holds it.
    pub referenced: bool,
}

impl Block<'_> {
    /// Whether the block says something about the patient, as far as its form tells.
    pub fn is_fact(&self) -> bool {
        !self.text.is_empty() && !matches!(self.kind, "header" | "caption")
    }
}

/// The narrative of one section.
#[derive(Default)]
pub(super) struct Narrative<'d> {
    /// Blocks in order.
    pub blocks: Vec<Block<'d>>,
    /// Elements around blocks, with their path from the section.
    pub containers: Vec<(String, &'d Element)>,
}

/// Reads the `<text>` of a section.
pub(super) fn read<'d>(index: &Index, text: &'d Element) -> Narrative<'d> {
    let mut narrative = Narrative::default();
    narrative.container(index, text, &text.step(), false, &mut Grid::default(), false);
    narrative
}

/// The columns of a table.
#[derive(Default)]
struct Grid {
    headers: Vec<String>,
    /// How many of the next rows a cell above still covers, by column.
    covered: Vec<usize>,
}

impl Grid {
    /// The cells of a row with their column (from 0) and width.
    fn place<'d>(&mut self, row: &'d Element) -> Vec<(usize, usize, &'d Element)> {
        let mut placed = Vec::new();
        let mut column = 0;
        for cell in row.elements().filter(|e| is_cell(e)) {
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
    fn learn(&mut self, placed: &[(usize, usize, &Element)]) {
        for (column, width, cell) in placed {
            let text = cell.text();
            if text.is_empty() || text.len() > HEADER_BYTES_MAX {
                continue;
            }
            let end = (column + width).min(COLUMNS_MAX);
            if self.headers.len() < end {
                self.headers.resize(end, String::new());
            }
            for header in self.headers.iter_mut().take(end).skip(*column) {
                header.clone_from(&text);
            }
        }
    }
}

fn span(cell: &Element, name: &str) -> usize {
    cell.attribute(name).and_then(|value| value.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, COLUMNS_MAX)
}

fn is_cell(element: &Element) -> bool {
    matches!(element.name.as_str(), "td" | "th")
}

fn is_block(element: &Element) -> bool {
    matches!(
        element.name.as_str(),
        "paragraph" | "list" | "item" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "caption" | "colgroup" | "col"
    )
}

fn holds_blocks(element: &Element) -> bool {
    element.elements().any(|child| is_block(child) || holds_blocks(child))
}

impl<'d> Narrative<'d> {
    /// An element around blocks: its runs of text and its blocks in order. `head` is true inside of a `<thead>`.
    fn container(&mut self, index: &Index, element: &'d Element, path: &str, referenced: bool, grid: &mut Grid, head: bool) {
        self.containers.push((path.to_string(), element));
        let referenced = referenced || index.is_referenced(element);
        let kind = match element.name.as_str() {
            "paragraph" => "paragraph",
            "item" => "item",
            "caption" => "caption",
            _ => "text",
        };
        let mut open = 0;
        for (at, node) in element.children.iter().enumerate() {
            let Node::Element(child) = node else { continue };
            if !is_block(child) && !holds_blocks(child) {
                continue;
            }
            self.run(index, element, element.children.get(open..at).unwrap_or_default(), kind, referenced);
            open = at + 1;
            self.block(index, child, &join(path, &child.step()), referenced, grid, head);
        }
        self.run(index, element, element.children.get(open..).unwrap_or_default(), kind, referenced);
    }

    fn block(&mut self, index: &Index, child: &'d Element, path: &str, referenced: bool, grid: &mut Grid, head: bool) {
        match child.name.as_str() {
            "tr" => self.table_row(index, child, referenced, grid, head),
            "table" => self.container(index, child, path, referenced, &mut Grid::default(), false),
            "thead" => self.container(index, child, path, referenced, grid, true),
            "tbody" | "tfoot" => {
                grid.covered.clear();
                self.container(index, child, path, referenced, grid, false);
            }
            "paragraph" if !holds_blocks(child) => self.whole(index, child, "paragraph", referenced),
            "item" if !holds_blocks(child) => self.whole(index, child, "item", referenced),
            "caption" if !holds_blocks(child) => self.whole(index, child, "caption", referenced),
            _ => self.container(index, child, path, referenced, grid, head),
        }
    }

    fn whole(&mut self, index: &Index, element: &'d Element, kind: &'static str, referenced: bool) {
        self.blocks.push(Block {
            kind,
            content: Content::Element(element),
            text: element.text(),
            cells: Vec::new(),
            line: element.line,
            byte: element.byte,
            referenced: referenced || index.is_referenced_within(element),
        });
    }

    /// Text and inline elements beside each other; nothing when they are blank and have no attributes.
    fn run(&mut self, index: &Index, parent: &Element, nodes: &'d [Node], kind: &'static str, referenced: bool) {
        let text = folded(nodes);
        let mut elements = nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        });
        let inside = elements.clone().any(|element| index.is_referenced_within(element));
        let first = elements.next();
        if text.is_empty() && first.is_none() {
            return;
        }
        let place = first.unwrap_or(parent);
        let (line, byte) = (place.line, place.byte);
        self.blocks.push(Block { kind, content: Content::Run(nodes), text, cells: Vec::new(), line, byte, referenced: referenced || inside });
    }

    fn table_row(&mut self, index: &Index, row: &'d Element, referenced: bool, grid: &mut Grid, head: bool) {
        let placed = grid.place(row);
        let all_headers = !placed.is_empty() && placed.iter().all(|(_, _, cell)| cell.name == "th");
        let kind = if head || (all_headers && grid.headers.is_empty()) { "header" } else { "row" };
        let mut cells = Vec::new();
        if kind == "header" {
            grid.learn(&placed);
        } else {
            let mut beside = String::new();
            for (column, _, element) in placed {
                let above = grid.headers.get(column).filter(|header| !header.is_empty());
                let header = beginning(above.unwrap_or(&beside));
                if element.name == "th" {
                    beside = element.text();
                    if beside.len() > HEADER_BYTES_MAX {
                        beside.clear();
                    }
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
pub(super) fn records(narrative: &Narrative<'_>, has_entries: bool, context: &Context, each: &mut dyn FnMut(Record)) {
    for block in &narrative.blocks {
        let mut draft = Draft::new("ccda.narrative".into(), block.line, block.byte, context.leaves());
        draft.context.push(("kind".into(), block.kind.into()));
        if block.is_fact() {
            let referenced = match (block.referenced, has_entries) {
                (true, _) => "yes",
                (false, true) => "no",
                (false, false) => "section has no entries",
            };
            draft.context.push(("referenced".into(), referenced.into()));
        }
        match block.content {
            Content::Element(element) => attributes(element, "", &mut draft, each),
            Content::Run(nodes) => inner_attributes(nodes, "", &mut draft, each),
        }
        draft.push("text".into(), block.text.clone(), each);
        for cell in &block.cells {
            draft.push(format!("header[{}]", cell.column), cell.header.clone(), each);
            draft.push(format!("cell[{}]", cell.column), cell.element.text(), each);
        }
        draft.finish_if_filled(each);
    }
}

fn attributes(element: &Element, path: &str, draft: &mut Draft, each: &mut dyn FnMut(Record)) {
    for (name, value) in &element.attributes {
        draft.push(join(path, &format!("@{name}")), value.to_string(), each);
    }
    inner_attributes(&element.children, path, draft, each);
}

fn inner_attributes(nodes: &[Node], path: &str, draft: &mut Draft, each: &mut dyn FnMut(Record)) {
    for node in nodes {
        if let Node::Element(element) = node {
            attributes(element, &join(path, &element.step()), draft, each);
        }
    }
}
