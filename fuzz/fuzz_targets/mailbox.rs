#![no_main]

fuzz::target!(Mailbox);
