//! Signatures: what a lead says to an acceptance that another person gave, and to the claim of a sample.
//!
//! A signature is given to what was seen: an acceptance that was changed meanwhile, or a sample that was read on, is a conflict and not
//! signed. Like the log of triage, signatures are only ever added. Who may give one is not decided here.

use crate::triage::write;
use crate::{Result, Store, StoreError, TriageEntry};
use rusqlite::{OptionalExtension as _, Row};

/// What somebody says to the claim of a sample.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SampleSignature {
    /// Token of the sample.
    pub sample: String,
    /// `approved` or `rejected`.
    pub verdict: String,
    /// Why.
    pub reason: String,
    /// Readings that had been entered.
    pub readings: u64,
    /// What the sample said then, in words.
    pub said: String,
    /// Who.
    pub by: String,
    /// When.
    pub at_ms: u64,
}

const SIGNATURE: &str = "sample, verdict, reason, readings, said, by, at_ms";

fn signature(r: &Row<'_>) -> rusqlite::Result<SampleSignature> {
    Ok(SampleSignature { sample: r.get(0)?, verdict: r.get(1)?, reason: r.get(2)?, readings: r.get(3)?, said: r.get(4)?, by: r.get(5)?, at_ms: r.get(6)? })
}

impl Store {
    /// Signs acceptances, all or none. Each entry comes with the place in the log of the decision that was looked at; another one by now is a
    /// conflict. Its time would not do: two decisions may fall into one millisecond.
    pub fn sign_waivers(&self, signed: &[(TriageEntry, u64)]) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        for (entry, seen) in signed {
            let sql = "SELECT decided_seq FROM triage_now WHERE subject = ?1 AND disposition = 'accepted' AND signed IS NULL";
            let decided: Option<u64> = transaction.query_row(sql, [&entry.subject], |r| r.get(0)).optional()?;
            if decided != Some(*seen) {
                return Err(StoreError::Conflict);
            }
        }
        let entries: Vec<TriageEntry> = signed.iter().map(|(entry, _)| entry.clone()).collect();
        write(&transaction, &entries)?;
        transaction.commit()?;
        Ok(())
    }

    /// Signs a sample. Another number of readings than the signer saw is a conflict, and so is a signature that these readings have already.
    pub fn sign_sample(&self, s: &SampleSignature) -> Result<()> {
        let mut database = self.database();
        let transaction = database.transaction()?;
        let readings: u64 = transaction.query_row("SELECT count(*) FROM chart_review WHERE sample = ?1", [&s.sample], |r| r.get(0))?;
        let signed: bool = transaction.query_row("SELECT EXISTS (SELECT 1 FROM sample_sign WHERE sample = ?1 AND readings = ?2)", (&s.sample, s.readings), |r| r.get(0))?;
        if readings != s.readings || signed {
            return Err(StoreError::Conflict);
        }
        transaction.execute(
            &format!("INSERT INTO sample_sign ({SIGNATURE}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
            rusqlite::params![s.sample, s.verdict, s.reason, s.readings, s.said, s.by, s.at_ms],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// The last signature of a sample.
    pub fn sample_signature(&self, sample: &str) -> Result<Option<SampleSignature>> {
        let sql = format!("SELECT {SIGNATURE} FROM sample_sign WHERE sample = ?1 ORDER BY seq DESC LIMIT 1");
        Ok(self.database().query_row(&sql, [sample], signature).optional()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ReviewRow, SampleItemRow, SampleRow};

    /// The place in the log of what was decided.
    fn seq(store: &Store, subject: &str) -> u64 {
        store.triage_of(subject).unwrap().unwrap().seq
    }

    fn entry(at_ms: u64, by: &str) -> TriageEntry {
        TriageEntry { at_ms, by: by.into(), subject_kind: "cause".into(), subject: "c-1".into(), findings: at_ms, ..TriageEntry::default() }
    }

    fn accepted(at_ms: u64) -> TriageEntry {
        TriageEntry { disposition: Some("accepted".into()), reason: "known".into(), expires_ms: Some(99), ..entry(at_ms, "asker") }
    }

    fn signed(at_ms: u64, verdict: &str) -> TriageEntry {
        TriageEntry { signed: Some(verdict.into()), reason: "read".into(), ..entry(at_ms, "lead") }
    }

    #[test]
    fn a_signature_belongs_to_the_acceptance_that_was_seen_and_goes_with_it() {
        let (_folder, store) = crate::trial();
        store.add_triage(&[accepted(1)]).unwrap();
        let seen = seq(&store, "c-1");
        assert!(matches!(store.sign_waivers(&[(signed(5, "approved"), seen + 1)]), Err(StoreError::Conflict)), "another acceptance than the one seen");
        store.sign_waivers(&[(signed(5, "approved"), seen)]).unwrap();
        let now = store.triage_of("c-1").unwrap().unwrap();
        assert_eq!((now.signed.as_deref(), now.signed_by.as_str(), now.signed_ms, now.signed_findings, now.signed_reason.as_str()), (Some("approved"), "lead", 5, 5, "read"));
        assert_eq!((now.disposition.as_deref(), now.reason.as_str(), now.by.as_str(), now.findings), (Some("accepted"), "known", "asker", 1), "the acceptance stays as it was asked for");
        assert!(store.sign_waivers(&[(signed(6, "rejected"), seen)]).is_err(), "what is signed is signed");

        store.add_triage(&[TriageEntry { owner: Some("ada".into()), ..entry(7, "asker") }]).unwrap();
        assert_eq!(store.triage_of("c-1").unwrap().unwrap().signed.as_deref(), Some("approved"), "an owner takes no signature away");
        store.add_triage(&[accepted(8)]).unwrap();
        let again = store.triage_of("c-1").unwrap().unwrap();
        assert_eq!((again.signed, again.signed_by.as_str(), again.signed_ms), (None, "", 0), "a new acceptance is not signed");
        let (log, _) = store.triage_log(&["c-1".into()], 0, 10).unwrap();
        assert_eq!(log.iter().filter(|e| e.signed.as_deref() == Some("approved")).count(), 1, "the log keeps both");
    }

    #[test]
    fn two_acceptances_of_one_millisecond_are_two() {
        let (_folder, store) = crate::trial();
        store.add_triage(&[accepted(1)]).unwrap();
        let seen = seq(&store, "c-1");
        let wider = TriageEntry { reason: "and all others of its kind".into(), expires_ms: Some(9_999), ..accepted(1) };
        store.add_triage(&[wider, TriageEntry { comment: "as discussed".into(), ..entry(1, "asker") }]).unwrap();
        assert!(matches!(store.sign_waivers(&[(signed(5, "approved"), seen)]), Err(StoreError::Conflict)), "the lead saw the narrower one");
        assert_eq!(store.triage_of("c-1").unwrap().unwrap().signed, None);
        assert_eq!(seq(&store, "c-1"), seen + 1, "a comment decides nothing");
        store.sign_waivers(&[(signed(5, "approved"), seen + 1)]).unwrap();
    }

    #[test]
    fn decisions_of_an_older_program_have_their_place_in_the_log() {
        let (_folder, store) = crate::trial();
        store.add_triage(&[accepted(1), TriageEntry { comment: "as discussed".into(), ..entry(2, "asker") }, TriageEntry { subject: "c-2".into(), owner: Some("ada".into()), ..entry(3, "asker") }]).unwrap();
        let seen = seq(&store, "c-1");
        store.database().execute_batch("ALTER TABLE triage_now DROP COLUMN decided_seq").unwrap();
        let step = crate::schema::STEPS.iter().find(|step| step.contains("decided_seq")).unwrap();
        let (column, filled) = step.split_once("CREATE TABLE").unwrap();
        assert!(column.contains("UPDATE triage_now") && !filled.contains("triage_now"));
        store.database().execute_batch(column).unwrap();
        assert_eq!((seq(&store, "c-1"), seq(&store, "c-2")), (seen, 0));
    }

    #[test]
    fn several_are_signed_together_or_not_at_all() {
        let (_folder, store) = crate::trial();
        store.add_triage(&[accepted(1), TriageEntry { subject: "c-2".into(), ..accepted(2) }]).unwrap();
        let second = TriageEntry { subject: "c-2".into(), ..signed(5, "approved") };
        let (one, two) = (seq(&store, "c-1"), seq(&store, "c-2"));
        assert!(store.sign_waivers(&[(signed(5, "approved"), one), (second.clone(), one)]).is_err());
        assert_eq!(store.triage_of("c-1").unwrap().unwrap().signed, None);
        store.sign_waivers(&[(signed(5, "approved"), one), (second, two)]).unwrap();
        assert!(store.triage_of_all("cause").unwrap().values().all(|row| row.signed.as_deref() == Some("approved")));
    }

    #[test]
    fn a_sample_is_signed_as_it_was_read_and_the_signature_stays() {
        let (_folder, store) = crate::trial();
        let sample = SampleRow { id: "cr-1".into(), run: 1, seed: 1, claim: 0.05, confidence: 0.95, errors_allowed: 0, patients: [0, 0, 9], design: String::new(), by: "ada".into(), at_ms: 1 };
        let item = SampleItemRow { place: 1, token: "AAA".into(), stratum: "rest".into(), by_lot: true, readers: 1, side: "paired".into(), counts: [1, 1, 0, 0], reasons: "[]".into() };
        store.add_sample(&sample, &[item]).unwrap();
        let review = ReviewRow { token: "AAA".into(), reader: "bo".into(), outcome: "held".into(), kind: String::new(), aspect: String::new(), comment: String::new(), at_ms: 5 };
        store.add_review("cr-1", &review).unwrap();
        let sign = SampleSignature { sample: "cr-1".into(), verdict: "approved".into(), readings: 1, said: "0 errors".into(), by: "lead".into(), at_ms: 9, ..SampleSignature::default() };
        assert!(matches!(store.sign_sample(&SampleSignature { readings: 0, ..sign.clone() }), Err(StoreError::Conflict)));
        store.sign_sample(&sign).unwrap();
        assert_eq!(store.sample_signature("cr-1").unwrap(), Some(sign.clone()));
        let second = SampleSignature { verdict: "rejected".into(), by: "another lead".into(), at_ms: 9, ..sign.clone() };
        assert!(matches!(store.sign_sample(&second), Err(StoreError::Conflict)), "two leads at once: one word on the same readings");
        assert_eq!(store.sample_signature("cr-1").unwrap(), Some(sign));
        assert!(store.database().execute("DELETE FROM sample_sign", []).is_err());
        assert_eq!(store.sample_signature("cr-2").unwrap(), None);
    }
}
