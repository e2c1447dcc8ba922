/** JSON files by their bytes: values with their offsets, and edits that leave the rest as it is. */
@NullMarked
package org.bidsveil.json;

import org.jspecify.annotations.NullMarked;
