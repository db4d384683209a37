#![no_main]

fuzz::target!(Routines);
