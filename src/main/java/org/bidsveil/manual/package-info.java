/** Man pages, completions and the reference, made from what the commands say about themselves. */
@NullMarked
package org.bidsveil.manual;

import org.jspecify.annotations.NullMarked;
