/** The names and files below {@code derivatives/bidsveil}; no other package knows that path. */
@NullMarked
package org.bidsveil.derivatives;

import org.jspecify.annotations.NullMarked;
