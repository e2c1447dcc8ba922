/**
 * The records about the originals: where they are kept, the manifest, the journal of a replacement
 * under way, and how one that was interrupted is finished or undone.
 */
@NullMarked
package org.bidsveil.ledger;

import org.jspecify.annotations.NullMarked;
