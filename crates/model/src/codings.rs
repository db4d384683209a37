//! The codings of one meaning, shared by all that say it.
//!
//! Two books say a few thousand concepts millions of times. Codings are held once for a thread that reads them, so that to copy them, to compare
//! them and to read them back costs as little as a number would. They serialize as a list where people read it, and as bytes elsewhere.

use crate::Coding;
use rustc_hash::FxHasher;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// Codings that a thread remembers at most: some hundred bytes each.
const REMEMBERED: usize = 4_096;

thread_local! {
    /// What was read before, each in the place that its hash gives it; whoever comes later takes the place.
    static KNOWN: RefCell<Vec<Option<Arc<Shared>>>> = RefCell::new(vec![None; REMEMBERED]);
}

/// The codings of one meaning, in the order of the source: a slice that cannot be changed. None of them takes no room.
#[derive(Clone, Default)]
pub struct Codings(Option<Arc<Shared>>);

struct Shared {
    codings: Vec<Coding>,
    /// System, code and display of each, every text behind its length in four bytes.
    packed: Vec<u8>,
    hash: u64,
}

impl Codings {
    /// No codings.
    pub fn none() -> Self {
        Self(None)
    }

    /// The codings as bytes: two are equal exactly where their bytes are.
    pub fn packed(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |shared| &shared.packed)
    }

    /// Those that were packed so; `codings` makes them where this thread has not met them lately.
    fn known(packed: &[u8], codings: impl FnOnce() -> Option<Vec<Coding>>) -> Option<Self> {
        if packed.is_empty() {
            return Some(Self(None));
        }
        let mut hasher = FxHasher::default();
        hasher.write(packed);
        let hash = hasher.finish();
        KNOWN.with_borrow_mut(|known| {
            let place = known.get_mut(hash as usize % REMEMBERED)?;
            if let Some(shared) = place.as_ref().filter(|shared| shared.packed == packed) {
                return Some(Self(Some(shared.clone())));
            }
            let shared = Arc::new(Shared { codings: codings()?, packed: packed.to_vec(), hash });
            *place = Some(shared.clone());
            Some(Self(Some(shared)))
        })
    }

    /// Those whose bytes these are; none where they are cut.
    pub fn of_packed(packed: &[u8]) -> Option<Self> {
        Self::known(packed, || unpack(packed))
    }
}

fn pack(codings: &[Coding]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(codings.len() * 96);
    for text in codings.iter().flat_map(|c| [&c.system, &c.code, &c.display]) {
        packed.extend((text.len() as u32).to_le_bytes());
        packed.extend_from_slice(text.as_bytes());
    }
    packed
}

fn unpack(mut packed: &[u8]) -> Option<Vec<Coding>> {
    let mut text = || {
        let (length, rest) = packed.split_first_chunk::<4>()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        packed = rest;
        Some((String::from_utf8(text.to_vec()).ok()?, rest.is_empty()))
    };
    let mut codings = Vec::new();
    loop {
        let ((system, _), (code, _), (display, is_last)) = (text()?, text()?, text()?);
        codings.push(Coding { system, code, display });
        if is_last {
            return Some(codings);
        }
    }
}

impl From<Vec<Coding>> for Codings {
    fn from(codings: Vec<Coding>) -> Self {
        Self::known(&pack(&codings), || Some(codings)).unwrap_or_default()
    }
}

impl<const N: usize> From<[Coding; N]> for Codings {
    fn from(codings: [Coding; N]) -> Self {
        Vec::from(codings).into()
    }
}

impl FromIterator<Coding> for Codings {
    fn from_iter<I: IntoIterator<Item = Coding>>(codings: I) -> Self {
        codings.into_iter().collect::<Vec<_>>().into()
    }
}

impl Deref for Codings {
    type Target = [Coding];

    #[inline]
    fn deref(&self) -> &[Coding] {
        self.0.as_ref().map_or(&[], |shared| &shared.codings)
    }
}

impl<'a> IntoIterator for &'a Codings {
    type Item = &'a Coding;
    type IntoIter = std::slice::Iter<'a, Coding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq for Codings {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(own), Some(theirs)) => Arc::ptr_eq(own, theirs) || (own.hash == theirs.hash && own.packed == theirs.packed),
            (own, theirs) => own.is_none() && theirs.is_none(),
        }
    }
}

impl Eq for Codings {}

impl Hash for Codings {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.as_ref().map_or(0, |shared| shared.hash));
    }
}

impl fmt::Debug for Codings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.deref().fmt(f)
    }
}

impl Serialize for Codings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => self.deref().serialize(serializer),
            false => serializer.serialize_bytes(self.packed()),
        }
    }
}

impl<'de> Deserialize<'de> for Codings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Packed;
        impl Visitor<'_> for Packed {
            type Value = Codings;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("packed codings")
            }

            fn visit_bytes<E: Error>(self, packed: &[u8]) -> Result<Codings, E> {
                Codings::of_packed(packed).ok_or_else(|| E::custom("codings are cut"))
            }
        }
        match deserializer.is_human_readable() {
            true => Ok(Vec::<Coding>::deserialize(deserializer)?.into()),
            false => deserializer.deserialize_bytes(Packed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn coding(texts: (String, String, String)) -> Coding {
        Coding { system: texts.0, code: texts.1, display: texts.2 }
    }

    proptest! {
        #[test]
        fn codings_are_their_list_and_come_back_from_both_forms(lists in prop::collection::vec(prop::collection::vec(any::<(String, String, String)>(), 0..4), 1..9)) {
            let lists: Vec<Vec<Coding>> = lists.into_iter().map(|list| list.into_iter().map(coding).collect()).collect();
            for (own, theirs) in lists.iter().flat_map(|own| lists.iter().map(move |theirs| (own, theirs))) {
                let (one, other) = (Codings::from(own.clone()), Codings::from(theirs.clone()));
                prop_assert_eq!(&*one, own.as_slice());
                prop_assert_eq!(one == other, own == theirs);
                prop_assert_eq!(one.packed() == other.packed(), own == theirs);
                prop_assert_eq!(&unpack(one.packed()).unwrap_or_default(), own);
                let json = serde_json::to_string(&one).unwrap();
                prop_assert_eq!(&json, &serde_json::to_string(own).unwrap());
                prop_assert_eq!(&serde_json::from_str::<Codings>(&json).unwrap(), &one);
                let bytes = postcard::to_stdvec(&(&one, 7_u8)).unwrap();
                prop_assert_eq!(postcard::from_bytes::<(Codings, u8)>(&bytes).unwrap(), (one, 7));
            }
        }

        #[test]
        fn bytes_that_are_cut_are_no_codings(list in prop::collection::vec(any::<(String, String, String)>(), 1..4), at in any::<prop::sample::Index>()) {
            let packed = pack(&list.into_iter().map(coding).collect::<Vec<_>>());
            let (cut, _) = packed.split_at(at.index(packed.len()));
            // Nothing panics; what is whole up to a coding's end reads as the codings before.
            prop_assert!(unpack(cut).is_none_or(|codings| pack(&codings) == cut));
        }
    }

    #[test]
    fn the_same_codings_are_held_once_and_more_than_are_remembered_stay_right() {
        let of = |n: usize| Codings::from([Coding { system: "urn:s".into(), code: n.to_string(), display: String::new() }]);
        let (one, again) = (of(1), of(1));
        assert!(std::ptr::eq(&*one, &*again));
        for n in 0..3 * REMEMBERED {
            assert_eq!(of(n).first().map(|c| c.code.clone()), Some(n.to_string()));
        }
        assert_eq!(of(1), one);
    }
}
