package org.bidsveil.bids;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A BIDS file name taken apart: {@code key-label} pairs in their order, suffix and extension.
 * {@link #fileName()} gives the same name back.
 *
 * <p>Reading is tolerant where the standard is stricter (a dot, a second hyphen or an unknown key
 * is accepted): a scan must not keep its face because its name is not quite valid.
 *
 * @param list the pairs, in file name order, no key twice
 * @param suffix the last part, such as {@code T1w}
 * @param extension from the first dot after the suffix, such as {@code .nii.gz}; may be empty
 */
public record Entities(List<Entity> list, String suffix, String extension) {
  public Entities {
    list = List.copyOf(list);
    Set<String> keys = new HashSet<>();
    for (Entity entity : list) {
      if (!keys.add(entity.key())) {
        throw new IllegalArgumentException("The entity " + entity.key() + " stands twice.");
      }
    }
    if (suffix.isEmpty() || suffix.contains("-") || suffix.contains("_") || suffix.contains(".")) {
      throw new IllegalArgumentException("Not a suffix: " + suffix);
    }
  }

  /**
   * Takes a file name apart.
   *
   * @return empty when the name does not have the form {@code [key-label_]...suffix[.extension]} or
   *     has an entity twice
   */
  public static Optional<Entities> parse(String fileName) {
    String[] parts = fileName.split("_", -1);
    String last = parts[parts.length - 1];
    int dot = last.indexOf('.');
    String suffix = dot < 0 ? last : last.substring(0, dot);
    if (suffix.isEmpty() || suffix.contains("-")) {
      return Optional.empty();
    }
    List<Entity> list = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < parts.length - 1; i++) {
      int hyphen = parts[i].indexOf('-');
      if (hyphen < 1 || hyphen == parts[i].length() - 1) {
        return Optional.empty();
      }
      Entity entity = new Entity(parts[i].substring(0, hyphen), parts[i].substring(hyphen + 1));
      if (!keys.add(entity.key())) {
        return Optional.empty();
      }
      list.add(entity);
    }
    return Optional.of(new Entities(list, suffix, dot < 0 ? "" : last.substring(dot)));
  }

  /** The label of an entity, by its key in file names. */
  public Optional<String> label(String key) {
    return list.stream().filter(e -> e.key().equals(key)).map(Entity::label).findFirst();
  }

  /**
   * The name with this entity, at its place in the schema's order; an entity with the same key is
   * replaced.
   */
  public Entities with(String key, String label) {
    List<Entity> pairs = new ArrayList<>(without(key).list);
    int place = 0;
    while (place < pairs.size()
        && EntityOrder.rank(pairs.get(place).key()) <= EntityOrder.rank(key)) {
      place++;
    }
    pairs.add(place, new Entity(key, label));
    return new Entities(pairs, suffix, extension);
  }

  /** The name without the entity of this key. */
  public Entities without(String key) {
    return new Entities(
        list.stream().filter(e -> !e.key().equals(key)).toList(), suffix, extension);
  }

  public Entities withSuffix(String newSuffix) {
    return new Entities(list, newSuffix, extension);
  }

  /**
   * The name with another extension.
   *
   * @param newExtension with its leading dot, such as {@code .json}
   */
  public Entities withExtension(String newExtension) {
    return new Entities(list, suffix, newExtension);
  }

  /**
   * The name of something derived from this image: the suffix becomes the {@code mod} entity.
   * {@code sub-01_run-1_T1w.nii.gz} gives {@code sub-01_run-1_mod-T1w_defacemask.nii.gz} (BIDS,
   * "Magnetic Resonance Imaging", section "Defacing masks").
   */
  public Entities derived(String newSuffix) {
    return with("mod", suffix).withSuffix(newSuffix);
  }

  /** Whether this name has every pair of {@code other}, with the same label. */
  public boolean containsAll(Entities other) {
    return list.containsAll(other.list);
  }

  /** The file name. */
  public String fileName() {
    return list.stream().map(e -> e + "_").collect(Collectors.joining()) + suffix + extension;
  }
}
