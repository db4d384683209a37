//! Twins that rewrite a whole document: another order, other identifiers, another way to write the same XML.

use super::base::prefixed;
use super::charts::{is_clinical, is_list};
use super::tree::{Document, Element, Node};
use super::Operator;
use crate::{Dice, Family};
use std::collections::BTreeMap;

pub(super) const OPERATORS: &[Operator] = &[
    Operator::whole(Family::Identity, "new-ids", "every entry has a new identifier, and every reference follows it", new_ids),
    Operator::whole(Family::List, "entries-reordered", "the entries of every section stand in another order", entries),
    Operator::whole(Family::List, "sections-reordered", "the sections stand in another order", sections),
    Operator::whole(Family::Lost, "narrative-removed", "the narrative of sections whose entries say it all, in words of their own, is removed", narrative),
    Operator::whole(Family::Text, "white-space", "elements stand on lines of their own, indented", white_space),
    Operator::whole(Family::Text, "narrative-reformatted", "the narrative beside entries has other formatting", formatting),
    Operator::whole(Family::Text, "comments-added", "comments stand between the sections", comments),
    Operator::whole(Family::Code, "attributes-reordered", "the attributes of every element stand in another order", attributes),
    Operator::whole(Family::Code, "single-quotes", "attributes stand in the other quotes", quotes),
    Operator::whole(Family::Code, "prefix-declared", "every element has a prefix for the same namespace", prefix),
    Operator::whole(Family::Code, "empty-elements-opened", "empty elements have an end tag", opened),
    Operator::whole(Family::Code, "newer-templates", "the templates are claimed in a newer version", templates),
    Operator::whole(Family::Invented, "document-stamped", "the document has a new identifier and version of its own", stamped),
];

fn each(element: &mut Element, edit: &mut impl FnMut(&mut Element)) {
    edit(element);
    for child in element.elements_mut() {
        each(child, edit);
    }
}

/// The same identifier becomes the same other one. Policies are left alone: what they are numbered by is their meaning.
fn new_ids(document: &mut Document, dice: &mut Dice) {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    each(&mut document.root, &mut |holder: &mut Element| {
        let section = holder.local() == "section" && holder.child("code").is_some_and(|c| c.attribute("code") == "48768-6");
        if section {
            each(holder, &mut |e: &mut Element| e.set("policy", "true"));
        }
    });
    each(&mut document.root, &mut |holder: &mut Element| {
        let policy = holder.unset("policy");
        if policy || !(is_clinical(holder) || holder.local() == "encompassingEncounter") {
            return;
        }
        for id in holder.elements_mut().filter(|e| e.local() == "id" && e.attribute("nullFlavor").is_empty() && !e.attribute("root").is_empty()) {
            // Exporters write one number under several roots and mean one record.
            let part = if id.attribute("extension").is_empty() { "root" } else { "extension" };
            let fresh = || format!("{:08X}-0000-4000-8000-{:012X}", dice.draw() >> 32, dice.draw() >> 16);
            let new = names.entry(id.attribute(part).to_string()).or_insert_with(fresh).clone();
            id.set(part, &new);
        }
    });
}

fn turned_everywhere(document: &mut Document, holder: &str, name: &str) {
    each(&mut document.root, &mut |element: &mut Element| {
        if element.local() == holder {
            super::base::turned(element, name);
        }
    });
}

fn entries(document: &mut Document, _: &mut Dice) {
    turned_everywhere(document, "section", "entry");
}

fn sections(document: &mut Document, _: &mut Dice) {
    turned_everywhere(document, "structuredBody", "component");
}

/// Only where no entry refers to the narrative.
fn narrative(document: &mut Document, _: &mut Dice) {
    each(&mut document.root, &mut |section: &mut Element| {
        let listed = section.child("code").is_some_and(|c| is_list(c.attribute("code")));
        if section.local() != "section" || section.child("entry").is_none() || !listed {
            return;
        }
        let refers = section.elements().filter(|e| e.local() == "entry").any(|e| !e.within(|r| r.local() == "reference").is_empty());
        let note = section.elements().filter(|e| e.local() == "entry").any(|e| !e.within(|t| t.attribute("root") == "2.16.840.1.113883.10.20.22.4.202").is_empty());
        if !refers && !note {
            section.drop_named("text");
        }
    });
}

fn white_space(document: &mut Document, _: &mut Dice) {
    fn indent(element: &mut Element, depth: usize) {
        let mixed = element.children.iter().any(|n| matches!(n, Node::Other(text) if !text.trim().is_empty() && !text.starts_with("<!--")));
        if mixed || element.local() == "text" {
            return;
        }
        let mut children = Vec::with_capacity(element.children.len() * 2);
        for node in std::mem::take(&mut element.children) {
            if let Node::Element(mut child) = node {
                children.push(Node::Other(format!("\n{}", "\t".repeat(depth))));
                indent(&mut child, depth + 1);
                children.push(Node::Element(child));
            }
        }
        element.children = children;
    }
    indent(&mut document.root, 1);
}

fn formatting(document: &mut Document, _: &mut Dice) {
    each(&mut document.root, &mut |section: &mut Element| {
        let entries = section.local() == "section" && section.child("entry").is_some();
        let Some(text) = section.child_mut("text").filter(|_| entries) else { return };
        each(text, &mut |element: &mut Element| match element.local() {
            "table" => element.set("border", "2"),
            "td" | "th" => element.set("align", "left"),
            "content" | "paragraph" => element.set("styleCode", "Bold"),
            _ => {}
        });
    });
}

fn comments(document: &mut Document, _: &mut Dice) {
    each(&mut document.root, &mut |element: &mut Element| {
        if element.local() == "section" {
            element.children.insert(0, Node::Other("<!-- rendered anew -->".into()));
        }
    });
}

fn attributes(document: &mut Document, _: &mut Dice) {
    each(&mut document.root, &mut |element: &mut Element| element.attributes.reverse());
}

fn quotes(document: &mut Document, _: &mut Dice) {
    each(&mut document.root, &mut |element: &mut Element| {
        for attribute in element.attributes.iter_mut().filter(|a| a.quote == '"' && !a.value.contains('\'')) {
            attribute.quote = '\'';
        }
    });
}

/// Only where the root declares the namespace of HL7 as the default, and nobody below declares another.
fn prefix(document: &mut Document, _: &mut Dice) {
    let root = &mut document.root;
    let plain = !root.name.contains(':') && root.attribute("xmlns") == "urn:hl7-org:v3";
    let others = root.within(|e| !e.attribute("xmlns").is_empty());
    if !plain || !others.is_empty() {
        return;
    }
    root.unset("xmlns");
    root.set("xmlns:cda", "urn:hl7-org:v3");
    prefixed(root, "cda");
}

fn opened(document: &mut Document, _: &mut Dice) {
    each(&mut document.root, &mut |element: &mut Element| element.single = false);
}

fn templates(document: &mut Document, _: &mut Dice) {
    each(&mut document.root, &mut |element: &mut Element| {
        if element.local() == "templateId" && element.attribute("root").starts_with("2.16.840.1.113883.10.20.22.") {
            element.set("extension", "2024-05-01");
        }
    });
}

fn stamped(document: &mut Document, dice: &mut Dice) {
    let root = &mut document.root;
    let fresh = format!("{:016x}", dice.draw());
    if let Some(id) = root.child_mut("id") {
        id.unset("nullFlavor");
        id.set("root", "2.25.4713");
        id.set("extension", &fresh);
    }
    root.drop_named("versionNumber");
    let version = root.akin("versionNumber").with("value", "2");
    root.put_after(&["setId", "languageCode", "confidentialityCode", "effectiveTime"], version);
}
