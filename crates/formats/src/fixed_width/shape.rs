//! The columns of a fixed-width table, found in its first lines.

use std::collections::BTreeSet;

/// Positions beyond this are no table that a person laid out.
const WIDTH_MAX: usize = 32_768;

/// Where the fields stand.
pub(super) struct Shape {
    /// Start and end of each field; the last of a found table has no end.
    pub columns: Vec<(usize, usize)>,
    /// Positions that are blank in every row.
    gaps: Vec<(usize, usize)>,
    /// Index of the header line.
    pub header: Option<usize>,
    /// Index of the first line that may be a row.
    pub first_row: usize,
    /// The header has a ruler.
    pub ruled: bool,
    /// Length of every line, when they share one.
    length: Option<usize>,
    /// Titles and header in normal form: a page repeats them.
    pub repeats: BTreeSet<String>,
}

impl Shape {
    /// By a ruler, else by blank columns; `None` when there are no columns.
    pub(super) fn find(lines: &[&str]) -> Option<Self> {
        if lines.iter().any(|l| l.contains('\t') || l.len() > WIDTH_MAX) {
            return None;
        }
        Self::by_ruler(lines).or_else(|| Self::by_blanks(lines))
    }

    fn by_ruler(lines: &[&str]) -> Option<Self> {
        let ruler = lines.iter().position(|l| is_ruler(l))?;
        let header = ruler.checked_sub(1)?;
        if lines.get(header)?.trim().is_empty() {
            return None;
        }
        let runs = segments(&ink(&[*lines.get(ruler)?]));
        let mut shape = Self::of_segments(&runs);
        (shape.header, shape.first_row, shape.ruled) = (Some(header), ruler + 1, true);
        shape.repeats = lines.iter().take(ruler).filter(|l| !l.trim().is_empty()).map(|l| normal(l)).collect();
        let rows: Vec<&str> = lines.iter().skip(ruler + 1).copied().filter(|l| !l.trim().is_empty() && !is_ruler(l) && !shape.repeats.contains(&normal(l))).collect();
        let fits = |line: &str| shape.cells(line).is_ok_and(|cells| cells.iter().filter(|c| !c.is_empty()).count() >= 2);
        let fit = rows.iter().filter(|l| fits(l)).count();
        // Most lines of a table fit; those of a report that holds a small table do not.
        (fit > 0 && fit * 2 >= rows.len()).then_some(shape)
    }

    fn by_blanks(lines: &[&str]) -> Option<Self> {
        let rows: Vec<&str> = lines.iter().copied().filter(|l| !l.trim().is_empty()).collect();
        if rows.len() < 3 {
            return None;
        }
        let columns = columns(&rows);
        let mut shape = Self::of_segments(&columns);
        let all: Vec<Vec<&str>> = rows.iter().map(|r| shape.names(r)).collect();
        let first: Vec<&str> = all.iter().map(|cells| cells.first().copied().unwrap_or("")).collect();
        let filled = |cells: &&Vec<&str>| cells.iter().filter(|c| !c.is_empty()).count() >= 2;
        let same = first.windows(2).all(|w| w.first() == w.last());
        let keys = first.iter().filter(|c| c.ends_with(':')).count();
        if columns.len() < 2 || same || keys * 2 > rows.len() || all.iter().filter(filled).count() * 5 < rows.len() * 4 {
            return None;
        }
        if has_header(&all) {
            shape.header = lines.iter().position(|l| !l.trim().is_empty());
            shape.first_row = shape.header.map_or(0, |h| h + 1);
            shape.repeats = rows.iter().take(1).map(|l| normal(l)).collect();
        }
        shape.length = shared_length(lines);
        Some(shape)
    }

    /// Fields that start where the segments start; between a segment's end and the next start nothing may stand.
    fn of_segments(runs: &[(usize, usize)]) -> Self {
        let starts: Vec<usize> = runs.iter().map(|(start, _)| *start).collect();
        let next = |i: usize| starts.get(i + 1).copied().unwrap_or(usize::MAX);
        let columns = (0..starts.len()).map(|i| (if i == 0 { 0 } else { starts.get(i).copied().unwrap_or(0) }, next(i))).collect();
        let gaps = runs.windows(2).filter_map(|w| Some((w.first()?.1, w.last()?.0))).collect();
        Self { columns, gaps, header: None, first_row: 0, ruled: false, length: None, repeats: BTreeSet::new() }
    }

    /// The cells of a line whatever stands in the gaps; a header may be wider than its fields.
    pub(super) fn names<'t>(&self, line: &'t str) -> Vec<&'t str> {
        let line = self.measured(line);
        self.columns.iter().map(|(start, end)| line.cut(*start, *end).trim()).collect()
    }

    fn measured<'t>(&self, text: &'t str) -> Measured<'t> {
        Measured::of(text, self.columns.last().map_or(0, |(start, _)| *start))
    }

    /// The cells of a line, or in words why it is no row. A text may reach into the gap from either side; one that stands
    /// apart within it, or fills it, belongs to no field.
    pub(super) fn cells<'t>(&self, line: &'t str) -> Result<Vec<&'t str>, String> {
        if let Some(length) = self.length {
            let found = line.chars().count();
            if found < length {
                return Err(format!("the line has {found} characters, the others {length}"));
            }
        }
        if self.gaps.is_empty() {
            return Ok(self.names(line));
        }
        let line = self.measured(line);
        let (mut cells, mut from) = (Vec::with_capacity(self.columns.len()), 0);
        for (start, end) in &self.gaps {
            let gap: Vec<bool> = line.cut(*start, *end).chars().map(|c| !c.is_whitespace()).collect();
            let left = gap.iter().take_while(|on| **on).count();
            let whole = gap.len() == end - start;
            let right = if whole { gap.iter().rev().take_while(|on| **on).count() } else { 0 };
            let mut between = gap.iter().skip(left).take(gap.len().saturating_sub(left + right));
            if (whole && left == gap.len()) || between.any(|on| *on) {
                return Err(format!("text stands at position {}, between two fields", start + 1));
            }
            cells.push(line.cut(from, end - right).trim());
            from = end - right;
        }
        cells.push(line.cut(from, usize::MAX).trim());
        Ok(cells)
    }
}

/// Whether a line is at least two runs of dashes (or of `=`) apart.
pub(super) fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.contains(' ') && (line.bytes().all(|b| b == b'-' || b == b' ') || line.bytes().all(|b| b == b'=' || b == b' '))
}

/// A line with its digits levelled, so that a page number or a date does not tell two titles apart.
pub(super) fn normal(line: &str) -> String {
    line.trim().chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

/// The first line names the fields when no name holds a digit and some field below is mostly figures.
fn has_header(rows: &[Vec<&str>]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return false };
    let has_digit = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    let named = first.iter().all(|name| name.contains(char::is_alphabetic) && !has_digit(name));
    let figures = |index: usize| rest.iter().filter(|cells| cells.get(index).is_some_and(|c| has_digit(c))).count();
    named && (0..first.len()).any(|index| figures(index) * 2 > rest.len())
}

/// A line with the places of its characters, found once for all its fields.
struct Measured<'t> {
    text: &'t str,
    /// Bytes at which the characters start; `None` where each is one byte.
    starts: Option<Vec<usize>>,
}

impl<'t> Measured<'t> {
    /// Places up to the character `reach`; a field ends no further on, or with the line.
    fn of(text: &'t str, reach: usize) -> Self {
        let starts = || text.char_indices().map(|(start, _)| start).take(reach + 1).collect::<Vec<usize>>();
        Self { text, starts: (!text.is_ascii()).then(starts) }
    }

    /// The characters from `start` up to `end`, as many as there are.
    fn cut(&self, start: usize, end: usize) -> &'t str {
        let at = |n: usize| match &self.starts {
            None => n.min(self.text.len()),
            Some(starts) => starts.get(n).copied().unwrap_or(self.text.len()),
        };
        self.text.get(at(start)..at(end)).unwrap_or("")
    }
}

/// Whether some line has a character at each position.
fn ink(lines: &[&str]) -> Vec<bool> {
    let mut ink = Vec::new();
    for line in lines {
        for (index, c) in line.chars().enumerate() {
            if index >= ink.len() {
                ink.push(false);
            }
            if let Some(cell) = ink.get_mut(index) {
                *cell |= !c.is_whitespace();
            }
        }
    }
    ink
}

/// Runs of ink.
fn segments(ink: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (index, _) in ink.iter().enumerate().filter(|(_, on)| **on) {
        match runs.last_mut() {
            Some((_, end)) if *end == index => *end = index + 1,
            _ => runs.push((index, index + 1)),
        }
    }
    runs
}

/// Runs of ink with a gap between them that is no chance: two blanks that three lines reach across, or one that twenty do.
fn columns(rows: &[&str]) -> Vec<(usize, usize)> {
    let lengths: Vec<usize> = rows.iter().map(|r| r.trim_end().chars().count()).collect();
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for (start, end) in segments(&ink(rows)) {
        let across = lengths.iter().filter(|l| **l > start).count();
        match joined.last_mut() {
            Some((_, last)) if across < if start - *last >= 2 { 3 } else { 20 } => *last = end,
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// The length that nine lines of ten share.
fn shared_length(lines: &[&str]) -> Option<usize> {
    let lengths: Vec<usize> = lines.iter().filter(|l| !l.trim().is_empty()).map(|l| l.chars().count()).collect();
    let longest = lengths.iter().copied().max()?;
    let share = lengths.iter().filter(|l| **l == longest).count();
    (lengths.len() >= 3 && share * 10 >= lengths.len() * 9).then_some(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_cut_by_characters() {
        for (text, expected) in [("abc def", ["abc", "def", ""]), ("é€c déf", ["é€c", "déf", ""]), ("é", ["é", "", ""])] {
            let line = Measured::of(text, 4);
            assert_eq!([line.cut(0, 3), line.cut(4, usize::MAX), line.cut(4, 3)], expected);
        }
    }
}
