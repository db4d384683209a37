//! The workspace's tables, step by step: a new workspace goes through every step, an older one through those that it has not
//! seen. A step that has shipped is never changed.

/// Version of the tables: how many steps lead to them.
pub(crate) const VERSION: usize = STEPS.len();

/// `STEPS[n]` leads from version n to n + 1; version 0 is an empty database.
pub(crate) const STEPS: &[&str] = &["
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE account (name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE session (hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE artifact (
  id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, side TEXT NOT NULL, system TEXT NOT NULL, path TEXT NOT NULL, format TEXT NOT NULL,
  size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, blob TEXT NOT NULL, encoding TEXT NOT NULL, records INTEGER NOT NULL, quarantined INTEGER NOT NULL,
  issues INTEGER NOT NULL, fields INTEGER NOT NULL, patients INTEGER, state TEXT NOT NULL, ingested_ms INTEGER NOT NULL, origins TEXT, run INTEGER, active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX artifact_side ON artifact (active, side, path);
CREATE TABLE relation (
  artifact INTEGER NOT NULL REFERENCES artifact (id), name TEXT NOT NULL, rows INTEGER NOT NULL, profile TEXT NOT NULL,
  PRIMARY KEY (artifact, name)
) STRICT;
CREATE TABLE issue (artifact INTEGER NOT NULL REFERENCES artifact (id), line INTEGER NOT NULL, byte INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, quarantined INTEGER NOT NULL) STRICT;
CREATE INDEX issue_artifact ON issue (quarantined, artifact, line);
CREATE TABLE document (
  kind TEXT NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL, at_ms INTEGER NOT NULL, note TEXT NOT NULL, approved_by TEXT,
  PRIMARY KEY (kind, version)
) STRICT;
CREATE TABLE run (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, started_ms INTEGER NOT NULL, ended_ms INTEGER, version INTEGER NOT NULL, state TEXT NOT NULL, report TEXT NOT NULL) STRICT;
CREATE TABLE held (run INTEGER NOT NULL, artifact INTEGER NOT NULL, line INTEGER NOT NULL, relation TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
CREATE INDEX held_place ON held (run, artifact, line);
CREATE TABLE pseudonym (key TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE patient (
  run INTEGER NOT NULL, ordinal INTEGER NOT NULL, token TEXT NOT NULL, side TEXT NOT NULL, sex TEXT NOT NULL, age_band TEXT NOT NULL,
  legacy INTEGER NOT NULL, destination INTEGER NOT NULL, findings INTEGER NOT NULL, safety INTEGER NOT NULL, clinical INTEGER NOT NULL, score REAL NOT NULL, reasons TEXT NOT NULL,
  blob TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, worst INTEGER NOT NULL,
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_rank ON patient (run, score DESC);
CREATE INDEX patient_token ON patient (run, token);
CREATE TABLE cause (
  run INTEGER NOT NULL, id TEXT NOT NULL, class TEXT NOT NULL, label TEXT NOT NULL, evidence TEXT NOT NULL, rule TEXT, kind TEXT NOT NULL, verdict TEXT NOT NULL, aspect TEXT NOT NULL,
  severity INTEGER NOT NULL, statements INTEGER NOT NULL, safety INTEGER NOT NULL, patients INTEGER NOT NULL, clusters TEXT NOT NULL,
  PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding (
  run INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, patient INTEGER NOT NULL, verdict TEXT NOT NULL, aspect TEXT NOT NULL, kind TEXT NOT NULL, severity INTEGER NOT NULL,
  cause TEXT NOT NULL, class TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_id ON finding (run, id);
CREATE INDEX finding_severity ON finding (run, severity, ordinal);
CREATE INDEX finding_cause ON finding (run, cause, severity, ordinal);
CREATE INDEX finding_patient ON finding (run, patient, severity, ordinal);
CREATE TABLE audit (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, what TEXT NOT NULL, object TEXT NOT NULL, outcome TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
", "
ALTER TABLE relation ADD COLUMN sketches BLOB NOT NULL DEFAULT x'';
DROP INDEX artifact_side;
CREATE INDEX artifact_side ON artifact (active, side DESC, path);
CREATE INDEX artifact_facets ON artifact (active, side, format, state, path, records, quarantined, patients, size_bytes, fields);
CREATE TABLE traffic (artifact INTEGER NOT NULL REFERENCES artifact (id), kind TEXT NOT NULL, name TEXT NOT NULL, year INTEGER NOT NULL, records INTEGER NOT NULL) STRICT;
CREATE INDEX traffic_artifact ON traffic (artifact);
CREATE TABLE corner (id TEXT PRIMARY KEY, decision TEXT NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
", "
CREATE TABLE patient_reason (run INTEGER NOT NULL, key TEXT NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (run, key, ordinal)) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO patient_reason SELECT run, json_extract(value, '$.key'), ordinal FROM patient, json_each(patient.reasons);
CREATE INDEX patient_list ON patient (run, score DESC, ordinal, side, safety, clinical, findings, legacy, destination, token);
DROP INDEX finding_severity;
CREATE INDEX finding_list ON finding (run, severity, ordinal, verdict, kind, class, cause, patient);
", "
CREATE TABLE artifact_layout (artifact INTEGER PRIMARY KEY REFERENCES artifact (id), layout TEXT NOT NULL) STRICT;
"];

