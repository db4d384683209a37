//! An element of a document together with its XPath from the clinical statement that is being read.
//!
//! Names match with and without the prefix `sdtc:`, because vendors write HL7's extensions either way.

use formats::xml::Element;

/// Root of HL7's own template identifiers; templates are named by what follows it.
const TEMPLATES: &str = "2.16.840.1.113883.10.20.";

/// The clinical statements of CDA: what an entry, a component or a relationship may hold.
const CLINICAL: [&str; 8] = ["observation", "act", "substanceAdministration", "procedure", "encounter", "organizer", "supply", "observationMedia"];

/// What somebody is to himself.
const ONESELF: [&str; 2] = ["SELF", "ONESELF"];

/// Whether an element is a clinical statement.
pub(super) fn is_clinical(element: Element<'_>) -> bool {
    CLINICAL.contains(&element.name())
}

/// An element and its place.
#[derive(Debug, Clone)]
pub(super) struct At<'d> {
    /// The element.
    pub(super) element: Element<'d>,
    path: String,
}

impl<'d> At<'d> {
    /// The clinical statement itself: places are counted from here.
    pub(super) fn here(element: Element<'d>) -> Self {
        Self { element, path: String::new() }
    }

    /// An element outside the clinical statement, under a path of its own: `../..`, `/ClinicalDocument`.
    pub(super) fn under(element: Element<'d>, path: &str) -> Self {
        Self { element, path: path.into() }
    }

    fn below(&self, child: Element<'d>) -> Self {
        let step = child.step();
        let path = if self.path.is_empty() { step } else { format!("{}/{step}", self.path) };
        Self { element: child, path }
    }

    /// Children of a name.
    pub(super) fn all(&self, name: &str) -> Vec<At<'d>> {
        self.element.elements().filter(|e| is_named(*e, name)).map(|e| self.below(e)).collect()
    }

    /// First child of a name.
    pub(super) fn child(&self, name: &str) -> Option<At<'d>> {
        self.element.elements().find(|e| is_named(*e, name)).map(|e| self.below(e))
    }

    /// First element down a path of names.
    pub(super) fn down(&self, path: &str) -> Option<At<'d>> {
        path.split('/').try_fold(self.clone(), |at, name| at.child(name))
    }

    /// An attribute without blanks around it; `None` when it is absent or empty.
    pub(super) fn attribute(&self, name: &str) -> Option<&'d str> {
        self.element.attribute(name).map(str::trim).filter(|v| !v.is_empty())
    }

    /// The XPath of the element, or of something in it: `@code`, `originalText`.
    pub(super) fn place(&self, part: &str) -> String {
        match (self.path.is_empty(), part.is_empty()) {
            (_, true) => self.path.clone(),
            (true, false) => part.into(),
            (false, false) => format!("{}/{part}", self.path),
        }
    }

    /// All text below.
    pub(super) fn text(&self) -> String {
        self.element.text()
    }

    /// An attribute that says true.
    pub(super) fn is_true(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|v| v.eq_ignore_ascii_case("true") || v == "1")
    }

    /// Whether it denies a statement that it holds: itself, or by the relationship, where some exporters write it.
    pub(super) fn denies(&self, inner: Element<'_>) -> bool {
        let denying = self.all("entryRelationship").into_iter().filter(|r| r.is_true("negationInd"));
        self.is_true("negationInd") || denying.flat_map(|r| r.element.elements()).any(|e| e.byte() == inner.byte())
    }

    /// Whether it stands for something that is not there.
    pub(super) fn is_null(&self) -> bool {
        self.attribute("nullFlavor").is_some()
    }

    /// Whether it says itself that it is about somebody else than the patient: a relative, a donor, an unborn child.
    pub(super) fn is_of_another(&self) -> bool {
        self.whose().is_some_and(|who| !ONESELF.contains(&who))
    }

    /// Whether it says that it is about the patient, which silence says as well.
    pub(super) fn is_of_oneself(&self) -> bool {
        self.whose().is_some_and(|who| ONESELF.contains(&who))
    }

    /// What whom it is about is to the patient, where it says so.
    fn whose(&self) -> Option<&'d str> {
        self.down("subject/relatedSubject/code")?.attribute("code")
    }

    /// Whether it claims one of the templates, named without HL7's root.
    pub(super) fn claims(&self, templates: &[&str]) -> bool {
        self.templates().any(|t| templates.contains(&t))
    }

    /// The HL7 templates that it claims, without their root.
    pub(super) fn templates(&self) -> impl Iterator<Item = &'d str> {
        self.element.elements().filter(|e| e.name() == "templateId").filter_map(|e| e.attribute("root")?.trim().strip_prefix(TEMPLATES))
    }

    /// Whether its code, or a translation of it, is this one.
    pub(super) fn coded(&self, code: &str) -> bool {
        let Some(given) = self.child("code") else { return false };
        given.attribute("code") == Some(code) || given.all("translation").iter().any(|t| t.attribute("code") == Some(code))
    }

    /// The clinical statements related to it, each with the type of the relationship.
    pub(super) fn related(&self) -> Vec<(&'d str, At<'d>)> {
        let mut found: Vec<(&'d str, At<'d>)> = Vec::new();
        for relationship in self.all("entryRelationship") {
            let kind: &'d str = relationship.attribute("typeCode").unwrap_or("");
            found.extend(relationship.statements().into_iter().map(|s| (kind, s)));
        }
        found
    }

    /// The same without those that are denied, themselves or by the relationship: that there was no such reaction is no reaction.
    pub(super) fn asserted(&self) -> Vec<(&'d str, At<'d>)> {
        let mut found: Vec<(&'d str, At<'d>)> = Vec::new();
        for relationship in self.all("entryRelationship").iter().filter(|r| !r.is_true("negationInd")) {
            let kind: &'d str = relationship.attribute("typeCode").unwrap_or("");
            found.extend(relationship.statements().into_iter().filter(|s| !s.is_true("negationInd")).map(|s| (kind, s)));
        }
        found
    }

    /// The clinical statements that an organizer holds.
    pub(super) fn components(&self) -> Vec<At<'d>> {
        self.all("component").iter().flat_map(At::statements).collect()
    }

    /// The clinical statements directly inside.
    pub(super) fn statements(&self) -> Vec<At<'d>> {
        self.element.elements().filter(|e| is_clinical(*e)).map(|e| self.below(e)).collect()
    }

    /// The same element as the clinical statement that is read now.
    pub(super) fn alone(&self) -> At<'d> {
        At::here(self.element)
    }
}

fn is_named(element: Element<'_>, name: &str) -> bool {
    element.name() == name || element.name().strip_prefix("sdtc:") == Some(name)
}
