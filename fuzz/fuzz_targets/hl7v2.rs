#![no_main]

fuzz::target!(Hl7v2);
