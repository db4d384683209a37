//! Whether two texts are equal, asked cheaply where most of them are empty.
//!
//! Nothing else than `==` says. An empty text that was never filled has no memory of its own, and comparing two of them byte by byte costs
//! some processors a hundred times what it costs to see that both are empty.

/// Whether two texts are equal.
pub(crate) fn equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && (a.is_empty() || a == b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_what_the_language_calls_equal(a in "[ab]{0,3}", b in "[ab]{0,3}") {
            prop_assert_eq!(equal(&a, &b), a == b);
        }
    }
}
