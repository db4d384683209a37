//! Tesseract as a program: a picture through its standard input, a table of words from its standard output.
//!
//! Nothing of a document touches the disk: no file is given and, where `prlimit` is there, none can be written. No shell,
//! an empty environment, the lowest priority that is asked for, bounds on time, memory and output. A program that does not
//! keep to them is ended. `THROUGHLINE_TESSERACT` names the program, `off` uses none; else it is looked for once on the path.

use formats::recognition::Reason;
use std::ffi::{OsStr, OsString};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// Seconds for one page.
const PAGE_SECONDS: u64 = 60;
/// Seconds for one picture, however many pages it has.
const PICTURE_SECONDS_MAX: u64 = 1800;
/// Bytes of address space.
const MEMORY_BYTES_MAX: u64 = 4 << 30;
/// Bytes of the table of words.
const TABLE_BYTES_MAX: u64 = 64 << 20;

/// The program, and what it is started by.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    program: PathBuf,
    /// `prlimit` and `nice` where they are there, with their paths.
    prlimit: Option<PathBuf>,
    nice: Option<PathBuf>,
}

impl Engine {
    /// The program of this machine, looked for once.
    pub(crate) fn here() -> Option<&'static Self> {
        static FOUND: OnceLock<Option<Engine>> = OnceLock::new();
        FOUND.get_or_init(|| Self::of(std::env::var_os("THROUGHLINE_TESSERACT").as_deref(), std::env::var_os("PATH").as_deref())).as_ref()
    }

    /// By a setting, else by a search path.
    pub(crate) fn of(setting: Option<&OsStr>, path: Option<&OsStr>) -> Option<Self> {
        let program = match setting {
            Some(setting) if setting.is_empty() || setting == "off" => None,
            Some(setting) => Some(PathBuf::from(setting)).filter(|p| p.is_file()),
            None => on_path(path, "tesseract"),
        }?;
        let helper = |name| if cfg!(target_os = "linux") { on_path(path, name) } else { None };
        Some(Self { program, prlimit: helper("prlimit"), nice: helper("nice") })
    }

    /// The words of a picture. `pages` is how many it has.
    pub(crate) fn table(&self, picture: Vec<u8>, pages: u64) -> Result<String, Reason> {
        self.within(picture, Duration::from_secs(pages.max(1).saturating_mul(PAGE_SECONDS).min(PICTURE_SECONDS_MAX)))
    }

    fn within(&self, picture: Vec<u8>, time: Duration) -> Result<String, Reason> {
        let end = Instant::now() + time;
        let mut child = self.command(time).spawn().map_err(|_| Reason::Failed)?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            stop(&mut child);
            return Err(Reason::Failed);
        };
        // Threads of their own: a program that reads nothing, or never ends its output, must not hold this one.
        std::thread::spawn(move || {
            let _ = input.write_all(&picture);
        });
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let mut table = Vec::new();
            let read = output.take(TABLE_BYTES_MAX + 1).read_to_end(&mut table);
            let _ = send.send(read.map(|_| table));
        });
        let table = receive.recv_timeout(time);
        let Ok(table) = table else {
            stop(&mut child);
            return Err(Reason::TimedOut);
        };
        let ended = ended(&mut child, end);
        let table = table.map_err(|_| Reason::Failed)?;
        if table.len() as u64 > TABLE_BYTES_MAX {
            return Err(Reason::TooLarge);
        }
        match ended {
            None => Err(Reason::TimedOut),
            Some(false) => Err(Reason::Failed),
            Some(true) => Ok(String::from_utf8_lossy(&table).into_owned()),
        }
    }

    fn command(&self, time: Duration) -> Command {
        let mut words: Vec<OsString> = Vec::new();
        if let Some(prlimit) = &self.prlimit {
            words.push(prlimit.as_os_str().to_os_string());
            // No file can be written, so that a page in the clear cannot be left behind, not even as a core dump.
            let bounds = ["--fsize=0".to_string(), "--core=0".to_string(), format!("--as={MEMORY_BYTES_MAX}"), format!("--cpu={}", time.as_secs().max(1)), "--".to_string()];
            words.extend(bounds.map(OsString::from));
        }
        if let Some(nice) = &self.nice {
            words.push(nice.as_os_str().to_os_string());
            words.extend(["-n", "19"].map(OsString::from));
        }
        words.push(self.program.as_os_str().to_os_string());
        words.extend(["stdin", "stdout", "tsv"].map(OsString::from));
        let mut words = words.into_iter();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).env_clear().env("OMP_THREAD_LIMIT", "1").env("LC_ALL", "C");
        // Where the data of its languages lie, and what Windows needs to start anything.
        for name in ["TESSDATA_PREFIX", "SystemRoot"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }
}

/// A program on a search path.
fn on_path(path: Option<&OsStr>, name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path?).filter(|folder| Path::new(folder).is_absolute()).map(|folder| folder.join(&name)).find(|program| program.is_file())
}

/// Whether the program ended well; nothing when it had to be stopped.
fn ended(child: &mut Child, end: Instant) -> Option<bool> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(5)),
            _ => {
                stop(child);
                return None;
            }
        }
    }
}

fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    /// One at a time: a program that another test's child still holds open for writing cannot be started.
    fn alone() -> MutexGuard<'static, ()> {
        static ONE: Mutex<()> = Mutex::new(());
        ONE.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A program of a few words of shell.
    fn fake(folder: &Path, script: &str) -> Engine {
        let program = folder.join("tesseract");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Engine::of(Some(program.as_os_str()), std::env::var_os("PATH").as_deref()).unwrap()
    }

    #[test]
    fn a_picture_goes_in_and_a_table_comes_out() {
        let _alone = alone();
        let folder = tempfile::tempdir().unwrap();
        let engine = fake(folder.path(), "printf '%s %s %s ' \"$@\"; wc -c; printf '%s' \"$THROUGHLINE_SECRET\"");
        let table = engine.table(vec![7; 300_000], 1).unwrap();
        assert_eq!(table.split_whitespace().collect::<Vec<_>>(), ["stdin", "stdout", "tsv", "300000"]);
    }

    #[test]
    fn the_environment_stays_here() {
        let _alone = alone();
        let folder = tempfile::tempdir().unwrap();
        let table = fake(folder.path(), "cat >/dev/null; /usr/bin/env").table(Vec::new(), 1).unwrap();
        let names: Vec<&str> = table.lines().filter_map(|l| l.split('=').next()).collect();
        assert!(!names.contains(&"HOME") && names.contains(&"OMP_THREAD_LIMIT"), "{names:?}");
    }

    #[test]
    fn failure_silence_and_noise_end() {
        let _alone = alone();
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(fake(folder.path(), "cat >/dev/null; exit 3").table(vec![1], 1), Err(Reason::Failed));
        let silent = fake(folder.path(), "exec sleep 600");
        assert_eq!(silent.within(vec![0; 1 << 20], Duration::from_millis(200)), Err(Reason::TimedOut));
        let noisy = fake(folder.path(), "exec cat /dev/zero");
        assert_eq!(noisy.within(vec![1], Duration::from_secs(60)), Err(Reason::TooLarge));
    }

    #[test]
    fn no_file_can_be_written() {
        let _alone = alone();
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join("left-behind");
        let engine = fake(folder.path(), &format!("cat > '{}'", left.display()));
        if engine.prlimit.is_none() {
            println!("skipped: prlimit is not installed");
            return;
        }
        assert_eq!(engine.table(b"a page".to_vec(), 1), Err(Reason::Failed));
        assert_eq!(std::fs::read(&left).unwrap_or_default(), b"");
    }

    #[test]
    fn the_setting_comes_before_the_path() {
        let _alone = alone();
        let folder = tempfile::tempdir().unwrap();
        fake(folder.path(), "exit 0");
        let path = Some(folder.path().as_os_str());
        assert!(Engine::of(None, path).is_some());
        assert!(Engine::of(Some(OsStr::new("off")), path).is_none());
        assert!(Engine::of(Some(OsStr::new("/nowhere/tesseract")), path).is_none());
        assert!(Engine::of(None, Some(OsStr::new("/nowhere"))).is_none());
    }
}
