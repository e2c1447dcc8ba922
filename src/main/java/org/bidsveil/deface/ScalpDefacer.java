package org.bidsveil.deface;

import org.bidsveil.volume.HeadMask;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * Removes face and ears as {@link TemplateDefacer} does, and everything outside a narrow shell
 * around the head, including ghosts of the face in air, which would show it again.
 *
 * <p>The head is the scan's own, cut where the atlas has no head: whatever a ghost or a head coil
 * touches is not head. Removed air and kept air can be told apart in the result; the shell's outer
 * face shows no more than the head's own surface.
 */
public final class ScalpDefacer implements Defacer {
  /** The name for {@code --deid}. */
  public static final String NAME = "scalp";

  /** Thickness of the kept air, mm: partial volumes of the skin and one working voxel. */
  private static final double SHELL_MM = 4;

  /** In the atlas' world a head is not farther out than this beyond any of the atlas' heads, mm. */
  private static final double HEAD_MARGIN_MM = 8;

  /** Below this no head of the atlas has tissue. */
  private static final double HEAD_FLOOR = 0.01;

  private final TemplateDefacer template = new TemplateDefacer();

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public DefaceProposal propose(ScanContext scan, DefaceOptions options) throws CannotDeface {
    TaskExecutor executor = scan.executor();
    Volume prior = scan.placed().pull(scan.atlas().head());
    Mask plausible = Morphology.dilate(prior.atLeast(HEAD_FLOOR), HEAD_MARGIN_MM, executor);
    Mask head = HeadMask.of(scan.working(), executor).or(scan.brain()).and(plausible);
    if (head.isEmpty()) {
      throw new CannotDeface("no head can be told from air");
    }
    Mask kept = Morphology.dilate(head, SHELL_MM, executor);
    Mask outside = MaskLift.toGrid(kept, scan.grid(), executor).not();
    Mask face = template.propose(scan, options).removed();
    return new DefaceProposal(NAME, outside.or(face));
  }
}
