package org.bidsveil.qc;

/**
 * The numbers of one defaced scan, in the order of the table (docs: the data dictionary). NaN where
 * a number is not defined, written as n/a.
 *
 * @param brainVoxels voxels of the measuring brain mask
 * @param removedVoxels voxels removed
 * @param brainMm3 volume of the measuring brain mask, mm³
 * @param removedMm3 volume removed, mm³
 * @param overlapProposed |brain ∩ proposal| / |brain| before the brain guard, 0 to 1
 * @param overlap |brain ∩ removed| / |brain| after the brain guard, against a brain mask that the
 *     guard did not use, 0 to 1
 * @param faceLeft share of the facial surface, eyes to chin, seen from the front, that lies where
 *     it lay before, 0 to 1
 * @param faceLikeness how much the relief of eyes, nose and mouth still resembles the one that was
 *     there, 0 to 1
 * @param earsLeft share of the ear's area, seen from the side, on which something still stands out
 *     of the head, of the ear of which more is left, 0 to 1; not a column, {@code reason} tells it
 * @param registrationConfidence probability-like score that the atlas is placed right, 0 to 1
 */
public record DefaceMetrics(
    int brainVoxels,
    int removedVoxels,
    double brainMm3,
    double removedMm3,
    double overlapProposed,
    double overlap,
    double faceLeft,
    double faceLikeness,
    double earsLeft,
    double registrationConfidence) {}
