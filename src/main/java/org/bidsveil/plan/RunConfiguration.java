package org.bidsveil.plan;

import java.nio.file.Path;
import org.bidsveil.metadata.Scrubbing;

/**
 * Everything a run is asked to do, validated and immutable.
 *
 * @param dataset the root of the BIDS dataset
 * @param target in place, or another folder
 * @param selection which scans
 * @param defacing how they are defaced
 * @param scrubbing what is removed from headers, sidecars and tables
 * @param resources threads and memory
 * @param force whether scans done before are done again from their originals
 * @param skipValidation whether to leave out the BIDS validator and accept a folder without {@code
 *     dataset_description.json}
 */
public record RunConfiguration(
    Path dataset,
    Target target,
    Selection selection,
    Defacing defacing,
    Scrubbing scrubbing,
    Resources resources,
    boolean force,
    boolean skipValidation) {

  /** The same with other settings for how a scan is defaced. */
  public RunConfiguration with(Defacing other) {
    return new RunConfiguration(
        dataset, target, selection, other, scrubbing, resources, force, skipValidation);
  }
}
