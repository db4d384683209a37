#![no_main]

fuzz::target!(Mail);
