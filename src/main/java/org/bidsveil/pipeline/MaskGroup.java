package org.bidsveil.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bidsveil.bids.Entities;
import org.bidsveil.bids.Entity;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.bids.ImageSuffix;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.volume.Grid;

/**
 * Images of one acquisition on one grid: echoes, parts, inversions, flip angles, magnetisation
 * transfer on and off, and the maps computed from them. One mask is made, on the image that shows
 * the head best, and all get it.
 *
 * @param leader the image on which the mask is made
 * @param members the other images
 */
public record MaskGroup(HeadScan leader, List<HeadScan> members) {

  /** Header affines of one acquisition differ by rounding only, mm. */
  static final double SAME_GRID_MM = 0.05;

  /** Entities by which images of one acquisition differ (BIDS, "File collections"). */
  private static final List<String> WITHIN = List.of("echo", "flip", "inv", "mt", "part");

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

  /** The leader, then the others. */
  List<HeadScan> all() {
    List<HeadScan> all = new ArrayList<>();
    all.add(leader);
    all.addAll(members);
    return all;
  }

  /**
   * The groups of one session.
   *
   * @param scans every image of it whose bytes are here, whether it is to be defaced or not
   * @return in the order in which they help each other: the best leader first
   */
  static List<MaskGroup> of(List<HeadScan> scans) {
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

  /** Shows what a receiver coil picked up, as a magnitude, so that a head can be found in it. */
  static boolean isMagnitude(HeadScan scan) {
    return part(scan).equals("mag");
  }

  /** Computed from several images; the uniform image of MP2RAGE too. */
  static boolean isMap(HeadScan scan) {
    return scan.suffix().group() == ImageSuffix.Group.PARAMETRIC_MAP;
  }

  /** The entity {@code part}: mag, phase, real or imag. */
  static String part(HeadScan scan) {
    return scan.entities().label("part").orElse("mag");
  }

  /** A contrast of its own, or computed from several. */
  private static final Comparator<HeadScan> BEST_FIRST =
      Comparator.<HeadScan>comparingInt(scan -> partRank(scan))
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
      return new Key(name);
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
      return grid.isPresent()
          && other.grid().isPresent()
          && grid.get().matches(other.grid().get(), SAME_GRID_MM);
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
   * The acquisition on the map's grid that it was most likely computed from: a collection before a
   * single image, one with the same entities before any other. A map beside no acquisition joins
   * another map of its grid.
   */
  private static Optional<List<Located>> computedFrom(
      Located map, List<List<Located>> acquisitions) {
    List<Entity> name = map.key().name().list();
    return acquisitions.stream()
        .filter(images -> images.getFirst().onGridOf(map))
        .min(
            Comparator.<List<Located>, Boolean>comparing(images ->
                    images.getFirst().scan().suffix().group() != ImageSuffix.Group.FILE_COLLECTION)
                .thenComparing(images -> !images.getFirst().key().name().list().equals(name)));
  }

  private static MaskGroup led(List<Located> images) {
    List<HeadScan> best = images.stream().map(Located::scan).sorted(BEST_FIRST).toList();
    return new MaskGroup(best.getFirst(), best.subList(1, best.size()));
  }
}
