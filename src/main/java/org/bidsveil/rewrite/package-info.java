/** Step 8 of the walk of one scan: the bytes of the new image file. */
@NullMarked
package org.bidsveil.rewrite;

import org.jspecify.annotations.NullMarked;
