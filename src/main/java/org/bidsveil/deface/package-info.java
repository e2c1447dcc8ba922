/** Which voxels go: the defacers, and the brain guard that no proposal passes with brain in it. */
@NullMarked
package org.bidsveil.deface;

import org.jspecify.annotations.NullMarked;
