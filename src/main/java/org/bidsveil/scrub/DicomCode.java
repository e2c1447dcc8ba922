package org.bidsveil.scrub;

/**
 * A code that says how something was de-identified (DICOM PS3.16, CID 7050 "De-identification
 * Method").
 *
 * <p>113100, the whole Basic Application Confidentiality Profile, is never claimed, only what was
 * actually done.
 */
public enum DicomCode {
  CLEAN_RECOGNIZABLE_VISUAL_FEATURES("113102", "Clean Recognizable Visual Features Option"),
  RETAIN_LONGITUDINAL_MODIFIED_DATES(
      "113107", "Retain Longitudinal Temporal Information Modified Dates Option");

  /** The designator of DICOM's own codes (PS3.16, section 8). */
  static final String SCHEME = "DCM";

  private final String value;
  private final String meaning;

  DicomCode(String value, String meaning) {
    this.value = value;
    this.meaning = meaning;
  }

  public String value() {
    return value;
  }

  public String meaning() {
    return meaning;
  }

  /** As an item of DeidentificationMethodCodeSequence. */
  String toJson() {
    return "{\"CodeValue\": \""
        + value
        + "\", \"CodeMeaning\": \""
        + meaning
        + "\", \"CodingSchemeDesignator\": \""
        + SCHEME
        + "\"}";
  }
}
