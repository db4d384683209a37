//! What the cross-crate tests share: a workspace in a temporary folder, and the public doors to it.

pub mod filing;
pub mod mapping_mutation;
pub mod mutation;

use app::{Actor, CompareReport, End, Host, IngestLine, Ledger, MigrateReport, Workspace};
use contract::{Role, WireError};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The sample hospital's export.
pub fn sample() -> PathBuf {
    root().join("assets/sample-hospital/export")
}

/// A fixed clock.
pub fn now() -> u64 {
    1_750_000_000_000
}

/// A declaration that times an hour apart are one.
pub const HOUR: &str = r#"format = "throughline-equivalences/1"
name = "ours"

[[equivalence]]
id = "an-hour"
aspect = "time"
tolerance = { minutes = 60 }
author = "lead"
reason = "both systems round to the hour"
test = [
  { legacy = "2024-03-05T10:00:00", destination = "2024-03-05T11:00:00", equivalent = true },
  { legacy = "2024-03-05T10:00:00", destination = "2024-03-05T11:01:00", equivalent = false },
]
"#;

/// A workspace in a folder that goes with it.
pub struct Bench {
    /// The folder.
    pub folder: TempDir,
    /// The workspace.
    pub workspace: Workspace,
}

impl Bench {
    /// An empty workspace.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = store::Store::init(&folder.path().join("ws"), "Test", "passphrase", vault::Cost::TRIVIAL).unwrap();
        Self { workspace: Workspace::of(store), folder }
    }

    /// With the sample hospital ingested and its starter applied.
    pub fn harbor() -> Self {
        let bench = Self::new();
        bench.ingest("legacy", &sample());
        bench.starter("harbor");
        bench
    }

    /// The sample hospital with changes in the text of its mapping, compared: the findings.
    pub fn harbor_changed(changes: &[(&str, &str)]) -> Vec<Value> {
        let bench = Self::harbor();
        let mut mapping = Self::starter_text("harbor", "mapping");
        for (from, to) in changes {
            assert!(mapping.contains(from), "the starter no longer holds {from:?}");
            mapping = mapping.replace(from, to);
        }
        bench.document("mapping", &mapping);
        bench.migrate();
        bench.compare().1
    }

    /// Home of the workspace.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("ws")
    }

    /// Ingests a file or folder.
    pub fn ingest(&self, side: &str, path: &Path) -> Vec<IngestLine> {
        let mut lines = Vec::new();
        app::ingest(&self.workspace, side, "test", &[path.to_path_buf()], now(), &app::quiet, &mut |l| lines.push(l.clone())).unwrap();
        lines
    }

    /// Writes a file into a folder of the bench and ingests it.
    pub fn ingest_bytes(&self, side: &str, name: &str, bytes: &[u8]) -> IngestLine {
        let folder = self.folder.path().join(format!("in-{}", store::random_token(4)));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
        self.ingest(side, &folder).remove(0)
    }

    /// Text of a starter's document.
    pub fn starter_text(name: &str, kind: &str) -> String {
        std::fs::read_to_string(root().join(format!("assets/starters/{name}/{kind}.toml"))).unwrap()
    }

    /// Keeps a starter's lens and mapping.
    pub fn starter(&self, name: &str) {
        self.document("lens", &Self::starter_text(name, "lens"));
        self.document("mapping", &Self::starter_text(name, "mapping"));
    }

    /// Keeps a document as the latest version.
    pub fn document(&self, kind: &str, text: &str) -> u32 {
        let base = self.workspace.store().document(kind).unwrap().map_or(0, |d| d.version);
        self.workspace.store().add_document(kind, base, text, "author", now(), "test").unwrap()
    }

    /// Keeps a lens of these parts as the latest version.
    pub fn lens(&self, parts: &str) {
        self.document("lens", &format!("format = \"throughline-lens/1\"\nname = \"small\"\n\n{parts}"));
    }

    /// Runs the latest mapping.
    pub fn migrate(&self) -> MigrateReport {
        app::migrate(&self.workspace, true, None, now, &app::quiet).unwrap()
    }

    /// What the latest mapping makes, as it would be loaded somewhere and given back: every line an object, in the order of the files.
    pub fn given_back(&self) -> Vec<Value> {
        let files = self.written().unwrap();
        files.iter().flat_map(|(_, bytes)| std::str::from_utf8(bytes).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<Value>>()).collect()
    }

    /// What the latest mapping writes, file by file: names and bytes; or why it does not run.
    pub fn written(&self) -> Result<Vec<(String, Vec<u8>)>, String> {
        let out = self.folder.path().join("written");
        let _ = std::fs::remove_dir_all(&out);
        app::migrate(&self.workspace, true, Some(&out), now, &app::quiet).map_err(|e| e.to_string())?;
        let entries = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap());
        let mut files: Vec<(String, Vec<u8>)> = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap())).collect();
        files.sort();
        Ok(files)
    }

    /// Migrates the sample hospital as if its times were of another zone.
    pub fn migrate_in_another_zone(&self) {
        let mapping = Self::starter_text("harbor", "mapping");
        let from = "timezone = \"America/Chicago\"";
        assert!(mapping.contains(from));
        self.document("mapping", &mapping.replace(from, "timezone = \"America/New_York\""));
        self.migrate();
    }

    /// Balances the books; the findings as `compare --json` prints them.
    pub fn compare(&self) -> (CompareReport, Vec<Value>) {
        let report = app::compare(&self.workspace, now, &app::quiet).unwrap();
        let mut findings = Vec::new();
        app::finding_lines(&self.workspace, report.run, &mut |f| findings.push(serde_json::to_value(f).unwrap())).unwrap();
        (report, findings)
    }

    /// The ledger of every legacy record; its ends add up to what there is.
    pub fn ledger(&self) -> Ledger {
        let ledger = app::ledger(&self.workspace, &app::quiet).unwrap();
        let sum: u64 = End::ALL.into_iter().map(|end| ledger.of(end)).sum();
        assert_eq!((sum, ledger.unaccounted), (ledger.records, 0), "{:#?}", ledger.lines);
        ledger
    }

    /// Everything that a run says, in an order that is its own: findings, balanced pairs, causes, patients and counts; not what it was
    /// spared.
    pub fn everything(&self, report: &CompareReport) -> Vec<String> {
        let mut said = Vec::new();
        app::finding_lines(&self.workspace, report.run, &mut |f| said.push(serde_json::to_string(f).unwrap())).unwrap();
        app::each_same(&self.workspace, report.run, &mut |f| said.push(serde_json::to_string(f).unwrap())).unwrap();
        said.extend(self.workspace.store().causes(report.run).unwrap().iter().map(|c| format!("{c:?}")));
        for mut patient in self.workspace.store().patients(report.run, &store::PatientFilter::default(), "", 0, 500).unwrap().0 {
            // The places of a chart are numbered as they are read, which may make it a byte longer.
            (patient.charts, patient.judged) = Default::default();
            said.push(format!("{patient:?}"));
        }
        let mut counts = report.clone();
        (counts.run, counts.rejudged, counts.records, counts.judged) = (0, None, [[0, 0], [0, 0]], [0, 0]);
        said.push(serde_json::to_string(&counts).unwrap());
        said
    }

    /// Calls a command in a role.
    pub fn call(&self, role: Option<Role>, command: &str, payload: Value) -> Result<Value, WireError> {
        self.call_at(now(), role, command, payload)
    }

    /// Calls a command in a role at another time.
    pub fn call_at(&self, now_ms: u64, role: Option<Role>, command: &str, payload: Value) -> Result<Value, WireError> {
        let host = TestHost { now_ms, actor: Actor { account: role.map_or(String::new(), |r| format!("test-{}", r.name())), role, session: None }, workspace: self.workspace.clone() };
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap().block_on(app::dispatch(&host, command, payload))
    }
}

impl Default for Bench {
    fn default() -> Self {
        Self::new()
    }
}

/// `verdict aspect kind severity` of every finding between two books of FHIR.
pub fn findings_between(legacy: &[Value], destination: &[Value]) -> Vec<String> {
    let written = |list: &[Value]| list.iter().map(|r| format!("{r}\n")).collect::<String>();
    findings_of(("legacy.ndjson", &written(legacy)), ("destination.ndjson", &written(destination)))
}

/// The same between two files of any format, each with its name.
pub fn findings_of(legacy: (&str, &str), destination: (&str, &str)) -> Vec<String> {
    let bench = Bench::new();
    bench.ingest_bytes("legacy", legacy.0, legacy.1.as_bytes());
    bench.ingest_bytes("destination", destination.0, destination.1.as_bytes());
    let word = |f: &Value, key: &str| f[key].as_str().unwrap_or("").to_string();
    bench.compare().1.iter().map(|f| ["verdict", "aspect", "kind", "severity"].map(|key| word(f, key)).join(" ")).collect()
}

/// The records of a relation with one end, and the first reason said of them.
pub fn ended(ledger: &Ledger, relation: &str, end: End) -> (u64, String) {
    let lines: Vec<_> = ledger.lines.iter().filter(|l| l.relation == relation && l.end == end).collect();
    (lines.iter().map(|l| l.records).sum(), lines.first().map_or_else(String::new, |l| l.reason.clone()))
}

/// A host that is nothing but the trait.
#[derive(Clone)]
pub struct TestHost {
    now_ms: u64,
    actor: Actor,
    workspace: Workspace,
}

impl Host for TestHost {
    fn actor(&self) -> &Actor {
        &self.actor
    }
    fn workspace(&self) -> &Workspace {
        &self.workspace
    }
    fn now_ms(&self) -> u64 {
        self.now_ms
    }
    fn new_token(&self) -> String {
        store::random_token(16)
    }
}
