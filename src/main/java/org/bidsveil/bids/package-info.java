/** The Brain Imaging Data Structure: names, walking, sidecar inheritance. */
@NullMarked
package org.bidsveil.bids;

import org.jspecify.annotations.NullMarked;
