#![no_main]

fuzz::target!(FixedWidth);
