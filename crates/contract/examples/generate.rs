//! Generates what other languages and pages need of the command table: `ui/src/contract/commands.json`, `docs/commands.md`
//! and the desktop's capability file. Takes the folder to write below; run through `cargo xtask gen`.

use contract::{COMMANDS, Class, WIRE_TYPES};
use std::fmt::Write as _;
use std::path::Path;

#[path = "../../../src-tauri/src/host_commands.rs"]
mod host_commands;

fn main() -> std::io::Result<()> {
    let root = std::env::args().nth(1).unwrap_or_else(|| ".".into());
    let root = Path::new(&root);
    write(&root.join("ui/src/contract/commands.json"), &commands_json())?;
    write(&root.join("docs/commands.md"), &commands_page())?;
    write(&root.join("src-tauri/capabilities/main.json"), &capabilities())
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, text)
}

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}

fn commands_json() -> String {
    let rows: Vec<serde_json::Value> = COMMANDS
        .iter()
        .map(|c| serde_json::json!({"name": c.name, "permission": c.permission, "reads": c.reads, "writes": c.writes}))
        .collect();
    format!("{}\n", serde_json::to_string_pretty(&rows).unwrap_or_default())
}

fn commands_page() -> String {
    let mut out = String::from(
        "# Commands\n\nGenerated from `crates/contract/src/commands.rs` by `cargo xtask gen`. One row a command: `POST /api/{command}`.\n\n| command | request | response | permission | roles | audit |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for c in COMMANDS {
        let roles: Vec<&str> = contract::Role::ALL.into_iter().filter(|r| r.may(c.permission)).map(|r| r.name()).collect();
        let roles = if c.permission == contract::Permission::Anyone { "anyone".into() } else { roles.join(", ") };
        let _ = writeln!(out, "| `{}` | `{}` | `{}` | {} | {roles} | {} |", c.name, c.types.0, c.types.1, word(&c.permission), c.audit);
    }
    out.push_str("\n## Wire types\n\nEvery field with the class of what it may carry.\n");
    for (name, fields) in WIRE_TYPES.iter().copied().flatten().filter(|(_, f)| !f.is_empty()) {
        let _ = write!(out, "\n### {name}\n\n");
        for (field, class) in *fields {
            let _ = writeln!(out, "- `{field}`: {}", class_word(*class));
        }
    }
    out
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::Count => "count",
        Class::Token => "token",
        Class::Word => "word",
        Class::Structure => "structure",
        Class::Authored => "authored",
        Class::Deidentified => "de-identified",
        Class::Clock => "clock",
        Class::Secret => "secret",
        Class::Nested => "nested",
    }
}

fn capabilities() -> String {
    let names = COMMANDS.iter().map(|c| c.name).chain(host_commands::HOST_COMMANDS.iter().copied());
    let mut permissions: Vec<String> = vec!["core:event:default".into()];
    permissions.extend(names.map(|n| format!("allow-{}", n.replace('_', "-"))));
    let capability = serde_json::json!({
        "$schema": "../gen/schemas/desktop-schema.json",
        "identifier": "main",
        "description": "Everything the main window may ask the host: each command by name.",
        "windows": ["main"],
        "permissions": permissions,
    });
    format!("{}\n", serde_json::to_string_pretty(&capability).unwrap_or_default())
}
