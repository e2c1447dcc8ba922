package org.bidsveil.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bidsveil.identifiers.KnownIdentifiers;

/** Names, numbers and dates of participants in the names of files and folders. */
final class FileNameCheck {
  private final KnownIdentifiers known;

  /** The files with one part of a name. */
  private static final class Named {
    private final String first;
    private int files;

    Named(String first) {
      this.first = first;
    }
  }

  FileNameCheck(KnownIdentifiers known) {
    this.known = known;
  }

  /** One finding for each part of a name that identifies, however many files have it. */
  List<Finding> findings(DatasetTree tree) {
    Map<String, Named> byPart = new TreeMap<>();
    for (DatasetTree.File file : tree.files()) {
      if (file.isBelow("sourcedata")) {
        continue;
      }
      for (String folder : file.path().split("/")) {
        for (String part : folder.split("_")) {
          byPart.computeIfAbsent(part, _ -> new Named(file.path())).files++;
        }
      }
    }
    List<Finding> found = new ArrayList<>();
    byPart.forEach((part, named) ->
        known
            .findIn(part)
            .or(() -> commonWord(part))
            .ifPresent(what -> found.add(finding(named, what))));
    return found;
  }

  /** BIDS's own words, such as task-, are no names; labels and names of people's own may be. */
  private Optional<String> commonWord(String part) {
    return known.holdsCommonWord(part)
        ? Optional.of("common word that is part of a participant's name")
        : Optional.empty();
  }

  private static Finding finding(Named named, String what) {
    String many = named.files == 1 ? "" : ", and so have " + (named.files - 1) + " more files";
    return new Finding(
        named.first,
        FindingClass.FILE_NAME,
        "person",
        "",
        "its name holds a " + what + many,
        "Rename it, and the entries of tables that name it, or accept it by its path.");
  }
}
