#![no_main]

fuzz::target!(SqlDump);
