package org.bidsveil.atlas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.registration.TemplateSamples;
import org.bidsveil.volume.Volume;

/**
 * Reads the atlas that ships with the program, its files under {@code templates/}, named as
 * TemplateFlow names them (Ciric et al. 2022, Nat Methods 19:1568). Derived from IXI heads
 * (brain-development.org), licence CC BY-SA 3.0.
 */
public final class AtlasCatalog {
  static final String PREFIX = "tpl-Bidsveil_res-02_";
  static final String TEMPLATE = PREFIX + "T1w.nii.gz";
  static final String BRAIN = PREFIX + "label-brain_probseg.nii.gz";
  static final String HEAD = PREFIX + "label-head_probseg.nii.gz";
  static final String FACE = PREFIX + "desc-face_mask.nii.gz";
  static final String EARS = PREFIX + "desc-ears_mask.nii.gz";
  static final String PARTS = PREFIX + "desc-faceparts_dseg.nii.gz";
  static final String PARTS_TABLE = PREFIX + "desc-faceparts_dseg.tsv";
  static final String BIAS = "tpl-Bidsveil_desc-bias_coeffs.tsv";
  static final String SAMPLES = "tpl-Bidsveil_desc-head_samples.nii.gz";
  static final String BRAIN_SAMPLES = "tpl-Bidsveil_desc-brain_samples.nii.gz";
  static final String LANDMARKS = "landmarks.tsv";

  private static final String FOLDER = "templates/";

  private AtlasCatalog() {}

  /** The shipped atlas, read on each call, which takes about a tenth of a second. */
  public static HeadAtlas load() {
    return new HeadAtlas(
        volume(TEMPLATE),
        AtlasMap.cut(volume(BRAIN)),
        AtlasMap.cut(volume(FACE)),
        AtlasMap.cut(volume(EARS)),
        volume(HEAD),
        landmarks().points(),
        TemplateSamples.of(volume(SAMPLES).values()),
        TemplateSamples.of(volume(BRAIN_SAMPLES).values()),
        BiasTable.read(text(BIAS)));
  }

  static Landmarks landmarks() {
    return Landmarks.parse(List.of(text(LANDMARKS).split("\n")));
  }

  private static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
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
