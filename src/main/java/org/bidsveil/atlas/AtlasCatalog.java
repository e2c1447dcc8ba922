package org.bidsveil.atlas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.registration.TemplateSamples;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * The atlas that ships with the program, its files under {@code templates/}, named as TemplateFlow
 * names them (Ciric et al. 2022, Nat Methods 19:1568). Derived from IXI heads
 * (brain-development.org), licence CC BY-SA 3.0.
 */
public final class AtlasCatalog {
  static final String PREFIX = "tpl-Bidsveil_res-02_";
  static final String TEMPLATE = PREFIX + "T1w.nii.gz";
  static final String BRAIN = PREFIX + "label-brain_probseg.nii.gz";
  static final String HEAD = PREFIX + "label-head_probseg.nii.gz";
  static final String FACE = PREFIX + "desc-face_mask.nii.gz";
  static final String EARS = PREFIX + "desc-ears_mask.nii.gz";
  static final String LANDMARKS = "landmarks.tsv";

  private static final String FOLDER = "templates/";

  /** Skull and scalp above the brain, which a defaced head keeps. */
  private static final double BRAIN_MARGIN_MM = 14;

  private static final int BRAIN_SAMPLES = 120_000;

  private AtlasCatalog() {}

  /** The shipped atlas, read anew: about a tenth of a second. */
  public static HeadAtlas load() {
    Volume template = volume(TEMPLATE);
    Volume brain = volume(BRAIN);
    Mask around = Morphology.dilate(brain.atLeast(0.5), BRAIN_MARGIN_MM, TaskExecutor.of(1));
    return new HeadAtlas(
        template,
        brain,
        volume(FACE),
        volume(EARS),
        volume(HEAD),
        landmarks().points(),
        GroupAverage.samples(template),
        TemplateSamples.of(template, around, BRAIN_SAMPLES));
  }

  static Landmarks landmarks() {
    return Landmarks.parse(
        List.of(new String(bytes(LANDMARKS), StandardCharsets.UTF_8).split("\n")));
  }

  private static Volume volume(String name) {
    return NiftiReader.parse(bytes(name)).volume(0);
  }

  private static byte[] bytes(String name) {
    try (InputStream in = AtlasCatalog.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the atlas file " + name + " is not in this installation");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
