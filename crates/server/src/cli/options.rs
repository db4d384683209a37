//! What can be typed.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Throughline's enclave: prove that an EHR migration kept its clinical meaning.
#[derive(Parser)]
#[command(name = "throughline", version, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Options {
    /// Folder of the workspace
    #[arg(long, global = true, env = "THROUGHLINE_HOME", value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// One JSON object a line on stdout
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum SideOption {
    Legacy,
    Destination,
}

impl SideOption {
    pub fn side(self) -> model::Side {
        match self {
            Self::Legacy => model::Side::Legacy,
            Self::Destination => model::Side::Destination,
        }
    }
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Make a workspace: keys, administrator with a one-time password
    #[command(after_help = "Example: THROUGHLINE_PASSPHRASE=... throughline init --home ws --name \"Harbor Clinic\"")]
    Init {
        /// Name of the workspace
        #[arg(long)]
        name: String,
    },
    /// Local accounts
    #[command(after_help = "Example: throughline account add --home ws --name analyst-1 --role analyst")]
    Account {
        #[command(subcommand)]
        action: AccountAction,
    },
    /// HTTPS for desktops; prints address and certificate fingerprint
    #[command(after_help = "Example: throughline serve --home ws --address 127.0.0.1:8443")]
    Serve(Serve),
    /// Read files and folders of any format
    #[command(after_help = "Example: throughline ingest --home ws --side legacy --system harbor export/")]
    Ingest {
        /// Which book the files belong to
        #[arg(long)]
        side: SideOption,
        /// Name of the system they came from
        #[arg(long, default_value = "")]
        system: String,
        /// Files and folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// What is there, one line an artifact
    #[command(after_help = "Example: throughline artifacts --home ws --side legacy --json")]
    Artifacts {
        /// One side only
        #[arg(long)]
        side: Option<SideOption>,
    },
    /// What is in it, one line a field
    #[command(after_help = "Example: throughline profile --home ws labs.csv --json")]
    Profile {
        /// Path or token of one artifact
        artifact: Option<String>,
    },
    /// The lens: what tables assert
    #[command(after_help = "Example: throughline lens check lens.toml")]
    Lens {
        #[command(subcommand)]
        action: DocumentAction,
    },
    /// The mapping: how fields become FHIR
    #[command(after_help = "Example: throughline mapping check mapping.toml")]
    Mapping {
        #[command(subcommand)]
        action: DocumentAction,
    },
    /// The layouts: how files of rows are written; `import` reads again what they change
    #[command(after_help = "Example: throughline layout import --home ws layouts.toml")]
    Layout {
        #[command(subcommand)]
        action: DocumentAction,
    },
    /// Read again what the layouts in force read otherwise than it was read
    #[command(after_help = "Example: throughline reread --home ws --json")]
    Reread,
    /// Ready lens and mapping for known systems
    #[command(after_help = "Example: throughline starter apply --home ws synthea-csv")]
    Starter {
        #[command(subcommand)]
        action: StarterAction,
    },
    /// Run the approved mapping; NDJSON a resource type
    #[command(after_help = "Example: throughline migrate --home ws --draft --out fhir/")]
    Migrate {
        /// Run the latest version even if it is not approved
        #[arg(long)]
        draft: bool,
        /// Also write NDJSON in the clear to this folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// The books: one line a statement
    #[command(after_help = "Example: throughline statements --home ws --side legacy --patient 10042 --json")]
    Statements {
        /// Which book
        #[arg(long)]
        side: SideOption,
        /// One patient, by the key of that side
        #[arg(long, value_name = "KEY")]
        patient: Option<String>,
    },
    /// Balance the books; one line a finding
    #[command(after_help = "Example: throughline compare --home ws --json --fail-on safety")]
    Compare(Compare),
    /// Remove identifiers from stdin by the Safe Harbor patterns; needs no workspace
    #[command(after_help = "Example: throughline deidentify < note.txt")]
    Deidentify,
    /// Tables that hold attributes as rows: one line an attribute
    #[command(after_help = "Example: throughline pivot --home ws obs --lens")]
    Pivot {
        /// Relation; without it, the tables that there are
        relation: Option<String>,
        /// Print a lens over the table instead, to begin from
        #[arg(long, requires = "relation")]
        lens: bool,
    },
    /// The audit log, checked
    #[command(after_help = "Example: throughline audit --home ws --json")]
    Audit,
}

#[derive(Args)]
pub(crate) struct Serve {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8443")]
    pub address: String,
    /// Write one JSON line with address and fingerprint here when ready
    #[arg(long, value_name = "FILE")]
    pub ready_file: Option<PathBuf>,
    /// Serve the browser build from this folder (loopback demonstrations and tests)
    #[arg(long = "static", value_name = "DIR")]
    pub static_dir: Option<PathBuf>,
    /// Further host names of the certificate
    #[arg(long, value_name = "NAME")]
    pub host_name: Vec<String>,
}

#[derive(Args)]
pub(crate) struct Compare {
    /// Also print aligned statements without a difference
    #[arg(long)]
    pub all: bool,
    /// Only findings that a run did not have yet
    #[arg(long, value_name = "RUN")]
    pub since: Option<u32>,
    /// Show the evidence for one finding of the last comparison
    #[arg(long, value_name = "ID")]
    pub explain: Option<String>,
    /// Exit with status 1 when a finding is this severe or worse
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum AccountAction {
    /// Add or change an account; prints a one-time password unless THROUGHLINE_NEW_PASSWORD holds one
    Add {
        /// Account name
        #[arg(long)]
        name: String,
        /// analyst, informaticist, lead or administrator
        #[arg(long)]
        role: String,
    },
    /// List accounts
    List,
}

#[derive(Subcommand)]
pub(crate) enum DocumentAction {
    /// Report every problem with line and column; needs no workspace
    Check {
        /// The document
        file: PathBuf,
    },
    /// Keep the document as a new version
    Import {
        /// The document
        file: PathBuf,
        /// Why
        #[arg(long, default_value = "imported")]
        note: String,
        /// Approve it at once, as the keeper of the enclave
        #[arg(long)]
        approve: bool,
    },
    /// Write the latest version to a file, - for stdout
    Export {
        /// Where to
        file: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum StarterAction {
    /// List the starters
    List,
    /// Use a starter's lens and mapping
    Apply {
        /// Name
        name: String,
    },
}
