//! Starting other programs, waiting for them, and saying how to start them again.
//!
//! What must stay true: a line that is printed never holds a password or a passphrase, although they are handed over in
//! the environment.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::{Failure, Outcome};

/// Runs it with our input and output; anything but status 0 is a failure.
pub fn run(command: &mut Command) -> Outcome {
    run_allowing(command, &[0]).map(drop)
}

/// As `run`, with other statuses that are fine too. Gives the status.
pub fn run_allowing(command: &mut Command, fine: &[i32]) -> Outcome<i32> {
    let status = command.status().map_err(|error| not_started(command, &error))?;
    match status.code() {
        Some(code) if fine.contains(&code) => Ok(code),
        _ => Err(ended(command, status)),
    }
}

/// Runs it and gives what it printed; errors go to our own output.
pub fn text(command: &mut Command) -> Outcome<String> {
    command.stderr(Stdio::inherit());
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(ended(command, output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a small question to the machine answers; nothing when it cannot be asked or says no.
pub fn answer(program: &str, words: &[&str]) -> Option<String> {
    let output = Command::new(program).args(words).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The folder on PATH that holds it, with its name.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// npm is a script with another name on Windows.
pub fn npm() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// The command as a person would type it, in its folder and with its environment, without secrets.
pub fn line(command: &Command) -> String {
    let mut words = Vec::new();
    for (name, value) in command.get_envs() {
        let name = name.to_string_lossy();
        if let Some(value) = value
            && !is_secret(&name)
        {
            words.push(format!("{name}={}", quoted(value)));
        }
    }
    words.push(quoted(command.get_program()));
    words.extend(command.get_args().map(quoted));
    let line = words.join(" ");
    match command.get_current_dir() {
        Some(folder) => format!("(cd {} && {line})", quoted(folder.as_os_str())),
        None => line,
    }
}

/// What to say when it ended badly.
pub fn ended(command: &Command, status: ExitStatus) -> Failure {
    let again = line(command);
    match status.code() {
        Some(code) => Failure::with_code(
            format!("ended with status {code}\nto repeat it: {again}"),
            u8::try_from(code).unwrap_or(1),
        ),
        None => Failure::new(format!("was stopped ({status})\nto repeat it: {again}")),
    }
}

/// What to say when it could not be started.
pub fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::with_code(format!("{} cannot be started: {error}", command.get_program().to_string_lossy()), 127)
}

fn is_secret(name: &str) -> bool {
    name.contains("PASS")
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_./:=,+@%".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_to_repeat_holds_no_secret() {
        let mut command = Command::new("throughline");
        command.args(["init", "--name", "Harbor Clinic"]).current_dir("a b");
        command.env("THROUGHLINE_PASSPHRASE", "x").env("THROUGHLINE_NEW_PASSWORD", "y").env("CI", "true");
        assert_eq!(line(&command), "(cd 'a b' && CI=true throughline init --name 'Harbor Clinic')");
    }
}
