package org.bidsveil.report;

/** How the file of a scan that lies on the disk now stands to what the last run recorded of it. */
public enum Standing {
  /** The very bytes that the run left, or a scan that it left as it was. */
  AS_RECORDED,
  /** The bytes from before the run. */
  RESTORED,
  /** Neither the one nor the other. */
  REPLACED,
  /** There is no file, or a link without content. */
  MISSING
}
