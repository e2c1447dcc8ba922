/**
 * The head template, its probability maps of face, ears and brain, and the builder that makes them
 * from real heads.
 */
@NullMarked
package org.bidsveil.atlas;

import org.jspecify.annotations.NullMarked;
