#![no_main]

fuzz::target!(Rtf);
