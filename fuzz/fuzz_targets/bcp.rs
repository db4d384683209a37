#![no_main]

fuzz::target!(Bcp);
