package org.bidsveil.deface;

import org.bidsveil.volume.Mask;

/**
 * A defacer's proposal of what to remove; nothing is written yet.
 *
 * @param defacer the engine that made it
 * @param removed the voxels to remove, on the scan's grid
 */
public record DefaceProposal(String defacer, Mask removed) {}
