//! How the window was started, and where it keeps things.
//!
//! The embedded demonstration starts the desktop with an address, a fingerprint and an account in the environment, so
//! that it opens on the sample workspace without a question. What must stay true: this works for addresses on this
//! machine only, so that no environment can send a person, or a password, elsewhere.

use std::path::PathBuf;
use tauri::Runtime;
use tauri::path::PathResolver;

/// What the environment says.
#[derive(Default)]
pub(crate) struct Start {
    /// Normal address and fingerprint.
    pub(crate) workspace: Option<(String, String)>,
    pub(crate) account: Option<String>,
    pub(crate) password: Option<String>,
    /// `light` or `dark`.
    pub(crate) theme: Option<String>,
    pub(crate) data_dir: Option<PathBuf>,
}

impl Start {
    pub(crate) fn from_environment() -> Self {
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let theme = variable("THROUGHLINE_THEME").filter(|theme| theme == "light" || theme == "dark");
        let data_dir = variable("THROUGHLINE_DATA_DIR").map(PathBuf::from);
        let fixed = Self { theme, data_dir, ..Self::default() };
        let Some(address) = variable("THROUGHLINE_CONNECT").and_then(|typed| client::normal_address(&typed).ok())
        else {
            return fixed;
        };
        let fingerprint = variable("THROUGHLINE_FINGERPRINT").filter(|text| client::is_fingerprint(text));
        match fingerprint {
            Some(fingerprint) if client::is_loopback(&address) => Self {
                workspace: Some((address, fingerprint.to_ascii_lowercase())),
                account: variable("THROUGHLINE_ACCOUNT"),
                password: variable("THROUGHLINE_PASSWORD"),
                ..fixed
            },
            _ => {
                tracing::warn!("start options are taken for addresses on this machine with a fingerprint only");
                fixed
            }
        }
    }
}

/// Where things are kept.
pub(crate) struct Places {
    pub(crate) settings: PathBuf,
    pub(crate) cache: PathBuf,
    /// The webview's own folder, when it is not the system's choice.
    pub(crate) webview: Option<PathBuf>,
}

impl Places {
    pub(crate) fn of<R: Runtime>(start: &Start, paths: &PathResolver<R>) -> tauri::Result<Self> {
        if let Some(folder) = &start.data_dir {
            return Ok(Self::within(folder.clone()));
        }
        Ok(Self {
            settings: paths.app_config_dir()?.join("settings.json"),
            cache: paths.app_cache_dir()?.join("previews.db"),
            webview: None,
        })
    }

    pub(crate) fn within(folder: PathBuf) -> Self {
        Self {
            settings: folder.join("settings.json"),
            cache: folder.join("previews.db"),
            webview: Some(folder.join("webview")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(pairs: &[(&str, &str)]) -> Start {
        Start::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn loopback_is_taken() {
        let pin = "AB".repeat(32);
        let start = start(&[
            ("THROUGHLINE_CONNECT", "https://127.0.0.1:9000"),
            ("THROUGHLINE_FINGERPRINT", pin.as_str()),
            ("THROUGHLINE_ACCOUNT", "lead"),
            ("THROUGHLINE_PASSWORD", "secret"),
            ("THROUGHLINE_THEME", "dark"),
        ]);
        assert_eq!(start.workspace, Some(("https://127.0.0.1:9000".into(), "ab".repeat(32))));
        assert_eq!((start.account.as_deref(), start.password.as_deref()), (Some("lead"), Some("secret")));
        assert_eq!(start.theme.as_deref(), Some("dark"));
    }

    #[test]
    fn elsewhere_and_unpinned_are_not() {
        let pin = "ab".repeat(32);
        for (address, pin) in
            [("https://example.org", pin.as_str()), ("https://127.0.0.1:1", ""), ("http://127.0.0.1:1", pin.as_str())]
        {
            let start = start(&[
                ("THROUGHLINE_CONNECT", address),
                ("THROUGHLINE_FINGERPRINT", pin),
                ("THROUGHLINE_ACCOUNT", "lead"),
                ("THROUGHLINE_PASSWORD", "secret"),
                ("THROUGHLINE_THEME", "pink"),
            ]);
            assert!(start.workspace.is_none() && start.account.is_none() && start.password.is_none(), "{address}");
            assert!(start.theme.is_none());
        }
    }
}
