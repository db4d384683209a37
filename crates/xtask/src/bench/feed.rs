//! One visit that a feed says again in thousands of messages, half of which the destination lacks: what grows with the square shows here first.

use std::path::Path;

use super::page::{self, cell};
use super::steps::Workspace;
use super::{Setting, measure};
use crate::failure::Outcome;
use crate::files;

const SIZES: &[u64] = &[1_000, 2_000, 4_000, 8_000];

/// The section.
pub fn section(setting: &Setting) -> Outcome<String> {
    setting.build_program()?;
    let mut text = "One patient and one visit, said again in so many updates (ADT^A08), of which the destination has every second. Seconds are of `throughline compare` \
                    with both feeds to be read. There is no peer.\n\n| messages | seconds | CPU s | growth | peak MB |\n| ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    let mut smaller = None;
    for messages in SIZES {
        println!("==> {messages} messages");
        let folder = setting.folder(&format!("feed-{messages}"));
        files::remove(&folder)?;
        let workspace = Workspace::new(setting, &folder.join("workspace"));
        workspace.run(&["init", "--name", "Benchmark"])?;
        for (side, every) in [("legacy", 1), ("destination", 2)] {
            let file = folder.join(format!("{side}.hl7"));
            files::write(&file, feed(*messages, every).as_bytes())?;
            ingest(&workspace, side, &file)?;
        }
        let measured = workspace.run(&["compare"])?;
        let growth = smaller.and_then(|smaller| page::growth(smaller, (measured.seconds, *messages)));
        text.push_str(&format!(
            "| {messages} | {:.2} | {} | {} | {} |\n",
            measured.seconds,
            cell(measured.cpu_seconds.map(|seconds| format!("{seconds:.2}"))),
            cell(growth.map(|growth| format!("{growth:.2}"))),
            page::megabytes(measured.peak_bytes)
        ));
        smaller = Some((measured.seconds, *messages));
        files::remove(&folder)?;
    }
    Ok(text)
}

fn ingest(workspace: &Workspace, side: &str, file: &Path) -> Outcome {
    let mut command = workspace.command(&["ingest", "--side", side]);
    measure::run(command.arg(file), &[0, 4], false).map(drop)
}

/// The first of every so many messages: one visit that moves from ward to ward.
fn feed(messages: u64, every: u64) -> String {
    let message = |number: u64| {
        let at = format!("2020{:02}{:02}{:02}{:02}00", 1 + number / 27 % 12, 1 + number % 27, number % 24, number % 60);
        let ward = number % 5;
        format!(
            "MSH|^~\\&|A|H|B|H|{at}||ADT^A08|M{number}|P|2.5\rEVN|A08|{at}\rPID|1||42^^^H^MR||Sampleton^Jane||19600102|F\r\
             PV1|1|I|W{ward}^1^1||||||||||||||||V1|||||||||||||||||||||||||20200101100000\r"
        )
    };
    (0..messages).filter(|number| number % every == 0).map(message).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_destination_has_every_second_message_of_the_same_visit() {
        let count = |text: &str, what: &str| text.matches(what).count();
        let (all, some) = (feed(10, 1), feed(10, 2));
        assert_eq!([count(&all, "MSH|"), count(&some, "MSH|"), count(&some, "|V1|"), count(&some, "|M1|")], [10, 5, 5, 0]);
        assert!(all.starts_with("MSH|^~\\&|") && all.ends_with("20200101100000\r"));
    }
}
