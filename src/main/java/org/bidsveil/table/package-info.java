/** The tab-separated tables of BIDS, read and edited byte for byte. */
@NullMarked
package org.bidsveil.table;

import org.jspecify.annotations.NullMarked;
