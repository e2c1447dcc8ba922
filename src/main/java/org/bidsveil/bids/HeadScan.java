package org.bidsveil.bids;

import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.files.LinkKind;

/**
 * One image of a head in the raw tree: anatomical, PET, or a field map.
 *
 * @param relativePath from the dataset's root, links not resolved
 * @param absolutePath the dataset's absolute root joined with the relative path, links not
 *     resolved: a replacement must take this name, not that of a link's target
 * @param entities the file name, taken apart
 * @param subject label of the subject folder, without {@code sub-}
 * @param session label of the session folder, without {@code ses-}; empty where there is none
 * @param suffix what kind of image it is
 * @param link what the name refers to: a file, a link of some kind, an annexed object
 * @param content whether its bytes are here
 * @param bidsIgnored whether {@code .bidsignore} names it. That file silences the validator only;
 *     the image is uploaded with the others, so it is still listed.
 */
public record HeadScan(
    Path relativePath,
    Path absolutePath,
    Entities entities,
    String subject,
    Optional<String> session,
    ImageSuffix suffix,
    LinkKind link,
    ImageContent content,
    boolean bidsIgnored) {

  /** The datatype folder of the session that holds the image. */
  public Datatype datatype() {
    return suffix.datatype();
  }

  /** The relative path with forward slashes, as written in tables and JSON. */
  public String bidsPath() {
    return DatasetPaths.bidsPath(relativePath);
  }
}
