package org.bidsveil.plan;

import java.nio.file.Path;
import org.bidsveil.metadata.Scrubbing;

/**
 * Everything a run is asked to do, validated; it never changes while the run goes on.
 *
 * @param dataset the root of the BIDS dataset
 * @param target in place, or another folder
 * @param selection which scans
 * @param defacing how they are defaced
 * @param scrubbing what goes from headers, sidecars and tables
 * @param resources threads and memory
 * @param force scans done before are done again, from their originals
 * @param skipValidation the BIDS validator is not asked, and a folder without {@code
 *     dataset_description.json} is accepted
 */
public record RunConfiguration(
    Path dataset,
    Target target,
    Selection selection,
    Defacing defacing,
    Scrubbing scrubbing,
    Resources resources,
    boolean force,
    boolean skipValidation) {}
