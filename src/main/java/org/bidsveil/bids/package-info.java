/** The Brain Imaging Data Structure: names, walking, sidecar inheritance, tables. */
@NullMarked
package org.bidsveil.bids;

import org.jspecify.annotations.NullMarked;
