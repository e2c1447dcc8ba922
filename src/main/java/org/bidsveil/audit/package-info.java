/** The check for what in a dataset can still carry a face or an identity, and copies without it. */
@NullMarked
package org.bidsveil.audit;

import org.jspecify.annotations.NullMarked;
