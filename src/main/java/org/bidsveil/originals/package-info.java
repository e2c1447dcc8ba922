/** The copies of the originals: replacement in place, restore and purge. */
@NullMarked
package org.bidsveil.originals;

import org.jspecify.annotations.NullMarked;
