package org.bidsveil.deface;

import org.bidsveil.volume.Mask;

/**
 * What a defacer wants to remove; nothing is written yet.
 *
 * @param defacer the engine that made it
 * @param removed the voxels to remove, on the scan's grid
 */
public record DefaceProposal(String defacer, Mask removed) {}
