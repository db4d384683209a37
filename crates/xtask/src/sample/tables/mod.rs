//! The tables of the export, one module a file. Each writes the rows of one chart and plants its defects on them.
//!
//! A module knows its columns and nothing of the others'; what several tables tell about is in the chart.

pub mod allergies;
pub mod billing;
pub mod encounters;
pub mod flowsheet;
pub mod immunizations;
pub mod labs;
pub mod medications;
pub mod notes;
pub mod problems;
pub mod procedures;
pub mod vitals;
