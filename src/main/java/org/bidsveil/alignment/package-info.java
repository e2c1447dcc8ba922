/** The alignment: where the points of the head template are in a scan. */
@NullMarked
package org.bidsveil.alignment;

import org.jspecify.annotations.NullMarked;
