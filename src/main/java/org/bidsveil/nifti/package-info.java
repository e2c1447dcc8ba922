/**
 * NIfTI-1 and NIfTI-2 header and voxel bytes, kept exactly; voxels are decoded lazily and only
 * masked ones are ever re-encoded.
 */
@NullMarked
package org.bidsveil.nifti;

import org.jspecify.annotations.NullMarked;
