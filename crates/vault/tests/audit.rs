//! Properties of the audit log's proofs and checkpoints.

use proptest::prelude::*;
use vault::WorkspaceKey;
use vault::audit::{
    Checkpoint, Frontier, Hash, NoteError, Signer, Verifier, consistency_proof, inclusion_proof, leaf_hash, root,
    verify_consistency, verify_inclusion,
};

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|index| leaf_hash(format!("entry {index}").as_bytes())).collect()
}

/// A signed head of the log over these leaves.
fn head(leaves: &[Hash]) -> Checkpoint {
    Checkpoint { origin: "throughline/demo".to_owned(), size: leaves.len() as u64, root: root(leaves) }
}

#[test]
fn every_proof_of_every_small_tree_holds() {
    for size in 0..40usize {
        let all = leaves(size);
        let tree = root(&all);
        assert!(inclusion_proof(&all, size).is_none());
        assert!(consistency_proof(&all, size + 1).is_none());
        for index in 0..size {
            let path = inclusion_proof(&all, index).unwrap();
            assert!(verify_inclusion(&all[index], index as u64, size as u64, &path, &tree), "{index} of {size}");
        }
        for older in 0..=size {
            let path = consistency_proof(&all, older).unwrap();
            let before = root(&all[..older]);
            assert!(verify_consistency(older as u64, size as u64, &path, &before, &tree), "{older} of {size}");
        }
    }
}

proptest! {
    #[test]
    fn a_frontier_is_the_root(size in 0usize..300, stop in 0usize..300) {
        let all = leaves(size);
        let mut frontier = Frontier::new();
        for (index, leaf) in all.iter().enumerate() {
            if index == stop {
                frontier = Frontier::from_parts(frontier.size(), frontier.nodes().to_vec()).unwrap();
            }
            prop_assert_eq!(frontier.append(*leaf), index as u64);
        }
        prop_assert_eq!(frontier.size(), size as u64);
        prop_assert_eq!(frontier.root(), root(&all));
    }

    #[test]
    fn a_changed_inclusion_proof_fails(size in 1usize..200, index in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let all = leaves(size);
        let (tree, index) = (root(&all), index.index(size));
        let path = inclusion_proof(&all, index).unwrap();
        let check = |leaf: &Hash, index: usize, path: &[Hash]| verify_inclusion(leaf, index as u64, size as u64, path, &tree);
        prop_assert!(check(&all[index], index, &path));
        prop_assert!(!check(&leaf_hash(b"another"), index, &path));
        prop_assert!(!check(&all[index], index + 1, &path));
        let mut longer = path.clone();
        longer.push(tree);
        prop_assert!(!check(&all[index], index, &longer));
        if !path.is_empty() {
            prop_assert!(!check(&all[index], index, &path[1..]));
            let mut changed = path.clone();
            let at = at.index(path.len());
            changed[at].0[at % 32] ^= 1 << bit;
            prop_assert!(!check(&all[index], index, &changed));
        }
    }

    #[test]
    fn a_rewritten_log_is_noticed(size in 2usize..200, older in any::<prop::sample::Index>(), changed in any::<prop::sample::Index>()) {
        let older = 1 + older.index(size - 1);
        let all = leaves(size);
        let before = root(&all[..older]);
        let mut rewritten = all.clone();
        rewritten[changed.index(older)] = leaf_hash(b"rewritten");
        let path = consistency_proof(&rewritten, older).unwrap();
        prop_assert!(!verify_consistency(older as u64, size as u64, &path, &before, &root(&rewritten)));
        let honest = consistency_proof(&all, older).unwrap();
        prop_assert!(!verify_consistency(older as u64, size as u64, &honest, &before, &root(&rewritten)));
    }

    #[test]
    fn checkers_never_panic(older in any::<u64>(), newer in any::<u64>(), path in prop::collection::vec(any::<[u8; 32]>(), 0..70)) {
        let path: Vec<Hash> = path.into_iter().map(Hash).collect();
        let hash = leaf_hash(b"");
        let _ = verify_inclusion(&hash, older, newer, &path, &hash);
        let _ = verify_consistency(older, newer, &path, &hash, &hash);
    }
}

fn signer(name: &str, seed: u8) -> Signer {
    Signer::from_seed(name, &[seed; 32]).unwrap()
}

#[test]
fn a_checkpoint_survives_its_note() {
    let checkpoint = head(&leaves(7));
    let log = signer("throughline/demo", 1);
    let note = checkpoint.sign(&log).unwrap();
    assert_eq!(Checkpoint::verify(&note, log.verifier()), Ok(checkpoint));
    let verifier = Verifier::parse(&log.verifier().to_string()).unwrap();
    assert_eq!(&verifier, log.verifier());
    assert!(note.starts_with("throughline/demo\n7\n"));
}

#[test]
fn a_changed_or_foreign_checkpoint_is_refused() {
    let log = signer("throughline/demo", 1);
    let note = head(&leaves(7)).sign(&log).unwrap();
    let verify = |note: &str| Checkpoint::verify(note, log.verifier());
    assert_eq!(verify(&note.replace("\n7\n", "\n8\n")), Err(NoteError::BadSignature));
    assert_eq!(Checkpoint::verify(&note, signer("throughline/demo", 2).verifier()), Err(NoteError::Unsigned));
    assert_eq!(Checkpoint::verify(&note, signer("another", 1).verifier()), Err(NoteError::Unsigned));
    for bad in ["", "\n", "\n\n", "text\n", "text\n\n", "text\n\nline\n", "a\r\n\n\u{2014} b c\n"] {
        assert_eq!(verify(bad), Err(NoteError::Malformed), "{bad:?}");
    }
    let unsigned = note.replace('\u{2014}', "\u{2014} x");
    assert!(verify(&unsigned).is_err());
    assert!(Signer::from_seed("two words", &[1; 32]).is_err());
    assert!(Verifier::parse("a+00000000+AAAA").is_err());
}

#[test]
fn a_witness_notices_what_a_signature_does_not() {
    let (log, witness) = (signer("throughline/demo", 1), signer("desktop", 2));
    let all = leaves(50);
    let seen = head(&all[..40]);
    let note = seen.sign(&log).unwrap();
    let cosigned = Checkpoint::cosign(&note, &witness, 1_700_000_000).unwrap();
    let again = Checkpoint::cosign(&cosigned, &witness, 1_700_000_060).unwrap();
    assert_eq!(Checkpoint::cosigned_at(&again, witness.verifier()), Ok(1_700_000_060));
    assert_eq!(Checkpoint::cosigned_at(&note, witness.verifier()), Err(NoteError::Unsigned));
    assert_eq!(Checkpoint::verify(&again, log.verifier()), Ok(seen.clone()));

    let grown = head(&all);
    assert!(grown.continues(&seen, &consistency_proof(&all, 40).unwrap()));

    // Cut back to 30, gone on otherwise, signed again: the signature verifies, the witness does not accept it.
    let mut cut = all[..30].to_vec();
    cut.extend((0..25).map(|index| leaf_hash(format!("other {index}").as_bytes())));
    let resigned = head(&cut).sign(&log).unwrap();
    let resigned = Checkpoint::verify(&resigned, log.verifier()).unwrap();
    assert!(!resigned.continues(&seen, &consistency_proof(&cut, 40).unwrap()));
    assert!(!head(&all[..30]).continues(&seen, &[]));
}

#[test]
fn proofs_outlive_the_key() {
    let key = WorkspaceKey::from_bytes([3; 32]);
    let log = key.audit_signer("throughline/demo").unwrap();
    let note = head(&leaves(3)).sign(&log).unwrap();
    let public = log.verifier().to_string();
    drop((key, log));
    assert!(Checkpoint::verify(&note, &Verifier::parse(&public).unwrap()).is_ok());
}
