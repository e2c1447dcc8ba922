package org.bidsveil.identifiers;

/** Why something identifies. */
public enum ScrubCategory {
  /** Names, numbers, birth date and addresses of the person. */
  PERSON,
  /** Age, sex, weight, ethnic group: narrows down who it is. */
  TRAIT,
  /** People who work with the person. */
  STAFF,
  /** Numbers of studies, orders and requests. */
  IDENTIFIER,
  /** DICOM unique identifiers of instances. */
  UID,
  DATE,
  TIME,
  INSTITUTION,
  DEVICE,
  TEXT,
  PATH,
  /** Whole headers kept inside a member. */
  NESTED,
  /** Acquisition parameters: no person in them. */
  TECHNICAL,
  /** Named by the user. */
  REQUESTED,
  /** No rule knows the key. */
  UNKNOWN
}
