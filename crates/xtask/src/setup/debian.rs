//! Debian and Ubuntu: which packages are missing, and installing them with apt.

use std::fs;
use std::io::{self, Write};
use std::process::Command;

use super::packages::{self, Need, Package};
use crate::failure::{Failure, Outcome};
use crate::programs;

/// Names the missing packages, asks, and installs.
pub fn run(need: Need, yes: bool) -> Outcome {
    let missing: Vec<&Package> = packages::needed(need).filter(|package| !is_here(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("{} packages are missing:", missing.len());
    for package in &missing {
        println!("  {:<24} {}", name(package), package.why);
    }
    let names: Vec<&str> = missing.iter().map(|package| name(package)).collect();
    let Some(before) = privilege() else {
        return Err(Failure::new(format!(
            "only root can install packages, and sudo is not here. As root, run:\n  {}",
            by_hand(&names)
        )));
    };
    if !yes && !asked() {
        return Err(Failure::new(format!("nothing was installed. To do it yourself, as root:\n  {}", by_hand(&names))));
    }
    programs::run(&mut apt(before, &["update"]))?;
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(&names);
    programs::run(&mut apt(before, &words))
}

fn is_here(package: &Package) -> bool {
    package.program.is_some_and(|program| programs::on_path(program).is_some())
        || programs::answer("dpkg", &["-s", name(package)])
            .is_some_and(|text| text.lines().any(|line| line == "Status: install ok installed"))
}

/// Ubuntu has one of them under another name.
fn name(package: &Package) -> &'static str {
    if package.name == "chromium" && is_ubuntu() { "chromium-browser" } else { package.name }
}

fn is_ubuntu() -> bool {
    fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=ubuntu"))
}

/// The word before apt-get, or nothing for root. None when there is no way.
fn privilege() -> Option<Option<&'static str>> {
    if programs::answer("id", &["-u"]).as_deref() == Some("0") {
        return Some(None);
    }
    programs::on_path("sudo").map(|_| Some("sudo"))
}

fn apt(before: Option<&str>, words: &[&str]) -> Command {
    let mut line: Vec<&str> = before.into_iter().collect();
    line.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    line.extend(words);
    let mut command = Command::new(line[0]);
    command.args(&line[1..]);
    command
}

fn by_hand(names: &[&str]) -> String {
    format!("apt-get update && apt-get install -y --no-install-recommends {}", names.join(" "))
}

/// No answer is a no.
fn asked() -> bool {
    print!("Install them now? [y/N] ");
    let mut answer = String::new();
    if io::stdout().flush().is_err() || io::stdin().read_line(&mut answer).is_err() {
        return false;
    }
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}
