/** The Brain Imaging Data Structure: file names, the walk of a dataset and sidecar inheritance. */
@NullMarked
package org.bidsveil.bids;

import org.jspecify.annotations.NullMarked;
