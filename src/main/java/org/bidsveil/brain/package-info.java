/** Brain masks of a single scan: two independent extractors. */
@NullMarked
package org.bidsveil.brain;

import org.jspecify.annotations.NullMarked;
