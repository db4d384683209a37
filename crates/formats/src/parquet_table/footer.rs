//! A check of a Parquet file's schema before the reader builds it.
//!
//! The reader follows groups in groups by recursion and makes room for as many children as a group declares. A schema that
//! nests without end, or declares more children than it has elements, is told here. Walks the footer (Thrift, compact
//! protocol) up to the schema and reads nothing else; what it cannot follow is left to the reader, which refuses it.

/// Groups in groups.
const DEPTH_MAX: usize = 200;
const STRUCTURE: u8 = 12;
const LIST: u8 = 9;

/// Whether the schema may be built.
pub(super) fn is_sound(bytes: &[u8]) -> bool {
    let Some(footer) = footer(bytes) else { return true };
    let mut walk = Walk { rest: footer, overlong: false };
    let sound = walk.file();
    sound.unwrap_or(!walk.overlong)
}

fn footer(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.len().checked_sub(8)?;
    let length = u32::from_le_bytes(bytes.get(end..end + 4)?.try_into().ok()?) as usize;
    bytes.get(end.checked_sub(length)?..end)
}

struct Walk<'b> {
    rest: &'b [u8],
    /// A list declares more elements than there are bytes left.
    overlong: bool,
}

impl Walk<'_> {
    /// Whether the schema is sound; `None` where the walk ends before it.
    fn file(&mut self) -> Option<bool> {
        let mut field = 0;
        while let Some((id, kind)) = self.field(field)? {
            if (id, kind) == (2, LIST) {
                return self.schema();
            }
            field = id;
            self.skip(kind, 0)?;
        }
        Some(true)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn pass(&mut self, count: u64) -> Option<()> {
        self.rest = self.rest.get(usize::try_from(count).ok()?..)?;
        Some(())
    }

    /// Number and type of the next field, nothing at the end of the structure; `None` at the end of the bytes.
    fn field(&mut self, before: i64) -> Option<Option<(i64, u8)>> {
        let head = self.byte()?;
        let kind = head & 0x0f;
        if kind == 0 {
            return Some(None);
        }
        let step = i64::from(head >> 4);
        let id = if step > 0 { before.checked_add(step)? } else { zigzag(self.varint()?) };
        Some(Some((id, kind)))
    }

    /// Type and number of the elements of a list, each of which takes a byte or more.
    fn list(&mut self) -> Option<(u8, u64)> {
        let head = self.byte()?;
        let count = u64::from(head >> 4);
        let count = if count == 15 { self.varint()? } else { count };
        if count > self.rest.len() as u64 {
            self.overlong = true;
            return None;
        }
        Some((head & 0x0f, count))
    }

    /// Leaves a value behind. A truth value has no bytes in a field and one in a list (`depth` of its own).
    fn skip(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > 32 {
            return None;
        }
        match kind {
            1 | 2 => Some(()),
            3 => self.pass(1),
            4..=6 => self.varint().map(|_| ()),
            7 => self.pass(8),
            8 => self.varint().and_then(|length| self.pass(length)),
            LIST | 10 => {
                let (kind, count) = self.list()?;
                if matches!(kind, 1 | 2) {
                    return self.pass(count);
                }
                (0..count).try_for_each(|_| self.skip(kind, depth + 1))
            }
            STRUCTURE => {
                let mut field = 0;
                while let Some((id, kind)) = self.field(field)? {
                    field = id;
                    self.skip(kind, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    /// Whether the elements of the schema nest within reason and hold what they declare.
    fn schema(&mut self) -> Option<bool> {
        let (kind, count) = self.list()?;
        if kind != STRUCTURE {
            return None;
        }
        // Children still to come of each group that is open.
        let mut open: Vec<u64> = Vec::new();
        for _ in 0..count {
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            let children = self.children()?;
            if children > count || open.len() > DEPTH_MAX {
                return Some(false);
            }
            if children > 0 {
                open.push(children);
            }
        }
        Some(true)
    }

    /// Children that an element declares.
    fn children(&mut self) -> Option<u64> {
        let (mut field, mut children) = (0, 0);
        while let Some((id, kind)) = self.field(field)? {
            field = id;
            if (id, kind) == (5, 5) {
                children = u64::try_from(zigzag(self.varint()?)).unwrap_or(u64::MAX);
            } else {
                self.skip(kind, 0)?;
            }
        }
        Some(children)
    }
}

fn zigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file whose footer has a version and a schema of elements with these numbers of children.
    fn file(children: &[u8]) -> Vec<u8> {
        let mut footer = vec![0x15, 0x02, 0x19, 0xfc];
        let mut count = children.len();
        while count >= 0x80 {
            footer.push((count & 0x7f) as u8 | 0x80);
            count >>= 7;
        }
        footer.push(count as u8);
        for children in children {
            footer.extend([0x48, 0x01, b'g', 0x15, children * 2, 0x00]);
        }
        footer.push(0);
        let length = footer.len() as u32;
        [b"PAR1".to_vec(), footer, length.to_le_bytes().to_vec(), b"PAR1".to_vec()].concat()
    }

    #[test]
    fn schemas_that_nest_without_end_are_unsound() {
        assert!(is_sound(&file(&[2, 0, 1, 0])));
        assert!(is_sound(&file(&[40; 40])));
        assert!(!is_sound(&file(&[1; 5_000])));
        assert!(!is_sound(&file(&[60, 0])));
        assert!(is_sound(b"PAR1") && is_sound(b"PAR1\xff\xff\xff\xffPAR1"));
    }

    /// A file with a footer of these bytes.
    fn ending(footer: &[u8]) -> Vec<u8> {
        let length = footer.len() as u32;
        [&b"PAR1"[..], footer, &length.to_le_bytes(), b"PAR1"].concat()
    }

    #[test]
    fn lists_longer_than_the_footer_and_numbers_without_end_are_not_walked() {
        // A list to pass over, the schema itself, and a list inside of a structure.
        for before in [vec![0x19u8], vec![0x29u8], vec![0x1cu8, 0x19]] {
            let mut footer: Vec<u8> = before.clone();
            footer.push(0xfc);
            footer.extend([0xffu8; 9]);
            footer.push(0x01);
            assert!(!is_sound(&ending(&footer)), "{before:?}");
        }
        // The number of the next field would be over the largest.
        let mut footer: Vec<u8> = vec![0x05, 0xfe];
        footer.extend([0xffu8; 8]);
        footer.extend([0x01u8, 0x00, 0x15, 0x00, 0x00]);
        assert!(is_sound(&ending(&footer)));
        // The bytes end in the middle of a structure.
        assert!(is_sound(&ending(&[0x29, 0x1c, 0x48, 0x01, b'g'])));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let mut file = bytes.clone();
            file.extend((bytes.len() as u32).to_le_bytes());
            file.extend(b"PAR1");
            let _ = is_sound(&file);
        }
    }
}
