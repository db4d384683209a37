#![no_main]

fuzz::target!(Dataset);
