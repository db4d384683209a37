#![no_main]

fuzz::target!(X12);
