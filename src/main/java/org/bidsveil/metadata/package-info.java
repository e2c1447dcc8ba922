/** Decides which file of a dataset gets which edit of its metadata. */
@NullMarked
package org.bidsveil.metadata;

import org.jspecify.annotations.NullMarked;
