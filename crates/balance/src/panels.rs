//! Links within one chart: which result belongs to which panel, which results a report names, which version replaces which.
//!
//! A link is kept when it leads to the mate of the record that it led to, whatever both are called. Records that say the same
//! stand for each other. A panel is one finding: where it has a statement of its own, that one tells; else its members do. A
//! panel of one result is none, unless the orders tell that the result stands under another one.

use crate::align::Match;
use crate::compare::content;
use crate::digest::digest;
use crate::judge::{AspectDifference, is_chart_link};
use crate::leaf::{self, Sort};
use crate::own;
use crate::within::is_record_of_chart;
use model::{Aspect, Kind, Statement, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// What the links of one patient's chart have become.
#[derive(Debug, Default)]
pub(crate) struct ChartLinks {
    /// What the mates of a legacy record say, by its key.
    mates: FxHashMap<String, FxHashSet<u64>>,
    /// What a destination record says, by its key.
    said: FxHashMap<String, FxHashSet<u64>>,
    /// Keys of the mates of a legacy record.
    became: FxHashMap<String, FxHashSet<String>>,
    /// Kinds of the paired records of the legacy chart that links lead to, by their ids.
    kinds: FxHashMap<String, Kind>,
    /// Numbers and panels by which links of the destination name records of its chart.
    named: FxHashSet<String>,
    /// What most members of a legacy panel without a statement name as theirs.
    panels: FxHashMap<String, String>,
    /// Legacy panels with the number of their members.
    sizes: FxHashMap<String, u32>,
    /// Keys of legacy reports: they name their results themselves.
    reports: FxHashSet<String>,
    /// Numbers of the mates of a legacy order, by its number; of orders that say what no other order of either chart says.
    orders: FxHashMap<String, FxHashSet<String>>,
    /// Numbers of those of them whose mate says exactly the same.
    unchanged: FxHashSet<String>,
    /// Legacy panels whose order has changed places with another one, while the results of both stayed.
    crossed: FxHashSet<String>,
    /// Legacy panels whose members are components of one record of the destination, and the other way round.
    dissolved: FxHashMap<String, Whole>,
    gathered: FxHashMap<String, Whole>,
}

/// The record of which the members of a panel are the components in the other chart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Whole {
    /// Its key.
    record: String,
    /// Its code as its leaves, which is that of the panel.
    codes: Vec<String>,
}

/// Whether a statement is a dispense or a dose of an order that it names.
pub(crate) fn is_upon_order(statement: &Statement) -> bool {
    statement.kind == Kind::Order && statement.facts.iter().any(|f| f.aspect == Aspect::Panel)
}

/// Keys under which a statement's own record is known.
fn own_keys(statement: &Statement) -> Vec<&str> {
    std::iter::once(own::id(statement)).filter(|id| !id.is_empty()).chain(own::numbers(statement)).collect()
}

fn key(value: &Value) -> Option<&str> {
    match value {
        Value::Key(key) => Some(key),
        _ => None,
    }
}

pub(crate) fn panels_of(statement: &Statement) -> impl Iterator<Item = &str> {
    statement.facts.iter().filter(|f| f.aspect == Aspect::Panel).filter_map(|f| key(&f.value))
}

/// The number of the order that a panel is named by: what was ordered stands behind it.
fn number(panel: &str) -> &str {
    panel.split(' ').next().unwrap_or(panel)
}

/// Numbers under which an order is known that has no resource of its own.
fn numbers(statement: &Statement) -> Vec<&str> {
    let is_order = statement.kind == Kind::Order && statement.origin.reference.is_empty();
    if is_order { own_keys(statement) } else { Vec::new() }
}

/// The same of the mate of such an order, which results name by its type and id if it is a resource.
fn numbers_there(mate: &Statement) -> Vec<&str> {
    let is_resource = mate.kind == Kind::Order && !mate.origin.reference.is_empty();
    if is_resource { vec![mate.origin.reference.as_str()] } else { numbers(mate) }
}

/// What a statement says, apart from links, as one number.
fn says(statement: &Statement) -> u64 {
    digest(&content(statement))
}

/// Whether a statement of the chart may be what a link within the chart leads to.
fn is_linked(statement: &Statement, wanted: &FxHashSet<&str>) -> bool {
    own_keys(statement).iter().any(|own| wanted.contains(own))
}

/// The keys of the reports of a chart, which name their results themselves.
fn reports(chart: &[Statement]) -> FxHashSet<&str> {
    chart.iter().filter(|s| s.facts.iter().any(|f| f.aspect == Aspect::Results)).flat_map(own_keys).collect()
}

/// The panels of a chart that say no more than which of its records are components of one record in the other chart: all members are paired, all with
/// parts of that record, and its code is that of the panel. `pairs` gives a member's mate.
fn of_one_record(chart: &[Statement], other: &[Statement], pairs: &[(usize, usize)]) -> FxHashMap<String, Whole> {
    let is_bare = |s: &&Statement| s.kind == Kind::Record && !own::id(s).is_empty();
    let bare: FxHashMap<&str, &Statement> = chart.iter().filter(is_bare).map(|s| (own::id(s), s)).collect();
    if bare.is_empty() {
        return FxHashMap::default();
    }
    let mut sizes: FxHashMap<&str, usize> = FxHashMap::default();
    chart.iter().flat_map(panels_of).filter(|panel| bare.contains_key(panel)).for_each(|panel| *sizes.entry(panel).or_default() += 1);
    let mut mates: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (member, mate) in pairs.iter().filter_map(|(m, o)| Some((chart.get(*m)?, other.get(*o)?))) {
        panels_of(member).filter(|panel| sizes.contains_key(panel)).for_each(|panel| mates.entry(panel).or_default().push(own::id(mate)));
    }
    let whole = |(panel, mates): (&str, Vec<&str>)| {
        let record = *mates.first().filter(|record| !record.is_empty() && mates.len() > 1)?;
        let all = sizes.get(panel) == Some(&mates.len()) && mates.iter().all(|mate| *mate == record);
        let Value::Code(codings, _) = bare.get(panel)?.value(Aspect::Code)? else { return None };
        let codes: Vec<String> = codings.iter().map(|c| leaf::leaf(Sort::Said, "code.coding", &format!("{}|{}", c.system, c.code))).collect();
        let has = |s: &Statement| s.facts.iter().filter_map(leaf::of).any(|text| codes.iter().any(|code| code == text));
        let is_called_so = all && other.iter().filter(|s| own::id(s) == record).any(has);
        is_called_so.then(|| (panel.to_string(), Whole { record: record.to_string(), codes }))
    };
    mates.into_iter().filter_map(whole).collect()
}

/// Every key that a link within the chart leads to.
fn targets(chart: &[Statement]) -> FxHashSet<&str> {
    let within = |f: &&model::Fact| is_chart_link(f.aspect) || is_record_of_chart(f.aspect);
    let linked = chart.iter().flat_map(|s| s.facts.iter()).filter_map(leaf::linked);
    let listed = chart.iter().flat_map(|s| s.facts.iter()).filter_map(leaf::of).flat_map(leaf::led_to);
    chart.iter().flat_map(|s| s.facts.iter()).filter(within).filter_map(|f| key(&f.value)).chain(linked).chain(listed).collect()
}

impl ChartLinks {
    pub(crate) fn of(legacy: &[Statement], destination: &[Statement], matches: &[Match]) -> Self {
        let pairs: Vec<(usize, usize)> = matches.iter().filter_map(|m| Some((m.legacy?, m.destination?))).collect();
        let turned: Vec<(usize, usize)> = pairs.iter().map(|(l, r)| (*r, *l)).collect();
        let mut links = Self { dissolved: of_one_record(legacy, destination, &pairs), gathered: of_one_record(destination, legacy, &turned), ..Self::default() };
        links.count(legacy);
        let (wanted, there) = (targets(legacy), targets(destination));
        if wanted.is_empty() || there.is_empty() {
            return links;
        }
        let reports = reports(destination);
        // Panels of results that a report names as well, and so do reports of the destination: a panel has become a panel.
        let mut beside: FxHashSet<&str> = FxHashSet::default();
        for statement in destination.iter().filter(|s| is_linked(s, &there)) {
            let says = says(statement);
            for own in own_keys(statement) {
                links.said.entry(own.to_string()).or_default().insert(says);
            }
        }
        let numbers = destination.iter().flat_map(|s| s.facts.iter()).filter(|f| f.aspect == Aspect::Identifier);
        let numbers = numbers.filter_map(|f| if let Value::Text(number) = &f.value { Some(number.as_str()) } else { None });
        // A panel that asserts nothing beside its members is a record of the chart all the same.
        let named = numbers.chain(destination.iter().flat_map(panels_of)).filter(|name| there.contains(name));
        links.named = named.map(str::to_string).collect();
        // Ordered, so that a tie is settled the same way every time.
        let mut votes: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        for (l, r) in matches.iter().filter_map(|m| Some((legacy.get(m.legacy?)?, destination.get(m.destination?)?))) {
            for panel in panels_of(l) {
                for other in panels_of(r) {
                    *votes.entry(panel).or_default().entry(other).or_default() += 1;
                }
            }
            if panels_of(l).any(|panel| links.reports.contains(panel)) {
                beside.extend(panels_of(l).filter(|panel| !links.reports.contains(*panel)));
            }
            if is_linked(l, &wanted) {
                let says = says(r);
                if !own::id(l).is_empty() {
                    links.kinds.insert(own::id(l).to_string(), l.kind);
                }
                for own in own_keys(l) {
                    links.mates.entry(own.to_string()).or_default().insert(says);
                    // A part of a record has become a member of a panel: the whole is the panel.
                    let is_part = panels_of(l).all(|panel| links.reports.contains(panel));
                    let whole = panels_of(r).filter(|panel| is_part && !reports.contains(panel));
                    links.became.entry(own.to_string()).or_default().extend(own_keys(r).into_iter().chain(whole).map(str::to_string));
                }
            }
        }
        links.note_orders(legacy, destination, matches);
        for (panel, others) in votes {
            // Of as many results here and there those tell that stand under the order that this one became.
            let is_panel = |other: &str| beside.contains(panel) && !reports.contains(other);
            let weight = |other: &(&str, u32)| (is_panel(other.0), other.1, links.is_order_of(panel, other.0) == Some(true));
            let most = others.into_iter().max_by(|a, b| weight(a).cmp(&weight(b)).then_with(|| b.0.cmp(a.0)));
            links.panels.extend(most.map(|(other, _)| (panel.to_string(), other.to_string())));
        }
        links.crossed = links.crossed_panels();
        links
    }

    /// Panels of two orders that have become each other, to the last word, while the results of both stand where they stood. What was only moved in time
    /// may look like the next one of its kind, and is no exchange.
    fn crossed_panels(&self) -> FxHashSet<String> {
        let mut under: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
        for (panel, mate) in &self.panels {
            under.entry(number(panel)).or_default().insert(number(mate));
        }
        let mut became: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (order, mates) in self.orders.iter().filter(|(order, _)| self.unchanged.contains(*order)) {
            mates.iter().for_each(|mate| became.entry(mate.as_str()).or_default().push(order));
        }
        let is_crossed = |panel: &str, mate: &str| {
            let own = self.orders.get(number(panel)).filter(|own| self.unchanged.contains(number(panel)) && !own.contains(number(mate)));
            let others = became.get(number(mate)).into_iter().flatten().filter_map(|other| under.get(other));
            own.is_some_and(|own| others.flatten().any(|at| own.contains(*at)))
        };
        self.panels.iter().filter(|(panel, mate)| is_crossed(panel, mate)).map(|(panel, _)| panel.clone()).collect()
    }

    fn note_orders(&mut self, legacy: &[Statement], destination: &[Statement], matches: &[Match]) {
        let pairs: Vec<(&Statement, &Statement)> = matches.iter().filter_map(|m| Some((legacy.get(m.legacy?)?, destination.get(m.destination?)?))).collect();
        let numbered = pairs.into_iter().map(|(l, r)| ((l, r), numbers(l), numbers_there(r))).filter(|(_, a, b)| !a.is_empty() && !b.is_empty());
        let orders: Vec<([u64; 2], Vec<&str>, Vec<&str>)> = numbered.map(|((l, r), a, b)| ([says(l), says(r)], a, b)).collect();
        let mut alike: [FxHashMap<u64, u32>; 2] = [FxHashMap::default(), FxHashMap::default()];
        for (both, ..) in &orders {
            alike.iter_mut().zip(both).for_each(|(count, says)| *count.entry(*says).or_default() += 1);
        }
        let is_one_of_a_kind = |both: &[u64; 2]| alike.iter().zip(both).all(|(count, says)| count.get(says) == Some(&1));
        for (both, own, mates) in orders.iter().filter(|(both, ..)| is_one_of_a_kind(both)) {
            let is_unchanged = both[0] == both[1];
            self.unchanged.extend(own.iter().filter(|_| is_unchanged).map(|number| (*number).to_string()));
            for number in own {
                self.orders.entry((*number).to_string()).or_default().extend(mates.iter().map(|mate| (*mate).to_string()));
            }
        }
    }

    /// Whether a destination panel is that of the order which the one of a legacy panel became; `None` where either is no order.
    fn is_order_of(&self, legacy: &str, destination: &str) -> Option<bool> {
        let there = number(destination);
        let mates = self.orders.get(number(legacy))?;
        let own = mates.contains(there);
        (own || self.orders.values().any(|mates| mates.contains(there))).then_some(own)
    }

    /// Whether a result stands under another order than the one that its own became: alone, or with all others of its panel, as when what two orders
    /// say has changed places and their results have not.
    fn is_astray(&self, legacy: &str, destination: &str) -> bool {
        (self.sizes.get(legacy) == Some(&1) || self.crossed.contains(legacy)) && self.is_order_of(legacy, destination) == Some(false)
    }

    fn count(&mut self, legacy: &[Statement]) {
        for statement in legacy {
            for panel in panels_of(statement) {
                *self.sizes.entry(panel.to_string()).or_default() += 1;
            }
            if statement.facts.iter().any(|f| f.aspect == Aspect::Results) {
                self.reports.extend(own_keys(statement).into_iter().map(str::to_string));
            }
        }
    }

    /// Whether a legacy link has become that link; `None` when nobody can tell.
    pub(crate) fn leads(&self, aspect: Aspect, legacy: &str, destination: &str) -> Option<bool> {
        if aspect == Aspect::Panel && self.is_astray(legacy, destination) {
            return Some(false);
        }
        let became = self.became.get(legacy).filter(|became| !became.is_empty());
        // The number of an order is no report: its results tell what has become of it.
        if aspect == Aspect::Panel && (became.is_none() || !self.reports.contains(legacy)) {
            return self.panels.get(legacy).map(|mate| mate == destination);
        }
        if became?.contains(destination) {
            return Some(true);
        }
        // A record that the chart does not hold cannot be told from another.
        let (mates, said) = (self.mates.get(legacy)?, self.said.get(destination)?);
        Some(!mates.is_disjoint(said))
    }

    /// The kind of a paired record of the legacy chart, where a key of the destination is that of no record of its chart.
    pub(crate) fn out_of_chart(&self, legacy: &str, destination: &str) -> Option<Kind> {
        let is_there = self.said.contains_key(destination) || self.named.contains(destination);
        if is_there { None } else { self.kinds.get(legacy).copied() }
    }

    /// Takes out what is told elsewhere: of a panel with a statement of its own by that one, of a panel of one by nobody. Where the members of a
    /// panel are the components of one record nothing is to tell of it at all.
    pub(crate) fn settle(&self, legacy: &Statement, differences: &mut Vec<AspectDifference>) {
        let is_told_by_members = |panel: &str| !self.reports.contains(panel) && !self.dissolved.contains_key(panel) && self.sizes.get(panel).is_some_and(|n| *n > 1);
        let astray = |d: &AspectDifference| panels_of(legacy).any(|panel| self.is_astray(panel, &d.destination));
        // A result that stands in no panel any more has left all of its own; else it is told which one it left.
        let is_told = |d: &AspectDifference| if d.destination.is_empty() { panels_of(legacy).any(is_told_by_members) } else { is_told_by_members(&d.legacy) };
        let own = own::id(legacy);
        let is_of_panel = |d: &AspectDifference| self.gathered.values().any(|whole| whole.record == own && whole.codes.contains(&d.legacy));
        differences.retain(|d| match d.read_as {
            Aspect::Panel => is_told(d) || astray(d),
            Aspect::Element => !(d.destination.is_empty() && is_of_panel(d)),
            _ => true,
        });
    }

    /// Whether a legacy record is a panel whose members are the components of one record of the destination.
    pub(crate) fn is_dissolved(&self, legacy: &Statement) -> bool {
        legacy.kind == Kind::Record && self.dissolved.contains_key(own::id(legacy))
    }

    /// The same of a panel of the destination.
    pub(crate) fn is_gathered(&self, destination: &Statement) -> bool {
        destination.kind == Kind::Record && self.gathered.contains_key(own::id(destination))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Coding, Fact, How, Kind, Origin, Verdict};

    fn statement(kind: Kind, id: &str, code: &str, links: &[(Aspect, &str)]) -> Statement {
        let fact = |aspect, value| Fact { aspect, value, place: 0, how: How::Copied };
        let coding = Coding { system: "http://loinc.org".into(), code: code.into(), display: String::new() };
        let mut facts = vec![fact(Aspect::Code, Value::code(vec![coding], String::new()))];
        facts.extend(links.iter().map(|(aspect, key)| fact(*aspect, Value::Key((*key).into()))));
        Statement { kind, patient: "p".into(), origin: Origin { artifact: 0, relation: 0, line: 1, reference: format!("X/{id}") }, facts }
    }

    fn pairs(n: usize) -> Vec<Match> {
        (0..n).map(|i| Match { legacy: Some(i), destination: Some(i), by: "content" }).collect()
    }

    #[test]
    fn a_report_leads_to_the_mates_of_its_results() {
        let legacy = [statement(Kind::Document, "r", "R", &[(Aspect::Results, "a"), (Aspect::Results, "b")]), statement(Kind::Observation, "a", "1", &[]), statement(Kind::Observation, "b", "2", &[])];
        let destination = [statement(Kind::Document, "r9", "R", &[(Aspect::Results, "b9"), (Aspect::Results, "a9")]), statement(Kind::Observation, "a9", "1", &[]), statement(Kind::Observation, "b9", "2", &[])];
        let links = ChartLinks::of(&legacy, &destination, &pairs(3));
        assert_eq!(links.leads(Aspect::Results, "a", "a9"), Some(true));
        assert_eq!(links.leads(Aspect::Results, "a", "b9"), Some(false));
        assert_eq!(links.leads(Aspect::Results, "elsewhere", "b9"), None);
    }

    #[test]
    fn a_result_alone_under_its_order_stands_under_another_one_where_a_resource_names_that() {
        let order = |id: &str, code: &str, numbers: &[(Aspect, &str)]| {
            let mut order = statement(Kind::Order, id, code, numbers);
            order.origin.reference = if id.is_empty() { String::new() } else { format!("ServiceRequest/{id}") };
            order
        };
        let result = |id: &str, panel: &str| statement(Kind::Observation, id, id, &[(Aspect::Panel, panel)]);
        let legacy = [order("", "C", &[(Aspect::Statement, "F1")]), order("", "L", &[(Aspect::Statement, "F2")]), result("1", "F1 C"), result("2", "F2 L")];
        let there = |second: &str| [order("s1", "C", &[]), order("s2", "L", &[]), result("1", "ServiceRequest/s1"), result("2", second)];
        let leads = |second: &str| ChartLinks::of(&legacy, &there(second), &pairs(4)).leads(Aspect::Panel, "F2 L", second);
        assert_eq!(leads("ServiceRequest/s2"), Some(true));
        assert_eq!(leads("ServiceRequest/s1"), Some(false));
    }

    #[test]
    fn records_that_say_the_same_stand_for_each_other() {
        let legacy = [statement(Kind::Observation, "a", "1", &[]), statement(Kind::Document, "r", "R", &[(Aspect::Results, "a")])];
        let destination =
            [statement(Kind::Observation, "b9", "1", &[]), statement(Kind::Document, "r9", "R", &[(Aspect::Results, "a9"), (Aspect::Results, "b9")]), statement(Kind::Observation, "a9", "1", &[])];
        let links = ChartLinks::of(&legacy, &destination, &pairs(2));
        assert_eq!(links.leads(Aspect::Results, "a", "a9"), Some(true));
    }

    #[test]
    fn most_members_tell_what_a_panel_has_become() {
        let member = |id, panel| statement(Kind::Observation, id, id, &[(Aspect::Panel, panel)]);
        let legacy = [member("a", "P"), member("b", "P"), member("c", "P"), member("d", "S")];
        let destination = [member("a", "Q"), member("b", "Q"), member("c", "T"), member("d", "T")];
        let links = ChartLinks::of(&legacy, &destination, &pairs(4));
        assert_eq!([links.leads(Aspect::Panel, "P", "Q"), links.leads(Aspect::Panel, "P", "T")], [Some(true), Some(false)]);
        let difference = || AspectDifference {
            aspect: Aspect::Panel,
            read_as: Aspect::Panel,
            verdict: Verdict::Altered,
            manner: String::new(),
            legacy_place: None,
            destination_place: None,
            legacy: String::new(),
            destination: String::new(),
        };
        let mut differences = vec![difference()];
        links.settle(&legacy[3], &mut differences);
        assert!(differences.is_empty(), "a panel of one result is none");
        let mut differences = vec![difference()];
        links.settle(&legacy[0], &mut differences);
        assert_eq!(differences.len(), 1);
    }

    #[test]
    fn a_panel_that_a_report_names_as_well_has_become_a_panel() {
        let member = |id, panels: &[&str]| statement(Kind::Observation, id, id, &panels.iter().map(|panel| (Aspect::Panel, *panel)).collect::<Vec<_>>());
        let report = |id, results: &[&str]| statement(Kind::Document, id, "R", &results.iter().map(|result| (Aspect::Results, *result)).collect::<Vec<_>>());
        let legacy = [report("r", &["a", "b"]), member("a", &["P", "r"]), member("b", &["P", "r"])];
        let destination = [report("r9", &["a9", "b9"]), member("a9", &["Q", "r9"]), member("b9", &["r9"])];
        let links = ChartLinks::of(&legacy, &destination, &pairs(3));
        assert_eq!([links.leads(Aspect::Panel, "P", "Q"), links.leads(Aspect::Panel, "P", "r9"), links.leads(Aspect::Panel, "r", "r9")], [Some(true), Some(false), Some(true)]);
        // Where the destination has reports only, the panel has become one.
        let reported = [report("r9", &["a9", "b9"]), member("a9", &["r9"]), member("b9", &["r9"])];
        assert_eq!(ChartLinks::of(&legacy, &reported, &pairs(3)).leads(Aspect::Panel, "P", "r9"), Some(true));
    }

    #[test]
    fn components_of_a_record_are_the_members_of_a_panel() {
        let part = |code: &str, whole: &str| {
            let mut part = statement(Kind::Observation, "bp", code, &[]);
            let text = leaf::leaf(Sort::Said, "code.coding", &format!("http://loinc.org|{whole}"));
            part.facts.push(Fact { aspect: Aspect::Element, value: Value::Text(text), place: 0, how: How::Derived });
            part
        };
        let member = |id: &str| statement(Kind::Observation, id, id, &[(Aspect::Panel, "P")]);
        let whole = [part("s", "85354-9"), part("d", "85354-9")];
        let panel = [member("s"), member("d"), statement(Kind::Record, "P", "85354-9", &[])];
        let links = ChartLinks::of(&whole, &panel, &pairs(2));
        assert!(links.is_gathered(&panel[2]) && !links.is_gathered(&panel[0]));
        assert_eq!(links.leads(Aspect::Element, "bp", "P"), None, "nothing leads to it");
        assert!(ChartLinks::of(&panel, &whole, &pairs(2)).is_dissolved(&panel[2]));
        let other = [part("s", "1-8"), part("d", "1-8")];
        assert!(!ChartLinks::of(&other, &panel, &pairs(2)).is_gathered(&panel[2]), "a panel of another code");
        assert!(!ChartLinks::of(&whole, &panel, &pairs(1)).is_gathered(&panel[2]), "a member that nobody had");
    }

    /// An order or a result of a message.
    fn segment(kind: Kind, code: &str, links: &[(Aspect, &str)]) -> Statement {
        let mut found = statement(kind, "", code, links);
        found.origin.reference = String::new();
        found
    }

    #[test]
    fn of_as_many_results_here_and_there_the_order_tells() {
        let order = |code, number| segment(Kind::Order, code, &[(Aspect::Statement, number)]);
        let result = |code, panel| segment(Kind::Observation, code, &[(Aspect::Panel, panel)]);
        let legacy = [order("P", "F2"), order("Q", "F1"), result("a", "F2 P"), result("b", "F2 P"), result("c", "F1 Q")];
        let moved = [order("P", "F2"), order("Q", "F1"), result("a", "F1 Q"), result("b", "F2 P"), result("c", "F1 Q")];
        let links = ChartLinks::of(&legacy, &moved, &pairs(5));
        assert_eq!([links.leads(Aspect::Panel, "F2 P", "F2 P"), links.leads(Aspect::Panel, "F2 P", "F1 Q")], [Some(true), Some(false)]);
        // The only result of its order has gone to another one; had the orders new numbers, it would be where it was.
        let gone = [order("P", "F2"), order("Q", "F1"), result("a", "F2 P"), result("b", "F2 P"), result("c", "F2 P")];
        assert_eq!(ChartLinks::of(&legacy, &gone, &pairs(5)).leads(Aspect::Panel, "F1 Q", "F2 P"), Some(false));
        let renumbered = [order("P", "N7"), order("Q", "N8"), result("a", "N7 P"), result("b", "N7 P"), result("c", "N8 Q")];
        let links = ChartLinks::of(&legacy, &renumbered, &pairs(5));
        assert_eq!([links.leads(Aspect::Panel, "F1 Q", "N8 Q"), links.leads(Aspect::Panel, "F2 P", "N7 P")], [Some(true); 2]);
    }

    #[test]
    fn results_stay_behind_when_what_two_orders_say_changes_places() {
        // Susceptibilities of two isolates: the order says of which one.
        let order = |isolate: &str, number| {
            let mut order = segment(Kind::Order, "S", &[(Aspect::Statement, number)]);
            let text = leaf::leaf(Sort::Said, "OBR-26.3", isolate);
            order.facts.push(Fact { aspect: Aspect::Element, value: Value::Text(text), place: 0, how: How::Derived });
            order
        };
        let result = |code, panel| segment(Kind::Observation, code, &[(Aspect::Panel, panel)]);
        let results = || [result("a", "F1 S"), result("b", "F1 S"), result("c", "F2 S"), result("d", "F2 S")];
        let chart = |orders: [Statement; 2]| orders.into_iter().chain(results()).collect::<Vec<_>>();
        let legacy = chart([order("Staphylococcus", "F1"), order("Escherichia", "F2")]);
        let links = |destination: &[Statement]| ChartLinks::of(&legacy, destination, &pairs(6)).leads(Aspect::Panel, "F1 S", "F1 S");
        assert_eq!(links(&chart([order("Staphylococcus", "F2"), order("Escherichia", "F1")])), Some(false));
        assert_eq!(links(&legacy), Some(true));
        // What was moved may be taken for its neighbour, and is no exchange.
        assert_eq!(links(&chart([order("Candida", "F2"), order("Escherichia", "F1")])), Some(true));
        // Which order is which nobody can tell where the destination does not say.
        assert_eq!(links(&chart([order("", "F2"), order("", "F1")])), Some(true));
    }
}
