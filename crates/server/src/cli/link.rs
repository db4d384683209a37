//! link: who is the same person on both sides, how sure that is and why, and what each side merged itself.

use super::terminal::{end_progress, line, progress, text_line};
use super::{Outcome, Status};
use app::{LinkLine, Workspace};

pub(crate) fn link(workspace: &Workspace, as_json: bool) -> Outcome {
    let meter = progress();
    let [pairs, uncertain, alone] = app::link(workspace, &meter, &mut |found| {
        end_progress();
        if as_json { line(found) } else { text_line(&words(found)) }
    })?;
    end_progress();
    eprintln!("{pairs} pairs, {uncertain} of them below certainty; {alone} keys without a mate");
    Ok(if pairs + alone == 0 { Status::Nothing } else { Status::Done })
}

fn words(found: &LinkLine) -> String {
    match found {
        LinkLine::Pair { legacy, destination, score, by, evidence } => {
            let key = |key: &Option<String>| key.clone().unwrap_or_else(|| "-".into());
            format!("{}\t{}\t{score}\t{by}\t{}", key(legacy), key(destination), evidence.join("; "))
        }
        LinkLine::Cluster { side, cluster, locators, other_side, contradictions } => {
            let contrary: String = contradictions.iter().map(|c| format!("\tcontradiction: {}, {} and then {} ({})", c.what, c.earlier, c.later, c.by)).collect();
            format!("{side} merged\t{}\t{}\tother side: {other_side}{contrary}", cluster.join(" < "), locators.join(" "))
        }
    }
}
