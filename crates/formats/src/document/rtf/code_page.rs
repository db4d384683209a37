//! The code pages that rich text names, by their Windows number or by the character set of a font.

use encoding_rs::Encoding;

/// The encoding of a Windows code page.
pub(super) fn of_page(page: i32) -> Option<&'static Encoding> {
    Some(match page {
        0 | 1252 => encoding_rs::WINDOWS_1252,
        874 => encoding_rs::WINDOWS_874,
        932 => encoding_rs::SHIFT_JIS,
        936 => encoding_rs::GBK,
        949 => encoding_rs::EUC_KR,
        950 => encoding_rs::BIG5,
        1250 => encoding_rs::WINDOWS_1250,
        1251 => encoding_rs::WINDOWS_1251,
        1253 => encoding_rs::WINDOWS_1253,
        1254 => encoding_rs::WINDOWS_1254,
        1255 => encoding_rs::WINDOWS_1255,
        1256 => encoding_rs::WINDOWS_1256,
        1257 => encoding_rs::WINDOWS_1257,
        1258 => encoding_rs::WINDOWS_1258,
        866 => encoding_rs::IBM866,
        10_000 => encoding_rs::MACINTOSH,
        65_001 => encoding_rs::UTF_8,
        _ => return None,
    })
}

/// The code page of a font's character set; -1 where it has none of its own.
pub(super) fn of_charset(charset: i32) -> i32 {
    match charset {
        0 => 1252,
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => -1,
    }
}

#[cfg(test)]
mod tests {
    use super::{of_charset, of_page};

    #[test]
    fn every_character_set_has_a_code_page_that_is_known() {
        for charset in [0, 77, 128, 129, 134, 136, 161, 162, 163, 177, 178, 186, 204, 222, 238] {
            assert!(of_page(of_charset(charset)).is_some(), "{charset}");
        }
        assert!(of_page(of_charset(2)).is_none() && of_page(437).is_none());
    }
}
