package org.bidsveil.registration;

import org.bidsveil.volume.Affine;

/**
 * The result of a registration: where the template is placed in a scan.
 *
 * @param scanFromAtlas maps template world mm to scan world mm
 * @param score normalised mutual information - 1 at 2 mm, without the penalties; heads score 0.10
 *     to 0.25
 */
public record RegistrationResult(Affine scanFromAtlas, double score) {}
