#![no_main]

fuzz::target!(FhirNdjson);
