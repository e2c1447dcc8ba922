/** The format of a file by its first bytes, whatever its name says. */
@NullMarked
package org.bidsveil.formats;

import org.jspecify.annotations.NullMarked;
