#![no_main]

fuzz::target!(Text);
