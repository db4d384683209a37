//! The steps of a run: each is announced, timed, and in the summary at the end.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// What was done so far.
pub struct Steps {
    again: String,
    began: Instant,
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// `again` is the command that repeats the whole run.
    pub fn new(again: &str) -> Self {
        Self { again: again.to_owned(), began: Instant::now(), done: Vec::new() }
    }

    /// Does one step. A failure is named after it.
    pub fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        println!("==> {name}");
        let began = Instant::now();
        match work() {
            Ok(value) => {
                let took = began.elapsed();
                println!("    {name}: {}", words(took));
                self.done.push((name.to_owned(), took));
                Ok(value)
            }
            Err(failure) => Err(Failure::with_code(
                format!(
                    "{name}: {}\nafter {}; everything again: {}",
                    failure.message,
                    words(began.elapsed()),
                    self.again
                ),
                failure.code,
            )),
        }
    }

    /// One plain line of what was done.
    pub fn summary(&self) -> String {
        let steps: Vec<String> = self.done.iter().map(|(name, took)| format!("{name} {}", words(*took))).collect();
        format!("{} steps in {}: {}.", self.done.len(), words(self.began.elapsed()), steps.join(", "))
    }
}

/// A duration as people read it.
pub fn words(took: Duration) -> String {
    let seconds = took.as_secs();
    if seconds >= 60 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", took.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_keeps_its_status_and_names_its_step() {
        let mut steps = Steps::new("cargo xtask test");
        steps.step("one", || Ok(())).unwrap();
        let failure = steps.step("two", || Outcome::<()>::Err(Failure::with_code("no", 7))).unwrap_err();
        assert_eq!(failure.code, 7);
        assert!(failure.message.starts_with("two: no"));
        assert!(failure.message.ends_with("cargo xtask test"));
        assert!(steps.summary().starts_with("1 steps in "));
    }

    #[test]
    fn durations_are_read_by_people() {
        assert_eq!(words(Duration::from_millis(1230)), "1.2 s");
        assert_eq!(words(Duration::from_secs(125)), "2 min 05 s");
    }
}
