#![no_main]

fuzz::target!(Image);
