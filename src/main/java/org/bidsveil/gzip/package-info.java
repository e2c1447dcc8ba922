/** The gzip format: read strictly, written on several threads, its header without what it tells. */
@NullMarked
package org.bidsveil.gzip;

import org.jspecify.annotations.NullMarked;
