/**
 * Grids, affines, volumes, masks, morphology and resampling, on voxel lattices in RAS+ world
 * millimetres.
 */
@NullMarked
package org.bidsveil.volume;

import org.jspecify.annotations.NullMarked;
