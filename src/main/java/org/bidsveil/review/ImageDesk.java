package org.bidsveil.review;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.bidsveil.files.Refusal;
import org.bidsveil.nifti.MeanVolume;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.report.DefaceColumn;
import org.bidsveil.report.ScanPage;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/** Images without a dataset. All of it is in memory; a file is written by {@link #saveBeside}. */
final class ImageDesk implements Desk {
  private final ImageBench bench;
  private final List<OpenImage> images;
  private final Map<Integer, Mask> drafts = new ConcurrentHashMap<>();
  private final ReentrantLock working = new ReentrantLock();

  /**
   * @param opened those that the list begins with
   */
  ImageDesk(ImageBench bench, List<OpenImage> opened) {
    this.bench = bench;
    this.images = new CopyOnWriteArrayList<>(opened);
  }

  /** A file to be downloaded. */
  record Download(String name, byte[] bytes) {}

  @Override
  public PageOf page() {
    return PageOf.IMAGE;
  }

  @Override
  public ObjectNode list() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode list = node.putArray("scans");
    for (int n = 0; n < images.size(); n++) {
      list.add(describe(n));
    }
    node.set("columns", ScanPage.columns());
    node.put("largest", bench.largest());
    return node;
  }

  @Override
  public boolean has(int number) {
    return number >= 0 && number < images.size();
  }

  @Override
  public ObjectNode describe(int number) {
    OpenImage image = images.get(number);
    OpenImage.State state = image.state();
    boolean defaced = state.file().isPresent();
    ObjectNode node =
        new DescribedScan(
                number,
                image.name(),
                state.row().value(DefaceColumn.VERDICT),
                false,
                defaced,
                drafts.containsKey(number),
                !defaced && !state.mask().isEmpty(),
                "",
                Optional.of(state.row()))
            .json();
    node.put("folder", image.folder().map(Path::toString).orElse(""));
    return node;
  }

  /**
   * Takes an image in and defaces it, one at a time.
   *
   * @param name its file name, or a path that ends in it
   * @return its number
   * @throws Refusal image-name; image-too-large; and what cannot be read is refused for
   */
  int add(String name, byte[] file) {
    String plain = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    String shown = plain.replaceAll("\\p{Cntrl}", "");
    if (!shown.toLowerCase(Locale.ROOT).matches(".+\\.nii(\\.gz)?")) {
      throw new Refusal(
          Refusal.Kind.BAD_DATA,
          "image-name",
          "the name " + shown + " ends neither in .nii nor in .nii.gz.",
          "Drop a NIfTI image. DICOM is converted first, for example by dcm2niix.");
    }
    working.lock();
    try {
      images.add(bench.open(shown, file));
      return images.size() - 1;
    } finally {
      working.unlock();
    }
  }

  /** The largest file that is taken, in bytes. */
  int largest() {
    return bench.largest();
  }

  @Override
  public byte[] original(int number) {
    return picture(images.get(number).original());
  }

  @Override
  public byte[] current(int number) {
    OpenImage image = images.get(number);
    return picture(
        image
            .state()
            .file()
            .map(file -> MeanVolume.of(NiftiReader.parse(file)))
            .orElseGet(image::original));
  }

  private static byte[] picture(Volume volume) {
    return NiftiWriter.encode(volume, NiftiDatatype.FLOAT32);
  }

  @Override
  public byte[] mask(int number) {
    Mask draft = drafts.get(number);
    return NiftiWriter.encode(draft == null ? images.get(number).state().mask() : draft);
  }

  @Override
  public byte[] brain(int number) {
    return NiftiWriter.encode(images.get(number).state().brain());
  }

  private Grid grid(int number) {
    return images.get(number).original().grid();
  }

  @Override
  public int maskBytes(int number) {
    return Math.addExact(grid(number).voxelCount(), 1 << 16);
  }

  @Override
  public void saveDraft(int number, byte[] file) {
    drafts.put(number, EditedMask.parse(file, grid(number)));
  }

  @Override
  public void discardDraft(int number) {
    drafts.remove(number);
  }

  @Override
  public Remade apply(int number, boolean despiteFindings) {
    working.lock();
    try {
      Mask draft = drafts.get(number);
      if (draft == null) {
        throw ReviewDesk.noDraft();
      }
      Remade remade = images.get(number).remake(draft, despiteFindings);
      if (remade instanceof Remade.Applied) {
        drafts.remove(number, draft);
      }
      return remade;
    } finally {
      working.unlock();
    }
  }

  /**
   * The defaced image, to be saved by the browser.
   *
   * @throws Refusal nothing-to-save
   */
  Download defaced(int number) {
    OpenImage image = images.get(number);
    return image
        .state()
        .file()
        .map(file -> new Download(image.defacedName(), file))
        .orElseThrow(() ->
            new Refusal(
                Refusal.Kind.INPUT_MISSING,
                "nothing-to-save",
                "there is no defaced image.",
                "Paint a mask and apply it."));
  }

  /** The mask in force, or the one that was refused. */
  Download removed(int number) {
    OpenImage image = images.get(number);
    return new Download(image.maskName(), image.maskFile());
  }

  /** Writes image and mask beside the image that was named at the start; overwrites nothing. */
  List<Path> saveBeside(int number) {
    working.lock();
    try {
      return images.get(number).saveBeside();
    } finally {
      working.unlock();
    }
  }
}
