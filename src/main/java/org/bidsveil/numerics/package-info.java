/** Sums over plain arrays, and a climb that learns curvature from its steps. */
@NullMarked
package org.bidsveil.numerics;

import org.jspecify.annotations.NullMarked;
