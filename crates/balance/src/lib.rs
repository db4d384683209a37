//! The double entry: both sides read into clinical statements, charts aligned, every imbalance judged and brought to its
//! cause.
//!
//! [`Lens`] (tables), the built-in readings of HL7 v2, C-CDA, FHIR and X12, and nothing else make statements. [`compare_patient`]
//! balances one patient's two charts, [`mirror`] lays them side by side on one day, [`compute()`] asks whether the same comes out
//! of both, [`NoteReading`] holds them against the notes, [`Population`] asks both books the same registry questions. [`Causes`]
//! gathers findings by what they share. [`sampling`] says what reading some charts proves about all. Nothing here knows the
//! mapping: who made a destination record is told through [`Provenance`], and what it was to hold through [`Design`], as data.

mod absence;
mod align;
mod answered;
mod answers;
mod billed;
mod cause;
mod ccda;
mod clock;
mod codes;
mod compare;
mod compute;
mod condition;
mod contact;
mod critical;
mod daily;
mod deletions;
mod design;
mod digest;
mod directives;
mod directory;
mod drug_names;
mod equal;
mod equivalence;
mod explain;
mod fhir;
mod group;
mod harm;
mod history;
mod hl7v2;
mod judge;
mod kept_out;
mod kin;
mod labels;
mod leads;
mod leaf;
mod lens;
mod links;
mod listed;
mod measures;
mod merges;
mod panels;
mod parsed;
mod parted;
mod pieces;
mod population;
mod notes;
mod newborn;
mod of_document;
mod lookup;
mod otherwise;
mod own;
mod reading;
mod repeats;
pub mod sampling;
mod sensitivity;
mod severity;
mod sig;
mod split;
mod state;
mod substances;
mod systems;
mod table;
mod tested;
mod uses;
mod versions;
mod vocabulary;
mod within;
mod worded;
mod written;
mod x12;

pub use ccda::entries as ccda_entries;
pub use cause::{Alone, Booked, Cause, Causes, DroppedRow, Filler, Folded, Gap, HeldRow, Proposal, Provenance, RuleInfo, SharedValue, Tied, Unmade};
pub use codes::{Equivalences, canonical_system};
pub use clock::on_one_clock;
pub use compare::{Alignment, Finding, PatientResult, Pair, Way, align_patient, compare_patient, judge_patient, realign, way};
pub use compute::{Check, CheckOutcome, ComputeDifference, Computed, Weight, compute, promote};
pub use design::{Constant, Design};
pub use directory::{DIRECTORY, Directory, numbering};
pub use equivalence::{
    Alarm, Declarations, EQUIVALENCES_FORMAT, Equivalence, EquivalenceDraft, Means, PairForm, Question, TestRow, Tolerance, declare_equivalence, retire_equivalence,
};
pub use explain::{Explaining, Explanation, Judged, Rival, Stance, Step, explain_pair};
pub use fhir::{Panel, named_leaves, panels_in};
pub use group::PART_OF_GROUP;
pub use history::is_place;
pub use judge::{AspectDifference, Concepts, shown_aspect};
pub use kept_out::{ARCHIVED, KEPT_OUT, judge_kept_out};
pub use leaf::element_path;
pub use lens::{CodeMap, GroupForm, Lens, LensForm, LookupForm, MapForm, PartForm, Problem, SayForm, SourceForm, kind_of_part, print_form, print_part};
pub use links::{Asked, Becomes, Links};
pub use merges::{Unfollowed, tell_merges};
pub use own::known_as;
pub use population::{
    Amount, Cell, CellKey, Dimension, Drift, KEPT_MAX, NumberCell, Population, PopulationResult, QUESTIONS_FORMAT, QuestionResult, Questions, STANDARD_QUESTIONS, SideResult,
};
pub use notes::{NoteBalance, NoteCheck, NoteHit, NoteLabels, NoteReading, against_notes, balance_notes, note_body, note_names, note_sentences, note_words};
pub use uses::LensUse;
pub use severity::of_another_patient;
pub use state::{Aligned, At, Holds, List, Standing, State, StateDifference, StateLine, compare_states, contradicts_none_known, last_day, mirror, mirror_of, state_at, states, yearly_days};
pub use lookup::{LookupTable, Lookups};
pub use reading::{Coverage, Ground, Places, Reading, attached_words};
