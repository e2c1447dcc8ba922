/** The scrub: removes what identifies a person from sidecars, tables and headers. */
@NullMarked
package org.bidsveil.scrub;

import org.jspecify.annotations.NullMarked;
