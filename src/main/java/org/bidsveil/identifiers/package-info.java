/** What identifies a person: tables of rules for keys and columns, and the values already known. */
@NullMarked
package org.bidsveil.identifiers;

import org.jspecify.annotations.NullMarked;
