#![no_main]

fuzz::target!(FormatFile);
