//! `throughline`: see `docs/cli.md`.

fn main() -> std::process::ExitCode {
    server::http::keep_panics_quiet();
    server::cli::main()
}
