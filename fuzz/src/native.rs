//! Exports of bcp with the format file that describes them, which the format alone does not have: the data behind a format file of their own, and
//! behind one that has every type.

use crate::promised;
use formats::{layout_by_format_file, read_laid_out};

/// What parts a format file from its data.
const PART: &[u8] = b"\n--\n";

/// A field of each type, and one framed in each way.
const EVERY: &str = "14.0\n22\n1 SQLINT 0 4 \"\" 1 a \"\"\n2 SQLCHAR 2 40 \"\" 2 b \"\"\n3 SQLNCHAR 1 40 \"\" 3 c \"\"\n4 SQLDATETIME 1 8 \"\" 4 d \"\"\n\
    5 SQLDECIMAL 1 19 \"\" 5 e \"\"\n6 SQLMONEY 1 8 \"\" 6 f \"\"\n7 SQLFLT8 1 8 \"\" 7 g \"\"\n8 SQLUNIQUEID 1 16 \"\" 8 h \"\"\n9 SQLBINARY 4 9 \"\" 9 i \"\"\n\
    10 SQLDATETIMEOFFSET 1 10 \"\" 10 j \"\"\n11 SQLNCHAR 0 9 \"\\t\\0\" 11 k \"\"\n12 SQLTINYINT 1 1 \"\" 12 l \"\"\n13 SQLSMALLINT 1 2 \"\" 13 m \"\"\n\
    14 SQLBIGINT 8 8 \"\" 14 n \"\"\n15 SQLBIT 1 1 \"\" 15 o \"\"\n16 SQLFLT4 1 4 \"\" 16 p \"\"\n17 SQLMONEY4 1 4 \"\" 17 q \"\"\n18 SQLDATETIM4 1 4 \"\" 18 r \"\"\n\
    19 SQLDATE 1 3 \"\" 19 s \"\"\n20 SQLTIME 1 5 \"\" 20 t \"\"\n21 SQLDATETIME2 1 8 \"\" 21 u \"\"\n22 SQLCHAR 0 9 \"\\r\\n\" 22 v \"\"\n";

/// The data by every description: what every reader promises.
pub(crate) fn check(data: &[u8]) {
    assert!(held(EVERY.as_bytes(), data), "the format file that has every type is not understood");
    let parted = data.windows(PART.len()).position(|window| window == PART);
    if let Some((description, data)) = parted.and_then(|at| Some((data.get(..at)?, data.get(at + PART.len()..)?))) {
        held(description, data);
    }
}

/// Whether the description was understood.
fn held(description: &[u8], data: &[u8]) -> bool {
    let layout = layout_by_format_file(&mut &*description, "case.fmt").expect("bytes in memory have no I/O errors");
    let Some(layout) = layout else { return false };
    promised(data, |input, limits, each| read_laid_out(&layout, "case.bcp", input, limits, each));
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use formats::{Form, NativeType};

    #[test]
    fn every_type_is_in_the_format_file_that_has_every_type() {
        let layout = layout_by_format_file(&mut EVERY.as_bytes(), "case.fmt").unwrap().unwrap();
        let Form::Native { fields } = layout.form else { panic!("a format file describes native data") };
        assert!(NativeType::ALL.iter().all(|kind| fields.iter().any(|field| field.kind == *kind)), "{fields:?}");
    }

    #[test]
    fn data_behind_a_format_file_keep_the_promises() {
        let described = b"14.0\n2\n1 SQLTINYINT 0 1 \"\" 1 id \"\"\n2 SQLCHAR 2 20 \"\" 2 name \"\"\n--\n\x07\x03\x00Roe\x08\xff\xff";
        // Cut off at every byte as well.
        (0..=described.len()).for_each(|end| check(&described[..end]));
    }
}
