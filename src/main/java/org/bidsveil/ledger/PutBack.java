package org.bidsveil.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bidsveil.files.Content;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;

/** Puts a former file back under its name from a verified copy. */
public final class PutBack {
  private final Disk disk;
  private final DurableWrite write;

  /** Writes by way of this disk. */
  public PutBack(Disk disk) {
    this.disk = disk;
    this.write = new DurableWrite(disk);
  }

  /**
   * Puts a file back in one step, with mode and time as before; a link is made again where it still
   * leads to the same bytes and becomes a file where it does not.
   *
   * @throws Refusal "original-damaged" or "original-missing"; nothing is changed then
   */
  public void put(Path target, FormerFile former, Path copy) {
    verifyCopy(copy, former.sha256());
    disk.createFolders(StoreLayout.folderOf(target));
    Optional<Path> link = former.link().map(Path::of).filter(text -> leads(target, text, former));
    if (link.isPresent()) {
      Path temporary = DurableWrite.temporaryFor(target);
      write.stageLink(temporary, link.get());
      write.publish(temporary, target);
    } else {
      write.replace(target, Content.of(copy), former.traitsAt(target));
    }
  }

  /**
   * @throws Refusal when the copy is not there or not what the manifest says
   */
  public static void verifyCopy(Path copy, Sha256 expected) {
    if (!Files.exists(copy)) {
      throw missing(copy.toString());
    }
    if (!Sha256.of(copy).equals(expected)) {
      throw damaged(copy);
    }
  }

  static Refusal missing(String what) {
    return new Refusal(
        Refusal.Kind.INPUT_MISSING,
        "original-missing",
        "The copy of the original of " + what + " is not there.",
        "Give --originals with the folder of the first run, or fetch the content of"
            + " sourcedata/bidsveil.");
  }

  private static Refusal damaged(Path copy) {
    return new Refusal(
        Refusal.Kind.BAD_DATA,
        "original-damaged",
        "The copy " + copy + " is not the original that originals.tsv describes.",
        "Nothing was changed; find out who changed the copy, and put the right one there.");
  }

  private static boolean leads(Path target, Path linkText, FormerFile former) {
    Path content = target.resolveSibling(linkText);
    try {
      return Files.isRegularFile(content)
          && Files.size(content) == former.bytes()
          && Sha256.of(content).equals(former.sha256());
    } catch (IOException e) {
      throw Refusal.ofReading(content, e);
    }
  }
}
