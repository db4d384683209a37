//! By which number a message knows its patient. All numbers of one PID-3 are one person's in whatever order they stand: the key is chosen by what
//! the numbers are, never by where they stand nor by what their giver is called.

use super::{Message, Segment};

/// Sorts of numbers (table 0203) by which a patient is known first; a number without a sort is a record number.
const FIRST: [&str; 4] = ["MR", "", "PI", "PT"];
/// Numbers of an account or of a visit, of which a patient has many.
const LAST: [&str; 2] = ["AN", "VN"];
/// Events that put one number of a patient in the place of another (chapter 3). Of others MRG says whose account or visit it was.
const REPLACING: [&str; 8] = ["A18", "A30", "A34", "A36", "A39", "A40", "A46", "A47"];

impl Message<'_> {
    /// The index of the PID of the patient whom the segment at `index` is about, else of the first one.
    pub fn pid(&self, index: usize) -> Option<usize> {
        self.governor(index, "PID").or_else(|| self.segments.iter().position(|segment| segment.name == "PID"))
    }

    /// The key of the patient of the PID at `pid`: of the numbers of PID-3 that the message does not give up the surest one, in old versions the number
    /// of PID-2 or PID-4. Empty where there is none.
    pub fn patient(&self, pid: usize) -> String {
        let given_up = self.given_up(pid);
        let listed = self.surest(pid, 3, &given_up).or_else(|| self.surest(pid, 3, &[]));
        let old = || self.segments.get(pid).and_then(|segment| self.number(segment, 2, 1).or_else(|| self.number(segment, 4, 1)));
        listed.or_else(old).unwrap_or_default()
    }

    /// Of the numbers of a field, but for `except`, the one that names a person most surely, whatever their order.
    pub fn surest(&self, index: usize, field: usize, except: &[String]) -> Option<String> {
        let segment = self.segments.get(index)?;
        let sort = |repetition: usize| self.at(segment, field, repetition, 5, 1).map_or_else(String::new, |sort| sort.trim().to_ascii_uppercase());
        let ranked = (1..=self.repetitions(segment, field)).filter_map(|repetition| Some((rank(&sort(repetition)), self.number(segment, field, repetition)?)));
        ranked.filter(|(_, number)| !except.contains(number)).min().map(|(_, number)| number)
    }

    /// Whether the event puts numbers of patients in the place of others.
    pub fn replaces_numbers(&self) -> bool {
        let event = |name: &str, field: usize, component: usize| self.segments.iter().find(|s| s.name == name).and_then(|s| self.at(s, field, 1, component, 1));
        event("MSH", 9, 2).or_else(|| event("EVN", 1, 1)).is_some_and(|event| REPLACING.contains(&event.trim()))
    }

    /// Numbers of the patient of a PID that the message itself gives up (MRG-1): a list may name them beside the one that stays.
    fn given_up(&self, pid: usize) -> Vec<String> {
        if !self.replaces_numbers() {
            return Vec::new();
        }
        let group = self.segments.iter().skip(pid + 1).take_while(|segment| segment.name != "PID");
        let merged = group.filter(|segment| segment.name == "MRG");
        merged.flat_map(|mrg| (1..=self.repetitions(mrg, 1)).filter_map(move |repetition| self.number(mrg, 1, repetition))).collect()
    }

    fn number(&self, segment: &Segment<'_>, field: usize, repetition: usize) -> Option<String> {
        let text = self.at(segment, field, repetition, 1, 1)?;
        let number = text.trim();
        (!number.is_empty() && number != "\"\"").then(|| number.to_string())
    }
}

/// How surely a number of a sort names a person: the smaller the surer.
fn rank(sort: &str) -> usize {
    let first = FIRST.iter().position(|named| *named == sort);
    first.unwrap_or(FIRST.len() + usize::from(LAST.contains(&sort)))
}

#[cfg(test)]
mod tests {
    use crate::{Format, Item, Limits};
    use std::ops::ControlFlow;

    /// The key of the last patient of a message of an event.
    fn key(event: &str, segments: &str) -> String {
        let (text, mut found) = (format!("MSH|^~\\&|A|H|B|H|20240101||ADT^{event}|1|P|2.5.1\r{segments}"), String::new());
        let summary = crate::read(Format::Hl7v2, "a.hl7", &mut text.as_bytes(), &Limits::default(), &mut |item| {
            if let Item::Message(message) = item {
                found = message.pid(message.segments.len() - 1).map(|pid| message.patient(pid)).unwrap_or_default();
            }
            ControlFlow::Continue(())
        });
        assert_eq!(summary.unwrap().quarantined, 0);
        found
    }

    #[test]
    fn the_key_of_a_patient_is_chosen_by_what_the_numbers_are() {
        let cases = [
            ("42^^^H^MR~7^^^S^PI~1^^^H^AN", "42"),
            ("900^^^SSA^SS~42^^^H^MR", "42"),
            ("8^^^A^MR~42^^^B^MR", "42"),
            ("8~42^^^B^mr", "42"),
            ("8^^^S^PI~42", "42"),
            ("1^^^H^VN~900^^^SSA^SS", "900"),
            ("\"\"~42^^^B^PI", "42"),
            ("1^^^H^VN", "1"),
        ];
        for (list, expected) in cases {
            let turned: Vec<&str> = list.split('~').rev().collect();
            for list in [list.to_string(), turned.join("~")] {
                assert_eq!(key("A08", &format!("PID|1||{list}||Doe^J")), expected, "{list}");
            }
        }
        assert_eq!([key("A04", "PID||7^5|\"\"|6"), key("A04", "PID||||6"), key("A04", "PV1||I")], ["7", "6", ""]);
    }

    #[test]
    fn a_number_that_the_message_gives_up_is_not_the_key_of_who_stays() {
        let merge = |event: &str, list: &str| key(event, &format!("PID|1||{list}\rMRG|12^^^H^MR~13^^^S^PI"));
        assert_eq!([merge("A40", "12^^^H^MR~77^^^H^MR"), merge("A40", "77^^^H^MR~13^^^S^PI~12^^^H^MR")], ["77", "77"]);
        // Accounts and visits of one patient merge under one number.
        assert_eq!([merge("A41", "12^^^H^MR~13^^^S^PI"), merge("A35", "12^^^H^MR~77^^^H^MR")], ["12", "12"]);
        assert_eq!(merge("A40", "12^^^H^MR"), "12");
    }
}
