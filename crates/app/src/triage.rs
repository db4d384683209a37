//! What triage comes to for a cause or a finding, and what became of findings from run to run.
//!
//! It is the one place where dispositions, ends and due times are weighed: a list, the overview, the burn-down and `--fail-on` all ask
//! here. A finding's standing is its own entry, part by part, else its cause's. Two things must stay true: an acceptance ends by itself,
//! so "accepted" is a question of the time that is asked about; and nothing here closes a finding, only a comparison without it does.

use crate::{Result, Workspace};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{BurnRow, FindingFilter, OwnTriage, TriageRow, TriageScope};

/// Accepted as variance: proposed until a lead approves it, and it ends by itself.
pub(crate) const ACCEPTED: &str = "accepted";
/// What a lead says to an acceptance that another person gave. Until then it is proposed, and its findings are open.
pub(crate) const APPROVED: &str = "approved";
/// The other thing that a lead says to it.
pub(crate) const REJECTED: &str = "rejected";
/// Takes back what was decided before.
pub(crate) const REOPENED: &str = "reopened";
/// What may be said of a cause or finding.
pub(crate) const DISPOSITIONS: [&str; 6] = [ACCEPTED, "mapping defect", "source defect", "destination defect", "identity", REOPENED];
/// The states that lists filter by. A finding may be in several: what is overdue is open too.
pub(crate) const STATES: [&str; 6] = ["open", "proposed", ACCEPTED, "expired", "overdue", "grown"];

/// What holds of a cause or a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// What was decided, if anything stands.
    pub(crate) disposition: Option<String>,
    pub(crate) reason: String,
    pub(crate) by: String,
    pub(crate) at_ms: u64,
    /// Place in the log of what was decided.
    pub(crate) seq: u64,
    pub(crate) expires_ms: Option<u64>,
    pub(crate) owner: String,
    pub(crate) due_ms: Option<u64>,
    pub(crate) comments: u64,
    /// Findings that the subject explained when that was decided.
    pub(crate) found: u64,
    /// How many more an accepted cause explains now.
    pub(crate) grown: u64,
    /// The disposition is the cause's, not the finding's own.
    pub(crate) inherited: bool,
    /// What a lead said to it: `APPROVED`, `REJECTED`, or empty.
    pub(crate) signed: String,
    pub(crate) signed_by: String,
    pub(crate) signed_ms: u64,
    pub(crate) signed_reason: String,
}

impl Standing {
    /// Of a cause that explains so many findings now.
    pub(crate) fn of_cause(row: Option<&TriageRow>, findings: u64) -> Self {
        let mut standing = Self::of(row, None);
        if standing.once_accepted() && standing.signed != REJECTED {
            standing.grown = findings.saturating_sub(standing.found);
        }
        standing
    }

    /// Of a finding: its own entry part by part, else what holds of its cause.
    pub(crate) fn of_finding(own: Option<&TriageRow>, cause: &Self) -> Self {
        let Some(own) = own else { return Self { comments: 0, inherited: cause.disposition.is_some(), ..cause.clone() } };
        Self::of(Some(own), Some(cause))
    }

    fn of(row: Option<&TriageRow>, cause: Option<&Self>) -> Self {
        let mut standing = cause.cloned().unwrap_or_default();
        standing.comments = row.map_or(0, |r| r.comments);
        standing.inherited = cause.is_some_and(|c| c.disposition.is_some());
        let Some(row) = row else { return standing };
        if let Some(disposition) = &row.disposition {
            standing.disposition = (disposition != REOPENED).then(|| disposition.clone());
            (standing.reason, standing.by, standing.at_ms, standing.seq) = (row.reason.clone(), row.by.clone(), row.at_ms, row.seq);
            (standing.expires_ms, standing.found, standing.grown, standing.inherited) = (row.expires_ms, row.findings, 0, false);
            standing.signed = row.signed.clone().unwrap_or_default();
            (standing.signed_by, standing.signed_ms, standing.signed_reason) = (row.signed_by.clone(), row.signed_ms, row.signed_reason.clone());
            // What was signed is what it explained when it was signed.
            if standing.signed == APPROVED {
                standing.found = row.signed_findings;
            }
        }
        if let Some(owner) = &row.owner {
            standing.owner.clone_from(owner);
        }
        if let Some(due) = row.due_ms {
            standing.due_ms = (due > 0).then_some(due);
        }
        standing
    }

    fn once_accepted(&self) -> bool {
        self.disposition.as_deref() == Some(ACCEPTED)
    }

    fn runs(&self, now_ms: u64) -> bool {
        self.once_accepted() && self.expires_ms.is_some_and(|end| now_ms < end)
    }

    /// Accepted as variance by two people, and that has not ended. An acceptance without an end is none.
    pub(crate) fn accepted(&self, now_ms: u64) -> bool {
        self.runs(now_ms) && self.signed == APPROVED
    }

    /// One person wants it accepted, and no lead has said anything to that yet. Its findings are open.
    pub(crate) fn proposed(&self, now_ms: u64) -> bool {
        self.runs(now_ms) && self.signed.is_empty()
    }

    /// Signed once, and over: what it covered is open again.
    pub(crate) fn ended(&self, now_ms: u64) -> bool {
        self.expired(now_ms) && self.signed == APPROVED
    }

    /// Accepted once, and that has ended: it is open again.
    pub(crate) fn expired(&self, now_ms: u64) -> bool {
        self.once_accepted() && !self.runs(now_ms) && self.signed != REJECTED
    }

    /// Open after it was due.
    pub(crate) fn overdue(&self, now_ms: u64) -> bool {
        !self.accepted(now_ms) && self.due_ms.is_some_and(|due| due <= now_ms)
    }

    /// Whether it is in one of the `STATES`.
    pub(crate) fn is(&self, state: &str, now_ms: u64) -> bool {
        match state {
            "open" => !self.accepted(now_ms),
            "proposed" => self.proposed(now_ms),
            ACCEPTED => self.accepted(now_ms),
            "expired" => self.expired(now_ms),
            "overdue" => self.overdue(now_ms),
            "grown" => self.grown > 0,
            _ => false,
        }
    }

    /// `open`, `proposed`, `accepted` or `expired`.
    pub(crate) fn state(&self, now_ms: u64) -> &'static str {
        match (self.accepted(now_ms), self.proposed(now_ms), self.expired(now_ms)) {
            (true, ..) => ACCEPTED,
            (_, true, _) => "proposed",
            (.., true) => "expired",
            _ => "open",
        }
    }
}

/// What a list asks for by triage; empty lists mean all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) states: Vec<String>,
    pub(crate) dispositions: Vec<String>,
    pub(crate) owners: Vec<String>,
}

impl Wanted {
    pub(crate) fn everything(&self) -> bool {
        self.states.is_empty() && self.dispositions.is_empty() && self.owners.is_empty()
    }

    pub(crate) fn passes(&self, standing: &Standing, now_ms: u64) -> bool {
        let disposition = disposition_word(standing);
        (self.states.is_empty() || self.states.iter().any(|s| standing.is(s, now_ms)))
            && (self.dispositions.is_empty() || self.dispositions.iter().any(|d| d == disposition))
            && (self.owners.is_empty() || self.owners.iter().any(|o| o == owner_word(standing)))
    }
}

/// The disposition as lists filter by it.
pub(crate) fn disposition_word(standing: &Standing) -> &str {
    if standing.signed == REJECTED { "waiver rejected" } else { standing.disposition.as_deref().unwrap_or("undecided") }
}

/// The owner as lists filter by it.
pub(crate) fn owner_word(standing: &Standing) -> &str {
    if standing.owner.is_empty() { "nobody" } else { &standing.owner }
}

/// Findings that stand alike.
pub(crate) struct Group {
    pub(crate) cause: String,
    pub(crate) severity: u8,
    pub(crate) standing: Standing,
    pub(crate) count: u64,
}

/// What holds of the causes of a run, by their tokens.
pub(crate) fn standings(workspace: &Workspace, causes: &[store::CauseRow]) -> Result<HashMap<String, Standing>> {
    let rows = workspace.store().triage_of_all("cause")?;
    Ok(causes.iter().map(|c| (c.id.clone(), Standing::of_cause(rows.get(&c.id), c.statements))).collect())
}

fn of_own(own: &OwnTriage, causes: &HashMap<String, Standing>) -> Standing {
    let none = Standing::default();
    Standing::of_finding(Some(&own.row), causes.get(&own.cause).unwrap_or(&none))
}

/// Findings under a filter, gathered by cause, severity and standing.
pub(crate) fn groups(workspace: &Workspace, run: u32, filter: &FindingFilter, causes: &HashMap<String, Standing>) -> Result<Vec<Group>> {
    let store = workspace.store();
    let own = store.own_triage(run, filter)?;
    let mut groups: Vec<Group> = store
        .finding_groups(run, filter, &own)?
        .into_iter()
        .map(|g| {
            let standing = causes.get(&g.cause).cloned().unwrap_or_default();
            Group { cause: g.cause, severity: g.severity, standing, count: g.count }
        })
        .collect();
    groups.extend(own.iter().map(|o| Group { cause: o.cause.clone(), severity: o.severity, standing: of_own(o, causes), count: 1 }));
    Ok(groups)
}

/// The part of a filter that triage narrows; none when nothing is asked for.
pub(crate) fn scope(workspace: &Workspace, run: u32, wanted: &Wanted, causes: &HashMap<String, Standing>, now_ms: u64) -> Result<Option<TriageScope>> {
    if wanted.everything() {
        return Ok(None);
    }
    let own = workspace.store().own_triage(run, &FindingFilter::default())?;
    let mut passing: Vec<String> = causes.iter().filter(|(_, s)| wanted.passes(s, now_ms)).map(|(id, _)| id.clone()).collect();
    passing.sort_unstable();
    Ok(Some(TriageScope {
        causes: passing,
        own_passing: own.iter().filter(|o| wanted.passes(&of_own(o, causes), now_ms)).map(|o| o.ordinal).collect(),
        own: own.iter().map(|o| o.ordinal).collect(),
    }))
}

/// Counts of groups in each of the `STATES`, in their order.
pub(crate) fn state_counts<'a>(groups: impl Iterator<Item = &'a Group>, now_ms: u64) -> [u64; 6] {
    let mut counts = [0; 6];
    for group in groups {
        for (count, state) in counts.iter_mut().zip(STATES) {
            *count += if group.standing.is(state, now_ms) { group.count } else { 0 };
        }
    }
    counts
}

/// What a comparison came to by severity, for the burn-down. `results` is the run under which its results stand as yet.
pub(crate) fn came_to(workspace: &Workspace, run: u32, results: u32, now_ms: u64) -> Result<Vec<BurnRow>> {
    let mut rows = BurnRow::none_of(run);
    let causes = standings(workspace, &workspace.store().causes(results)?)?;
    for group in groups(workspace, results, &FindingFilter::default(), &causes)? {
        let Some(row) = rows.get_mut(usize::from(group.severity)) else { continue };
        row.findings += group.count;
        row.accepted += if group.standing.accepted(now_ms) { group.count } else { 0 };
        row.expired += if group.standing.expired(now_ms) { group.count } else { 0 };
    }
    Ok(rows)
}

/// Ids of the findings that a comparison had, if that is known of it.
pub fn finding_ids(workspace: &Workspace, run: u32) -> Result<Option<HashSet<String>>> {
    Ok(workspace.store().finding_ids(run)?.map(|ids| ids.into_iter().collect()))
}

/// The waivers of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waivers {
    /// Findings accepted as variance.
    pub accepted: u64,
    /// Findings that one person wants accepted and no lead has signed: they are open.
    pub proposed: u64,
    /// Findings whose waiver has expired.
    pub reopened: u64,
    /// Waivers that have expired, of causes and of findings.
    pub expired: u64,
    /// Accepted causes that explain more than when they were accepted, with how many more.
    pub grown: Vec<(String, u64)>,
}

/// The waivers of a comparison as they are at a time.
pub fn waivers(workspace: &Workspace, run: u32, now_ms: u64) -> Result<Waivers> {
    let causes = workspace.store().causes(run)?;
    let standings = standings(workspace, &causes)?;
    let groups = groups(workspace, run, &FindingFilter::default(), &standings)?;
    let [_, proposed, accepted, reopened, ..] = state_counts(groups.iter(), now_ms);
    let of_causes = standings.values().filter(|s| s.expired(now_ms)).count() as u64;
    let own = workspace.store().own_triage(run, &FindingFilter::default())?;
    let own: HashSet<String> = own.iter().map(|o| (o, of_own(o, &standings))).filter(|(_, s)| s.expired(now_ms) && !s.inherited).map(|(o, _)| o.row.subject.clone()).collect();
    let grown = |c: &store::CauseRow| standings.get(&c.id).filter(|s| s.grown > 0).map(|s| (c.label.clone(), s.grown));
    Ok(Waivers { accepted, proposed, reopened, expired: of_causes + own.len() as u64, grown: causes.iter().filter_map(grown).collect() })
}

/// The triage of a run's findings, to be asked one by one.
pub(crate) struct Lookup {
    causes: HashMap<String, Standing>,
    own: BTreeMap<String, TriageRow>,
}

impl Lookup {
    /// Everything that was ever triaged, and the causes of the run.
    pub(crate) fn read(workspace: &Workspace, run: u32) -> Result<Self> {
        let store = workspace.store();
        Ok(Self { causes: standings(workspace, &store.causes(run)?)?, own: store.triage_of_all("finding")? })
    }

    /// What holds of a finding of a cause.
    pub(crate) fn of(&self, finding: &str, cause: &str) -> Standing {
        let none = Standing::default();
        Standing::of_finding(self.own.get(finding), self.causes.get(cause).unwrap_or(&none))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_000;

    /// Signed by a lead, where that is needed.
    fn row(disposition: Option<&str>, expires_ms: Option<u64>) -> TriageRow {
        let signed = disposition.filter(|d| *d == ACCEPTED).map(|_| APPROVED.to_string());
        TriageRow { disposition: disposition.map(str::to_string), expires_ms, findings: 10, signed, signed_findings: 10, ..TriageRow::default() }
    }

    #[test]
    fn an_acceptance_is_proposed_until_a_lead_approves_it_and_nothing_once_rejected() {
        let proposed = Standing::of_cause(Some(&TriageRow { signed: None, ..row(Some(ACCEPTED), Some(NOW)) }), 12);
        assert!(!proposed.accepted(NOW - 1) && proposed.proposed(NOW - 1) && proposed.is("open", NOW - 1));
        assert_eq!((proposed.state(NOW - 1), proposed.state(NOW), proposed.grown), ("proposed", "expired", 2));
        let rejected = Standing::of_cause(Some(&TriageRow { signed: Some(REJECTED.into()), ..row(Some(ACCEPTED), Some(NOW)) }), 12);
        assert_eq!((rejected.state(NOW - 1), rejected.state(NOW), rejected.grown), ("open", "open", 0));
        assert_eq!(disposition_word(&rejected), "waiver rejected");
        let signed = Standing::of_cause(Some(&TriageRow { signed_findings: 12, ..row(Some(ACCEPTED), Some(NOW)) }), 12);
        assert_eq!((signed.found, signed.grown), (12, 0), "a lead signs what it explains then");
        assert!(Standing::of_finding(None, &signed).accepted(NOW - 1), "a finding has its cause's signature");
        let own = TriageRow { signed: None, ..row(Some(ACCEPTED), Some(NOW)) };
        assert!(!Standing::of_finding(Some(&own), &signed).accepted(NOW - 1), "but its own acceptance needs one of its own");
    }

    #[test]
    fn an_acceptance_ends_at_its_time_and_is_open_again() {
        let standing = Standing::of_cause(Some(&row(Some(ACCEPTED), Some(NOW))), 10);
        assert!(standing.accepted(NOW - 1) && !standing.is("open", NOW - 1));
        assert!(standing.expired(NOW) && standing.is("open", NOW));
        assert_eq!((standing.state(NOW - 1), standing.state(NOW)), ("accepted", "expired"));
        assert!(!Standing::of_cause(Some(&row(Some(ACCEPTED), None)), 10).accepted(0), "an acceptance without an end is none");
    }

    #[test]
    fn a_cause_that_explains_more_than_when_accepted_says_how_many() {
        let accepted = row(Some(ACCEPTED), Some(NOW * 2));
        assert_eq!(Standing::of_cause(Some(&accepted), 350).grown, 340);
        assert_eq!(Standing::of_cause(Some(&accepted), 7).grown, 0);
        assert_eq!(Standing::of_cause(Some(&row(Some("mapping defect"), None)), 350).grown, 0, "only an acceptance has a bound");
    }

    #[test]
    fn a_findings_own_entry_goes_before_its_cause_part_by_part() {
        let mut of_cause = row(Some(ACCEPTED), Some(NOW * 2));
        (of_cause.owner, of_cause.due_ms) = (Some("lead".into()), Some(NOW / 2));
        let cause = Standing::of_cause(Some(&of_cause), 10);
        let inherited = Standing::of_finding(None, &cause);
        assert!(inherited.accepted(NOW) && inherited.inherited && inherited.owner == "lead");

        let mut own = row(None, None);
        own.owner = Some("analyst".into());
        let owned = Standing::of_finding(Some(&own), &cause);
        assert!(owned.accepted(NOW) && owned.inherited, "an owner alone takes no acceptance away");
        assert_eq!(owned.owner, "analyst");

        let reopened = Standing::of_finding(Some(&row(Some(REOPENED), None)), &cause);
        assert!(!reopened.accepted(NOW) && reopened.disposition.is_none() && !reopened.inherited);
        assert!(reopened.overdue(NOW), "what is open again is due as its cause is");
        assert!(!cause.overdue(NOW), "what is accepted is not overdue");

        let mut nobody = row(None, None);
        (nobody.owner, nobody.due_ms) = (Some(String::new()), Some(0));
        let released = Standing::of_finding(Some(&nobody), &cause);
        assert_eq!((released.owner.as_str(), released.due_ms), ("", None));
    }

    #[test]
    fn filters_of_one_kind_add_and_kinds_narrow() {
        let standing = Standing::of_cause(Some(&row(Some("mapping defect"), None)), 10);
        let wanted = |states: &[&str], owners: &[&str]| Wanted {
            states: states.iter().map(|s| s.to_string()).collect(),
            owners: owners.iter().map(|s| s.to_string()).collect(),
            ..Wanted::default()
        };
        assert!(wanted(&[], &[]).everything());
        assert!(wanted(&["accepted", "open"], &["nobody"]).passes(&standing, NOW));
        assert!(!wanted(&["accepted"], &[]).passes(&standing, NOW));
        assert!(!wanted(&["open"], &["lead"]).passes(&standing, NOW));
        assert!(!wanted(&["no such state"], &[]).passes(&standing, NOW));
    }
}
