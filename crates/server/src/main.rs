//! `throughline`: see `docs/cli.md`.

/// Both books are read and balanced on every core; the system's allocator took a fifth of that time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::http::keep_panics_quiet();
    server::cli::main()
}
