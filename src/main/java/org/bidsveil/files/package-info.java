/** Durable writes, hashes, link kinds, and locks. No other package knows how bytes reach a disk. */
@NullMarked
package org.bidsveil.files;

import org.jspecify.annotations.NullMarked;
