/** Steps 4 to 7 of the walk of one scan: a volume in, a decision out. No files, no dataset. */
@NullMarked
package org.bidsveil.engine;

import org.jspecify.annotations.NullMarked;
