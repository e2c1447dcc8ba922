package org.bidsveil.bids;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every suffix of an anatomical image in which a head can be seen (BIDS schema 1.2.7, {@code
 * rules/files/raw/anat.yaml}). Masks, {@code defacemask} among them, and label images are none.
 */
public enum ImageSuffix {
  T1W("T1w", Group.WEIGHTED),
  T2W("T2w", Group.WEIGHTED),
  PDW("PDw", Group.WEIGHTED),
  T2STARW("T2starw", Group.WEIGHTED),
  FLAIR("FLAIR", Group.WEIGHTED),
  INPLANE_T1("inplaneT1", Group.WEIGHTED),
  INPLANE_T2("inplaneT2", Group.WEIGHTED),
  PDT2("PDT2", Group.WEIGHTED),
  ANGIO("angio", Group.WEIGHTED),
  T2STAR("T2star", Group.WEIGHTED),
  FLASH("FLASH", Group.WEIGHTED),
  PD("PD", Group.WEIGHTED),

  T1MAP("T1map", Group.PARAMETRIC_MAP),
  T2MAP("T2map", Group.PARAMETRIC_MAP),
  T2STARMAP("T2starmap", Group.PARAMETRIC_MAP),
  R1MAP("R1map", Group.PARAMETRIC_MAP),
  R2MAP("R2map", Group.PARAMETRIC_MAP),
  R2STARMAP("R2starmap", Group.PARAMETRIC_MAP),
  PDMAP("PDmap", Group.PARAMETRIC_MAP),
  MTRMAP("MTRmap", Group.PARAMETRIC_MAP),
  MTSAT("MTsat", Group.PARAMETRIC_MAP),
  UNIT1("UNIT1", Group.PARAMETRIC_MAP),
  T1RHO("T1rho", Group.PARAMETRIC_MAP),
  MWFMAP("MWFmap", Group.PARAMETRIC_MAP),
  MTVMAP("MTVmap", Group.PARAMETRIC_MAP),
  CHIMAP("Chimap", Group.PARAMETRIC_MAP),
  S0MAP("S0map", Group.PARAMETRIC_MAP),
  M0MAP("M0map", Group.PARAMETRIC_MAP),

  MEGRE("MEGRE", Group.FILE_COLLECTION),
  MESE("MESE", Group.FILE_COLLECTION),
  VFA("VFA", Group.FILE_COLLECTION),
  IRT1("IRT1", Group.FILE_COLLECTION),
  MP2RAGE("MP2RAGE", Group.FILE_COLLECTION),
  MPM("MPM", Group.FILE_COLLECTION),
  MTS("MTS", Group.FILE_COLLECTION),
  MTR("MTR", Group.FILE_COLLECTION);

  /** The tables of the standard in which the suffixes stand. */
  public enum Group {
    /** One image whose grey values are weighted by a contrast. */
    WEIGHTED,
    /** Voxels are physical quantities; computed from several acquisitions. */
    PARAMETRIC_MAP,
    /** One of several images of one acquisition: echoes, flip angles, inversions, parts. */
    FILE_COLLECTION
  }

  private static final Map<String, ImageSuffix> BY_LABEL =
      Stream.of(values()).collect(Collectors.toMap(ImageSuffix::label, Function.identity()));

  private final String label;
  private final Group group;

  ImageSuffix(String label, Group group) {
    this.label = label;
    this.group = group;
  }

  /** The suffix as it stands in file names; the case matters. */
  public String label() {
    return label;
  }

  public Group group() {
    return group;
  }

  /**
   * How an inventory of identifying files names the image: {@code anat-map} for computed maps,
   * {@code anat-weighted} for what looks like a photograph of the head. UNIT1 stands in the
   * standard's table of maps but is an image with T1 contrast.
   */
  public String identifyingClass() {
    return group == Group.PARAMETRIC_MAP && this != UNIT1 ? "anat-map" : "anat-weighted";
  }

  /** The suffix of a file name; empty where it is not one of an anatomical image. */
  public static Optional<ImageSuffix> of(String label) {
    return Optional.ofNullable(BY_LABEL.get(label));
  }

  @Override
  public String toString() {
    return label;
  }
}
