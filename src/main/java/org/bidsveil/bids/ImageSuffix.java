package org.bidsveil.bids;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every suffix of an image in which a head can be seen, and of the phase images and maps that
 * belong to one (BIDS schema 1.2.7, {@code rules/files/raw/anat.yaml}, {@code fmap.yaml} and {@code
 * pet.yaml}). Masks, {@code defacemask} among them, and label images are not included.
 */
public enum ImageSuffix {
  T1W("T1w", Datatype.ANAT, Group.WEIGHTED),
  T2W("T2w", Datatype.ANAT, Group.WEIGHTED),
  PDW("PDw", Datatype.ANAT, Group.WEIGHTED),
  T2STARW("T2starw", Datatype.ANAT, Group.WEIGHTED),
  FLAIR("FLAIR", Datatype.ANAT, Group.WEIGHTED),
  INPLANE_T1("inplaneT1", Datatype.ANAT, Group.WEIGHTED),
  INPLANE_T2("inplaneT2", Datatype.ANAT, Group.WEIGHTED),
  PDT2("PDT2", Datatype.ANAT, Group.WEIGHTED),
  ANGIO("angio", Datatype.ANAT, Group.WEIGHTED),
  T2STAR("T2star", Datatype.ANAT, Group.WEIGHTED),
  FLASH("FLASH", Datatype.ANAT, Group.WEIGHTED),
  PD("PD", Datatype.ANAT, Group.WEIGHTED),

  T1MAP("T1map", Datatype.ANAT, Group.PARAMETRIC_MAP),
  T2MAP("T2map", Datatype.ANAT, Group.PARAMETRIC_MAP),
  T2STARMAP("T2starmap", Datatype.ANAT, Group.PARAMETRIC_MAP),
  R1MAP("R1map", Datatype.ANAT, Group.PARAMETRIC_MAP),
  R2MAP("R2map", Datatype.ANAT, Group.PARAMETRIC_MAP),
  R2STARMAP("R2starmap", Datatype.ANAT, Group.PARAMETRIC_MAP),
  PDMAP("PDmap", Datatype.ANAT, Group.PARAMETRIC_MAP),
  MTRMAP("MTRmap", Datatype.ANAT, Group.PARAMETRIC_MAP),
  MTSAT("MTsat", Datatype.ANAT, Group.PARAMETRIC_MAP),
  UNIT1("UNIT1", Datatype.ANAT, Group.PARAMETRIC_MAP),
  T1RHO("T1rho", Datatype.ANAT, Group.PARAMETRIC_MAP),
  MWFMAP("MWFmap", Datatype.ANAT, Group.PARAMETRIC_MAP),
  MTVMAP("MTVmap", Datatype.ANAT, Group.PARAMETRIC_MAP),
  CHIMAP("Chimap", Datatype.ANAT, Group.PARAMETRIC_MAP),
  S0MAP("S0map", Datatype.ANAT, Group.PARAMETRIC_MAP),
  M0MAP("M0map", Datatype.ANAT, Group.PARAMETRIC_MAP),

  MEGRE("MEGRE", Datatype.ANAT, Group.FILE_COLLECTION),
  MESE("MESE", Datatype.ANAT, Group.FILE_COLLECTION),
  VFA("VFA", Datatype.ANAT, Group.FILE_COLLECTION),
  IRT1("IRT1", Datatype.ANAT, Group.FILE_COLLECTION),
  MP2RAGE("MP2RAGE", Datatype.ANAT, Group.FILE_COLLECTION),
  MPM("MPM", Datatype.ANAT, Group.FILE_COLLECTION),
  MTS("MTS", Datatype.ANAT, Group.FILE_COLLECTION),
  MTR("MTR", Datatype.ANAT, Group.FILE_COLLECTION),

  MAGNITUDE("magnitude", Datatype.FMAP, Group.WEIGHTED),
  MAGNITUDE1("magnitude1", Datatype.FMAP, Group.WEIGHTED),
  MAGNITUDE2("magnitude2", Datatype.FMAP, Group.WEIGHTED),
  PHASEDIFF("phasediff", Datatype.FMAP, Group.PHASE),
  PHASE1("phase1", Datatype.FMAP, Group.PHASE),
  PHASE2("phase2", Datatype.FMAP, Group.PHASE),
  FIELDMAP("fieldmap", Datatype.FMAP, Group.PHASE),
  EPI("epi", Datatype.FMAP, Group.WEIGHTED),
  M0SCAN("m0scan", Datatype.FMAP, Group.WEIGHTED),

  TB1DAM("TB1DAM", Datatype.FMAP, Group.FILE_COLLECTION),
  TB1EPI("TB1EPI", Datatype.FMAP, Group.FILE_COLLECTION),
  TB1AFI("TB1AFI", Datatype.FMAP, Group.FILE_COLLECTION),
  TB1TFL("TB1TFL", Datatype.FMAP, Group.FILE_COLLECTION),
  TB1RFM("TB1RFM", Datatype.FMAP, Group.FILE_COLLECTION),
  TB1SRGE("TB1SRGE", Datatype.FMAP, Group.FILE_COLLECTION),
  RB1COR("RB1COR", Datatype.FMAP, Group.FILE_COLLECTION),
  TB1MAP("TB1map", Datatype.FMAP, Group.PARAMETRIC_MAP),
  RB1MAP("RB1map", Datatype.FMAP, Group.PARAMETRIC_MAP),

  PET("pet", Datatype.PET, Group.WEIGHTED);

  /** The kind of values the images hold; for anatomical images, the tables of the standard. */
  public enum Group {
    /** One image whose grey values are weighted by a contrast. */
    WEIGHTED,
    /** A phase, or a frequency computed from it; the magnitude is another image. */
    PHASE,
    /** Voxels are physical quantities; computed from several acquisitions. */
    PARAMETRIC_MAP,
    /** One of several images of one acquisition: echoes, flip angles, inversions, parts. */
    FILE_COLLECTION
  }

  private static final Map<String, ImageSuffix> BY_LABEL =
      Stream.of(values()).collect(Collectors.toMap(ImageSuffix::label, Function.identity()));

  private final String label;
  private final Datatype datatype;
  private final Group group;

  ImageSuffix(String label, Datatype datatype, Group group) {
    this.label = label;
    this.datatype = datatype;
    this.group = group;
  }

  /** The suffix as written in file names; case matters. */
  public String label() {
    return label;
  }

  /** The datatype whose folders hold such images. */
  public Datatype datatype() {
    return datatype;
  }

  public Group group() {
    return group;
  }

  /** The suffix of a file name; empty where it is not one of these. */
  public static Optional<ImageSuffix> of(String label) {
    return Optional.ofNullable(BY_LABEL.get(label));
  }

  @Override
  public String toString() {
    return label;
  }
}
