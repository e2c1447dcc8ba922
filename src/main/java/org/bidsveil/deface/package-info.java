/**
 * The defacers, which propose the voxels to remove, and the brain guard, which lets no proposal
 * with brain in it pass.
 */
@NullMarked
package org.bidsveil.deface;

import org.jspecify.annotations.NullMarked;
