/** What a run is asked to do, and what that means for each scan. */
@NullMarked
package org.bidsveil.plan;

import org.jspecify.annotations.NullMarked;
