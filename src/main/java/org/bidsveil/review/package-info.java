/** The local page on which a person looks at scans, repaints masks, accepts and rejects. */
@NullMarked
package org.bidsveil.review;

import org.jspecify.annotations.NullMarked;
