/** The options that commands share, and what their values mean. */
@NullMarked
package org.bidsveil.cli.options;

import org.jspecify.annotations.NullMarked;
