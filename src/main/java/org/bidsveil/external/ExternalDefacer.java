package org.bidsveil.external;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.file.PathUtils;
import org.bidsveil.deface.CannotDeface;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.deface.DefaceProposal;
import org.bidsveil.deface.Defacer;
import org.bidsveil.deface.MaskLift;
import org.bidsveil.deface.ScanContext;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Percentiles;
import org.bidsveil.volume.Volume;

/**
 * Runs an {@link ExternalTool} on a copy of the scan and takes its mask; no voxel of its output
 * gets into the dataset. The copy is in a folder that only its owner may read, and is deleted
 * whatever happens.
 *
 * <p>The voxels that the tool changed count as removed. Some tools rescale all voxels; when most
 * voxels differ, those that have the output's darkest value and were not the darkest before count
 * as removed. Of a mask that the tool wrote, the side with less of the brain is taken, because some
 * tools mark the face and others what is kept.
 */
public final class ExternalDefacer implements Defacer {
  /** Rounding of a tool that stores integers, as a share of the range of values. */
  private static final double ROUNDING = 0.002;

  /** A face with neck and ears is less than this share of a head; more is a new scaling. */
  private static final double MOST_CHANGED = 0.6;

  /** Files of one grid differ by the rounding of their headers, mm. */
  private static final double SAME_GRID_MM = 0.05;

  /** The end of a program's output that is told, characters. */
  private static final int TOLD = 200;

  private final ExternalTool tool;

  public ExternalDefacer(ExternalTool tool) {
    this.tool = tool;
  }

  @Override
  public String name() {
    return tool.name();
  }

  /**
   * Whether the tool removes the ears; most remove only the face, as pydeface and mri_deface do.
   */
  @Override
  public boolean removesEars() {
    return false;
  }

  @Override
  public DefaceProposal propose(ScanContext scan, DefaceOptions options) throws CannotDeface {
    try {
      Path folder = createFolder();
      try {
        return new DefaceProposal(name(), removed(scan, folder));
      } finally {
        PathUtils.deleteDirectory(folder);
      }
    } catch (IOException e) {
      throw new CannotDeface("the files of " + name() + " cannot be written: " + e.getMessage());
    }
  }

  /** Its owner's alone: {@link Files#createTempDirectory} makes it so. */
  private Path createFolder() throws IOException {
    if (tool.workFolder().isPresent()) {
      Files.createDirectories(tool.workFolder().get());
      return Files.createTempDirectory(tool.workFolder().get(), "bidsveil-");
    }
    return Files.createTempDirectory("bidsveil-");
  }

  private Mask removed(ScanContext scan, Path folder) throws IOException, CannotDeface {
    Path in = folder.resolve("in.nii.gz");
    Path out = folder.resolve("out.nii.gz");
    Path mask = folder.resolve("mask.nii.gz");
    Files.write(
        in, ParallelGzip.compress(NiftiWriter.encode(scan.image(), NiftiDatatype.FLOAT32), 1, 1));
    run(tool.commandFor(in, out, mask), folder);
    return tool.writesMask()
        ? face(read(mask, scan), scan)
        : changed(scan.image(), read(out, scan));
  }

  private void run(List<String> command, Path folder) throws IOException, CannotDeface {
    Path log = folder.resolve("log.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new CannotDeface("the program " + command.getFirst() + " cannot be started");
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(tool.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CannotDeface(
            command.getFirst() + " did not end within " + tool.timeout().toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotDeface(command.getFirst() + " was told to stop");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new CannotDeface(
          command.getFirst() + " ended with code " + process.exitValue() + ending(log, folder));
    }
  }

  /** The last thing that a program said, without the place of its files. */
  private static String ending(Path log, Path folder) throws IOException {
    String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
    String last = said.lines().reduce("", (before, line) -> line.isBlank() ? before : line);
    String clean = last.replace(folder.toString(), "").replaceAll("\\p{Cntrl}", " ").strip();
    return clean.isEmpty() ? "" : ": " + clean.substring(0, Math.min(TOLD, clean.length()));
  }

  private Volume read(Path file, ScanContext scan) throws CannotDeface {
    if (!Files.exists(file)) {
      throw new CannotDeface(name() + " wrote no image");
    }
    Volume volume;
    try {
      volume = NiftiReader.read(file).volume(0);
    } catch (Refusal refusal) {
      throw new CannotDeface("what " + name() + " wrote cannot be read: " + refusal.sentence());
    }
    if (!volume.grid().matches(scan.grid(), SAME_GRID_MM)) {
      throw new CannotDeface(name() + " wrote an image on another grid");
    }
    return new Volume(scan.grid(), volume.values());
  }

  private static Mask face(Volume written, ScanContext scan) {
    Mask marked = written.atLeast(0.5);
    Mask brain = MaskLift.toGrid(scan.brain(), scan.grid(), scan.executor());
    return 2L * brain.countAnd(marked) > brain.count() ? marked.not() : marked;
  }

  private static Mask changed(Volume before, Volume after) {
    Percentiles percentiles = Percentiles.of(before);
    double rounding = ROUNDING * (percentiles.percentile(99) - percentiles.percentile(1));
    Mask changed = new Mask(before.grid());
    Mask blackened = new Mask(before.grid());
    float darkest = (float) Percentiles.of(after).min();
    int tissue = 0;
    int changedTissue = 0;
    double air = percentiles.otsu();
    for (int v = 0; v < before.values().length; v++) {
      float a = before.values()[v];
      float b = after.values()[v];
      boolean differs = Math.abs(a - b) > rounding;
      if (differs) {
        changed.set(v);
      }
      if (a > air) {
        tissue++;
        changedTissue += differs ? 1 : 0;
      }
      if (a > percentiles.min() + rounding && b <= darkest) {
        blackened.set(v);
      }
    }
    return changedTissue > MOST_CHANGED * tissue ? blackened : changed;
  }
}
