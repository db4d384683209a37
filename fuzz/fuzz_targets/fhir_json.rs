#![no_main]

fuzz::target!(FhirJson);
