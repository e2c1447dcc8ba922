package org.bidsveil.report;

/** How the present file of a scan compares with what the last run recorded about it. */
public enum Standing {
  /** The same bytes that the run left, or a scan that it left as it was. */
  AS_RECORDED,
  /** The bytes from before the run. */
  RESTORED,
  /** Neither of the two. */
  REPLACED,
  /** There is no file, or a link without content. */
  MISSING
}
