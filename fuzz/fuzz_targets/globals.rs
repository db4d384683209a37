#![no_main]

fuzz::target!(Globals);
