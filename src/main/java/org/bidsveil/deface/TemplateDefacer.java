package org.bidsveil.deface;

import org.bidsveil.volume.Mask;

/**
 * Removes the face and the ears of the atlas, including the air in front of them, through the
 * alignment, as pydeface (Gulban et al.), mridefacer and fsl_deface do, with one mask for both.
 */
public final class TemplateDefacer implements Defacer {
  /** The name for {@code --deid}. */
  public static final String NAME = "template";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DefaceProposal propose(ScanContext scan, DefaceOptions options) {
    Mask face = scan.placed().where(scan.atlas().face());
    Mask removed = options.keepEars() ? face : face.or(scan.placed().where(scan.atlas().ears()));
    return new DefaceProposal(NAME, MaskLift.toGrid(removed, scan.grid(), scan.executor()));
  }
}
