package org.bidsveil.deface;

/**
 * A way to find the voxels that show a face. Implementations are found by {@link
 * java.util.ServiceLoader}; their names are what a user writes after {@code --deid}.
 */
public interface Defacer {

  /** The name after {@code --deid}: lower case, no blanks. */
  String name();

  /**
   * Whether it removes the pinnae unless {@link DefaceOptions#keepEars()} keeps them. For a defacer
   * that does, the verdict is fail when an ear is left; for one that does not, a person is told so.
   */
  default boolean removesEars() {
    return true;
  }

  /**
   * Proposes the voxels to remove. Nothing is written and the brain guard follows; a proposal may
   * be wrong, because it is measured.
   *
   * @throws org.bidsveil.deface.CannotDeface when no proposal can be made; the next defacer of the
   *     chain is tried
   */
  DefaceProposal propose(ScanContext scan, DefaceOptions options) throws CannotDeface;
}
