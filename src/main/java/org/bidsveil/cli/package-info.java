/** The commands. The only package that prints, exits or reads the environment. */
@NullMarked
package org.bidsveil.cli;

import org.jspecify.annotations.NullMarked;
