//! Words that rules, samples and the command line have in common.

/// `1 record`, `1204 records`: whoever reads a line is a person, and numbers stay as a script can cut them out.
pub fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
