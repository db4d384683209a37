#![no_main]

fuzz::target!(Html);
