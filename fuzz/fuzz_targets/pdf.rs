#![no_main]

fuzz::target!(Pdf);
