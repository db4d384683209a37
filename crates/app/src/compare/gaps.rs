//! Which rule gives a place of a record, and which element no rule gives although others fill what stands beside it.
//!
//! A finding tells an element and a field of the source. The rule that fills the element from that field is the one that made it;
//! where a part of the element is filled and another part, without which it says nothing, is not, the part that is missing is what
//! has to be mended, and not the rule beside it. What must stay true: an element is called unfilled only when no rule of the
//! resource set fills it.

use mapping::CheckedRule;
use model::Aspect;
use std::collections::BTreeMap;

/// What a finding asks of a resource set. Findings that ask the same have the same answer.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    /// Elements that hold it, the likeliest first; the place itself where the destination has a value.
    pub(super) elements: Vec<&'a str>,
    /// Other elements that usually hold it.
    pub(super) others: Vec<&'a str>,
    /// The destination has a value.
    pub(super) is_there: bool,
    /// The field of the source that says it; empty where nobody knows.
    pub(super) field: &'a str,
    /// The source says it in free text.
    pub(super) is_words: bool,
    /// What of it differs.
    pub(super) part: Part,
    /// Of a list that the source has in one field, which item it is about, from none on.
    pub(super) nth: Option<usize>,
}

/// What of an element differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// What it says.
    Value,
    /// Its code, where its words stayed.
    Code,
    /// The code that it was declared to be, where the source's own stayed.
    DeclaredCode,
    /// The system of its code.
    System,
    /// The unit of its number: by its code, or by its words where the two are not one.
    Unit {
        /// The words say another unit than the code, which is right.
        by_words: bool,
    },
    /// The comparator of its number.
    Comparator,
    /// What a name is used for.
    Use,
    /// The words of a concept: those beside one of its codes, or those of the whole.
    Words {
        /// Those of the whole.
        of_all: bool,
    },
}

/// Which item of a list a difference tells of, from none on ([`Part`] is what of it differs).
pub(super) fn nth(manner: &str) -> Option<usize> {
    let (_, number) = manner.split_once("number ")?;
    number.split_once(" of the list")?.0.parse::<usize>().ok()?.checked_sub(1)
}

impl Part {
    /// What of an element a difference is about.
    pub(super) fn of(aspect: Aspect, read_as: Aspect, manner: &str, values: (&str, &str)) -> Self {
        match manner {
            "the code system is gone" | "the code stands under another code system" => Self::System,
            "the declared code is gone, the local one remains" => Self::DeclaredCode,
            "the code is gone, the words remain" | "one of several codes of the system is gone" => Self::Code,
            _ if aspect == Aspect::Unit => Self::Unit { by_words: is_by_words(values) },
            _ if aspect == Aspect::Comparator => Self::Comparator,
            _ if read_as == Aspect::Maiden => Self::Use,
            _ => Self::Value,
        }
    }
}

/// Whether a number that is of two units, `5 mg or g`, is of the legacy one by its code.
fn is_by_words((legacy, destination): (&str, &str)) -> bool {
    destination.split_once(" or ").is_some_and(|(by_code, _)| by_code == legacy)
}

/// Who gives it.
#[derive(Debug)]
pub(super) enum Found<'r> {
    /// A rule.
    Rule(&'r CheckedRule),
    /// No rule: the element, and the rules that fill what stands beside it.
    Nobody(String, Vec<&'r CheckedRule>),
}

/// Who gives what a finding asks for; none where nobody can say.
pub(super) fn find<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>) -> Option<Found<'r>> {
    if let Some(hole) = hole_of(rules, asked) {
        return Some(Found::Nobody(hole.element, hole.beside));
    }
    if let Some(found) = asked.nth.and_then(|at| item(rules, asked, at)) {
        return Some(found);
    }
    match asked.part {
        Part::Words { of_all } => {
            let element = asked.elements.first()?;
            words_of(rules, asked, element, of_all).or_else(|| value_rule(rules, asked, element)).map(Found::Rule)
        }
        Part::System => asked.elements.first().map(|e| part_of(rules, asked, e, "system")),
        Part::Comparator => asked.elements.first().map(|e| part_of(rules, asked, e, "comparator")),
        Part::Unit { by_words } => asked.elements.first().map(|e| unit_of(rules, asked, e, by_words)),
        Part::DeclaredCode => asked.elements.first().map(|e| declared_code(rules, asked, e)),
        Part::Code | Part::Value | Part::Use if asked.is_there => there(rules, asked),
        Part::Code | Part::Value | Part::Use => absent(rules, asked),
    }
}

/// An element that is filled in part and says nothing as it is.
struct Hole<'r> {
    /// What is missing.
    element: String,
    /// The list item or quantity in which it is missing.
    group: String,
    beside: Vec<&'r CheckedRule>,
}

impl Hole<'_> {
    fn last(&self) -> &str {
        last(&self.element)
    }
}

/// The half-filled element that explains a difference.
fn hole_of<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>) -> Option<Hole<'r>> {
    let own = if asked.is_there { value_rule(rules, asked, asked.elements.first()?) } else { None };
    let is_own_field = own.is_some_and(|rule| reads(rule, asked.field));
    let explains = |hole: &Hole<'_>| match (hole.last(), asked.part) {
        ("url", _) => true,
        ("use", part) => part == Part::Use,
        ("system", part) if is_coding(&hole.group) => part == Part::System,
        ("code", Part::Code | Part::DeclaredCode) => true,
        ("code", Part::Value) if last(&hole.group) == "valueCoding" => true,
        (_, Part::Value) => !asked.is_there || !is_own_field,
        _ => false,
    };
    let related = |hole: &&Hole<'_>| asked.elements.iter().any(|element| is_related(&hole.group, element));
    let holes: Vec<Hole<'r>> = holes(rules, &asked.elements).into_iter().filter(|hole| explains(hole)).collect();
    let from_field = |hole: &&Hole<'_>| hole.beside.iter().any(|rule| reads(rule, asked.field));
    // Beside constants alone anything may be missing; what others fill from another field is not this.
    let from_nothing = |hole: &&Hole<'_>| hole.beside.iter().all(|rule| rule.is_constant());
    let at_place = |hole: &&Hole<'_>| asked.is_there && asked.elements.iter().any(|element| is_within(&hole.group, &plain(element)));
    let chosen = [
        holes.iter().filter(related).position(|hole| from_field(&hole)),
        holes.iter().filter(related).position(|hole| at_place(&hole)),
        holes.iter().filter(related).position(|hole| from_nothing(&hole)),
    ];
    let at = chosen.into_iter().flatten().next()?;
    let element = holes.iter().filter(related).nth(at).map(|hole| hole.element.clone())?;
    holes.into_iter().find(|hole| hole.element == element)
}

/// Every half-filled element of a resource set. `elements` tell by which name a value of an extension is missing.
fn holes<'r>(rules: &'r [CheckedRule], elements: &[&str]) -> Vec<Hole<'r>> {
    let mut groups: BTreeMap<String, Vec<&CheckedRule>> = BTreeMap::new();
    for rule in rules {
        let path = plain(&rule.rule.to);
        for (at, _) in path.match_indices('.') {
            let Some(group) = path.get(..at) else { continue };
            if !needed(group).is_empty() {
                groups.entry(group.to_string()).or_default().push(rule);
            }
        }
    }
    let mut found = Vec::new();
    for (group, beside) in groups {
        let has = |part: &str| beside.iter().any(|rule| is_part(child(&group, &plain(&rule.rule.to)), part));
        for part in needed(&group).iter().filter(|part| !has(part)) {
            let element = format!("{group}.{}", named(part, &group, elements));
            found.push(Hole { element, group: group.clone(), beside: beside.clone() });
        }
    }
    found
}

/// Parts without which a list item or a quantity says nothing.
fn needed(group: &str) -> &'static [&'static str] {
    match bare(last(group)).as_str() {
        "extension" => &["url", "value"],
        "identifier" => &["value"],
        "telecom" => &["value", "system"],
        "coding" | "valueCoding" => &["code", "system"],
        "relatesTo" => &["target", "code"],
        "name" => &["use"],
        other if other.ends_with("uantity") || other.ends_with("Duration") => &["value"],
        _ => &[],
    }
}

/// Whether a child of a group is one of its parts: an extension holds a value of any type, or other extensions.
fn is_part(child: &str, part: &str) -> bool {
    child == part || part == "value" && (child.starts_with("value") || child == "extension")
}

/// How a missing part is named: the value of an extension by its type, where it is known.
fn named(part: &str, group: &str, elements: &[&str]) -> String {
    let is_extension = bare(last(group)) == "extension" && part == "value";
    let known = elements.iter().map(|e| plain(e)).find(|e| parent(e) == group && last(e).starts_with("value"));
    match (is_extension, known) {
        (true, Some(element)) => last(&element).to_string(),
        (true, None) => "value[x]".into(),
        _ => part.into(),
    }
}

/// Whether a half-filled group and an element are one of the other; a component holds the same elements as its record.
fn is_related(group: &str, element: &str) -> bool {
    let (group, element) = (bare(group), bare(element));
    is_within(&group, &element) || is_within(&element, &group) || group.ends_with(&format!(".{element}")) || group.contains(&format!(".{element}."))
}

/// The rule of a value that is there.
fn there<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>) -> Option<Found<'r>> {
    let element = asked.elements.first()?;
    let rule = value_rule(rules, asked, element);
    // What a likelier element holds and nobody reads any more was taken from what is left; the likeliest itself is just wrong.
    let own = asked.others.iter().position(|other| is_within(&bare(element), &bare(other))).unwrap_or(asked.others.len());
    if !asked.field.is_empty()
        && is_unread(rules, asked.field)
        && let Some(other) = asked.others.iter().take(own).find(|other| plain(other) != plain(element) && !is_filled(rules, other))
    {
        return Some(nobody(rules, asked, other));
    }
    rule.map(Found::Rule)
}

/// The rule, or the element, of a value that is not there.
fn absent<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>) -> Option<Found<'r>> {
    let Some(first) = asked.elements.first() else {
        let by_field = rules.iter().filter(|rule| reads(rule, asked.field)).min_by_key(|rule| is_accessory(&plain(&rule.rule.to)));
        return Some(by_field.map_or_else(|| Found::Nobody(String::new(), Vec::new()), Found::Rule));
    };
    let rule_of = |element: &&str| value_rule(rules, asked, element);
    if let Some(rule) = asked.elements.iter().filter_map(rule_of).find(|rule| reads(rule, asked.field)) {
        return Some(Found::Rule(rule));
    }
    let open = if is_unread(rules, asked.field) { asked.elements.iter().find(|element| !is_filled(rules, element) || rule_of(*element).is_none()) } else { None };
    match (open, asked.elements.iter().find_map(rule_of)) {
        (Some(element), _) => Some(nobody(rules, asked, element)),
        (None, Some(rule)) => Some(Found::Rule(repeated(rules, rule).filter(|_| is_unread(rules, asked.field)).unwrap_or(rule))),
        (None, None) => Some(nobody(rules, asked, first)),
    }
}

/// Of several rules for one element of a list the one that reads what another one before it reads.
fn repeated<'r>(rules: &'r [CheckedRule], one: &CheckedRule) -> Option<&'r CheckedRule> {
    let alike: Vec<&'r CheckedRule> = rules.iter().filter(|rule| bare(&rule.rule.to) == bare(&one.rule.to)).collect();
    let is_again = |at: usize, rule: &CheckedRule| !rule.fields.is_empty() && alike.iter().take(at).any(|other| other.fields == rule.fields);
    alike.iter().enumerate().find(|(at, rule)| is_again(*at, rule)).map(|(_, rule)| *rule)
}

/// An element that no rule fills, by the part that says it where others are filled.
fn nobody<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>, element: &str) -> Found<'r> {
    let path = plain(element);
    let under: Vec<&CheckedRule> = rules.iter().filter(|rule| is_within(&plain(&rule.rule.to), &path)).collect();
    let has = |name: &str| under.iter().any(|rule| child(&path, &plain(&rule.rule.to)).starts_with(name));
    let part = match (has("coding"), asked.is_words) {
        (true, true) => ".text",
        (true, false) => ".coding.code",
        (false, _) if !under.is_empty() && is_quantity(rules, &path) => ".value",
        (false, _) => "",
    };
    Found::Nobody(format!("{path}{part}"), under)
}

/// The best rule for what an element says: one that reads the field, that is no constant, and that gives the value itself.
fn value_rule<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>, element: &str) -> Option<&'r CheckedRule> {
    let quantity = is_quantity(rules, &plain(element));
    let rank = |rule: &&CheckedRule| {
        let (to, path) = (bare(&rule.rule.to), bare(element));
        let tail = to.strip_prefix(&path).unwrap_or(&to).trim_start_matches('.');
        (is_beside(tail, quantity), !reads(rule, asked.field), rule.is_constant(), order(tail))
    };
    let says = |rule: &&CheckedRule| !rank(rule).0 || asked.is_there;
    let path = without_coding(rules, &plain(element));
    let exact = rules.iter().filter(|rule| is_within(&plain(&rule.rule.to), &path)).filter(says).min_by_key(rank);
    let alike = rules.iter().filter(|rule| is_within(&bare(&rule.rule.to), &bare(element))).filter(says).min_by_key(rank);
    // Where nothing stands nobody knows which item of the list it was to be: the one that is made of the field.
    let is_of_field = |rule: &&CheckedRule| asked.is_there || reads(rule, asked.field) || !alike.is_some_and(|other| !rank(&other).0 && reads(other, asked.field));
    let found = match exact {
        Some(rule) if !rank(&rule).0 && is_of_field(&rule) => Some(rule),
        found => {
            let around = || rules.iter().find(|rule| is_within(&bare(element), &bare(&rule.rule.to)));
            alike.filter(|rule| found.is_none() || !rank(rule).0).or(found).or_else(around)
        }
    };
    // The words of a concept of which only the code is filled are given by nobody.
    let words = format!("{}.text", bare(element));
    let has_words = || !is_concept(rules, element) || rules.iter().any(|rule| bare(&rule.rule.to) == words);
    found.filter(|_| asked.is_there || !asked.is_words || has_words())
}

/// A part of an element by name; of several the one that reads the field, then one that is no constant.
fn part_of<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>, element: &str, part: &str) -> Found<'r> {
    let path = without_coding(rules, &plain(element));
    let is_part = |rule: &&CheckedRule| last(&rule.rule.to) == part;
    let rank = |rule: &&CheckedRule| (!reads(rule, asked.field), rule.is_constant());
    // Who gave a number is not what sort of number it is.
    let is_own = |rule: &&CheckedRule| bare(last(&path)) != "identifier" || parent(&plain(&rule.rule.to)) == path;
    let exact = rules.iter().filter(|rule| is_within(&plain(&rule.rule.to), &path)).filter(is_part).filter(is_own).min_by_key(rank);
    // The system or the currency of another item of the list has nothing to do with it.
    let is_of_another = asked.is_there && (part == "currency" || part == "system" && (path.contains('[') || bare(last(&path)) == "identifier"));
    let alike = || rules.iter().filter(|rule| is_within(&bare(&rule.rule.to), &bare(&path))).filter(is_part).min_by_key(rank);
    let found = exact.or_else(|| if is_of_another { None } else { alike() });
    let coded = part == "system" && is_concept(rules, element);
    found.map_or_else(
        || {
            let beside: Vec<&CheckedRule> = rules.iter().filter(|rule| is_within(&plain(&rule.rule.to), &path)).collect();
            Found::Nobody(format!("{path}.{}{part}", if coded { "coding." } else { "" }), beside)
        },
        Found::Rule,
    )
}

/// Elements that are amounts of money, which have a currency in place of a unit.
const MONEY: [&str; 5] = ["amount", "net", "priceOverride", "total", "unitPrice"];

/// The unit of a quantity: programs read its code, people its words; that of money is its currency.
fn unit_of<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>, element: &str, by_words: bool) -> Found<'r> {
    let quantity = plain(element).trim_end_matches(".value").to_string();
    let part = |name: &str| part_of(rules, asked, &quantity, name);
    let is_currency = |rule: &CheckedRule| last(&rule.rule.to) == "currency" && bare(parent(&rule.rule.to)) == bare(&quantity);
    if MONEY.contains(&bare(last(&quantity)).as_str()) || rules.iter().any(is_currency) {
        return part("currency");
    }
    match (by_words, part("code"), part("unit"), part("system")) {
        (true, _, unit @ Found::Rule(_), _) => unit,
        (_, code @ Found::Rule(_), ..) => code,
        // With a system there has to be a code; without either the words are all.
        (_, code, _, Found::Rule(_)) => code,
        (.., unit, Found::Nobody(..)) => unit,
    }
}

/// The rule of an item of a list that the source has in one field, where rules fill one item each; an item that none fills.
fn item<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>, at: usize) -> Option<Found<'r>> {
    let of_field: Vec<&'r CheckedRule> = rules.iter().filter(|rule| reads(rule, asked.field) && !is_accessory(&plain(&rule.rule.to))).collect();
    let alike = |one: &CheckedRule| of_field.iter().copied().filter(|rule| bare(&rule.rule.to) == bare(&one.rule.to)).collect::<Vec<&'r CheckedRule>>();
    let items = of_field.iter().map(|one| alike(one)).find(|items| items.len() > 1)?;
    let number = |rule: &CheckedRule| rule.rule.to.split_once('[').and_then(|(_, rest)| rest.split(']').next()?.parse::<usize>().ok());
    let first = items.iter().filter_map(|rule| number(rule)).min()?;
    if let Some(rule) = items.iter().copied().find(|rule| number(rule) == Some(first + at)) {
        return Some(Found::Rule(rule));
    }
    let (list, rest) = items.first()?.rule.to.split_once('[')?;
    let (_, rest) = rest.split_once(']')?;
    Some(Found::Nobody(plain(&format!("{list}[{}]{rest}", first + at)), items))
}

/// The rule of the words of a concept: of several the one at the same place, then the one that reads the field.
fn words_of<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>, element: &str, of_all: bool) -> Option<&'r CheckedRule> {
    let (path, base) = (plain(element), bare(element));
    let concept = base.split(".coding").next().unwrap_or_default();
    // A class is one coding, whose words stand right in it.
    let ends = if of_all { [format!("{concept}.text"), String::new()] } else { [format!("{concept}.coding.display"), format!("{concept}.display")] };
    let around = path.split(".coding").next().unwrap_or_default();
    let rank = |rule: &&CheckedRule| {
        let to = plain(&rule.rule.to);
        (!is_within(&to, &path), !is_within(&to, around), !reads(rule, asked.field))
    };
    rules.iter().filter(|rule| ends.contains(&bare(&rule.rule.to))).min_by_key(rank)
}

/// The rule that gives the code that a source's own is declared to be; one that copies the source's own does not.
fn declared_code<'r>(rules: &'r [CheckedRule], asked: &Asked<'_>, element: &str) -> Found<'r> {
    let path = bare(element).split(".coding").next().unwrap_or_default().to_string();
    let codes = |rule: &&CheckedRule| bare(&rule.rule.to) == format!("{path}.coding.code");
    let given = rules.iter().filter(codes).filter(|rule| rule.how() != "copied").min_by_key(|rule| !reads(rule, asked.field));
    if let Some(rule) = given {
        return Found::Rule(rule);
    }
    let copied: Vec<&CheckedRule> = rules.iter().filter(codes).collect();
    let place = |index: usize| plain(&format!("{path}.coding[{index}].code"));
    let is_free = |element: &String| !copied.iter().any(|rule| plain(&rule.rule.to) == *element);
    Found::Nobody((0..=copied.len()).map(place).find(is_free).unwrap_or_default(), copied)
}

/// The place of a class that is a plain coding stands in the tables as one of several.
fn without_coding(rules: &[CheckedRule], path: &str) -> String {
    let Some((before, after)) = path.split_once(".coding") else { return path.to_string() };
    let is_concept = rules.iter().any(|rule| plain(&rule.rule.to).starts_with(&format!("{before}.coding")));
    if is_concept { path.to_string() } else { format!("{before}{}", after.split_once('.').map_or(String::new(), |(_, rest)| format!(".{rest}"))) }
}

fn is_concept(rules: &[CheckedRule], element: &str) -> bool {
    rules.iter().any(|rule| bare(&rule.rule.to).starts_with(&format!("{}.coding", bare(element))))
}

/// Whether a group is one code with its system.
fn is_coding(group: &str) -> bool {
    bare(last(group)).ends_with("oding")
}

/// Whether an element is a number with its unit.
fn is_quantity(rules: &[CheckedRule], path: &str) -> bool {
    let by_name = bare(last(path));
    by_name.ends_with("uantity") || by_name.ends_with("Duration") || rules.iter().any(|rule| ["unit", "comparator"].contains(&child(path, &plain(&rule.rule.to))))
}

/// Whether an element or any part of it that says something is filled.
fn is_filled(rules: &[CheckedRule], element: &str) -> bool {
    rules.iter().any(|rule| is_within(&plain(&rule.rule.to), &plain(element)))
}

/// Whether no rule of the set reads a field; of a field that nobody knows it is so.
fn is_unread(rules: &[CheckedRule], field: &str) -> bool {
    !rules.iter().any(|rule| reads(rule, field))
}

fn reads(rule: &CheckedRule, field: &str) -> bool {
    !field.is_empty() && rule.fields.iter().any(|name| name == field)
}

/// Whether the rest of a path is what only stands beside a value.
fn is_beside(tail: &str, quantity: bool) -> bool {
    is_accessory(tail) || quantity && last(tail) == "code"
}

fn is_accessory(path: &str) -> bool {
    match last(path) {
        "system" | "unit" | "comparator" | "url" | "use" | "version" => true,
        "display" => path.contains("oding"),
        _ => false,
    }
}

/// How directly the rest of a path says a value.
fn order(tail: &str) -> u8 {
    match tail {
        "" => 0,
        "coding.code" | "code" | "value" | "reference" => 1,
        "text" | "display" => 2,
        _ => 3,
    }
}

/// A path without the first place in its lists, as elements are told: `telecom[1].system`, `code.coding.code`.
pub(super) fn plain(path: &str) -> String {
    path.replace("[0]", "")
}

/// A path without any place in its lists.
pub(super) fn bare(path: &str) -> String {
    path.split('.').map(|step| step.split('[').next().unwrap_or(step)).collect::<Vec<_>>().join(".")
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

/// The step of a path right below another; empty where it is not below it.
fn child<'p>(around: &str, path: &'p str) -> &'p str {
    let below = path.strip_prefix(around).and_then(|rest| rest.strip_prefix('.')).unwrap_or_default();
    let step = below.split('.').next().unwrap_or_default();
    step.split('[').next().unwrap_or_default()
}

/// Whether a path is another one, or lies in it.
fn is_within(path: &str, around: &str) -> bool {
    path.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests;
