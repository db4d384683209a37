//! A program that runs beside us and ends with us, however we end.
//!
//! On Unix a shell of eight lines holds it and reads from a pipe whose other end is ours: when we stop, crash or are
//! killed, the pipe closes and the shell ends the program. A handler for signals would not survive being killed, and
//! would need more than the standard library. On Windows the program is ended when this value is dropped.

use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

use crate::failure::{Failure, Outcome};
use crate::programs;

const HOLD: &str = r#"
trap '' INT
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
( read -r end <&3; kill "$program" 2>/dev/null ) &
watch=$!
exec 3<&-
wait "$program"
status=$?
kill "$watch" 2>/dev/null
exit "$status"
"#;

/// The running program. Dropping this ends it.
pub struct Leash {
    child: Child,
    line: Option<ChildStdin>,
}

impl Leash {
    /// Starts what the command says.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        if cfg!(unix) { Self::spawn(&mut held(command)) } else { Self::spawn(command) }
    }

    fn spawn(command: &mut Command) -> Outcome<Self> {
        let mut child =
            command.stdin(Stdio::piped()).spawn().map_err(|error| programs::not_started(command, &error))?;
        let line = child.stdin.take();
        Ok(Self { child, line })
    }

    /// Its status, if it ended.
    pub fn ended(&mut self) -> Outcome<Option<ExitStatus>> {
        self.child.try_wait().map_err(|error| unwatched(&error))
    }

    /// Waits until it ends by itself.
    pub fn wait(&mut self) -> Outcome<ExitStatus> {
        self.child.wait().map_err(|error| unwatched(&error))
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.line.take());
        if cfg!(not(unix)) {
            // Refused only when it ended already, which is what is wanted.
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

fn held(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(HOLD).arg("throughline-hold").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    shell
}

fn unwatched(error: &std::io::Error) -> Failure {
    Failure::new(format!("a program that was started cannot be watched: {error}"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_the_program_comes_through() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 7"]);
        let mut leash = Leash::start(&mut command).unwrap();
        assert_eq!(leash.wait().unwrap().code(), Some(7));
    }

    #[test]
    fn dropping_the_leash_ends_the_program() {
        let mut command = Command::new("sleep");
        command.arg("1000");
        let mut leash = Leash::start(&mut command).unwrap();
        assert!(leash.ended().unwrap().is_none());
        drop(leash);
    }
}
