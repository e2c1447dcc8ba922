package org.bidsveil.deface;

/** Says why a defacer makes no proposal for a scan; the message is one sentence. */
public final class CannotDeface extends Exception {
  private static final long serialVersionUID = 1;

  public CannotDeface(String sentence) {
    super(sentence);
  }
}
