#![no_main]

fuzz::target!(Dbase);
