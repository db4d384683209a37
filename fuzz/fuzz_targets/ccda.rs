#![no_main]

fuzz::target!(Ccda);
