#![no_main]

fuzz::target!(Csv);
