#![no_main]

fuzz::target!(Docx);
