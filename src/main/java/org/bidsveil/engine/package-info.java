/**
 * Steps 4 to 7 of the walk of one scan: a volume goes in and a decision comes out, without files or
 * a dataset.
 */
@NullMarked
package org.bidsveil.engine;

import org.jspecify.annotations.NullMarked;
