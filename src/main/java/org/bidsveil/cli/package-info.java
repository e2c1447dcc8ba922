/** The commands. No other package prints, exits or reads the environment. */
@NullMarked
package org.bidsveil.cli;

import org.jspecify.annotations.NullMarked;
