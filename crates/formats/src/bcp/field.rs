//! A field of an export: its type, and how its bytes are framed.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Bytes of one value at most; what a prefix says beyond is no length.
const VALUE_BYTES_MAX: u64 = 1 << 31;

macro_rules! types {
    ($($(#[doc = $doc:literal])* $name:ident = $($word:literal)|+),* $(,)?) => {
        /// How the bytes of a value are meant, by the names of format files.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum NativeType { $($(#[doc = $doc])* $name),* }

        impl NativeType {
            /// Every type.
            pub const ALL: &'static [NativeType] = &[$(NativeType::$name),*];

            /// The type that a format file calls so.
            pub(super) fn from_word(word: &str) -> Option<Self> {
                match word.to_ascii_uppercase().as_str() {
                    $($($word)|+ => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

types! {
    /// Text of one byte a character, or UTF-8.
    Text = "SQLCHAR" | "SQLVARYCHAR" | "SQLVARCHAR" | "SQLTEXT" | "SQLCHARACTER" | "SYBCHAR" | "SYBVARCHAR" | "SYBTEXT" | "CHARTERM" | "CHARFIXED" | "CHARPREFIX",
    /// Text of two bytes a character.
    WideText = "SQLNCHAR" | "SQLNVARCHAR" | "SQLNTEXT" | "NCHARTERM" | "NCHARFIXED" | "NCHARPREFIX",
    /// One byte without a sign.
    TinyInt = "SQLTINYINT" | "SQLINT1",
    /// Two bytes.
    SmallInt = "SQLSMALLINT" | "SQLINT2",
    /// Four bytes.
    Int = "SQLINT" | "SQLINT4",
    /// Eight bytes.
    BigInt = "SQLBIGINT" | "SQLINT8",
    /// One byte, 0 or 1.
    Bit = "SQLBIT" | "SQLBITN",
    /// Four bytes of a binary fraction.
    Real = "SQLFLT4",
    /// Eight bytes of a binary fraction.
    Float = "SQLFLT8" | "SQLFLTN",
    /// Precision, scale, sign and sixteen bytes.
    Decimal = "SQLDECIMAL" | "SQLNUMERIC" | "SQLDECIMALN" | "SQLNUMERICN",
    /// Ten thousandths in eight bytes, the high half first.
    Money = "SQLMONEY" | "SQLMONEYN",
    /// Ten thousandths in four bytes.
    SmallMoney = "SQLMONEY4",
    /// Days since 1900, and three hundredths of a second.
    DateTime = "SQLDATETIME" | "SQLDATETIMN",
    /// Days since 1900, and minutes, two bytes each.
    SmallDateTime = "SQLDATETIM4",
    /// Days since the year 1, in three bytes.
    Date = "SQLDATE" | "SQLDATEN",
    /// Ten millionths of a second, in five bytes.
    Time = "SQLTIME" | "SQLTIMEN",
    /// A time and a date.
    DateTime2 = "SQLDATETIME2" | "SQLDATETIME2N",
    /// The same in UTC, and the minutes that its zone is ahead.
    DateTimeOffset = "SQLDATETIMEOFFSET" | "SQLDATETIMEOFFSETN",
    /// Sixteen bytes.
    UniqueId = "SQLUNIQUEID",
    /// Bytes as they are.
    Binary = "SQLBINARY" | "SQLVARYBIN" | "SQLVARBINARY" | "SQLBIGBINARY" | "SQLIMAGE" | "SQLUDT" | "SQLVARIANT",
}

impl NativeType {
    /// Whether it holds characters.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::WideText)
    }

    /// Bytes of every value, where the type says it.
    pub(super) fn bytes(self) -> Option<usize> {
        Some(match self {
            Self::TinyInt | Self::Bit => 1,
            Self::SmallInt => 2,
            Self::Date => 3,
            Self::Int | Self::Real | Self::SmallMoney | Self::SmallDateTime => 4,
            Self::Time => 5,
            Self::BigInt | Self::Float | Self::Money | Self::DateTime | Self::DateTime2 => 8,
            Self::DateTimeOffset => 10,
            Self::UniqueId => 16,
            Self::Decimal => 19,
            Self::Text | Self::WideText | Self::Binary => return None,
        })
    }
}

/// A field of an export, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NativeField {
    /// Name of its column; empty where there is none.
    pub name: String,
    /// How its bytes are meant.
    pub kind: NativeType,
    /// Bytes of the length before each value: 0, 1, 2, 4 or 8.
    pub prefix: u8,
    /// Bytes of a value without prefix and terminator, where the type does not say it.
    pub length: u32,
    /// What ends each value; empty for nothing.
    pub terminator: Vec<u8>,
}

/// A field at its place.
pub(super) enum Part {
    /// Where its value lies, none for NULL, and where the next field starts.
    Value(Option<Range<usize>>, usize),
    /// The bytes end before it does.
    More,
    /// It cannot be framed.
    Broken(&'static str),
}

impl NativeField {
    /// Whether something says where each value ends.
    pub(super) fn is_framed(&self) -> bool {
        matches!(self.prefix, 1 | 2 | 4 | 8) || self.prefix == 0 && (!self.terminator.is_empty() || self.kind.bytes().is_some() || self.length > 0)
    }

    /// The field that starts at a place; `last` where the end of the file will do for its terminator.
    pub(super) fn part(&self, bytes: &[u8], at: usize, last: bool) -> Part {
        let start = at + usize::from(self.prefix);
        let length = if self.prefix > 0 {
            match self.stated(bytes, at) {
                None => return Part::More,
                Some(None) => return self.ended(bytes, None, start, last),
                Some(Some(length)) if length > VALUE_BYTES_MAX => return Part::Broken("the length before the value is none"),
                Some(Some(length)) => length as usize,
            }
        } else if self.terminator.is_empty() || !self.kind.is_text() && self.kind.bytes().is_some() {
            self.kind.bytes().unwrap_or(self.length as usize)
        } else {
            return self.terminated(bytes, start, last);
        };
        if bytes.len().saturating_sub(start) < length {
            return Part::More;
        }
        self.ended(bytes, Some(start..start + length), start + length, last)
    }

    /// The length before a value: none while its bytes are missing, none within where it says NULL.
    fn stated(&self, bytes: &[u8], at: usize) -> Option<Option<u64>> {
        let prefix = bytes.get(at..at + usize::from(self.prefix))?;
        let stated = prefix.iter().rev().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
        Some((!prefix.iter().all(|byte| *byte == 0xff)).then_some(stated))
    }

    /// Behind a value whose length is known stands its terminator, where there is one.
    fn ended(&self, bytes: &[u8], value: Option<Range<usize>>, end: usize, last: bool) -> Part {
        let rest = bytes.get(end..).unwrap_or_default();
        if rest.starts_with(&self.terminator) {
            return Part::Value(value, end + self.terminator.len());
        }
        match self.terminator.starts_with(rest) {
            true if last && rest.is_empty() => Part::Value(value, end),
            true => Part::More,
            false => Part::Broken("its value is not followed by its terminator"),
        }
    }

    /// A value up to its terminator; an empty one is NULL.
    fn terminated(&self, bytes: &[u8], start: usize, last: bool) -> Part {
        let rest = bytes.get(start..).unwrap_or_default();
        match self.terminator_in(rest) {
            Some(at) => Part::Value((at > 0).then_some(start..start + at), start + at + self.terminator.len()),
            None if last && !rest.is_empty() => Part::Value(Some(start..bytes.len()), bytes.len()),
            None => Part::More,
        }
    }

    /// Where the terminator stands; of text of two bytes a character, between two characters.
    fn terminator_in(&self, bytes: &[u8]) -> Option<usize> {
        let step = if self.kind == NativeType::WideText { 2 } else { 1 };
        let mut from = 0;
        loop {
            let at = from + memchr::memmem::find(bytes.get(from..)?, &self.terminator)?;
            if at % step == 0 {
                return Some(at);
            }
            from = at + 1;
        }
    }
}
