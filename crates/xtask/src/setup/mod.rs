//! What the machine needs, and getting it: packages on Debian and Ubuntu, words elsewhere.
//!
//! Nothing is installed without a yes, `--yes` or CI. Each missing thing is named with its reason.

mod debian;
mod elsewhere;
mod packages;
mod tools;

use crate::arguments::Arguments;
use crate::failure::{Failure, Outcome};
use crate::programs;

pub use packages::Need;

/// `cargo xtask setup`: everything that any command needs.
pub fn command(mut arguments: Arguments) -> Outcome {
    let yes = agreed(&mut arguments);
    arguments.end()?;
    run(Need::Drive, yes)?;
    println!("The machine has what it needs.");
    optional();
    Ok(())
}

/// Names what the workspace would make use of and what is not here. Nobody is asked to install it.
fn optional() {
    for package in packages::OPTIONAL {
        if package.program.is_none_or(|program| programs::on_path(program).is_none()) {
            println!("Optional, and not here: {} ({})", package.name, package.why);
        }
    }
}

/// Takes `--yes`; continuous checks agree by `CI`.
pub fn agreed(arguments: &mut Arguments) -> bool {
    arguments.flag("--yes") || std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false")
}

/// Checks, and installs what is missing where it can.
pub fn run(need: Need, yes: bool) -> Outcome {
    if cfg!(target_os = "linux") {
        if programs::on_path("dpkg").is_some() && programs::on_path("apt-get").is_some() {
            debian::run(need, yes)?;
        } else {
            elsewhere::other_linux(need);
        }
    }
    let mut missing = tools::missing(need);
    if cfg!(target_os = "macos") {
        missing.extend(elsewhere::macos());
    }
    if cfg!(windows) {
        missing.extend(elsewhere::windows(need));
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("install these, then run it again:\n  - {}", missing.join("\n  - "))))
}
