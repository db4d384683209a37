//! What a clinical document does that C-CDA does not allow: each thing with its place and the reason.
//!
//! The document is read whatever this finds; every finding is a doubt. [`rules`] says what templates want, [`systems`] which
//! form the codes of a system have; here is the walk, and what holds for every document: codes have the form of their system,
//! times are times, units are UCUM, the parts of a patient's name are filled. A message names elements, templates and code
//! systems, never a value, so that what is wrong in the same manner has the same words. A name that CDA does not give is no name of ours to tell ([`vocabulary`]).

mod rules;
mod systems;
mod vocabulary;

use super::vocabulary as names;
use crate::xml::Element;
use crate::{Limits, Summary};
use model::{Date, code_form, is_ucum};
use rules::{Codes, Rule, Section, Template};
use std::collections::BTreeSet;

/// Steps of a place; of a deeper one the last are told.
const STEPS_MAX: usize = 12;
/// Years that times of a record of health lie in. 9999 stands for "no end".
const YEARS: std::ops::RangeInclusive<i16> = 1850..=2200;
const NO_END: i16 = 9999;
/// Elements that hold others and say nothing of where these are.
const PASSED: [&str; 4] = ["entry", "component", "structuredBody", "ClinicalDocument"];
const STATEMENTS: [&str; 7] = ["act", "encounter", "observation", "organizer", "procedure", "substanceAdministration", "supply"];

/// Notes what a document does that it may not.
pub(super) fn check(root: Element<'_>, limits: &Limits, summary: &mut Summary) {
    let mut walk = Walk { us_realm: claims(root, rules::US_REALM), path: Vec::new(), section: None, judged: BTreeSet::new(), limits, summary };
    if walk.us_realm {
        walk.template(root, &rules::DOCUMENT);
    }
    walk.element(root, None);
}

/// A walk through a document.
struct Walk<'d, 's> {
    /// Whether the document claims to be a C-CDA.
    us_realm: bool,
    /// Names of the elements from the section, or from the root.
    path: Vec<&'d str>,
    /// Name of the section around; empty when it is none that is known.
    section: Option<&'static str>,
    /// Bytes of coded elements that a template's rule found fault with: their form is not looked at again.
    judged: BTreeSet<u64>,
    limits: &'s Limits,
    summary: &'s mut Summary,
}

impl<'d> Walk<'d, '_> {
    fn say(&mut self, code: &'static str, element: Element<'_>, place: &str, reason: &str) {
        self.summary.doubt(self.limits, code, element.line(), element.byte(), format!("{place}: {reason}"));
    }

    /// Where the walk is, with a path from there.
    fn place(&self, below: &str) -> String {
        let from = self.path.len().saturating_sub(STEPS_MAX);
        let mut steps: Vec<&str> = self.path.get(from..).unwrap_or_default().iter().map(|step| vocabulary::told(step)).collect();
        steps.extend(below.split('/').filter(|step| !step.is_empty() && !PASSED.contains(step)));
        let steps = steps.join("/");
        match self.section {
            None if steps.is_empty() => "ClinicalDocument".into(),
            None => steps,
            Some(name) => {
                let name = if name.is_empty() { "of no known kind" } else { name };
                if steps.is_empty() { format!("section {name}") } else { format!("section {name}, {steps}") }
            }
        }
    }

    fn element(&mut self, element: Element<'d>, parent: Option<u32>) {
        let (is_section, is_passed) = (element.kind() == names::SECTION, passed(element.kind()));
        let outer = self.section;
        let outer_path = is_section.then(|| std::mem::take(&mut self.path));
        if is_section {
            self.section = Some(section(element, &roots(element).collect::<Vec<_>>()).map_or("", |section| section.name));
            self.section_rules(element);
        } else if !is_passed {
            self.path.push(element.name());
        }
        self.rules(element, parent);
        let [system, unit] = element.values([names::CODE_SYSTEM, names::UNIT]);
        if let Some(oid) = system {
            self.code_form(element, oid);
        }
        if let Some(unit) = unit {
            self.unit(element, unit);
        }
        self.time(element, parent);
        for child in element.elements().filter(|child| !(is_section && child.kind() == names::TEXT)) {
            self.element(child, Some(element.kind()));
        }
        match outer_path {
            Some(path) => self.path = path,
            None if is_passed => {}
            None => {
                self.path.pop();
            }
        }
        self.section = outer;
    }

    /// What the templates of an element want, and what the header wants of its place.
    fn rules(&mut self, element: Element<'d>, parent: Option<u32>) {
        if self.us_realm && self.section.is_none() {
            match self.path.as_slice() {
                ["recordTarget", "patientRole"] => self.template(element, &rules::PATIENT_ROLE),
                ["recordTarget", "patientRole", "patient"] => self.template(element, &rules::PATIENT),
                _ => {}
            }
        }
        match self.path.as_slice() {
            ["recordTarget", "patientRole", "patient", "name"] => self.name(element),
            [.., "languageCode"] => self.language(element),
            _ => {}
        }
        let mut roots: Vec<&str> = roots(element).collect();
        if roots.len() > 1 {
            roots.sort_unstable();
            roots.dedup();
        }
        for template in roots.iter().filter_map(|root| rules::template(root)) {
            self.template(element, template);
        }
        if self.us_realm && parent == Some(names::ENTRY) && roots.is_empty() && STATEMENTS.contains(&element.name()) {
            let place = self.place("");
            self.say("no_template", element, &place, "the entry claims no template");
        }
    }

    fn section_rules(&mut self, element: Element<'d>) {
        let roots: Vec<&str> = roots(element).collect();
        let Some(known) = section(element, &roots) else { return };
        let place = self.place("");
        let claimed: Vec<&Section> = rules::SECTIONS.iter().filter(|section| section.templates.iter().any(|root| roots.contains(root))).collect();
        let code = element.child("code");
        if claimed.is_empty() {
            // Known by its code alone.
            if self.us_realm {
                let reason = format!("the section has the code of {} and claims none of its templates ({})", known.name, full(known.templates));
                self.say("no_template", element, &place, &reason);
            }
        } else if let Some(code) = code {
            let right = |section: &&Section| code.attribute("code").is_some_and(|code| section.codes.contains(&code));
            let of_loinc = code.attribute("codeSystem") == Some(systems::LOINC);
            if code.attribute("nullFlavor").is_none() && !(claimed.iter().any(right) && of_loinc) {
                let reason = format!("the section code is not {} of LOINC, as the section's template ({}) wants", known.codes.join(" or "), full(known.templates));
                self.say("code_not_allowed", code, &format!("{place}, code"), &reason);
                self.judged.insert(code.byte());
            }
        } else if element.attribute("nullFlavor").is_none() {
            self.say("missing_element", element, &place, &format!("the section has no code; {} of LOINC is expected", known.codes.join(" or ")));
        }
        self.acts(element);
    }

    /// Acts of a section's entries that do not claim the one template that they could be.
    fn acts(&mut self, element: Element<'d>) {
        let wanted = rules::ACTS.iter().find(|acts| roots(element).any(|root| root == acts.section || root.strip_suffix(".1") == Some(acts.section)));
        let Some(wanted) = wanted else { return };
        for act in element.all("entry").flat_map(|entry| entry.all("act")) {
            // One without any template is said where it is met.
            if roots(act).next().is_some() && !claims(act, wanted.template) {
                let place = self.place("act");
                self.say("no_template", act, &place, &format!("the entry does not claim {}", rules::template(wanted.template).map_or(wanted.template, |t| t.name)));
            }
        }
    }

    fn template(&mut self, element: Element<'d>, template: &'static Template) {
        if element.attribute("nullFlavor").is_some() {
            return;
        }
        for rule in template.rules {
            self.rule(element, template.name, rule);
        }
    }

    fn rule(&mut self, element: Element<'d>, name: &str, rule: &'static Rule) {
        match rule {
            Rule::Has(path) => {
                if !any(element, path, &|_| true) {
                    self.missing(element, name, path);
                }
            }
            Rule::Holds(path, root) => {
                if !any(element, path, &|held| claims(held, root)) {
                    let held = rules::template(root).map_or(*root, |template| template.name);
                    let place = self.place("");
                    self.say("missing_element", element, &place, &format!("{name} has no {path} that claims {held} ({}{root})", rules::HL7));
                }
            }
            Rule::Status(codes) => match element.child("statusCode") {
                None => self.missing(element, name, "statusCode"),
                Some(status) => {
                    let said = status.attribute("code");
                    if status.attribute("nullFlavor").is_none() && !said.is_some_and(|code| codes.contains(&code)) {
                        let place = self.place("statusCode");
                        self.say("code_not_allowed", status, &place, &format!("{name} wants {}", codes.join(" or ")));
                    }
                }
            },
            Rule::Coded(path, codes) => {
                let mut found = false;
                down(element, path, &mut |coded| {
                    found = true;
                    self.coded(coded, name, path, codes);
                });
                if !found {
                    self.missing(element, name, path);
                }
            }
            Rule::May(path, codes) => down(element, path, &mut |coded| self.coded(coded, name, path, codes)),
        }
    }

    fn missing(&mut self, element: Element<'_>, name: &str, path: &str) {
        let place = self.place("");
        self.say("missing_element", element, &place, &format!("{name} has no {path}"));
    }

    /// Whether a coded element, or one of its translations, has a code that it may have.
    fn coded(&mut self, coded: Element<'d>, name: &str, path: &str, codes: &[Codes]) {
        let typed = coded.attribute("xsi:type").map(|kind| kind.rsplit(':').next().unwrap_or(kind));
        if coded.attribute("nullFlavor").is_some() || typed.is_some_and(|kind| !matches!(kind, "CD" | "CE" | "CO" | "CV" | "CS")) {
            return;
        }
        let mut pairs = std::iter::once(coded).chain(coded.all("translation")).filter_map(pair);
        if pairs.any(|(system, code)| codes.iter().any(|allowed| allowed.system() == system && allowed.hold(code))) {
            return;
        }
        let mut pairs = std::iter::once(coded).chain(coded.all("translation")).filter_map(pair);
        let place = self.place(path);
        self.judged.insert(coded.byte());
        if coded.attribute("code").is_none() {
            self.say("missing_code", coded, &place, &format!("{name}: there is neither a code nor a nullFlavor"));
        } else if pairs.any(|(system, _)| codes.iter().any(|allowed| allowed.system() == system)) {
            self.say("code_not_allowed", coded, &place, &format!("{name}: the code is not {}", wanted(codes)));
        } else {
            self.say("code_system_not_allowed", coded, &place, &format!("{name}: the code system is not that of {}", wanted(codes)));
        }
    }

    /// Whether a code can be one of the system that it names.
    fn code_form(&mut self, element: Element<'d>, oid: &str) {
        if let Some(named) = element.value(names::CODE_SYSTEM_NAME).and_then(|name| systems::misnamed(name, oid)) {
            let place = self.place("");
            self.say("code_system_differs", element, &place, &format!("codeSystemName says {}, codeSystem is not {}", named.name, named.oid));
        }
        let (Some(system), Some(code)) = (systems::of(oid), element.value(names::CODE)) else { return };
        if !self.judged.contains(&element.byte()) && system.form.is_some_and(|form| !form(code.trim())) {
            let place = self.place("");
            self.say("malformed_code", element, &place, &format!("the code has not the form of a code of {}", system.name));
        }
    }

    fn unit(&mut self, element: Element<'d>, unit: &str) {
        if !is_ucum(unit) {
            let place = self.place("");
            self.say("not_ucum", element, &place, "the unit is not one of UCUM");
        }
    }

    /// Points in time and intervals: well formed, of a plausible year, not over before they begin.
    fn time(&mut self, element: Element<'d>, parent: Option<u32>) {
        let kind = element.kind();
        let holder = matches!(kind, names::EFFECTIVE_TIME | names::TIME | names::BIRTH_TIME | names::SDTC_BIRTH_TIME | names::SDTC_DECEASED_TIME);
        let part = matches!(kind, names::LOW | names::HIGH | names::CENTER) && matches!(parent, Some(names::EFFECTIVE_TIME | names::TIME | names::COMP));
        if !holder && !part {
            return;
        }
        if let Some(value) = element.value(names::VALUE) {
            match Date::parse_hl7(value) {
                None => {
                    let place = self.place("");
                    self.say("bad_time", element, &place, "the value is no time");
                }
                Some(date) if !YEARS.contains(&date.year) && date.year != NO_END => {
                    let place = self.place("");
                    self.say("bad_time", element, &place, "the year is not plausible");
                }
                Some(_) => {}
            }
        }
        if let (Some(low), Some(high)) = (end(element, names::LOW), end(element, names::HIGH)) {
            let precision = low.precision.min(high.precision);
            if low.truncated(precision).days() > high.truncated(precision).days() {
                let place = self.place("");
                self.say("bad_time", element, &place, "the interval ends before it begins");
            }
        }
    }

    /// The patient's name: its parts are filled, and it has a given and a family name.
    fn name(&mut self, name: Element<'d>) {
        if name.attribute("nullFlavor").is_some() {
            return;
        }
        for part in name.elements().filter(|part| matches!(part.name(), "given" | "family" | "prefix" | "suffix")) {
            if part.attribute("nullFlavor").is_none() && part.text().is_empty() {
                let qualifier = if part.attribute("qualifier").is_some() { ", which has a qualifier," } else { "" };
                let place = self.place(part.name());
                self.say("empty_name_part", part, &place, &format!("the part of the name{qualifier} is empty"));
            }
        }
        for part in ["given", "family"] {
            if name.child(part).is_none() {
                let place = self.place("");
                self.say("missing_element", name, &place, &format!("the name has no {part}"));
            }
        }
    }

    fn language(&mut self, element: Element<'d>) {
        if element.value(names::CODE_SYSTEM).is_some() {
            let place = self.place("");
            self.say("stray_attribute", element, &place, "a language has a code and no codeSystem");
        }
        if element.value(names::CODE).is_some_and(|code| !code_form::language(code)) {
            let place = self.place("");
            self.say("malformed_code", element, &place, "the code has not the form of a language (RFC 5646)");
        }
    }
}

/// Whether an element is one of [`PASSED`].
fn passed(kind: u32) -> bool {
    matches!(kind, names::ENTRY | names::COMPONENT | names::STRUCTURED_BODY | names::CLINICAL_DOCUMENT)
}

/// Code system and code of an element that has both.
fn pair(element: Element<'_>) -> Option<(&str, &str)> {
    Some((element.value(names::CODE_SYSTEM)?, element.value(names::CODE)?))
}

/// One end of an interval, if it is a time.
fn end(element: Element<'_>, kind: u32) -> Option<Date> {
    Date::parse_hl7(element.first(kind)?.value(names::VALUE)?)
}

/// Roots of the templates that an element claims, without what HL7's start with.
fn roots(element: Element<'_>) -> impl Iterator<Item = &str> {
    element.each(names::TEMPLATE_ID).filter_map(|id| id.value(names::ROOT)).map(rules::short)
}

fn claims(element: Element<'_>, root: &str) -> bool {
    roots(element).any(|claimed| claimed == root)
}

/// The section that an element is: by its templates, else by its code.
fn section(element: Element<'_>, roots: &[&str]) -> Option<&'static Section> {
    let by_template = rules::SECTIONS.iter().find(|section| section.templates.iter().any(|root| roots.contains(root)));
    by_template.or_else(|| {
        let code = element.first(names::CODE)?.value(names::CODE)?;
        rules::SECTIONS.iter().find(|section| section.codes.contains(&code))
    })
}

/// Whether there is an element down a path of names of which something is true.
fn any<'e>(element: Element<'e>, path: &str, is: &dyn Fn(Element<'e>) -> bool) -> bool {
    match path.split_once('/') {
        Some((step, rest)) => element.all(step).any(|inner| any(inner, rest, is)),
        None => element.all(path).any(is),
    }
}

/// Hands all elements down a path of names to `each`.
fn down<'e>(element: Element<'e>, path: &str, each: &mut dyn FnMut(Element<'e>)) {
    match path.split_once('/') {
        Some((step, rest)) => element.all(step).for_each(|inner| down(inner, rest, each)),
        None => element.all(path).for_each(each),
    }
}

/// Roots in full.
fn full(templates: &[&str]) -> String {
    let whole = |root: &&str| if root.starts_with("1.3.6.") { (*root).to_string() } else { format!("{}{root}", rules::HL7) };
    templates.iter().map(whole).collect::<Vec<_>>().join(" or ")
}

/// What codes are wanted, in words.
fn wanted(codes: &[Codes]) -> String {
    let name = |oid: &'static str| systems::of(oid).map_or(oid, |system| system.name);
    let words = codes.iter().map(|allowed| match *allowed {
        Codes::Any(system) => name(system).to_string(),
        Codes::Of(system, codes) => format!("{} of {}", codes.join(" or "), name(system)),
        Codes::In(system, set) => format!("{} ({})", set.name, name(system)),
    });
    words.collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests;
