#![no_main]

fuzz::target!(Sqlite);
