//! What showing both charts of a patient needs to know, gathered once for an answer.

use super::{Showing, each_text};
use crate::compare::{Charts, common_texts};
use crate::terminology::Terms;
use crate::{Result, Workspace};
use std::collections::HashSet;

/// Of two charts the day that counts as 0, the texts that may be shown, and the words of their codes.
pub(crate) struct OfCharts {
    anchor: i32,
    common: HashSet<String>,
    terms: Terms,
}

impl OfCharts {
    pub(crate) fn new(workspace: &Workspace, charts: &Charts) -> Result<Self> {
        let mut said: HashSet<&str> = HashSet::new();
        for statement in charts.legacy.iter().chain(&charts.destination) {
            each_text(statement, &mut |text| said.extend([text]));
        }
        let common = common_texts(workspace)?.into_iter().filter(|text| said.contains(text.as_str())).collect();
        Ok(Self { anchor: charts.anchor, common, terms: Terms::of_charts(workspace, charts)? })
    }

    pub(crate) fn showing(&self) -> Showing<'_> {
        Showing { anchor: self.anchor, common: &self.common, terms: &self.terms }
    }
}
