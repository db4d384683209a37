//! What a version of a document changed, line by line: what went, what came, and at which line of the new text.

/// Lines of an answer, and changes that are looked for one by one. Where there are more, all between the first and the last of them went and came.
const LINES_MAX: usize = 400;

/// A line that went or came, with how many lines of the old and of the new text stand before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    came: bool,
    old: usize,
    new: usize,
}

/// Lines that went as `- LINE` and those that came as `+ LINE`, behind `@@ line N` wherever others lie between.
pub(super) fn line_diff(before: &str, after: &str) -> Vec<String> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(one, other)| one == other).count();
    let (old, new) = (&old[start..old.len() - end], &new[start..new.len() - end]);
    let mut told: Vec<String> = Vec::new();
    let mut next = None;
    for change in fewest(old, new).unwrap_or_else(|| all(old.len(), new.len())) {
        if next != Some((change.old, change.new)) {
            told.push(format!("@@ line {}", start + change.new + 1));
        }
        told.push(if change.came { format!("+ {}", new[change.new]) } else { format!("- {}", old[change.old]) });
        next = Some((change.old + usize::from(!change.came), change.new + usize::from(change.came)));
    }
    told.truncate(LINES_MAX);
    told
}

/// Every old line went and every new one came.
fn all(old: usize, new: usize) -> Vec<Change> {
    let went = (0..old).map(|at| Change { came: false, old: at, new: 0 });
    went.chain((0..new).map(|at| Change { came: true, old, new: at })).collect()
}

/// The fewest changes that make the new lines of the old ones (Myers, An O(ND) difference algorithm, 1986); none where they are too many.
fn fewest(old: &[&str], new: &[&str]) -> Option<Vec<Change>> {
    let most = LINES_MAX.min(old.len() + new.len());
    let middle = most + 1;
    // By diagonal: how many old lines the best way so far has behind it. Of every round as it was before it.
    let mut far = vec![0usize; 2 * most + 3];
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for round in 0..=most {
        rounds.push(far.clone());
        for step in (0..=2 * round).step_by(2) {
            let at = middle + step - round;
            let came = step == 0 || (step != 2 * round && far[at - 1] < far[at + 1]);
            let mut gone = if came { far[at + 1] } else { far[at - 1] + 1 };
            let mut there = gone + round - step;
            while gone < old.len() && there < new.len() && old[gone] == new[there] {
                gone += 1;
                there += 1;
            }
            far[at] = gone;
            if gone >= old.len() && there >= new.len() {
                return Some(way(old.len(), new.len(), &rounds, middle));
            }
        }
    }
    None
}

/// The way back from the end, round by round.
fn way(mut old: usize, mut new: usize, rounds: &[Vec<usize>], middle: usize) -> Vec<Change> {
    let mut changes = Vec::new();
    for (round, far) in rounds.iter().enumerate().skip(1).rev() {
        let at = middle + old - new;
        let came = at == middle - round || (at != middle + round && far[at - 1] < far[at + 1]);
        let from = if came { at + 1 } else { at - 1 };
        old = far[from];
        new = middle + old - from;
        changes.push(Change { came, old, new });
    }
    changes.reverse();
    changes
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
    fn what_is_told_makes_the_new_lines_of_the_old_ones() {
        let text = |seed: usize, lines: usize| -> Vec<&str> { (0..lines).map(|at| ["a", "b", "c"][(seed * 7 + at * at * (seed + 3) + at / 2) % 3]).collect() };
        for seed in 0..200 {
            let (old, new) = (text(seed, seed % 13), text(seed + 1, (seed * 5) % 11));
            let mut made: Vec<&str> = Vec::new();
            let mut behind = 0;
            for change in fewest(&old, &new).unwrap() {
                made.extend(&old[behind..change.old]);
                assert_eq!(made.len(), change.new);
                behind = change.old + usize::from(!change.came);
                made.extend(change.came.then(|| new[change.new]));
            }
            made.extend(&old[behind..]);
            assert_eq!(made, new, "{old:?}");
        }
    }

    #[test]
    fn more_changes_than_are_told_are_cut_off() {
        let lines = |word: &str| (0..1_000).map(|at| format!("{word} {at}\n")).collect::<String>();
        let told = line_diff(&lines("old"), &lines("new"));
        assert_eq!((told.len(), told[0].as_str(), told[1].as_str()), (LINES_MAX, "@@ line 1", "- old 0"));
    }
}
