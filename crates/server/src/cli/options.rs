//! What can be typed.

use clap::builder::PossibleValuesParser;
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
    #[command(after_help = "Example: throughline artifacts --home ws --side legacy --risk \"hidden corner\" --json")]
    Artifacts(super::listed::Listed),
    /// What is in it, one line a field
    #[command(after_help = "Example: throughline profile --home ws labs.csv --json")]
    Profile {
        /// Path or token of one artifact
        artifact: Option<String>,
    },
    /// What is odd, what nobody has looked at, and how rows hang on patients; one line each
    #[command(after_help = "Example: throughline discover --home ws --json")]
    Discover {
        /// Path or token of one artifact
        artifact: Option<String>,
    },
    /// What is wrong with it, one line an issue: where and why
    #[command(after_help = "Example: throughline issues --home ws summary.xml --json")]
    Issues {
        /// Path or token of one artifact
        artifact: Option<String>,
    },
    /// The lens: what tables assert
    #[command(after_help = "Example: throughline lens check lens.toml")]
    Lens {
        #[command(subcommand)]
        action: LensAction,
    },
    /// The lens of the destination, where that is tables: what they assert
    #[command(after_help = "Example: throughline destination-lens import --home ws omop.toml")]
    DestinationLens {
        #[command(subcommand)]
        action: LensAction,
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
        /// Wait for a comparison or migration that is at work already
        #[arg(long)]
        wait: bool,
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
    /// What the notes of a book say against it, and what only they know; one line a sentence
    #[command(after_help = "Example: throughline notes --home ws --side legacy --json")]
    Notes {
        /// Which book
        #[arg(long)]
        side: SideOption,
        /// One patient, by the key of that side
        #[arg(long, value_name = "KEY")]
        patient: Option<String>,
    },
    /// Identity: one line a pair of keys with score and evidence, and what each side merged itself
    #[command(after_help = "Example: throughline link --home ws --json")]
    Link,
    /// Balance the books; one line a finding
    #[command(after_help = "Example: throughline compare --home ws --json --fail-on safety")]
    Compare(Compare),
    /// What both books say of their populations: one line a question and a cell of the last comparison
    #[command(after_help = "Example: throughline population --home ws --question diabetes-hba1c-over-9 --json")]
    Population {
        /// One question, and the patients whose answers differ
        #[arg(long, value_name = "ID")]
        question: Option<String>,
    },
    /// The registry questions that both books are asked
    #[command(after_help = "Example: throughline questions check questions.toml")]
    Questions {
        #[command(subcommand)]
        action: DocumentAction,
    },
    /// What the team declares to be the same although it is written differently, with its test rows
    #[command(after_help = "Example: throughline equivalences check equivalences.toml")]
    Equivalences {
        #[command(subcommand)]
        action: DocumentAction,
    },
    /// Both charts of a patient on one day: what was in force, and what still computes
    #[command(after_help = "Example: throughline state --home ws --patient 10042 --day 2019-06-30 --json")]
    State {
        /// Key of the patient on either side
        #[arg(long, value_name = "KEY")]
        patient: String,
        /// The day; without one, the last that the books know
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: Option<String>,
    },
    /// Draw the charts that a claim needs read; without --claim, what the samples say by now
    #[command(after_help = "Example: throughline sample --home ws --claim 1% --confidence 95% --seed 7 --json")]
    Sample(Sample),
    /// The discrepancy report of the last comparison, free of PHI: what a lead signs
    #[command(after_help = "Example: throughline report --home ws --out report.pdf")]
    Report {
        /// Where to; the ending says what it is written as: html, pdf or xlsx
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
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
    Audit {
        /// Only the events up to this number, and the root over them: what a report's checkpoint names
        #[arg(long, value_name = "SEQ")]
        at: Option<u64>,
    },
    /// Where every legacy record ended, one line a relation, end and reason
    #[command(after_help = "Example: throughline ledger --home ws --json")]
    Ledger,
    /// Who migrates and who goes to the archive, by the retention rule
    #[command(after_help = "Example: throughline archive --home ws --json")]
    Archive(Archive),
    /// What the newest delivery of each system changed, and which rules lose their field
    #[command(after_help = "Example: throughline deliveries --home ws --json")]
    Deliveries {
        /// Every delivery, not only the newest of each system
        #[arg(long)]
        all: bool,
    },
    /// The retention rule: when a patient migrates
    #[command(after_help = "Example: throughline retention check retention.toml")]
    Retention {
        #[command(subcommand)]
        action: DocumentAction,
    },
    /// Documents and scans: whom each names, under whom it is filed, and whether the two agree
    #[command(after_help = "Example: throughline documents --home ws --verdict 'filed under another patient' --json")]
    Documents {
        /// One verdict only, in its own words
        #[arg(long, value_name = "VERDICT", value_parser = PossibleValuesParser::new(app::VERDICTS))]
        verdict: Option<String>,
    },
    /// Words for codes, from your own releases of terminologies
    #[command(after_help = "Example: throughline terminology import --home ws Loinc.csv icd10cm_codes_2024.txt")]
    Terminology {
        #[command(subcommand)]
        action: TerminologyAction,
    },
    /// What waits for a lead, and a lead's word on it
    #[command(after_help = "Example: throughline sign waivers --home ws --as lead-1 c-1a2b3c4d5e6f")]
    Sign {
        #[command(subcommand)]
        action: SignAction,
    },
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
pub(crate) struct Archive {
    /// One line a patient instead of one a class
    #[arg(long)]
    pub patients: bool,
    /// Put the rule in force: migrations leave out whom it archives, and comparisons expect them nowhere
    #[arg(long, requires = "reason", conflicts_with = "patients")]
    pub enforce: bool,
    /// Take the rule out of force
    #[arg(long, requires = "reason", conflicts_with_all = ["patients", "enforce"])]
    pub lift: bool,
    /// Why it is put in force or taken out of it
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The version of the rule to put in force, the latest when it is not named
    #[arg(long, value_name = "VERSION", requires = "enforce")]
    pub rule: Option<u32>,
}

#[derive(Args)]
pub(crate) struct Compare {
    /// Also print aligned statements without a difference
    #[arg(long)]
    pub all: bool,
    /// Judge the kept pairs of the last comparison again by the documents of now; nothing is read or aligned
    #[arg(long, conflicts_with = "explain")]
    pub rejudge: bool,
    /// Read every artifact again, also those that have not changed since the last comparison
    #[arg(long, conflicts_with_all = ["explain", "rejudge"])]
    pub anew: bool,
    /// Only findings that a run did not have yet
    #[arg(long, value_name = "RUN")]
    pub since: Option<u32>,
    /// Show the evidence for and against one pair of the last comparison, by finding or statement id
    #[arg(long, value_name = "ID", conflicts_with_all = ["all", "since", "fail_on"])]
    pub explain: Option<String>,
    /// Exit with status 1 when a finding is this severe or worse
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<String>,
    /// Wait for a comparison or migration that is at work already
    #[arg(long, conflicts_with = "explain")]
    pub wait: bool,
    /// Write to a file as JSON on what the processor time was spent: seconds over all cores, by part of the work
    #[arg(long, value_name = "FILE", conflicts_with = "explain")]
    pub timings: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Sample {
    /// Fewer than this share of the charts is wrong: 1% needs 299 charts, 0.1% needs 2,995
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub claim: Option<f64>,
    /// One-sided confidence
    #[arg(long, value_name = "PERCENT", default_value = "95%", requires = "claim", value_parser = percent)]
    pub confidence: f64,
    /// Wrong charts that the claim survives; more of them need more charts
    #[arg(long, value_name = "COUNT", default_value_t = 0, requires = "claim")]
    pub errors: u64,
    /// The same seed draws the same charts
    #[arg(long, value_name = "NUMBER", default_value_t = 1, requires = "claim")]
    pub seed: u32,
    /// Charts of the top stratum: lot, all, or at least a number
    #[arg(long, value_name = "lot|all|COUNT", default_value = "30", requires = "claim", value_parser = top)]
    pub top: balance::sampling::TopCharts,
    /// Share of the patients, highest edge scores first, that is the top stratum beside all with a safety finding
    #[arg(long, value_name = "PERCENT", default_value = "5%", requires = "claim", value_parser = percent)]
    pub top_share: f64,
    /// Share of the patients that follows them and is the middle stratum
    #[arg(long, value_name = "PERCENT", default_value = "20%", requires = "claim", value_parser = percent)]
    pub middle_share: f64,
}

/// `1%` and `1` alike.
fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('%').trim_end().parse::<f64>();
    number.ok().filter(|n| n.is_finite()).ok_or_else(|| "a percentage such as 1% or 0.1".into())
}

fn top(text: &str) -> Result<balance::sampling::TopCharts, String> {
    use balance::sampling::TopCharts;
    match text {
        "lot" => Ok(TopCharts::Lot),
        "all" => Ok(TopCharts::All),
        count => count.parse().map(TopCharts::AtLeast).map_err(|_| "lot, all, or a number of charts".into()),
    }
}

#[derive(Subcommand)]
pub(crate) enum AccountAction {
    /// Add or change an account; prints a one-time password unless THROUGHLINE_NEW_PASSWORD holds one
    #[command(after_help = "Example: throughline account add --home ws --name analyst-1 --role analyst")]
    Add {
        /// Account name
        #[arg(long)]
        name: String,
        /// analyst, informaticist, lead or administrator
        #[arg(long)]
        role: String,
    },
    /// List accounts
    #[command(after_help = "Example: throughline account list --home ws --json")]
    List,
}

#[derive(Subcommand)]
pub(crate) enum DocumentAction {
    /// Report every problem with line and column; needs no workspace
    #[command(after_help = "Example: throughline mapping check mapping.toml --json (the same for lens, layout, questions, equivalences and retention)")]
    Check {
        /// The document
        file: PathBuf,
    },
    /// Keep the document as a new version
    #[command(after_help = "Example: throughline mapping import --home ws mapping.toml --note 'visits by their own date' --approve (the same for lens, layout, questions, equivalences and retention)")]
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
    #[command(after_help = "Example: throughline mapping export --home ws mapping.toml (the same for lens, layout, questions, equivalences and retention)")]
    Export {
        /// Where to
        file: PathBuf,
    },
}

#[derive(Subcommand)]
pub(crate) enum LensAction {
    #[command(flatten)]
    Document(DocumentAction),
    /// What tables most likely assert, as parts of a lens to begin from; none of it is in force
    #[command(after_help = "Example: throughline lens suggest --home ws allergies (the same for destination-lens)")]
    Suggest {
        /// Relation; without it, every table
        relation: Option<String>,
    },
}

#[derive(Subcommand)]
pub(crate) enum SignAction {
    /// Acceptances and samples, those that wait first
    #[command(after_help = "Example: throughline sign list --home ws --json")]
    List,
    /// Approve acceptances of causes or findings, or reject them; all or none
    #[command(after_help = "Example: throughline sign waivers --home ws --as lead-1 c-1a2b3c4d5e6f")]
    Waivers {
        /// Causes and findings
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        #[command(flatten)]
        word: LeadsWord,
    },
    /// Approve the claim of a sample that is read in full, or reject it
    #[command(after_help = "Example: throughline sign sample --home ws --as lead-1 s-1a2b3c4d")]
    Sample {
        /// The sample
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        word: LeadsWord,
    },
}

#[derive(Subcommand)]
pub(crate) enum TerminologyAction {
    /// Keep the words of releases: SNOMED CT descriptions (RF2), LOINC, RxNorm (RRF), ICD-10-CM, ICD-9-CM, CVX, or CSV with system,code,display
    #[command(after_help = "Example: throughline terminology import --home ws Loinc.csv icd10cm_codes_2024.txt")]
    Import {
        /// Files; a later one takes the place of an earlier one, code by code
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Code systems whose words the workspace holds
    #[command(after_help = "Example: throughline terminology list --home ws --json")]
    List,
    /// Forget the words of a code system
    #[command(after_help = "Example: throughline terminology remove --home ws LOINC")]
    Remove {
        /// Its usual name, URI or OID
        system: String,
    },
}

#[derive(Args)]
pub(crate) struct LeadsWord {
    /// Account of the lead, who is not the one who asked; the password is asked for, or taken from THROUGHLINE_ACCOUNT_PASSWORD
    #[arg(long = "as", value_name = "ACCOUNT")]
    pub account: String,
    /// Reject it; says why with --reason
    #[arg(long, requires = "reason")]
    pub reject: bool,
    /// Why
    #[arg(long)]
    pub reason: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum StarterAction {
    /// List the starters
    #[command(after_help = "Example: throughline starter list")]
    List,
    /// Use a starter's lens and mapping
    #[command(after_help = "Example: throughline starter apply --home ws synthea-csv")]
    Apply {
        /// Name
        name: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    /// Every subcommand below one, itself the first, with the words that lead to it.
    fn below(command: &clap::Command, words: &[String], found: &mut Vec<(Vec<String>, String)>) {
        found.push((words.to_vec(), command.get_after_help().map(ToString::to_string).unwrap_or_default()));
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            let mut own = words.to_vec();
            own.push(sub.get_name().to_string());
            below(sub, &own, found);
        }
    }

    #[test]
    fn every_subcommand_has_an_example_that_can_be_typed() {
        let (command, mut found) = (Options::command(), Vec::new());
        command.get_subcommands().for_each(|sub| below(sub, &[sub.get_name().to_string()], &mut found));
        assert!(found.len() > 40, "{}", found.len());
        for (words, help) in found {
            let example = help.strip_prefix("Example: ").and_then(|example| example.split_once("throughline ")).map(|(_, typed)| typed);
            let Some(example) = example else { panic!("{words:?} has no example: {help:?}") };
            // What stands in quotes is one word; what is piped in, or said in brackets, is none.
            let quoted: Vec<String> = example.split(['\'', '"']).enumerate().map(|(at, part)| if at % 2 == 1 { part.replace(' ', "\u{1}") } else { part.to_string() }).collect();
            let typed: Vec<String> = quoted.concat().split(' ').take_while(|word| *word != "<" && !word.starts_with('(')).map(|word| word.replace('\u{1}', " ")).collect();
            assert!(Options::try_parse_from(["throughline".to_string()].into_iter().chain(typed.clone())).is_ok(), "{words:?}: {typed:?}");
            assert_eq!(typed.get(words.len() - 1), words.last(), "{words:?}: an example of another one");
        }
    }
}
