/** Names and files below {@code derivatives/bidsveil}: the only package that knows that path. */
@NullMarked
package org.bidsveil.derivatives;

import org.jspecify.annotations.NullMarked;
