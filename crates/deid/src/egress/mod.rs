//! The second, independent line: nothing outbound may hold a known identifier of the workspace, in any encoding.
//!
//! Identifiers and outbound bytes are both cut into folded words; an identifier is a run of one to eight words, kept as a
//! 64-bit hash. So separators do not matter ("Last, First", "LAST^FIRST"), digits inside a longer run are no hit, and a
//! million patients fit in a table searched once a word; an automaton over every spelling in every encoding would not
//! fit. Encodings are undone instead of enumerated (`views`): what was written in base64 is found at any alignment.
//!
//! What must stay true: it shares no rule with the declassifiers, and a [`Hit`] never holds the value.

mod spellings;
mod table;
mod views;

use table::{Entry, Table};

/// The kinds of identifiers the filter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Category {
    /// A person's name: `First Last`, `First Middle Last` or `Last, First`.
    Name,
    /// A record, account, member or other number.
    Number,
    /// A social security number.
    SocialSecurity,
    /// A telephone or fax number.
    Telephone,
    /// An e-mail address.
    Email,
    /// A street line.
    Street,
    /// A date of birth, as `YYYY-MM-DD`, `MM/DD/YYYY` or `YYYYMMDD`.
    BirthDate,
}

/// A known identifier in something outbound. It says where, not what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which kind of identifier.
    pub category: Category,
    /// Where it starts, in bytes: for `hex` and `base64` where the encoded run starts, else in the decoded text.
    pub offset: usize,
    /// In which form: `raw`, `json`, `url`, `html`, `hex`, `base64` or `utf-16`.
    pub form: &'static str,
}

/// The known identifiers of a workspace.
pub struct Egress {
    table: Table,
}

impl Egress {
    /// From all identifiers of the workspace. What is too short to identify anyone is left out.
    pub fn build(identifiers: impl Iterator<Item = (Category, String)>) -> Egress {
        let mut entries: Vec<Entry> = Vec::new();
        for (category, identifier) in identifiers {
            spellings::spell(category, &identifier, &mut |hash| entries.push(Entry { hash, category }));
        }
        Egress { table: Table::new(entries) }
    }

    /// How many spellings are held.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether nothing is held, so that nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first known identifier in these bytes.
    pub fn check(&self, bytes: &[u8]) -> Option<Hit> {
        if self.is_empty() {
            return None;
        }
        views::search(bytes, &|text, shortest| self.table.find(text, shortest))
    }
}

impl std::fmt::Debug for Egress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Egress({} spellings)", self.len())
    }
}
