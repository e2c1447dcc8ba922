/** Sidecars, tables and headers without what identifies a person. */
@NullMarked
package org.bidsveil.scrub;

import org.jspecify.annotations.NullMarked;
