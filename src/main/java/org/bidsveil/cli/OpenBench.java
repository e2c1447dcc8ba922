package org.bidsveil.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bidsveil.plan.Defacing;
import org.bidsveil.plan.Resources;
import org.bidsveil.review.ImageBench;
import org.bidsveil.review.OpenImage;
import org.bidsveil.review.Remade;
import org.bidsveil.run.OpenedImage;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;

/** The defacing of one image behind the page's own interface. */
record OpenBench(Defacing defacing, Resources resources) implements ImageBench {

  /**
   * Of the memory, one part in so many may hold the file as it comes; whether the work on it fits
   * is then told by its header.
   */
  private static final int SHARE_OF_MEMORY = 4;

  @Override
  public OpenImage open(String name, byte[] file) {
    return open(name, Optional.empty(), file);
  }

  /** The same of an image that was named on the command line. */
  OpenImage open(Path image, byte[] file) {
    return open(String.valueOf(image.getFileName()), Optional.of(image), file);
  }

  private OpenImage open(String name, Optional<Path> image, byte[] file) {
    return new Shown(OpenedImage.of(name, image, file, defacing, resources));
  }

  @Override
  public int largest() {
    long bytes = (resources.memoryMegabytes() << 20) / SHARE_OF_MEMORY;
    return (int) Math.min(bytes, Integer.MAX_VALUE - 64);
  }

  private record Shown(OpenedImage image) implements OpenImage {
    @Override
    public String name() {
      return image.name();
    }

    @Override
    public Volume original() {
      return image.original();
    }

    @Override
    public State state() {
      OpenedImage.State now = image.state();
      return new State(now.row(), now.mask(), now.brain(), now.file());
    }

    @Override
    public String defacedName() {
      return image.defacedName();
    }

    @Override
    public String maskName() {
      return image.maskName();
    }

    @Override
    public byte[] maskFile() {
      return image.maskFile();
    }

    @Override
    public Optional<Path> folder() {
      return image.folder();
    }

    @Override
    public Remade remake(Mask removed, boolean despiteFindings) {
      return switch (image.remake(removed, despiteFindings)) {
        case OpenedImage.Applied(String verdict, String reason) ->
            new Remade.Applied(verdict, reason);
        case OpenedImage.Doubtful(String reason) -> new Remade.Doubtful(reason);
      };
    }

    @Override
    public List<Path> saveBeside() {
      return image.saveBeside();
    }
  }
}
