#![no_main]

fuzz::target!(Workbook);
