/**
 * JSON at the level of bytes: values with their offsets, and edits that leave all other bytes as
 * they are.
 */
@NullMarked
package org.bidsveil.json;

import org.jspecify.annotations.NullMarked;
