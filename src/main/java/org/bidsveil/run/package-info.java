/** The walk of a dataset: locks, placing, proving. */
@NullMarked
package org.bidsveil.run;

import org.jspecify.annotations.NullMarked;
