/** The numbers and the verdict on a proposed or finished defacing. */
@NullMarked
package org.bidsveil.qc;

import org.jspecify.annotations.NullMarked;
