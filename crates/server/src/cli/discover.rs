//! discover: anomalies, hidden corners, the reach of relations and the membership of codes, with places and values: inside only.

use super::terminal::{end_progress, line, progress, text_line};
use super::{Outcome, Status};
use app::{DiscoveryLine, Workspace};

pub(crate) fn discover(workspace: &Workspace, wanted: Option<&str>, as_json: bool) -> Outcome {
    let mut counts = [("anomaly", 0u64), ("corner", 0), ("reach", 0), ("membership", 0)];
    let meter = progress();
    app::each_discovered(workspace, wanted, &meter, &mut |found| {
        end_progress();
        counts.iter_mut().filter(|(what, _)| *what == found.what).for_each(|(_, n)| *n += 1);
        if as_json { line(found) } else { told(found) }
    })?;
    end_progress();
    let [(_, anomalies), (_, corners), (_, relations), (_, fields)] = counts;
    eprintln!("{anomalies} anomalies, {corners} hidden corners; {relations} relations held against the known patients, {fields} fields against lists of codes");
    Ok(if anomalies + corners + relations + fields == 0 { Status::Nothing } else { Status::Done })
}

fn told(found: &DiscoveryLine) {
    let place = match (found.relation.is_empty(), found.field.is_empty()) {
        (true, _) => found.path.clone(),
        (_, true) => found.relation.clone(),
        _ => format!("{}.{}", found.relation, found.field),
    };
    let kind = [found.what, found.severity.as_str(), found.code.as_str()].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("\t");
    let locators = if found.locators.is_empty() { String::new() } else { format!("\t{}", found.locators.join(" ")) };
    text_line(&format!("{kind}\t{place}\t{}{locators}", found.words));
}
