/** Installed programs as defacers. */
@NullMarked
package org.bidsveil.external;

import org.jspecify.annotations.NullMarked;
