//! The packages of Debian and Ubuntu that Throughline needs, each with the reason and what needs it.

/// What is about to be done; each one includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Building the `throughline` program.
    Program,
    /// Building and opening the desktop.
    Window,
    /// Driving the desktop and the browser without a display: tests and tour.
    Drive,
}

/// One package.
pub struct Package {
    /// Name on Debian.
    pub name: &'static str,
    /// Why it is needed, for the person who is asked.
    pub why: &'static str,
    /// The first thing that needs it.
    pub need: Need,
    /// A program that makes the package unnecessary when it is there already.
    pub program: Option<&'static str>,
}

const fn package(name: &'static str, need: Need, why: &'static str) -> Package {
    Package { name, why, need, program: None }
}

const fn program(name: &'static str, need: Need, program: &'static str, why: &'static str) -> Package {
    Package { name, why, need, program: Some(program) }
}

/// In the order in which they are shown.
pub const PACKAGES: &[Package] = &[
    package("build-essential", Need::Program, "C compiler and linker: SQLCipher, ring and zstd are built from source"),
    package("pkg-config", Need::Program, "finds the system's libraries for the build"),
    package("libssl-dev", Need::Program, "the cipher under SQLCipher, which seals the workspace's database"),
    package("libwebkit2gtk-4.1-dev", Need::Window, "the web view of the desktop's window"),
    package("libgtk-3-dev", Need::Window, "the window itself and the native save dialog"),
    package("libsoup-3.0-dev", Need::Window, "part of the web view's interface"),
    package("libdbus-1-dev", Need::Window, "reaches the keychain"),
    package("dbus", Need::Window, "the bus on which the keychain answers"),
    package("gnome-keyring", Need::Window, "the keychain that keeps the session's token"),
    package("fonts-dejavu-core", Need::Window, "signs that the interface's own fonts do not hold"),
    package("dbus-x11", Need::Drive, "starts a bus for a window that has none"),
    program("xvfb", Need::Drive, "Xvfb", "a display in memory for the real window"),
    program("xauth", Need::Drive, "xauth", "lets only our programs onto that display"),
    program("webkit2gtk-driver", Need::Drive, "WebKitWebDriver", "drives the real window in tests and tour"),
    program("chromium", Need::Drive, "chromium", "drives the browser build in tests"),
    program("imagemagick", Need::Drive, "import", "pictures of the whole window, dialogs included"),
];

/// Packages that nothing here needs and that the workspace makes use of where they are.
pub const OPTIONAL: &[Package] =
    &[program("tesseract-ocr", Need::Program, "tesseract", "reads the text of scans; without it they say that nobody read them")];

/// Those for a purpose.
pub fn needed(need: Need) -> impl Iterator<Item = &'static Package> {
    PACKAGES.iter().filter(move |package| package.need <= need)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_named_once_with_a_reason() {
        for (index, package) in PACKAGES.iter().enumerate() {
            assert!(!package.why.is_empty(), "{}", package.name);
            assert!(OPTIONAL.iter().all(|other| other.name != package.name), "{}", package.name);
            assert!(PACKAGES[..index].iter().all(|other| other.name != package.name), "{}", package.name);
        }
    }

    #[test]
    fn tests_need_all_of_them() {
        assert_eq!(needed(Need::Drive).count(), PACKAGES.len());
        assert!(needed(Need::Program).all(|package| !package.name.contains("webkit")));
    }
}
