//! Every way to print, log, serialise, copy, probe or forge around `Phi<T>` and `Deid<T>` must fail to compile.
//!
//! Each case of `leaks/` is one way with the compiler's refusal beside it; `TRYBUILD=overwrite` renews the refusals.

#[test]
fn no_leak_compiles() {
    trybuild::TestCases::new().compile_fail("tests/leaks/*.rs");
}
