package org.bidsveil.identifiers;

/** The reason why something identifies a person. */
public enum ScrubCategory {
  /** The person's names, numbers, birth date and addresses. */
  PERSON,
  /** Age, sex, weight, ethnic group: these narrow down who it is. */
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
  /** Acquisition parameters, which say nothing about a person. */
  TECHNICAL,
  /** The user named it. */
  REQUESTED,
  /** No rule knows the key. */
  UNKNOWN
}
