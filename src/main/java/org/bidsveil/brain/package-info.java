/** Two independent extractors of the brain mask of a single scan. */
@NullMarked
package org.bidsveil.brain;

import org.jspecify.annotations.NullMarked;
