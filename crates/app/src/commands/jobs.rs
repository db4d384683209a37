//! Jobs: start, list, cancel.

use super::{Answer, not_found};
use crate::told::Told;
use crate::{Host, jobs, migrate::migrate, turn::in_turn};
use contract::{ById, JobList, JobRef, Nothing, StartCompare, StartMigrate};

/// Milliseconds since 1970, for jobs that outlive their request.
pub(super) fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64)
}

pub(crate) fn start_migrate<H: Host>(host: &H, request: StartMigrate) -> Answer<JobRef> {
    let id = host.new_token();
    let id = jobs::start(host.workspace(), id, "migrate", &host.actor().account, now, move |workspace, meter| {
        let report = in_turn(workspace, meter, || migrate(workspace, request.draft, None, now, meter))?;
        crate::ledger::ahead(workspace, meter);
        let archived = if report.archive_rule.is_some() { format!(", {} archived by the rule in force", report.archived) } else { String::new() };
        Ok((report.run, format!("{} resources made of {} rows, {} held back, {} declared dropped{archived}", report.made, report.rows, report.held, report.dropped)))
    });
    Ok(JobRef { id })
}

pub(crate) fn start_compare<H: Host>(host: &H, request: StartCompare) -> Answer<JobRef> {
    let id = host.new_token();
    let id = jobs::start(host.workspace(), id, "compare", &host.actor().account, now, move |workspace, meter| {
        let report = in_turn(workspace, meter, || {
            if request.anew {
                crate::forget_readings(workspace)?;
            }
            crate::compare(workspace, now, meter)
        })?;
        crate::ledger::ahead(workspace, meter);
        let [read, kept] = report.records.iter().fold([0u64, 0], |sum, side| [sum[0] + side[0], sum[1] + side[1]]);
        let told = Told::of(&report);
        let again = match kept {
            0 => String::new(),
            _ => format!("; {read} of {} records read and {} judged again, the rest unchanged", read + kept, patients_judged(told.judged(report.judged))),
        };
        let [legacy, destination] = told.statements;
        Ok((report.run, format!("{legacy} statements against {destination}, {} findings, {} of them safety{again}", report.findings, report.severities[0])))
    });
    Ok(JobRef { id })
}

/// Of how many patients something was judged again, as far as it may be told.
fn patients_judged(told: [Option<u64>; 2]) -> String {
    match told {
        [Some(judged), Some(stand)] => format!("{judged} of {} patients", judged + stand),
        [Some(0), None] => "no patient".into(),
        [Some(judged), None] => format!("{judged} patients"),
        [None, Some(0)] => "all patients".into(),
        [None, _] => "some patients".into(),
    }
}

pub(crate) fn start_rejudge<H: Host>(host: &H, _: Nothing) -> Answer<JobRef> {
    let id = host.new_token();
    let id = jobs::start(host.workspace(), id, "compare", &host.actor().account, now, |workspace, meter| {
        let report = in_turn(workspace, meter, || crate::rejudge(workspace, now, meter))?;
        let explained: u64 = report.equivalences.iter().map(|e| e.statements).sum();
        Ok((report.run, format!("kept pairs judged again: {} findings, {} of them safety; equivalences explain {explained} times", report.findings, report.severities[0])))
    });
    Ok(JobRef { id })
}

pub(crate) fn jobs<H: Host>(host: &H, _: Nothing) -> Answer<JobList> {
    Ok(JobList { rows: host.workspace().jobs().list() })
}

pub(crate) fn cancel_job<H: Host>(host: &H, request: ById) -> Answer<Nothing> {
    if host.workspace().jobs().cancel(&request.id) { Ok(Nothing {}) } else { Err(not_found()) }
}
