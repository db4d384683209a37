//! The DICOM attributes that are named by keyword (PS3.6), with their value representation for files that leave it out.

/// Group, element, value representation, keyword; in order of tags.
#[rustfmt::skip]
const ATTRIBUTES: [(u16, u16, [u8; 2], &str); 175] = [
    (0x0002, 0x0000, *b"UL", "FileMetaInformationGroupLength"), (0x0002, 0x0001, *b"OB", "FileMetaInformationVersion"),
    (0x0002, 0x0002, *b"UI", "MediaStorageSOPClassUID"), (0x0002, 0x0003, *b"UI", "MediaStorageSOPInstanceUID"),
    (0x0002, 0x0010, *b"UI", "TransferSyntaxUID"), (0x0002, 0x0012, *b"UI", "ImplementationClassUID"),
    (0x0002, 0x0013, *b"SH", "ImplementationVersionName"), (0x0002, 0x0016, *b"AE", "SourceApplicationEntityTitle"),
    (0x0008, 0x0005, *b"CS", "SpecificCharacterSet"), (0x0008, 0x0008, *b"CS", "ImageType"), (0x0008, 0x0012, *b"DA", "InstanceCreationDate"),
    (0x0008, 0x0013, *b"TM", "InstanceCreationTime"), (0x0008, 0x0016, *b"UI", "SOPClassUID"), (0x0008, 0x0018, *b"UI", "SOPInstanceUID"),
    (0x0008, 0x0020, *b"DA", "StudyDate"), (0x0008, 0x0021, *b"DA", "SeriesDate"), (0x0008, 0x0022, *b"DA", "AcquisitionDate"),
    (0x0008, 0x0023, *b"DA", "ContentDate"), (0x0008, 0x002a, *b"DT", "AcquisitionDateTime"), (0x0008, 0x0030, *b"TM", "StudyTime"),
    (0x0008, 0x0031, *b"TM", "SeriesTime"), (0x0008, 0x0032, *b"TM", "AcquisitionTime"), (0x0008, 0x0033, *b"TM", "ContentTime"),
    (0x0008, 0x0050, *b"SH", "AccessionNumber"), (0x0008, 0x0052, *b"CS", "QueryRetrieveLevel"), (0x0008, 0x0054, *b"AE", "RetrieveAETitle"),
    (0x0008, 0x0060, *b"CS", "Modality"), (0x0008, 0x0061, *b"CS", "ModalitiesInStudy"), (0x0008, 0x0064, *b"CS", "ConversionType"),
    (0x0008, 0x0070, *b"LO", "Manufacturer"), (0x0008, 0x0080, *b"LO", "InstitutionName"), (0x0008, 0x0081, *b"ST", "InstitutionAddress"),
    (0x0008, 0x0090, *b"PN", "ReferringPhysicianName"), (0x0008, 0x0100, *b"SH", "CodeValue"), (0x0008, 0x0102, *b"SH", "CodingSchemeDesignator"),
    (0x0008, 0x0104, *b"LO", "CodeMeaning"), (0x0008, 0x0201, *b"SH", "TimezoneOffsetFromUTC"), (0x0008, 0x1010, *b"SH", "StationName"),
    (0x0008, 0x1030, *b"LO", "StudyDescription"), (0x0008, 0x1032, *b"SQ", "ProcedureCodeSequence"), (0x0008, 0x103e, *b"LO", "SeriesDescription"),
    (0x0008, 0x1040, *b"LO", "InstitutionalDepartmentName"), (0x0008, 0x1048, *b"PN", "PhysiciansOfRecord"),
    (0x0008, 0x1050, *b"PN", "PerformingPhysicianName"), (0x0008, 0x1060, *b"PN", "NameOfPhysiciansReadingStudy"),
    (0x0008, 0x1070, *b"PN", "OperatorsName"), (0x0008, 0x1080, *b"LO", "AdmittingDiagnosesDescription"),
    (0x0008, 0x1090, *b"LO", "ManufacturerModelName"), (0x0008, 0x1110, *b"SQ", "ReferencedStudySequence"),
    (0x0008, 0x1111, *b"SQ", "ReferencedPerformedProcedureStepSequence"), (0x0008, 0x1120, *b"SQ", "ReferencedPatientSequence"),
    (0x0008, 0x1140, *b"SQ", "ReferencedImageSequence"), (0x0008, 0x1150, *b"UI", "ReferencedSOPClassUID"),
    (0x0008, 0x1155, *b"UI", "ReferencedSOPInstanceUID"), (0x0008, 0x2111, *b"ST", "DerivationDescription"),
    (0x0008, 0x2112, *b"SQ", "SourceImageSequence"), (0x0008, 0x2218, *b"SQ", "AnatomicRegionSequence"), (0x0010, 0x0010, *b"PN", "PatientName"),
    (0x0010, 0x0020, *b"LO", "PatientID"), (0x0010, 0x0021, *b"LO", "IssuerOfPatientID"), (0x0010, 0x0030, *b"DA", "PatientBirthDate"),
    (0x0010, 0x0032, *b"TM", "PatientBirthTime"), (0x0010, 0x0040, *b"CS", "PatientSex"),
    (0x0010, 0x0050, *b"SQ", "PatientInsurancePlanCodeSequence"), (0x0010, 0x1000, *b"LO", "OtherPatientIDs"),
    (0x0010, 0x1001, *b"PN", "OtherPatientNames"), (0x0010, 0x1002, *b"SQ", "OtherPatientIDsSequence"), (0x0010, 0x1010, *b"AS", "PatientAge"),
    (0x0010, 0x1020, *b"DS", "PatientSize"), (0x0010, 0x1030, *b"DS", "PatientWeight"), (0x0010, 0x1040, *b"LO", "PatientAddress"),
    (0x0010, 0x1060, *b"PN", "PatientMotherBirthName"), (0x0010, 0x2000, *b"LO", "MedicalAlerts"), (0x0010, 0x2110, *b"LO", "Allergies"),
    (0x0010, 0x2154, *b"SH", "PatientTelephoneNumbers"), (0x0010, 0x2160, *b"SH", "EthnicGroup"), (0x0010, 0x2180, *b"SH", "Occupation"),
    (0x0010, 0x21b0, *b"LT", "AdditionalPatientHistory"), (0x0010, 0x21c0, *b"US", "PregnancyStatus"),
    (0x0010, 0x2201, *b"LO", "PatientSpeciesDescription"), (0x0010, 0x2297, *b"PN", "ResponsiblePerson"),
    (0x0010, 0x4000, *b"LT", "PatientComments"), (0x0012, 0x0062, *b"CS", "PatientIdentityRemoved"),
    (0x0012, 0x0063, *b"LO", "DeidentificationMethod"), (0x0018, 0x0010, *b"LO", "ContrastBolusAgent"),
    (0x0018, 0x0015, *b"CS", "BodyPartExamined"), (0x0018, 0x0050, *b"DS", "SliceThickness"), (0x0018, 0x0060, *b"DS", "KVP"),
    (0x0018, 0x0088, *b"DS", "SpacingBetweenSlices"), (0x0018, 0x1000, *b"LO", "DeviceSerialNumber"), (0x0018, 0x1020, *b"LO", "SoftwareVersions"),
    (0x0018, 0x1030, *b"LO", "ProtocolName"), (0x0018, 0x1150, *b"IS", "ExposureTime"), (0x0018, 0x1151, *b"IS", "XRayTubeCurrent"),
    (0x0018, 0x1152, *b"IS", "Exposure"), (0x0018, 0x5100, *b"CS", "PatientPosition"), (0x0018, 0x5101, *b"CS", "ViewPosition"),
    (0x0020, 0x000d, *b"UI", "StudyInstanceUID"), (0x0020, 0x000e, *b"UI", "SeriesInstanceUID"), (0x0020, 0x0010, *b"SH", "StudyID"),
    (0x0020, 0x0011, *b"IS", "SeriesNumber"), (0x0020, 0x0012, *b"IS", "AcquisitionNumber"), (0x0020, 0x0013, *b"IS", "InstanceNumber"),
    (0x0020, 0x0020, *b"CS", "PatientOrientation"), (0x0020, 0x0032, *b"DS", "ImagePositionPatient"),
    (0x0020, 0x0037, *b"DS", "ImageOrientationPatient"), (0x0020, 0x0052, *b"UI", "FrameOfReferenceUID"), (0x0020, 0x0060, *b"CS", "Laterality"),
    (0x0020, 0x0062, *b"CS", "ImageLaterality"), (0x0020, 0x1002, *b"IS", "ImagesInAcquisition"),
    (0x0020, 0x1040, *b"LO", "PositionReferenceIndicator"), (0x0020, 0x1041, *b"DS", "SliceLocation"), (0x0020, 0x4000, *b"LT", "ImageComments"),
    (0x0028, 0x0002, *b"US", "SamplesPerPixel"), (0x0028, 0x0004, *b"CS", "PhotometricInterpretation"),
    (0x0028, 0x0006, *b"US", "PlanarConfiguration"), (0x0028, 0x0008, *b"IS", "NumberOfFrames"), (0x0028, 0x0010, *b"US", "Rows"),
    (0x0028, 0x0011, *b"US", "Columns"), (0x0028, 0x0030, *b"DS", "PixelSpacing"), (0x0028, 0x0034, *b"IS", "PixelAspectRatio"),
    (0x0028, 0x0100, *b"US", "BitsAllocated"), (0x0028, 0x0101, *b"US", "BitsStored"), (0x0028, 0x0102, *b"US", "HighBit"),
    (0x0028, 0x0103, *b"US", "PixelRepresentation"), (0x0028, 0x0106, *b"US", "SmallestImagePixelValue"),
    (0x0028, 0x0107, *b"US", "LargestImagePixelValue"), (0x0028, 0x0301, *b"CS", "BurnedInAnnotation"),
    (0x0028, 0x0302, *b"CS", "RecognizableVisualFeatures"), (0x0028, 0x1050, *b"DS", "WindowCenter"), (0x0028, 0x1051, *b"DS", "WindowWidth"),
    (0x0028, 0x1052, *b"DS", "RescaleIntercept"), (0x0028, 0x1053, *b"DS", "RescaleSlope"), (0x0028, 0x1054, *b"LO", "RescaleType"),
    (0x0028, 0x2110, *b"CS", "LossyImageCompression"), (0x0028, 0x2112, *b"DS", "LossyImageCompressionRatio"),
    (0x0032, 0x1032, *b"PN", "RequestingPhysician"), (0x0032, 0x1060, *b"LO", "RequestedProcedureDescription"),
    (0x0032, 0x1064, *b"SQ", "RequestedProcedureCodeSequence"), (0x0038, 0x0010, *b"LO", "AdmissionID"),
    (0x0038, 0x0300, *b"LO", "CurrentPatientLocation"), (0x0038, 0x0500, *b"LO", "PatientState"),
    (0x0040, 0x0007, *b"LO", "ScheduledProcedureStepDescription"), (0x0040, 0x0009, *b"SH", "ScheduledProcedureStepID"),
    (0x0040, 0x0244, *b"DA", "PerformedProcedureStepStartDate"), (0x0040, 0x0245, *b"TM", "PerformedProcedureStepStartTime"),
    (0x0040, 0x0253, *b"SH", "PerformedProcedureStepID"), (0x0040, 0x0254, *b"LO", "PerformedProcedureStepDescription"),
    (0x0040, 0x0275, *b"SQ", "RequestAttributesSequence"), (0x0040, 0x08ea, *b"SQ", "MeasurementUnitsCodeSequence"),
    (0x0040, 0x1001, *b"SH", "RequestedProcedureID"), (0x0040, 0xa010, *b"CS", "RelationshipType"),
    (0x0040, 0xa027, *b"LO", "VerifyingOrganization"), (0x0040, 0xa030, *b"DT", "VerificationDateTime"), (0x0040, 0xa040, *b"CS", "ValueType"),
    (0x0040, 0xa043, *b"SQ", "ConceptNameCodeSequence"), (0x0040, 0xa050, *b"CS", "ContinuityOfContent"),
    (0x0040, 0xa073, *b"SQ", "VerifyingObserverSequence"), (0x0040, 0xa075, *b"PN", "VerifyingObserverName"), (0x0040, 0xa120, *b"DT", "DateTime"),
    (0x0040, 0xa121, *b"DA", "Date"), (0x0040, 0xa122, *b"TM", "Time"), (0x0040, 0xa123, *b"PN", "PersonName"), (0x0040, 0xa124, *b"UI", "UID"),
    (0x0040, 0xa160, *b"UT", "TextValue"), (0x0040, 0xa168, *b"SQ", "ConceptCodeSequence"), (0x0040, 0xa300, *b"SQ", "MeasuredValueSequence"),
    (0x0040, 0xa30a, *b"DS", "NumericValue"), (0x0040, 0xa491, *b"CS", "CompletionFlag"), (0x0040, 0xa493, *b"CS", "VerificationFlag"),
    (0x0040, 0xa730, *b"SQ", "ContentSequence"), (0x0042, 0x0010, *b"ST", "DocumentTitle"), (0x0042, 0x0011, *b"OB", "EncapsulatedDocument"),
    (0x0042, 0x0012, *b"LO", "MIMETypeOfEncapsulatedDocument"), (0x7fe0, 0x0010, *b"OB", "PixelData"),
];

/// The value representation and the keyword of a tag.
pub(super) fn attribute(group: u16, element: u16) -> Option<([u8; 2], &'static str)> {
    let index = ATTRIBUTES.binary_search_by_key(&(group, element), |row| (row.0, row.1)).ok()?;
    ATTRIBUTES.get(index).map(|row| (row.2, row.3))
}

#[cfg(test)]
mod tests {
    use super::{ATTRIBUTES, attribute};

    #[test]
    fn tags_are_in_order_and_found() {
        assert!(ATTRIBUTES.windows(2).all(|pair| (pair[0].0, pair[0].1) < (pair[1].0, pair[1].1)));
        assert_eq!(attribute(0x0010, 0x0010), Some((*b"PN", "PatientName")));
        assert_eq!(attribute(0x0009, 0x0010), None);
    }
}
