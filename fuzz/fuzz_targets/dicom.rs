#![no_main]

fuzz::target!(Dicom);
