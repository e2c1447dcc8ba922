/** Step 11: where the new bytes of a scan go, in place or into a copy of the dataset. */
@NullMarked
package org.bidsveil.destination;

import org.jspecify.annotations.NullMarked;
