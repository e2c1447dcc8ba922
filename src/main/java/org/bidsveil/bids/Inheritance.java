package org.bidsveil.bids;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Finds the JSON sidecars that describe an image (BIDS, "Common principles", section "The
 * inheritance principle").
 *
 * <p>Each folder is listed once and remembered: an instance shows the dataset as it was when it
 * first looked. Safe for use by several threads.
 */
public final class Inheritance {
  private static final String JSON = ".json";

  private final Path root;
  private final Map<Path, List<Sidecar>> sidecarsOfFolder = new ConcurrentHashMap<>();

  /** The inheritance within a dataset; the folder of the dataset itself is not listed again. */
  public Inheritance(Dataset dataset) {
    this.root = dataset.root().toAbsolutePath();
    sidecarsOfFolder.put(root, sidecars(dataset.top().jsonNames().stream().map(root::resolve)));
  }

  /**
   * Every sidecar that applies to the image, from the root down; later ones override earlier ones.
   * Levels are the root and each folder on the way to the image. Several files on one level, which
   * the standard forbids but datasets have, come in order of their number of entities, then of
   * their names.
   */
  public List<Sidecar> sidecarsOf(HeadScan scan) {
    List<Sidecar> found = new ArrayList<>(applicable(root, scan));
    Path folder = root;
    Path parent = scan.relativePath().getParent();
    if (parent != null) {
      for (Path name : parent) {
        folder = folder.resolve(name);
        found.addAll(applicable(folder, scan));
      }
    }
    return List.copyOf(found);
  }

  /**
   * Where a statement about this one image belongs: its own sidecar; where there is none, a sidecar
   * in the same folder that applies to it; else its own name, to be created.
   *
   * <p>The second case exists because a file with the image's own name would displace the other one
   * (the standard permits one applicable file per level): {@code inv-1_MP2RAGE.json}, which
   * describes {@code inv-1_part-mag_MP2RAGE.nii} and its phase, would no longer be read. Such a
   * file describes several images.
   */
  public Sidecar statementSidecar(HeadScan scan) {
    Path folder = scan.relativePath().getParent();
    List<Sidecar> beside =
        sidecarsOf(scan).stream()
            .filter(s -> folder != null && folder.equals(s.relativePath().getParent()))
            .toList();
    Path own = ownPath(scan);
    return beside.stream()
        .filter(s -> s.relativePath().equals(own))
        .findFirst()
        .or(() -> beside.isEmpty() ? Optional.empty() : Optional.of(beside.getLast()))
        .orElseGet(() -> new Sidecar(own, root.resolve(own), scan.entities().withExtension(JSON)));
  }

  private static Path ownPath(HeadScan scan) {
    return scan.relativePath().resolveSibling(scan.entities().withExtension(JSON).fileName());
  }

  private List<Sidecar> applicable(Path folder, HeadScan scan) {
    return sidecarsOfFolder.computeIfAbsent(folder, this::list).stream()
        .filter(sidecar -> sidecar.appliesTo(scan))
        .toList();
  }

  private List<Sidecar> list(Path folder) {
    return sidecars(FolderListing.sorted(folder).stream());
  }

  private List<Sidecar> sidecars(Stream<Path> files) {
    List<Sidecar> sidecars = new ArrayList<>();
    files.forEach(file ->
        Entities.parse(file.getFileName().toString())
            .filter(name -> name.extension().equals(JSON))
            .ifPresent(name -> sidecars.add(new Sidecar(root.relativize(file), file, name))));
    sidecars.sort(
        Comparator.comparingInt((Sidecar s) -> s.entities().list().size())
            .thenComparing(Sidecar::bidsPath));
    return List.copyOf(sidecars);
  }
}
