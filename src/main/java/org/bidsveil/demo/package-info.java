/** A small dataset of synthetic heads. */
@NullMarked
package org.bidsveil.demo;

import org.jspecify.annotations.NullMarked;
