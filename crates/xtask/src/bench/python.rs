//! Python environments of the peers, below the target folder. What cannot be installed is named as missing, which is no failure.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::place::Place;
use crate::programs;

/// An environment of its own, so that one peer's demands do not hold back another's version.
pub struct Python {
    program: PathBuf,
    scripts: PathBuf,
    here: bool,
}

impl Python {
    /// Makes the environment when it is not there.
    pub fn prepare(place: &Place, name: &str) -> Self {
        let folder = place.target.join(name);
        let program = if cfg!(windows) { folder.join("Scripts/python.exe") } else { folder.join("bin/python") };
        let here = program.exists() || succeeds(Command::new("python3").args(["-m", "venv"]).arg(&folder));
        Self { program, scripts: place.root.join("tests").join("bench"), here }
    }

    /// Installs a package where it is missing. Its version, or in words why it is not measured.
    pub fn package(&self, name: &str) -> Result<String, String> {
        if !self.here {
            return Err(format!("{name} was not measured: python3 with venv is not here."));
        }
        if self.version(name).is_none() {
            succeeds(Command::new(&self.program).args(["-m", "pip", "install", "--quiet", name]));
        }
        self.version(name).ok_or_else(|| format!("{name} was not measured: not installed, and it cannot be installed here."))
    }

    /// One of our scripts of `tests/bench`.
    pub fn script(&self, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("-B").arg(self.scripts.join(name));
        command
    }

    fn version(&self, name: &str) -> Option<String> {
        let question = format!("import importlib.metadata, {name}; print(importlib.metadata.version('{name}'))");
        programs::answer(&self.program.to_string_lossy(), &["-c", &question])
    }
}

fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}
