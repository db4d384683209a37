#![no_main]

fuzz::target!(Archive);
