//! The lens: its text, its visual form, what it would read of the delivery, and what is proposed. The text is the truth, the
//! form is what stands in it. See `wire.rs` for what every field must say.

use super::*;
use crate::Problem;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

wire! {
    /// Which side's lens?
    struct LensQuery {
        /// `legacy` or `destination`.
        side: String = Word,
    }
    /// The lens of a side and the tables of its delivery.
    struct LensView {
        /// Latest version, 0 for none.
        version: u32 = Count,
        /// The whole document as text.
        text: String = Authored,
        /// What stands in it, null where it does not read.
        form: Option<LensForm> = Nested,
        /// Problems that keep it from reading.
        problems: Vec<Problem> = Nested,
        /// Tables and other relations of the side, by name.
        tables: Vec<LensTable> = Nested,
        /// Fields that it names and the delivery does not have.
        missing: Vec<LensMissing> = Nested,
        /// Kinds of statements.
        kinds: Vec<String> = Word,
        /// Attributes of statements.
        aspects: Vec<String> = Word,
    }
    /// A relation of the side.
    struct LensTable {
        /// Name.
        name: String = Structure,
        /// An artifact that holds it.
        artifact: String = Token,
        /// Rows.
        rows: u64 = Count,
        /// Fields.
        fields: u64 = Count,
        /// Patients that its file names, null under 11 or when it names none.
        patients: Option<u64> = Count,
        /// Share of all patients, 0 to 1, null when not known.
        reach: Option<f64> = Count,
        /// A built-in reading reads it where the lens does not.
        built_in: bool = Word,
    }
    /// A field that the lens names and the delivery does not have.
    struct LensMissing {
        /// Relation.
        relation: String = Authored,
        /// Field, empty where the delivery does not have the relation.
        field: String = Authored,
    }
    /// A lens as a structure. An empty text stands for a key that is not written.
    struct LensForm {
        /// Name.
        name: String = Authored,
        /// Zone of local times.
        timezone: String = Authored,
        /// What is asserted, in the order of the text.
        parts: Vec<LensPart> = Nested,
        /// Relations that stay in the archive.
        archived: Vec<LensArchived> = Nested,
        /// Code maps.
        maps: Vec<LensMap> = Nested,
    }
    /// What the rows of one relation assert of one kind.
    struct LensPart {
        /// Which part of the text it was read from, counted from 0, null of a part that is new.
        was: Option<u64> = Count,
        /// Line of the text, 0 of a part that is new.
        line: u32 = Count,
        /// Kind of its statements.
        kind: String = Authored,
        /// Relation.
        from: String = Authored,
        /// Field, or lookup, with the patient's key.
        patient: String = Authored,
        /// Condition that a row must meet.
        condition: String = Authored,
        /// Why the other rows assert nothing.
        excluded: String = Authored,
        /// Expression over names of fields that are rows of their own.
        each: String = Authored,
        /// Field that says what the value of a row is a value of.
        attribute: String = Authored,
        /// Rows that say one thing together.
        group: Option<LensGroup> = Nested,
        /// Attributes that the legacy system has no place for.
        never: Vec<String> = Authored,
        /// Columns that pointers name.
        lookups: Vec<LensLookup> = Nested,
        /// What is said, attribute by attribute.
        says: Vec<LensSay> = Nested,
    }
    /// Rows that say one thing together.
    struct LensGroup {
        /// Attributes of rows that head a group.
        heads: Vec<String> = Authored,
        /// Field of the head by which the others name it.
        key: String = Authored,
        /// Field of the others that names it.
        field: String = Authored,
    }
    /// A column that a pointer names.
    struct LensLookup {
        /// Name of the column.
        name: String = Authored,
        /// Field with the pointer.
        field: String = Authored,
        /// What of it is the key.
        pattern: String = Authored,
        /// Relation pointed to.
        from: String = Authored,
        /// Its field that the key is looked for in.
        key: String = Authored,
        /// Its field that is taken.
        value: String = Authored,
        /// Condition over its rows.
        condition: String = Authored,
        /// Every row with the key.
        all: bool = Word,
    }
    /// One attribute with its sources.
    struct LensSay {
        /// Attribute.
        aspect: String = Authored,
        /// Sources: the first that asserts something wins.
        sources: Vec<LensSource> = Nested,
    }
    /// One source of an attribute.
    struct LensSource {
        /// Attributes whose rows it reads.
        attributes: Vec<String> = Authored,
        /// Fields: the first that is filled is read.
        fields: Vec<String> = Authored,
        /// What is always asserted.
        constant: String = Authored,
        /// Why it is.
        reason: String = Authored,
        /// How a text becomes a value; empty for the usual way.
        read_as: String = Authored,
        /// Code system.
        system: String = Authored,
        /// Field with the code system.
        system_field: String = Authored,
        /// Field with the code's display.
        display: String = Authored,
        /// Field with the original text.
        text: String = Authored,
        /// Unit.
        unit: String = Authored,
        /// Field with the unit.
        unit_field: String = Authored,
        /// Local spelling of units to their UCUM codes.
        units: Vec<LensPair> = Nested,
        /// What a number or an address is for.
        used_for: String = Authored,
        /// Field that says what it is for.
        use_field: String = Authored,
        /// Formats of dates.
        format: String = Authored,
        /// Source value to asserted word.
        values: Vec<LensPair> = Nested,
        /// Word for values that are not listed.
        otherwise: String = Authored,
        /// Word that an empty field asserts.
        absent: String = Authored,
        /// Condition.
        when: String = Authored,
        /// Texts that mean empty.
        null_like: Vec<String> = Authored,
        /// Delimiter.
        split: String = Authored,
        /// Expression for the part that is the value.
        pattern: String = Authored,
        /// Zeros are filled in up to this many characters.
        pad: u32 = Count,
        /// Every source of the list asserts.
        also: bool = Word,
    }
    /// One text and what stands for it.
    struct LensPair {
        /// As it is in the legacy system.
        from: String = Authored,
        /// What it says.
        to: String = Authored,
    }
    /// A relation that stays in the archive.
    struct LensArchived {
        /// Relation or family.
        from: String = Authored,
        /// Why.
        reason: String = Authored,
    }
    /// A code map.
    struct LensMap {
        /// Name.
        name: String = Authored,
        /// System of the legacy codes.
        from: String = Authored,
        /// System that they are mapped to.
        to: String = Authored,
        /// Rows.
        rows: Vec<LensMapRow> = Nested,
    }
    /// A row of a code map.
    struct LensMapRow {
        /// Legacy code.
        from: String = Authored,
        /// What it means.
        to: Vec<String> = Authored,
    }
    /// A lens that is being edited: a text, or a form with the text that it came from.
    struct LensDraft {
        /// `legacy` or `destination`.
        side: String = Word,
        /// The text.
        lens: String = Authored,
        /// The changed form, null where the text was changed.
        form: Option<LensForm> = Nested,
    }
    /// Text and form of a lens that is being edited.
    struct LensDrafted {
        /// The text; with a form, the form written onto the text that it came from.
        text: String = Authored,
        /// What stands in it, null where it does not read.
        form: Option<LensForm> = Nested,
        /// Problems.
        problems: Vec<Problem> = Nested,
        /// Fields that it names and the delivery does not have.
        missing: Vec<LensMissing> = Nested,
    }
    /// What would this lens read? A newer question of the same account ends an older one.
    struct CountLens {
        /// `legacy` or `destination`.
        side: String = Word,
        /// The text.
        lens: String = Authored,
        /// Records of each file at most, 0 for all.
        records: u64 = Count,
    }
    /// Statements of a lens beside those of the saved one, over the same records.
    struct LensCounts {
        /// Problems of the text; when there are any the rest is empty.
        problems: Vec<Problem> = Nested,
        /// A newer question, or a person, ended it: the rest is empty.
        cancelled: bool = Word,
        /// The version that it is held against, 0 for none.
        version: u32 = Count,
        /// Files that were read.
        files: u64 = Count,
        /// Records that were read.
        records: u64 = Count,
        /// All records of these files were read.
        whole: bool = Word,
        /// Statements by kind.
        kinds: Vec<LensKindCount> = Nested,
        /// Statements by part, in the order of the text.
        parts: Vec<u64> = Count,
        /// The same table by table.
        tables: Vec<LensTableCount> = Nested,
        /// Values that did not read as the lens says, and values that it does not list.
        doubts: Vec<LensDoubt> = Nested,
    }
    /// Statements of a kind.
    struct LensKindCount {
        /// Kind.
        kind: String = Word,
        /// By this lens.
        now: u64 = Count,
        /// By the saved one.
        saved: u64 = Count,
    }
    /// What becomes of the rows of a table.
    struct LensTableCount {
        /// Relation.
        table: String = Structure,
        /// Rows that no part reads.
        unread: u64 = Count,
        /// The same by the saved lens.
        unread_saved: u64 = Count,
        /// Statements by kind.
        kinds: Vec<LensKindCount> = Nested,
        /// Rows that assert nothing, by reason.
        dropped: Vec<LensDropped> = Nested,
    }
    /// Rows that assert nothing, for one reason.
    struct LensDropped {
        /// Why.
        reason: String = Authored,
        /// Rows.
        now: u64 = Count,
        /// By the saved lens.
        saved: u64 = Count,
    }
    /// Values that did not read, in one field.
    struct LensDoubt {
        /// Relation.
        table: String = Structure,
        /// Field.
        field: String = Structure,
        /// Why.
        reason: String = Word,
        /// Times.
        times: u64 = Count,
        /// By the saved lens.
        saved: u64 = Count,
    }
    /// What does an attribute say, before and after?
    struct PreviewLens {
        /// `legacy` or `destination`.
        side: String = Word,
        /// The text.
        lens: String = Authored,
        /// Part, counted from 0.
        part: u64 = Count,
        /// Attribute.
        aspect: String = Authored,
        /// Rows at most, up to 50.
        limit: u64 = Count,
    }
    /// Before and after over distinct de-identified inputs.
    struct LensPreview {
        /// Problems of the text; when there are any the rest is empty.
        problems: Vec<Problem> = Nested,
        /// Fields that the attribute is read from.
        fields: Vec<String> = Structure,
        /// Distinct inputs, those that changed first.
        rows: Vec<PreviewRow> = Nested,
        /// Rows of the relation that were looked at.
        evaluated: u64 = Count,
        /// All rows of the relation were looked at.
        whole: bool = Word,
        /// Rows for which something else is said than by the saved lens.
        changed: u64 = Count,
        /// Rows that make a statement of the kind.
        statements: u64 = Count,
        /// The same by the saved lens.
        statements_saved: u64 = Count,
    }
    /// What do tables most likely assert?
    struct SuggestLens {
        /// `legacy` or `destination`.
        side: String = Word,
        /// Relation, empty for every table.
        relation: String = Structure,
    }
    /// Proposals, none of them in force before somebody takes it over.
    struct LensSuggestions {
        /// Proposals by relation, at most 500.
        rows: Vec<LensSuggestion> = Nested,
        /// Proposals in all.
        total: u64 = Count,
    }
    /// What a table most likely asserts.
    struct LensSuggestion {
        /// Relation.
        relation: String = Structure,
        /// Kind.
        kind: String = Word,
        /// 0 to 1.
        score: f64 = Count,
        /// Why it is thought so.
        evidence: Vec<String> = Structure,
        /// The part as it would stand in the lens.
        part: LensPart = Nested,
        /// Its attributes one by one.
        says: Vec<LensSuggestedSay> = Nested,
        /// Fields that nothing was found for.
        open: Vec<String> = Structure,
    }
    /// Why an attribute is thought to be read from a field.
    struct LensSuggestedSay {
        /// Attribute, as in the part.
        aspect: String = Word,
        /// 0 to 1.
        score: f64 = Count,
        /// Why it is thought so.
        evidence: Vec<String> = Structure,
        /// Values that are left out because fewer than 11 patients have them.
        withheld: u64 = Count,
    }
    /// Keep a text as a new version.
    struct SaveLens {
        /// `legacy` or `destination`.
        side: String = Word,
        /// The text.
        lens: String = Authored,
        /// Why.
        note: String = Authored,
        /// Version the change was made on; another latest version is a conflict.
        base_version: u32 = Count,
    }
    /// Bring an old version of a lens back as a new one.
    struct RestoreLens {
        /// `legacy` or `destination`.
        side: String = Word,
        /// Version to bring back.
        version: u32 = Count,
        /// Version the change was made on; another latest version is a conflict.
        base_version: u32 = Count,
    }
    /// Versions of a lens, the newest first.
    struct LensHistoryQuery {
        /// `legacy` or `destination`.
        side: String = Word,
        /// First version, from 0.
        offset: u64 = Count,
        /// At most this many versions, up to 100.
        limit: u64 = Count,
    }
}
