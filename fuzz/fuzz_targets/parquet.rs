#![no_main]

fuzz::target!(Parquet);
