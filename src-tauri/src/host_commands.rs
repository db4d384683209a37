//! The commands that only the desktop's host can answer. Everything else the window asks is a command of the contract
//! and is forwarded to the workspace.
//!
//! The build script reads this list too. A name here needs an arm in `host.rs` and a line in `capabilities/main.json`;
//! tests hold the three together.

/// Every host command.
pub const HOST_COMMANDS: &[&str] = &[
    "known_workspaces",
    "inspect_workspace",
    "trust_workspace",
    "forget_workspace",
    "use_workspace",
    "save_export",
    "connection",
    "start_options",
];
