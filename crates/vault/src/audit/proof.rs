//! Proofs over the tree: an entry is in it, and an older tree is a prefix of it.
//!
//! Making a proof needs the leaf hashes; checking one needs the roots only. The makers follow RFC 6962 section 2.1, the
//! checkers RFC 9162 section 2.1.3.2 and 2.1.4.2. A checker never panics, whatever it is given.

use super::tree::{Hash, empty_root, node_hash, root, split};

/// The proof that the leaf at `index` is in the tree over `leaves`. `None` if there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    let (mut leaves, mut index) = (leaves, index);
    while leaves.len() > 1 {
        let (left, right) = leaves.split_at(split(leaves.len()));
        if index < left.len() {
            path.push(root(right));
            leaves = left;
        } else {
            path.push(root(left));
            index -= left.len();
            leaves = right;
        }
    }
    path.reverse();
    Some(path)
}

/// The proof that the tree over the first `older` leaves is a prefix of the tree over all. `None` if it is larger.
/// Empty for the empty and for the same tree.
pub fn consistency_proof(leaves: &[Hash], older: usize) -> Option<Vec<Hash>> {
    if older > leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    if older == 0 || older == leaves.len() {
        return Some(path);
    }
    let (mut leaves, mut older, mut whole) = (leaves, older, true);
    while older < leaves.len() {
        let (left, right) = leaves.split_at(split(leaves.len()));
        if older <= left.len() {
            path.push(root(right));
            leaves = left;
        } else {
            path.push(root(left));
            older -= left.len();
            leaves = right;
            whole = false;
        }
    }
    if !whole {
        path.push(root(leaves));
    }
    path.reverse();
    Some(path)
}

/// Whether `path` proves that `leaf` is at `index` of the tree of `size` leaves with this root.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], tree: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *tree
}

/// Whether `path` proves that the tree of `older` leaves is a prefix of the tree of `newer` leaves.
pub fn verify_consistency(older: u64, newer: u64, path: &[Hash], older_root: &Hash, newer_root: &Hash) -> bool {
    if older > newer {
        return false;
    }
    if older == newer {
        return path.is_empty() && older_root == newer_root;
    }
    if older == 0 {
        return path.is_empty() && *older_root == empty_root();
    }
    let (mut node, mut last) = (older - 1, newer - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    // A perfect older tree is a node of the newer one, so the proof leaves it out.
    let (first, rest) = match path.split_first() {
        None => return false,
        Some(_) if older.is_power_of_two() => (*older_root, path),
        Some((first, rest)) => (*first, rest),
    };
    let (mut older_hash, mut newer_hash) = (first, first);
    for sibling in rest {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            older_hash = node_hash(sibling, &older_hash);
            newer_hash = node_hash(sibling, &newer_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            newer_hash = node_hash(&newer_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    last == 0 && older_hash == *older_root && newer_hash == *newer_root
}
