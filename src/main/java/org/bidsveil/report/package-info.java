/** The mosaics, 3-D heads, histogram, HTML and TSV made from the data that was written. */
@NullMarked
package org.bidsveil.report;

import org.jspecify.annotations.NullMarked;
