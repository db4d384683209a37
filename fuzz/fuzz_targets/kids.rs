#![no_main]

fuzz::target!(Kids);
