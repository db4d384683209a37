//! The page of the benchmarks: a head, and a section a part. A part that was not measured this time keeps its section.
//!
//! What the tables of all parts share is here too: cells, growth, and what ours is against a peer.

use std::fs;

use super::titles;

const HEAD: &str = "# Benchmarks\n\n\
`cargo xtask bench --out docs/benchmarks.md` writes this page; `--only main,readers,profile,compare,feed,lists` measures some of its sections and keeps the others as\n\
they were. Each section says on what machine and with which build it was measured. Peers run in the same run, on the same input. Growth is the ratio of the times\n\
over the ratio of the inputs, against the next smaller size: 1.0 is linear, less is better than linear. Peak is the process's own high-water mark of\n\
resident memory. Where ours loses, it stands in bold.\n";

/// The first line of a section.
pub fn measured(profile: &str) -> String {
    format!("Measured on {}; our programs built with profile {profile}.", machine())
}

/// The page with sections put in, others kept: those of the parts in their order, then those that nobody here writes.
pub fn with(before: &str, made: &[(&str, String)]) -> String {
    let kept = sections(before);
    let find = |title: &str| {
        let new = made.iter().find(|(name, _)| *name == title).map(|(_, body)| body.as_str());
        new.or_else(|| kept.iter().find(|(name, _)| *name == title).map(|(_, body)| *body))
    };
    let mut page = HEAD.to_owned();
    let mut put = |title: &str, body: &str| page.push_str(&format!("\n## {title}\n\n{}\n", body.trim()));
    for title in titles() {
        if let Some(body) = find(title) {
            put(title, body);
        }
    }
    for &(title, body) in kept.iter().filter(|(title, _)| !titles().contains(title)) {
        put(title, body);
    }
    page
}

/// Title and text of each section.
fn sections(page: &str) -> Vec<(&str, &str)> {
    let starts: Vec<usize> = page.match_indices("\n## ").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([page.len()]);
    let section = |(start, end): (&usize, usize)| {
        let text = page.get(start + 4..end).unwrap_or_default();
        text.split_once('\n').unwrap_or((text, ""))
    };
    starts.iter().zip(ends).map(section).map(|(title, body)| (title.trim(), body.trim())).collect()
}

/// The processor's name and the number of its cores that we may use.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or(std::env::consts::ARCH, |(_, name)| name.trim());
    format!("{cores} cores, {name}, {}", std::env::consts::OS)
}

/// A cell of a table; a dash for what is unknown.
pub fn cell(text: Option<String>) -> String {
    text.unwrap_or_else(|| "–".to_owned())
}

/// Megabytes of a peak.
pub fn megabytes(bytes: Option<u64>) -> String {
    cell(bytes.map(|bytes| format!("{:.0}", bytes as f64 / 1e6)))
}

/// Ratio of the times over the ratio of the inputs, `(seconds, size)` each.
pub fn growth(smaller: (f64, u64), larger: (f64, u64)) -> Option<f64> {
    let sound = smaller.0 > 0.0 && smaller.1 > 0 && larger.1 > 0;
    sound.then(|| (larger.0 / smaller.0) / (larger.1 as f64 / smaller.1 as f64))
}

/// What ours is against a peer's of the same quantity, where less is better.
pub fn against(ours: f64, peer: f64, better: &str) -> String {
    if ours <= 0.0 || peer <= 0.0 {
        return "–".to_owned();
    }
    let digits = |ratio: f64| if ratio < 10.0 { format!("{ratio:.1}") } else { format!("{ratio:.0}") };
    if ours <= peer { format!("{} × {better}", digits(peer / ours)) } else { format!("**loses, {} ×**", digits(ours / peer)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_was_not_measured_keeps_its_section() {
        let readers = titles()[1];
        let lists = titles()[4];
        let first = with("", &[(lists, "old lists".to_owned()), (readers, "old readers".to_owned())]);
        assert!(first.starts_with("# Benchmarks\n\n"));
        let second = with(&first, &[(readers, "new readers".to_owned())]);
        assert!(second.contains("new readers") && second.contains("old lists") && !second.contains("old readers"));
        assert!(second.find(readers).unwrap() < second.find(lists).unwrap());
        assert_eq!(with(&second, &[]), second, "writing the page again changes nothing");
    }

    #[test]
    fn a_section_of_somebody_else_is_kept_at_the_end() {
        let page = with("# Old\n\nhead\n\n## Notes\n\nby hand\n", &[(titles()[0], "steps".to_owned())]);
        assert!(page.ends_with("\n## Notes\n\nby hand\n") && !page.contains("# Old"));
    }

    #[test]
    fn a_loss_is_marked() {
        assert_eq!(against(1.0, 12.0, "faster"), "12 × faster");
        assert_eq!(against(3.0, 1.5, "faster"), "**loses, 2.0 ×**");
        assert_eq!(against(0.0, 1.5, "faster"), "–");
    }

    #[test]
    fn growth_is_of_time_over_input() {
        assert_eq!(growth((1.0, 10), (3.0, 20)), Some(1.5));
        assert_eq!(growth((0.0, 10), (3.0, 20)), None);
    }
}
