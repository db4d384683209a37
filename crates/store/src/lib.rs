//! One workspace on disk: a sealed database and sealed blobs. The only place that writes SQL.
//!
//! Everything at rest is ciphertext: the database through SQLCipher under a key of the vault, blobs through the vault's
//! chunked encryption, and temporary tables stay in memory. What a row means is the caller's business; rows that hold structured
//! parts keep them as JSON text.

mod accounts;
mod artifacts;
mod audit;
mod blobs;
mod checkpoint;
mod conclusion;
mod decisions;
mod deliveries;
mod discovery;
mod documents;
mod filter;
mod inside;
mod lease;
mod pseudonyms;
mod reach;
mod results;
mod sampling;
mod scans;
mod schema;
mod scratch;
mod signing;
mod terminology;
mod triage;

pub use accounts::{Account, SessionRow};
pub use artifacts::{ArtifactClass, FolderRow, HIDDEN_CORNER, NAMES_PEOPLE, REACHES, RISKS, SIZES, SIZES_BEFORE, TreeArtifact, TreePage, UNDECIDED_FIELDS, size_word};
pub use artifacts::{ArtifactCount, ArtifactFilter, ArtifactOrder, ArtifactRow, ArtifactWalk, IssueRow, Migrated, NewArtifact, RelationRow, UnplacedRow};
pub use audit::{Ahead, AuditEvent, INTERRUPTED};
pub use blobs::{BlobPart, BlobReader, BlobWriter};
pub use checkpoint::Checkpoint;
pub use conclusion::Conclusion;
pub use decisions::Decision;
pub use deliveries::{DeliveredRelation, DeliveryRow};
pub use discovery::{CornerDecision, TrafficRow};
pub use documents::DocumentVersion;
pub use sampling::{RankedPatient, ReviewRow, SampleItemRow, SampleRow};
pub use filter::{FindingFilter, LESS_HARM, PatientFilter, TriageScope};
pub use inside::{InsideRow, PointerRow, Pointers};
pub use lease::Lease;
pub use reach::{Holder, ReachRow};
pub use results::{CauseRow, FindingRow, PatientRow, RunRow};
pub use triage::{BurnRow, FindingGroup, OwnTriage, TriageAdded, TriageEntry, TriageParts, TriageRow};
pub use scans::ScanRow;
pub use scratch::{Pages, Scratch};
pub use signing::SampleSignature;
pub use terminology::{TermRow, TermSource, TerminologyRow};

use ring::rand::{SecureRandom, SystemRandom};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use vault::{KeyFile, VaultError, WorkspaceKey};

/// What can go wrong with a workspace on disk. Details name the operation, never content.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The passphrase is wrong.
    #[error("the passphrase does not open this workspace")]
    WrongPassphrase,
    /// No workspace is there.
    #[error("there is no workspace in this folder, or no folder is named: --home or THROUGHLINE_HOME names it, `throughline init` makes one")]
    NoWorkspace,
    /// There is one already.
    #[error("this folder holds a workspace already")]
    Exists,
    /// A database is there without its key file.
    #[error("this folder holds the database of a workspace whose key file is gone: put `keyfile` back, or take another folder")]
    NoKeyFile,
    /// The disk is full.
    #[error("the disk is full; nothing was half-written")]
    DiskFull,
    /// Somebody else changed it first.
    #[error("somebody else changed this first")]
    Conflict,
    /// The file system failed.
    #[error("{0}")]
    Io(std::io::Error),
    /// The database failed.
    #[error("database: {0}")]
    Database(String),
    /// A blob failed.
    #[error("sealed blob: {0}")]
    Vault(#[from] VaultError),
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull { Self::DiskFull } else { Self::Io(error) }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            // Names a table and its columns, never a value.
            Some(rusqlite::ErrorCode::ConstraintViolation) => Self::Database(error.to_string()),
            Some(code) => Self::Database(format!("{code:?}")),
            None => Self::Database(error.to_string()),
        }
    }
}

const KEY_FILE: &str = "keyfile";
const KEY_FILE_IN_THE_MAKING: &str = "keyfile.part";
const DATABASE: &str = "workspace.db";

/// Results of this crate.
pub type Result<T> = std::result::Result<T, StoreError>;

/// An open workspace. Cheap to clone; one connection behind a lock.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    home: PathBuf,
    name: String,
    id: String,
    key: WorkspaceKey,
    database: Mutex<Connection>,
    remembered: Mutex<results::Remembered>,
    presence: lease::Presence,
}

/// Brings the tables of an older workspace up to date, all or nothing.
fn upgrade(database: &mut Connection) -> Result<()> {
    let version = |d: &Connection| d.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |r| r.get::<_, String>(0)).map(|v| v.parse().unwrap_or(0));
    let found: usize = version(database)?;
    if found > schema::VERSION {
        return Err(StoreError::Database(format!("the workspace was made by a newer program (tables of version {found}, this one knows {})", schema::VERSION)));
    }
    if found == schema::VERSION {
        return Ok(());
    }
    let transaction = database.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have done it while this one waited for the lock.
    let found: usize = version(&transaction)?;
    for step in schema::STEPS.iter().skip(found) {
        transaction.execute_batch(step)?;
    }
    transaction.execute("UPDATE meta SET value = ?1 WHERE key = 'schema'", [schema::VERSION.to_string()])?;
    transaction.commit()?;
    Ok(())
}

/// Notes that artifacts or documents changed: what was made from them is old now.
fn changed(database: &Connection) -> Result<()> {
    database.execute("INSERT INTO meta (key, value) VALUES ('state', '1') ON CONFLICT (key) DO UPDATE SET value = value + 1", [])?;
    Ok(())
}

impl Store {
    /// Makes a workspace in `home`.
    pub fn init(home: &Path, name: &str, passphrase: &str, cost: vault::Cost) -> Result<Self> {
        if home.join(KEY_FILE).exists() {
            return Err(StoreError::Exists);
        }
        // A key file in the making says that what stands beside it was never used; without one somebody's key file may be elsewhere.
        let half_made = home.join(KEY_FILE_IN_THE_MAKING);
        if home.join(DATABASE).exists() && !half_made.exists() {
            return Err(StoreError::NoKeyFile);
        }
        std::fs::create_dir_all(home.join("blobs"))?;
        for left in [DATABASE, "workspace.db-wal", "workspace.db-shm", KEY_FILE_IN_THE_MAKING] {
            match std::fs::remove_file(home.join(left)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        let random = SystemRandom::new();
        let key = WorkspaceKey::generate(&random)?;
        let keyfile = KeyFile::protect(&key, passphrase, cost, &random)?;
        write_private(&half_made, keyfile.to_string().as_bytes())?;
        let id = random_token(16);
        let mut database = connect(home, &key)?;
        {
            let transaction = database.transaction()?;
            schema::STEPS.iter().try_for_each(|step| transaction.execute_batch(step))?;
            let version = schema::VERSION.to_string();
            transaction.execute("INSERT INTO meta (key, value) VALUES ('name', ?1), ('id', ?2), ('schema', ?3)", [name, &id, &version])?;
            transaction.commit()?;
        }
        // The key file has its name last: without it there is no workspace, so a half-made one is made again.
        std::fs::rename(half_made, home.join(KEY_FILE))?;
        Ok(Self::around(home, (name.into(), id), key, database, lease::Presence::enter(home)?))
    }

    /// Opens a workspace.
    pub fn open(home: &Path, passphrase: &str) -> Result<Self> {
        let text = match std::fs::read_to_string(home.join(KEY_FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::NoWorkspace),
            Err(error) => return Err(at(&home.join(KEY_FILE), "read", &error).into()),
        };
        let keyfile: KeyFile = text.parse()?;
        let key = keyfile.open(passphrase).map_err(|e| match e {
            VaultError::WrongPassphrase => StoreError::WrongPassphrase,
            other => other.into(),
        })?;
        let presence = lease::Presence::enter(home)?;
        let mut database = connect(home, &key)?;
        upgrade(&mut database)?;
        let meta = |k: &str| database.query_row("SELECT value FROM meta WHERE key = ?1", [k], |r| r.get::<_, String>(0));
        let (name, id) = (meta("name")?, meta("id")?);
        Ok(Self::around(home, (name, id), key, database, presence))
    }

    fn around(home: &Path, (name, id): (String, String), key: WorkspaceKey, database: Connection, presence: lease::Presence) -> Self {
        Self { inner: Arc::new(Inner { home: home.into(), name, id, key, database: Mutex::new(database), remembered: Mutex::default(), presence }) }
    }

    /// The workspace's name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The workspace's id.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// Its folder.
    pub fn home(&self) -> &Path {
        &self.inner.home
    }

    /// Its key, for keyed hashes.
    pub fn key(&self) -> &WorkspaceKey {
        &self.inner.key
    }

    fn presence(&self) -> &lease::Presence {
        &self.inner.presence
    }

    fn database(&self) -> MutexGuard<'_, Connection> {
        // A panic while the lock was held left SQLite's own transaction rolled back: the connection is still sound.
        self.inner.database.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Answers about finished runs.
    fn remembered(&self) -> MutexGuard<'_, results::Remembered> {
        self.inner.remembered.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Changes whenever artifacts or documents do, in whichever process.
    pub fn state(&self) -> Result<String> {
        Ok(self.setting("state")?.unwrap_or_default())
    }

    /// A setting.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        use rusqlite::OptionalExtension as _;
        Ok(self.database().query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0)).optional()?)
    }

    /// Sets a setting.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        set_setting(&self.database(), key, value)
    }

    /// Makes another setting of the one that is there, in one step; it stays where nothing is made of it.
    pub fn change_setting(&self, key: &str, change: impl FnOnce(Option<&str>) -> Option<String>) -> Result<()> {
        use rusqlite::OptionalExtension as _;
        let mut database = self.database();
        let transaction = database.transaction()?;
        let before: Option<String> = transaction.query_row("SELECT value FROM meta WHERE key = ?1", [key], |r| r.get(0)).optional()?;
        if let Some(value) = change(before.as_deref()) {
            set_setting(&transaction, key, &value)?;
        }
        transaction.commit()?;
        Ok(())
    }
}

fn set_setting(database: &Connection, key: &str, value: &str) -> Result<()> {
    database.execute("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2", [key, value])?;
    Ok(())
}

/// An empty workspace in a folder that goes with the first of the two.
#[cfg(test)]
fn trial() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(&folder.path().join("ws"), "Test", "passphrase", vault::Cost::TRIVIAL).unwrap();
    (folder, store)
}

/// A random token in lower-case hexadecimal.
pub fn random_token(bytes: usize) -> String {
    let mut buffer = vec![0u8; bytes];
    SystemRandom::new().fill(&mut buffer).unwrap_or_else(|_| panic!("the system's random source failed"));
    buffer.iter().map(|b| format!("{b:02x}")).collect()
}

fn connect(home: &Path, key: &WorkspaceKey) -> Result<Connection> {
    let mut connection = Connection::open(home.join(DATABASE))?;
    // Whoever only begins to write after having read fails at once where somebody else wrote in between, instead of waiting.
    connection.set_transaction_behavior(rusqlite::TransactionBehavior::Immediate);
    let hex: String = key.database_key().iter().map(|b| format!("{b:02x}")).collect();
    connection.execute_batch(&format!(
        "PRAGMA key = \"x'{hex}'\"; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 60000; PRAGMA cache_size = -65536;"
    ))?;
    Ok(connection)
}

/// A failure with its place.
fn at(path: &Path, what: &str, error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), format!("{} could not be {what}: {error}", path.display()))
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_of_the_first_version_is_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(folder.path(), "Old", "passphrase", vault::Cost::TRIVIAL).unwrap();
        let tables = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        let all = |store: &Store| -> Vec<String> { store.database().prepare(tables).unwrap().query_map([], |r| r.get(0)).unwrap().map(|r| r.unwrap()).collect() };
        let wanted = all(&store);
        // As the first version left it.
        let drop_all: Vec<String> = {
            let database = store.database();
            let mut names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'meta'").unwrap();
            names.query_map([], |r| r.get::<_, String>(0)).unwrap().map(|n| format!("DROP TABLE {};", n.unwrap())).collect()
        };
        store.database().execute_batch(&format!("PRAGMA foreign_keys = OFF; {}", drop_all.concat())).unwrap();
        store.database().execute_batch(&schema::STEPS[0].replace("CREATE TABLE meta", "CREATE TABLE IF NOT EXISTS meta")).unwrap();
        store.database().execute_batch("UPDATE meta SET value = '1' WHERE key = 'schema'").unwrap();
        drop(store);
        let store = Store::open(folder.path(), "passphrase").unwrap();
        assert_eq!(all(&store), wanted);
        let version: String = store.database().query_row("SELECT value FROM meta WHERE key = 'schema'", [], |r| r.get(0)).unwrap();
        assert_eq!(version, schema::VERSION.to_string());
    }

    #[test]
    fn what_cannot_be_opened_is_told_with_its_place() {
        let (_folder, store) = trial();
        let home = store.home().to_path_buf();
        drop(store);
        std::fs::remove_file(home.join("open.lock")).unwrap();
        std::fs::create_dir(home.join("open.lock")).unwrap();
        let error = Store::open(&home, "passphrase").err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("open.lock could not be written: "), "{error}");
    }

    #[test]
    fn a_workspace_that_was_half_made_is_made_again_and_one_whose_key_file_is_gone_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        for (name, bytes) in [("keyfile.part", &b"cut"[..]), ("workspace.db", &[7; 8192][..]), ("workspace.db-wal", &[9; 100][..])] {
            std::fs::write(home.join(name), bytes).unwrap();
        }
        drop(Store::init(home, "New", "passphrase", vault::Cost::TRIVIAL).unwrap());
        assert_eq!(Store::open(home, "passphrase").unwrap().name(), "New");
        assert!(!home.join("keyfile.part").exists());
        assert!(matches!(Store::init(home, "Again", "passphrase", vault::Cost::TRIVIAL), Err(StoreError::Exists)));
        std::fs::rename(home.join("keyfile"), home.join("elsewhere")).unwrap();
        assert!(matches!(Store::init(home, "Again", "passphrase", vault::Cost::TRIVIAL), Err(StoreError::NoKeyFile)));
        std::fs::rename(home.join("elsewhere"), home.join("keyfile")).unwrap();
        assert_eq!(Store::open(home, "passphrase").unwrap().name(), "New", "nothing was touched");
    }

    #[test]
    fn findings_of_the_run_before_the_upgrade_are_not_new_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(folder.path(), "Old", "passphrase", vault::Cost::TRIVIAL).unwrap();
        let run = store.start_run("compare", 1, 1).unwrap();
        let finding = |run, id: &str| {
            let (verdict, aspect, kind) = ("altered".into(), "status".into(), "problem".into());
            let row = FindingRow { ordinal: 0, id: id.into(), patient: 0, verdict, aspect, kind, severity: 1, cause: "c-1".into(), class: "unit".into(), detail: "{}".into(), artifacts: Vec::new() };
            store.add_results(run, &[], &[row]).unwrap();
        };
        finding(run, "f-1");
        store.end_run(run, 2, "done", "{}").unwrap();
        store.database().execute_batch("DROP TABLE triage; DROP TABLE triage_now; DROP TABLE finding_span; DROP TABLE burn;").unwrap();
        let step = schema::STEPS.iter().find(|s| s.contains("CREATE TABLE triage ")).unwrap();
        store.database().execute_batch(step).unwrap();
        assert_eq!(store.finding_ids(run).unwrap(), Some(vec!["f-1".to_string()]));
        let next = store.start_run("compare", 3, 1).unwrap();
        finding(next, "f-1");
        store.conclude(&Conclusion { run: next, previous: run, stands: None, burn: &BurnRow::none_of(next), ended_ms: 4, report: "{}" }).unwrap();
        assert!(store.burn(next).unwrap().iter().all(|b| b.fresh == 0 && b.closed == 0 && b.returned == 0));
    }

    #[test]
    fn what_is_known_of_a_document_goes_by_its_hash() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(folder.path(), "Scans", "passphrase", vault::Cost::TRIVIAL).unwrap();
        let scan = |facts: &str, recognised: Option<&[u8]>| ScanRow { sha256: "ab".into(), facts: facts.into(), recognised: recognised.map(<[u8]>::to_vec) };
        assert_eq!(store.recognised("ab").unwrap(), None);
        store.keep_scan(&scan("{}", None)).unwrap();
        assert_eq!(store.recognised("ab").unwrap(), None);
        store.keep_scan(&scan("{\"pages\":1}", Some(b"lines"))).unwrap();
        assert_eq!(store.recognised("ab").unwrap().as_deref(), Some(&b"lines"[..]));
        assert_eq!(store.scan_facts("ab").unwrap().as_deref(), Some("{\"pages\":1}"));
        assert_eq!(store.scan_facts("cd").unwrap(), None, "no document has these bytes");
    }

    #[test]
    fn a_workspace_of_a_newer_program_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::init(folder.path(), "New", "passphrase", vault::Cost::TRIVIAL).unwrap();
        store.set_setting("schema", "99").unwrap();
        drop(store);
        assert!(matches!(Store::open(folder.path(), "passphrase"), Err(StoreError::Database(words)) if words.contains("newer program")));
    }
}
