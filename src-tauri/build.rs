//! Declares every command, of the contract and of the host, in the app manifest. A declared command is refused unless
//! a capability grants it by name; an undeclared one would be open to every local window.

#[path = "src/host_commands.rs"]
mod host_commands;

fn main() {
    println!("cargo:rerun-if-changed=src/host_commands.rs");
    let names: Vec<&'static str> =
        contract::COMMAND_NAMES.iter().chain(host_commands::HOST_COMMANDS).copied().collect();
    let manifest = tauri_build::AppManifest::new().commands(names.leak());
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
        .expect("the desktop's configuration is sound");
}
