/** Identifying fields in sidecars, tables and headers. The rules are tables. */
@NullMarked
package org.bidsveil.scrub;

import org.jspecify.annotations.NullMarked;
