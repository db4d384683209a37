//! Pages, b-trees and overflow chains of an SQLite file in memory.

use super::value::{Encoding, varint};

const MAGIC: &[u8] = b"SQLite format 3\0";

/// A file as pages.
pub(super) struct Pages<'b> {
    bytes: &'b [u8],
    size: usize,
    /// Bytes of a page that hold content.
    usable: usize,
    pub encoding: Encoding,
    /// The file was kept with a write-ahead log.
    pub wal: bool,
    /// The file does not end with a whole page.
    pub cut: bool,
    visited: Vec<bool>,
    /// Bytes of each page that were handed on in cells.
    delivered: Vec<usize>,
}

/// A cell with its payload.
pub(super) struct Cell {
    /// 0 in a table without rowid.
    pub rowid: i64,
    pub payload: Vec<u8>,
    pub page: u32,
    /// Offset in the file.
    pub byte: u64,
}

/// A page or cell that is set aside.
pub(super) struct Fault {
    pub code: &'static str,
    pub page: u32,
    pub byte: u64,
    pub reason: String,
}

/// What is still to be visited of a b-tree, the next one last.
pub(super) struct Tree {
    open: Vec<Step>,
}

enum Step {
    Page(u32),
    Cell { page: u32, offset: usize, kind: u8 },
    Fault(Fault),
}

impl<'b> Pages<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Result<Self, &'static str> {
        if !bytes.starts_with(MAGIC) || bytes.len() < 100 {
            return Err("the file does not start as an SQLite database");
        }
        let size = match be16(bytes, 16) {
            Some(1) => 65_536,
            Some(size) => size,
            None => 0,
        };
        let reserved = usize::from(bytes.get(20).copied().unwrap_or(0));
        if !size.is_power_of_two() || size < 512 || size - reserved < 480 {
            return Err("the page size is none that SQLite has");
        }
        let encoding = match be32(bytes, 56) {
            Some(2) => Encoding::Utf16Le,
            Some(3) => Encoding::Utf16Be,
            _ => Encoding::Utf8,
        };
        let wal = bytes.get(18) == Some(&2) || bytes.get(19) == Some(&2);
        let count = bytes.len() / size + 1;
        let (visited, delivered) = (vec![false; count], vec![0; count]);
        Ok(Self { bytes, size, usable: size - reserved, encoding, wal, cut: !bytes.len().is_multiple_of(size), visited, delivered })
    }

    pub(super) fn tree(&self, root: u32) -> Tree {
        Tree { open: vec![Step::Page(root)] }
    }

    fn offset(&self, page: u32) -> usize {
        (page as usize).saturating_sub(1).saturating_mul(self.size)
    }

    /// The content of a page that was not visited before.
    fn visit(&mut self, page: u32) -> Result<&'b [u8], &'static str> {
        match self.visited.get_mut(page as usize) {
            None => return Err("the page is not in the file"),
            Some(seen) if *seen => return Err("the page was read before; pages point to each other"),
            Some(seen) => *seen = true,
        }
        match self.content(page) {
            Some(content) if page > 0 => Ok(content),
            _ => Err("the page is not in the file"),
        }
    }

    fn content(&self, page: u32) -> Option<&'b [u8]> {
        let start = self.offset(page);
        self.bytes.get(start..start.checked_add(self.usable)?)
    }

    /// Steps of a page in order: its cells, and between them the pages below.
    fn steps(&mut self, page: u32) -> Result<Vec<Step>, &'static str> {
        let content = self.visit(page)?;
        let start = if page == 1 { 100 } else { 0 };
        let kind = content.get(start).copied().unwrap_or(0);
        let interior = match kind {
            2 | 5 => true,
            10 | 13 => false,
            _ => return Err("the page is no page of a table"),
        };
        let count = be16(content, start + 3).unwrap_or(0);
        let pointers = start + if interior { 12 } else { 8 };
        let mut steps = Vec::new();
        for index in 0..count {
            let Some(offset) = be16(content, pointers + 2 * index) else {
                steps.push(Step::Fault(self.fault("bad_page", page, 0, "the page ends before its cells do")));
                break;
            };
            if interior {
                steps.push(match be32(content, offset) {
                    Some(below) => Step::Page(below),
                    None => Step::Fault(self.fault("bad_cell", page, offset, "a cell lies outside the page")),
                });
            }
            // An interior page of a table holds keys only.
            if kind != 5 {
                steps.push(Step::Cell { page, offset: if interior { offset + 4 } else { offset }, kind });
            }
        }
        if interior {
            steps.extend(be32(content, start + 8).map(Step::Page));
        }
        Ok(steps)
    }

    fn fault(&self, code: &'static str, page: u32, offset: usize, reason: &str) -> Fault {
        Fault { code, page, byte: self.offset(page).saturating_add(offset) as u64, reason: reason.into() }
    }

    /// Rowid, length of the payload and the bytes from its start to the end of the page.
    fn head(&self, page: u32, offset: usize, kind: u8) -> Option<(i64, i64, &'b [u8])> {
        let rest = self.content(page)?.get(offset..)?;
        let (length, used) = varint(rest)?;
        let rest = rest.get(used..)?;
        if kind != 13 {
            return Some((0, length, rest));
        }
        let (rowid, used) = varint(rest)?;
        Some((rowid, length, rest.get(used..)?))
    }

    fn cell(&mut self, page: u32, offset: usize, kind: u8, cap: usize) -> Result<Cell, Fault> {
        let Some((rowid, length, rest)) = self.head(page, offset, kind) else {
            return Err(self.fault("bad_cell", page, offset, "a cell lies outside the page"));
        };
        let length = usize::try_from(length).ok().filter(|l| *l <= cap && *l <= self.bytes.len());
        let Some(length) = length else {
            return Err(self.fault("record_too_long", page, offset, &format!("a record is longer than {cap} bytes or than the file")));
        };
        let local = self.local(length, kind);
        let Some(part) = rest.get(..local) else {
            return Err(self.fault("bad_cell", page, offset, "a cell lies outside the page"));
        };
        if let Some(sum) = self.delivered.get_mut(page as usize) {
            *sum = sum.saturating_add(local);
            // Cells that lie over each other would make a large table of a small file.
            if *sum > self.usable * 4 {
                return Err(self.fault("bad_cell", page, offset, "the cells of the page lie over each other"));
            }
        }
        let mut payload = part.to_vec();
        if local < length {
            let first = be32(rest, local).unwrap_or(0);
            if let Err(reason) = self.overflow(first, length, &mut payload) {
                return Err(self.fault("bad_cell", page, offset, reason));
            }
        }
        Ok(Cell { rowid, payload, page, byte: (self.offset(page) + offset) as u64 })
    }

    /// Bytes of a payload that stand in the cell itself.
    fn local(&self, length: usize, kind: u8) -> usize {
        let most = if kind == 13 { self.usable - 35 } else { (self.usable - 12) * 64 / 255 - 23 };
        if length <= most {
            return length;
        }
        let least = (self.usable - 12) * 32 / 255 - 23;
        let fit = least + (length - least) % (self.usable - 4);
        if fit <= most { fit } else { least }
    }

    fn overflow(&mut self, first: u32, length: usize, payload: &mut Vec<u8>) -> Result<(), &'static str> {
        let mut page = first;
        while payload.len() < length {
            let content = self.visit(page).map_err(|_| "the rest of a record is on a page that is not in the file or was read before")?;
            page = be32(content, 0).unwrap_or(0);
            let part = content.get(4..).unwrap_or_default();
            payload.extend_from_slice(part.get(..length - payload.len()).unwrap_or(part));
        }
        Ok(())
    }
}

impl Tree {
    /// The next cell, or what is set aside; `None` at the end. A payload over `cap` is set aside.
    pub(super) fn next(&mut self, pages: &mut Pages<'_>, cap: usize) -> Option<Result<Cell, Fault>> {
        loop {
            match self.open.pop()? {
                Step::Fault(fault) => return Some(Err(fault)),
                Step::Cell { page, offset, kind } => return Some(pages.cell(page, offset, kind, cap)),
                Step::Page(page) => match pages.steps(page) {
                    Ok(steps) => self.open.extend(steps.into_iter().rev()),
                    Err(reason) => return Some(Err(pages.fault("bad_page", page, 0, reason))),
                },
            }
        }
    }
}

fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    let part = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_be_bytes(part.try_into().ok()?)))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(part.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_lie_over_each_other_end() {
        let mut bytes = vec![0u8; 1024];
        bytes[..16].copy_from_slice(MAGIC);
        bytes[16..18].copy_from_slice(&512u16.to_be_bytes());
        // Page 2, a leaf: a hundred pointers to one cell of 150 bytes.
        bytes[512] = 13;
        bytes[515..517].copy_from_slice(&100u16.to_be_bytes());
        for index in 0..100 {
            bytes[520 + 2 * index..522 + 2 * index].copy_from_slice(&300u16.to_be_bytes());
        }
        bytes[812..815].copy_from_slice(&[0x81, 0x16, 1]);
        let mut pages = Pages::new(&bytes).unwrap();
        let mut tree = pages.tree(2);
        let (mut cells, mut faults) = (0, 0);
        while let Some(next) = tree.next(&mut pages, 1024) {
            match next {
                Ok(_) => cells += 1,
                Err(_) => faults += 1,
            }
        }
        assert_eq!((cells, faults), (13, 87));
    }
}
