#![no_main]

fuzz::target!(Report);
