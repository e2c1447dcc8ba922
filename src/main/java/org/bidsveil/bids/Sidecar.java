package org.bidsveil.bids;

import java.nio.file.Path;

/**
 * A JSON file that describes one or several images.
 *
 * @param relativePath from the dataset's root
 * @param absolutePath links not resolved
 * @param entities the file name, taken apart
 */
public record Sidecar(Path relativePath, Path absolutePath, Entities entities) {

  /** The relative path with forward slashes. */
  public String bidsPath() {
    return DatasetPaths.bidsPath(relativePath);
  }

  /**
   * Whether the inheritance principle lets this file describe the image (BIDS, "Common principles",
   * rule 2): it is in the image's folder or above, has the same suffix, and has no entity that the
   * image does not have.
   */
  public boolean appliesTo(HeadScan scan) {
    Path folder = relativePath.getParent();
    boolean above = folder == null || scan.relativePath().startsWith(folder);
    return above
        && entities.suffix().equals(scan.entities().suffix())
        && scan.entities().containsAll(entities);
  }
}
