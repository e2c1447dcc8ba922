/** An average face in place of the removed one, in the scan's own contrast. */
@NullMarked
package org.bidsveil.reface;

import org.jspecify.annotations.NullMarked;
