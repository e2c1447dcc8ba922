package org.bidsveil.registration;

import org.bidsveil.volume.Grid;

/**
 * One resolution of a scan, its intensities mapped to the continuous bin axis 0 .. {@link
 * MutualInformation#BINS} - 1.
 *
 * @param grid the lattice, at least two voxels on each axis
 * @param bins {@code float[nz*ny*nx]}, x fastest
 */
record PyramidLevel(Grid grid, float[] bins) {}
