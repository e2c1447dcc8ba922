/** Nasion and preauricular points of a head, for the coregistration of MEG and EEG. */
@NullMarked
package org.bidsveil.fiducials;

import org.jspecify.annotations.NullMarked;
