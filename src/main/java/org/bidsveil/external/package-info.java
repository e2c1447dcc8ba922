/** Runs installed programs: defacers, and the BIDS validator. */
@NullMarked
package org.bidsveil.external;

import org.jspecify.annotations.NullMarked;
