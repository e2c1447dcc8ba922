/** Copies of the originals, the replacement journal, in-place replacement, recovery and restore. */
@NullMarked
package org.bidsveil.originals;

import org.jspecify.annotations.NullMarked;
