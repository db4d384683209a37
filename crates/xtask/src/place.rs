//! Where things are: the repository, the folder that builds go to, and the programs built there.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};

/// The repository and its target folder, both absolute.
pub struct Place {
    /// The repository's root.
    pub root: PathBuf,
    /// What `CARGO_TARGET_DIR` says, or the default.
    pub target: PathBuf,
    chosen: bool,
}

impl Place {
    /// Looks upwards from where it was called, then from this crate.
    pub fn find() -> Outcome<Self> {
        let root = root()?;
        let named = env::var_os("CARGO_TARGET_DIR").filter(|value| !value.is_empty());
        let chosen = named.is_none();
        let target = match named {
            Some(value) => current_folder()?.join(value),
            None => home_folder()?.join(".cache").join("throughline-target"),
        };
        Ok(Self { root, target, chosen })
    }

    /// As `find`, and says where builds go when nobody said so.
    pub fn for_building() -> Outcome<Self> {
        let place = Self::find()?;
        if place.chosen {
            println!("CARGO_TARGET_DIR is not set; building in {}", place.target.display());
        }
        Ok(place)
    }

    /// Cargo, in the root, with the target folder.
    pub fn cargo(&self) -> Command {
        let program = env::var_os("CARGO").filter(|value| !value.is_empty()).unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// The folder of a profile's programs (`debug` or `release`).
    pub fn programs(&self, profile: &str) -> PathBuf {
        self.target.join(profile)
    }

    /// A program that was built.
    pub fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.programs(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

/// The folder of the person who runs this.
pub fn home_folder() -> Outcome<PathBuf> {
    ["HOME", "USERPROFILE"]
        .iter()
        .find_map(|name| env::var_os(name).filter(|value| !value.is_empty()))
        .map(PathBuf::from)
        .ok_or_else(|| Failure::new("neither HOME nor USERPROFILE is set"))
}

/// An option's path, relative to where the command was called.
pub fn absolute(path: &str) -> Outcome<PathBuf> {
    Ok(current_folder()?.join(path))
}

fn current_folder() -> Outcome<PathBuf> {
    env::current_dir().map_err(|error| Failure::new(format!("the current folder cannot be read: {error}")))
}

fn root() -> Outcome<PathBuf> {
    let here = current_folder()?;
    let crate_folder = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    here.ancestors()
        .chain(crate_folder.iter().flat_map(|folder| folder.ancestors()))
        .find(|folder| is_root(folder))
        .map(Path::to_path_buf)
        .ok_or_else(|| Failure::new("run this inside Throughline's repository"))
}

fn is_root(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file() && folder.join("crates").join("xtask").is_dir()
}
