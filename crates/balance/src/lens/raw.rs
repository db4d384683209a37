//! The lens as its text has it, key by key: what the parser and the visual form both read. Nothing is checked here but that it is TOML
//! and that every key is known.

use super::{Problem, at};
use crate::group::{RawGroup, Words};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// The text as it is written.
pub(super) fn raw(text: &str) -> Result<RawLens, Vec<Problem>> {
    toml::from_str(text).map_err(|e| vec![at(text, e.span().map_or(0, |s| s.start), e.message().to_string())])
}

/// A lens.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLens {
    pub(super) format: Spanned<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) timezone: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) assert: Vec<RawAssert>,
    #[serde(default)]
    pub(super) archived: Vec<RawArchived>,
    #[serde(default)]
    pub(super) equivalence: BTreeMap<String, RawEquivalence>,
}

/// `[[archived]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawArchived {
    pub(super) from: Spanned<String>,
    pub(super) reason: String,
}

/// `[[assert]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAssert {
    pub(super) kind: Spanned<String>,
    pub(super) from: String,
    /// Of a part of the directory the key of whom or what it is about.
    #[serde(alias = "key")]
    pub(super) patient: Spanned<String>,
    #[serde(default)]
    pub(super) r#where: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) excluded: Option<String>,
    #[serde(default)]
    pub(super) each: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) attribute: Option<String>,
    #[serde(default)]
    pub(super) group: Option<RawGroup>,
    #[serde(default)]
    pub(super) never: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) lookup: BTreeMap<Spanned<String>, RawLookup>,
    pub(super) say: BTreeMap<Spanned<String>, OneOrMany>,
}

/// `[assert.lookup]`, one of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLookup {
    pub(super) field: String,
    #[serde(default)]
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) from: Option<String>,
    #[serde(default)]
    pub(super) key: Option<String>,
    #[serde(default)]
    pub(super) value: Option<String>,
    #[serde(default)]
    pub(super) r#where: Option<String>,
    #[serde(default)]
    pub(super) all: bool,
}

/// The sources of an aspect.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(Box<RawSource>),
    Many(Vec<RawSource>),
}

/// What stands in the braces of `[assert.say]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    #[serde(default)]
    pub(super) attribute: Option<Words>,
    #[serde(default)]
    pub(super) field: Option<String>,
    #[serde(default)]
    pub(super) fields: Vec<String>,
    #[serde(default)]
    pub(super) constant: Option<String>,
    #[serde(default)]
    pub(super) reason: Option<String>,
    #[serde(default)]
    pub(super) r#as: Option<String>,
    #[serde(default)]
    pub(super) system: Option<String>,
    #[serde(default)]
    pub(super) system_field: Option<String>,
    #[serde(default)]
    pub(super) display: Option<String>,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) unit_field: Option<String>,
    #[serde(default)]
    pub(super) units: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) r#use: Option<String>,
    #[serde(default)]
    pub(super) use_field: Option<String>,
    #[serde(default)]
    pub(super) format: Option<String>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) otherwise: Option<String>,
    #[serde(default)]
    pub(super) absent: Option<String>,
    #[serde(default)]
    pub(super) when: Option<String>,
    #[serde(default)]
    pub(super) null_like: Vec<String>,
    #[serde(default)]
    pub(super) split: Option<String>,
    #[serde(default)]
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) pad: Option<usize>,
    #[serde(default)]
    pub(super) also: bool,
}

/// `[equivalence]`, one of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEquivalence {
    pub(super) from: Spanned<String>,
    pub(super) to: String,
    pub(super) rows: BTreeMap<String, CodeOrCodes>,
}

/// What a code is mapped to: one code, or several that are declared together.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum CodeOrCodes {
    One(String),
    Many(Vec<String>),
}

impl CodeOrCodes {
    pub(super) fn all(&self) -> &[String] {
        match self {
            Self::One(code) => std::slice::from_ref(code),
            Self::Many(codes) => codes,
        }
    }
}
