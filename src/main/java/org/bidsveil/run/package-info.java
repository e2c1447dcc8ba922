/** The walk of a dataset and of a scan, one step after the other. */
@NullMarked
package org.bidsveil.run;

import org.jspecify.annotations.NullMarked;
