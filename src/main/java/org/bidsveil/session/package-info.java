/** Which images of a session share a head, and so a mask. */
@NullMarked
package org.bidsveil.session;

import org.jspecify.annotations.NullMarked;
