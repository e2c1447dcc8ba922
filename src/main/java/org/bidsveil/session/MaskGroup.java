package org.bidsveil.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bidsveil.bids.Datatype;
import org.bidsveil.bids.Entities;
import org.bidsveil.bids.Entity;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.ImageSuffix;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.Grid;

/**
 * Images of one acquisition on one grid: echoes, parts, inversions, flip angles, magnetisation
 * transfer on and off, magnitude and phase of a field map, and the maps computed from them. One
 * mask is made on the image that shows the head best, and all of them get it.
 *
 * @param leader the image on which the mask is made
 * @param members the other images
 * @param grid of all of them; empty when the leader's header cannot be read
 */
public record MaskGroup(HeadScan leader, List<HeadScan> members, Optional<Grid> grid) {

  /**
   * The tolerance for grids of one acquisition in mm, whose header affines differ only by rounding.
   */
  public static final double SAME_GRID_MM = 0.05;

  /** Entities by which images of one acquisition differ (BIDS, "File collections"). */
  private static final List<String> WITHIN = List.of("echo", "flip", "inv", "mt", "part");

  /**
   * One sequence gives several of these, told apart by {@code acq}: the anatomical image and the
   * map of flip angles, the two repetition times (BIDS, appendix "Quantitative MRI", "Deriving the
   * intended qMRI application from an ambiguous file collection").
   */
  private static final Set<ImageSuffix> WITHIN_BY_ACQ =
      EnumSet.of(ImageSuffix.TB1AFI, ImageSuffix.TB1TFL, ImageSuffix.TB1RFM);

  /** Images of one field map of gradient echoes (BIDS, "Types of fieldmaps", cases 1 to 3). */
  private static final Set<ImageSuffix> GRADIENT_ECHO =
      EnumSet.of(
          ImageSuffix.MAGNITUDE,
          ImageSuffix.MAGNITUDE1,
          ImageSuffix.MAGNITUDE2,
          ImageSuffix.PHASEDIFF,
          ImageSuffix.PHASE1,
          ImageSuffix.PHASE2,
          ImageSuffix.FIELDMAP);

  /**
   * Contrasts by how well they show a head, the best first; what is not listed comes after them.
   * T1w is the atlas' own contrast.
   */
  private static final List<ImageSuffix> CONTRASTS =
      List.of(
          ImageSuffix.T1W,
          ImageSuffix.T2W,
          ImageSuffix.FLAIR,
          ImageSuffix.PDW,
          ImageSuffix.MP2RAGE,
          ImageSuffix.MPM,
          ImageSuffix.VFA,
          ImageSuffix.MEGRE,
          ImageSuffix.MESE,
          ImageSuffix.T2STARW,
          ImageSuffix.UNIT1);

  public MaskGroup {
    members = List.copyOf(members);
  }

  /** All images of the group, the leader first. */
  public List<HeadScan> all() {
    List<HeadScan> all = new ArrayList<>();
    all.add(leader);
    all.addAll(members);
    return all;
  }

  /**
   * The groups of one session.
   *
   * @param scans every image of the session whose bytes are here, whether or not it is to be
   *     defaced
   * @return the groups in the order in which they help each other, the best leader first
   */
  public static List<MaskGroup> of(List<HeadScan> scans) {
    List<Located> located = scans.stream().map(Located::of).toList();
    Map<Key, List<Located>> byKey = new LinkedHashMap<>();
    for (Located image : located) {
      if (!isMap(image.scan())) {
        byKey.computeIfAbsent(image.key(), key -> new ArrayList<>()).add(image);
      }
    }
    List<List<Located>> acquisitions = new ArrayList<>();
    byKey.values().forEach(images -> acquisitions.addAll(onOneGrid(images)));
    for (Located map : located) {
      if (isMap(map.scan())) {
        computedFrom(map, acquisitions)
            .ifPresentOrElse(images -> images.add(map), () -> acquisitions.add(listOf(map)));
      }
    }
    return acquisitions.stream()
        .map(MaskGroup::led)
        .sorted(Comparator.comparing(MaskGroup::leader, BEST_FIRST))
        .toList();
  }

  /**
   * Whether the image shows what a receiver coil or a ring of detectors picked up, as a magnitude,
   * so that a head can be found in it. Anatomical maps show it too; those of a radio-frequency
   * field do not.
   */
  public static boolean isMagnitude(HeadScan scan) {
    return part(scan).equals("mag") && !(isMap(scan) && scan.datatype() == Datatype.FMAP);
  }

  /** Whether the image was computed from several images, as the uniform image of MP2RAGE is. */
  public static boolean isMap(HeadScan scan) {
    return scan.suffix().group() == ImageSuffix.Group.PARAMETRIC_MAP;
  }

  /** The entity {@code part} (mag, phase, real or imag), or what the suffix says instead. */
  public static String part(HeadScan scan) {
    return scan.suffix().group() == ImageSuffix.Group.PHASE
        ? "phase"
        : scan.entities().label("part").orElse("mag");
  }

  /** Whether both are of one grid. */
  boolean isOnGridOf(MaskGroup other) {
    return areSame(grid, other.grid());
  }

  private static boolean areSame(Optional<Grid> one, Optional<Grid> other) {
    return one.isPresent() && other.isPresent() && one.get().matches(other.get(), SAME_GRID_MM);
  }

  /** Anatomical images before others; a contrast of its own before one computed from several. */
  private static final Comparator<HeadScan> BEST_FIRST =
      Comparator.comparing(HeadScan::datatype)
          .thenComparingInt(scan -> partRank(scan))
          .thenComparingInt(scan -> contrastRank(scan))
          // The second inversion of MP2RAGE is the one with signal everywhere (Marques 2010).
          .thenComparingInt(scan -> -number(scan, "inv"))
          .thenComparing(scan -> scan.entities().label("mt").map("on"::equals).orElse(false))
          // Early echoes and small flip angles show skin and fat.
          .thenComparingInt(scan -> number(scan, "echo"))
          .thenComparingInt(scan -> number(scan, "flip"))
          .thenComparing(HeadScan::bidsPath);

  private static int partRank(HeadScan scan) {
    return switch (part(scan)) {
      case "mag" -> 0;
      case "real" -> 1;
      case "imag" -> 2;
      default -> 3;
    };
  }

  private static int contrastRank(HeadScan scan) {
    int at = CONTRASTS.indexOf(scan.suffix());
    return at >= 0 ? at : CONTRASTS.size() + (isMap(scan) ? 1 : 0);
  }

  private static int number(HeadScan scan, String entity) {
    String label = scan.entities().label(entity).orElse("");
    return label.matches("\\d{1,6}") ? Integer.parseInt(label) : 0;
  }

  /** What is left of a name without that by which images of one acquisition differ. */
  private record Key(Entities name) {
    static Key of(HeadScan scan) {
      Entities name = scan.entities().withExtension("");
      for (String entity : WITHIN) {
        name = name.without(entity);
      }
      if (WITHIN_BY_ACQ.contains(scan.suffix())) {
        name = name.without("acq");
      }
      return new Key(
          GRADIENT_ECHO.contains(scan.suffix())
              ? name.withSuffix(ImageSuffix.FIELDMAP.label())
              : name);
    }
  }

  /**
   * An image and its lattice.
   *
   * @param grid empty when the header cannot be read: the walk of the image says why
   */
  private record Located(HeadScan scan, Optional<Grid> grid) {
    static Located of(HeadScan scan) {
      try {
        return new Located(scan, Optional.of(NiftiReader.readHeader(scan.absolutePath()).grid()));
      } catch (Refusal unreadable) {
        return new Located(scan, Optional.empty());
      }
    }

    Key key() {
      return Key.of(scan);
    }

    boolean onGridOf(Located other) {
      return areSame(grid, other.grid());
    }
  }

  private static List<Located> listOf(Located image) {
    return new ArrayList<>(List.of(image));
  }

  private static List<List<Located>> onOneGrid(List<Located> images) {
    List<List<Located>> grids = new ArrayList<>();
    for (Located image : images) {
      grids.stream()
          .filter(grid -> grid.getFirst().onGridOf(image))
          .findFirst()
          .ifPresentOrElse(grid -> grid.add(image), () -> grids.add(listOf(image)));
    }
    return grids;
  }

  /**
   * The acquisition on the map's grid that it was most likely computed from, of its own datatype: a
   * collection before a single image, one with the same entities before any other. A map beside no
   * acquisition joins another map of its grid.
   */
  private static Optional<List<Located>> computedFrom(
      Located map, List<List<Located>> acquisitions) {
    List<Entity> name = map.key().name().list();
    return acquisitions.stream()
        .filter(images -> images.getFirst().scan().datatype() == map.scan().datatype())
        .filter(images -> images.getFirst().onGridOf(map))
        .min(
            Comparator.<List<Located>, Boolean>comparing(images ->
                    images.getFirst().scan().suffix().group() != ImageSuffix.Group.FILE_COLLECTION)
                .thenComparing(images -> !images.getFirst().key().name().list().equals(name)));
  }

  private static MaskGroup led(List<Located> images) {
    List<HeadScan> best = images.stream().map(Located::scan).sorted(BEST_FIRST).toList();
    return new MaskGroup(best.getFirst(), best.subList(1, best.size()), images.getFirst().grid());
  }
}
