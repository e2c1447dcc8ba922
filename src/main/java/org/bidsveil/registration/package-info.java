/** Affine and local registration of a head template to a scan of any contrast and orientation. */
@NullMarked
package org.bidsveil.registration;

import org.jspecify.annotations.NullMarked;
