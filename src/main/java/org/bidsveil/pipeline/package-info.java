/** The walk of one dataset and of one scan. */
@NullMarked
package org.bidsveil.pipeline;

import org.jspecify.annotations.NullMarked;
