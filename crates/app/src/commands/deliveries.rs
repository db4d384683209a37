//! Deliveries and what they changed: names with identifiers masked, counts, kinds; no value.

use super::artifacts::{field_name, structure};
use super::discovery::{chosen, facets, has, paged, rank};
use super::{Answer, not_found};
use crate::Host;
use crate::deliveries::{DeliveryChange as Changed, DeliveryChanges, delivery_changes};
use contract::{DeliveriesPage, Delivery, DeliveryChange, DiscoveryQuery};
use store::DeliveryRow;

/// Deliveries that are listed.
const LISTED: usize = 200;

fn token(delivery: &DeliveryRow) -> String {
    format!("d-{}", delivery.id)
}

fn shown(delivery: &DeliveryRow) -> Delivery {
    let DeliveryRow { system, at_ms, files, new_files, records, .. } = delivery.clone();
    Delivery { id: token(delivery), system, at_ms, files, new_files, records }
}

pub(super) fn change(c: &Changed) -> DeliveryChange {
    DeliveryChange {
        artifact: c.artifact.clone(),
        relation: structure(&c.relation),
        field: field_name(&c.field),
        change: c.change.into(),
        severity: c.severity.into(),
        before: structure(&c.before),
        after: structure(&c.after),
        rules: c.rules.clone(),
    }
}

pub(crate) fn deliveries<H: Host>(host: &H, q: DiscoveryQuery) -> Answer<DeliveriesPage> {
    let workspace = host.workspace();
    let all = crate::deliveries::deliveries(workspace)?;
    // The query's artifact names the delivery; without one it is the newest.
    let wanted = if q.artifact.is_empty() { all.first() } else { Some(all.iter().find(|d| token(d) == q.artifact).ok_or_else(not_found)?) };
    let found = wanted.map_or_else(|| Ok(DeliveryChanges::default()), |d| delivery_changes(workspace, d))?;
    let changes: Vec<DeliveryChange> = found.changes.iter().map(change).collect();
    let named = |c: &&DeliveryChange| has(&q.text, &[&c.relation, &c.field]);
    let of_kind = |c: &&DeliveryChange| chosen(&q.kinds, &c.change);
    let severe = |c: &&DeliveryChange| chosen(&q.states, &c.severity);
    let rows: Vec<DeliveryChange> = changes.iter().filter(named).filter(of_kind).filter(severe).cloned().collect();
    let total = rows.len() as u64;
    let rows = paged(rows, &q, |key, a, b| match key {
        "severity" => rank(&a.severity).cmp(&rank(&b.severity)),
        "change" => a.change.cmp(&b.change),
        "rules" => a.rules.len().cmp(&b.rules.len()),
        _ => (&a.relation, &a.field).cmp(&(&b.relation, &b.field)),
    });
    Ok(DeliveriesPage {
        deliveries: all.iter().take(LISTED).map(shown).collect(),
        shown: wanted.map_or_else(String::new, token),
        compared: found.compared,
        rows,
        total,
        kinds: facets(changes.iter().filter(named).filter(severe).map(|c| c.change.as_str())),
        states: facets(changes.iter().filter(named).filter(of_kind).map(|c| c.severity.as_str())),
        unchanged: found.unchanged,
        carried: found.carried,
        lost: found.lost,
    })
}
