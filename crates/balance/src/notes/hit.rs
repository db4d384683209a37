//! What a note may say against a chart or beyond it, in words without content, and a sentence that does.

use crate::drug_names::is_high_alert;
use model::{Aspect, Kind, Severity};
use serde::{Deserialize, Serialize};

/// What a note says that the chart does not, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NoteCheck {
    /// A drug that the note stopped is live in the chart.
    StoppedInNote,
    /// The note denies a drug, problem or allergy that the chart has.
    NegatedInNote,
    /// The note knows of no allergy, the chart has one.
    NoneKnownInNote,
    /// The chart says that no allergy is known, the note names one.
    NoKnownAllergyContradicted,
    /// The note has it on the other side.
    LateralityDiffers,
    /// A relative has it, says the note; the chart gives it to the patient.
    FamilyNotOwn,
    /// It is over, says the note; the chart has it live.
    HistoryNotActive,
    /// An allergy that only the note knows.
    AllergyOnlyInNote,
    /// A drug that only the note knows.
    OnlyInNote,
    /// A problem that only the note knows.
    ProblemOnlyInNote,
}

impl NoteCheck {
    /// The one spelling.
    pub fn word(self) -> &'static str {
        match self {
            Self::StoppedInNote => "stopped in the note",
            Self::NegatedInNote => "denied in the note",
            Self::NoneKnownInNote => "none known in the note",
            Self::NoKnownAllergyContradicted => "none known in the chart",
            Self::LateralityDiffers => "other side in the note",
            Self::FamilyNotOwn => "family in the note",
            Self::HistoryNotActive => "over in the note",
            Self::AllergyOnlyInNote => "allergy only in the note",
            Self::OnlyInNote => "medication only in the note",
            Self::ProblemOnlyInNote => "problem only in the note",
        }
    }

    /// What speaks against what, in words without content.
    pub fn manner(self) -> &'static str {
        match self {
            Self::StoppedInNote => "the note says that it was stopped, the chart has it live",
            Self::NegatedInNote => "the note denies it, the chart has it live",
            Self::NoneKnownInNote => "the note says that no allergy is known, the chart has one",
            Self::NoKnownAllergyContradicted => "the note names an allergy, the chart says that none is known",
            Self::LateralityDiffers => "the note has it on the other side",
            Self::FamilyNotOwn => "the note says that a relative has it, the chart gives it to the patient",
            Self::HistoryNotActive => "the note says that it is over, the chart has it live",
            Self::AllergyOnlyInNote => "an allergy that only the note knows",
            Self::OnlyInNote => "a drug that only the note knows",
            Self::ProblemOnlyInNote => "a problem that only the note knows",
        }
    }

    /// The aspect in which a statement stands against the note.
    pub fn aspect(self) -> Aspect {
        match self {
            Self::StoppedInNote | Self::HistoryNotActive => Aspect::Status,
            Self::LateralityDiffers => Aspect::Laterality,
            Self::FamilyNotOwn => Aspect::Category,
            _ => Aspect::Statement,
        }
    }

    /// Whether a difference in an aspect says the same already.
    pub fn is_told_by(self, aspect: Aspect) -> bool {
        let told: &[Aspect] = match self {
            Self::LateralityDiffers => &[Aspect::Laterality, Aspect::BodySite],
            Self::FamilyNotOwn => &[Aspect::Category],
            _ => &[Aspect::Status, Aspect::End, Aspect::Verification, Aspect::Negation, Aspect::Onset],
        };
        matches!(aspect, Aspect::Statement | Aspect::Code) || told.contains(&aspect)
    }
}

/// A sentence of a note that speaks against the chart, or knows more than it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteHit {
    /// Index of the note.
    pub note: usize,
    /// Bytes of the sentence in the note's body.
    pub sentence: (usize, usize),
    /// Bytes of what it is about, within the sentence.
    pub mention: Option<(usize, usize)>,
    /// Index of the statement of the chart that it speaks against; none for a fact that only the note knows.
    pub statement: Option<usize>,
    /// Kind of the fact.
    pub kind: Kind,
    /// What was checked.
    pub what: NoteCheck,
    /// What it is about: a name of the lexicon, or one that only the charts' labels have.
    pub concept: String,
}

impl NoteHit {
    /// What it may do to care: allergies, anticoagulants, insulins, opioids and their like first.
    pub fn severity(&self) -> Severity {
        let substance = matches!(self.kind, Kind::Allergy | Kind::NoKnownAllergy);
        let drug = self.kind == Kind::Medication && is_high_alert(&self.concept);
        if substance || drug { Severity::Safety } else { Severity::Clinical }
    }
}
