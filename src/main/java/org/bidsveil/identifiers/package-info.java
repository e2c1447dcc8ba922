/** What identifies a person: rules for keys and columns, as tables, and what is known of people. */
@NullMarked
package org.bidsveil.identifiers;

import org.jspecify.annotations.NullMarked;
