//! What a version of a document changed, line by line: what went, what came, and at which line of the new text.

use similar::{ChangeTag, TextDiff};

/// Lines of an answer.
const LINES_MAX: usize = 400;

/// Lines that went as `- LINE` and those that came as `+ LINE`, behind `@@ line N` wherever others lie between.
pub(super) fn line_diff(before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let diff = TextDiff::from_slices(&old, &new);
    let mut told: Vec<String> = Vec::new();
    for group in diff.grouped_ops(0) {
        told.extend(group.first().map(|first| format!("@@ line {}", first.new_range().start + 1)));
        told.extend(group.iter().flat_map(|op| diff.iter_changes(op)).filter_map(|change| match change.tag() {
            ChangeTag::Delete => Some(format!("- {}", change.value())),
            ChangeTag::Insert => Some(format!("+ {}", change.value())),
            ChangeTag::Equal => None,
        }));
    }
    told.truncate(LINES_MAX);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_far_apart_leave_what_lies_between_alone() {
        let old = "a\nb\nc\nd\ne\nf\ng";
        assert_eq!(line_diff(old, "a\nB\nc\nd\ne\nf\nnew\ng"), ["@@ line 2", "- b", "+ B", "@@ line 7", "+ new"]);
        assert_eq!(line_diff(old, "a\nc\nd\ne\ng"), ["@@ line 2", "- b", "@@ line 5", "- f"]);
        assert!(line_diff(old, old).is_empty());
        assert_eq!(line_diff("", "x"), ["@@ line 1", "+ x"]);
        assert_eq!(line_diff("x\ny", ""), ["@@ line 1", "- x", "- y"]);
    }

    #[test]
    fn more_changes_than_are_told_are_cut_off() {
        let lines = |word: &str| (0..1_000).map(|at| format!("{word} {at}\n")).collect::<String>();
        let told = line_diff(&lines("old"), &lines("new"));
        assert_eq!((told.len(), told[0].as_str(), told[1].as_str()), (LINES_MAX, "@@ line 1", "- old 0"));
    }
}
