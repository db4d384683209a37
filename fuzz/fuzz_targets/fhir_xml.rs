#![no_main]

fuzz::target!(FhirXml);
