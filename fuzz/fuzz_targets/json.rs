#![no_main]

fuzz::target!(Json);
