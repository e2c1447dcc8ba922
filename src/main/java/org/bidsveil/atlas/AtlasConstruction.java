package org.bidsveil.atlas;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bidsveil.files.Disk;
import org.bidsveil.files.DurableWrite;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/** Builds the files under {@code templates/} from T1w heads, or only their regions. */
public final class AtlasConstruction {
  /** The least number of heads: with fewer, the average still shows the faces of single persons. */
  public static final int LEAST_HEADS = 10;

  /** Written once, downloaded often. */
  private static final int BEST_LEVEL = 9;

  private final Path output;
  private final TaskExecutor executor;
  private final AtlasBuilder builder;

  /**
   * Builds into a folder.
   *
   * @param output created if it is not there; files of the same names are replaced
   * @param progress receives a line for each step
   */
  public AtlasConstruction(Path output, int threads, Consumer<String> progress) {
    this.output = output;
    this.executor = TaskExecutor.of(threads);
    this.builder = new AtlasBuilder(executor, progress);
  }

  /**
   * Builds the whole atlas.
   *
   * @param heads T1w images with their faces; their order does not matter
   * @return the files written
   */
  public List<Path> build(List<Path> heads) {
    if (heads.size() < LEAST_HEADS) {
      throw new Refusal(
          Refusal.Kind.USAGE,
          "too-few-heads",
          heads.size() + " heads are too few for an average in which no one can be recognised.",
          "Give at least " + LEAST_HEADS + ".");
    }
    List<Volume> volumes =
        heads.stream()
            .sorted()
            .map(path -> Pyramid.workingOf(NiftiReader.read(path).volume(0), executor))
            .toList();
    return write(builder.build(volumes));
  }

  /** Builds only the regions from the shipped template, after a change of the landmarks. */
  public List<Path> regions() {
    return write(builder.regions());
  }

  private List<Path> write(Map<String, byte[]> files) {
    DurableWrite disk = new DurableWrite(Disk.unobserved());
    List<Path> written = new ArrayList<>();
    files.forEach((name, plain) -> {
      Path file = output.resolve(name);
      disk.replaceIfChanged(
          file,
          name.endsWith(".gz")
              ? ParallelGzip.compress(plain, BEST_LEVEL, executor.threads())
              : plain);
      written.add(file);
    });
    return written;
  }
}
