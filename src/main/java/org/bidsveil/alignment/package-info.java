/** Where the points of the head template lie in a scan. */
@NullMarked
package org.bidsveil.alignment;

import org.jspecify.annotations.NullMarked;
