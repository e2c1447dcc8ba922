package org.bidsveil.deface;

import java.util.concurrent.TimeUnit;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.brain.AtlasBrainExtractor;
import org.bidsveil.demo.AtlasHead;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.volume.GaussianFilter;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What follows a registration, on the head of the atlas at 2 mm and at 1 mm, one thread, warm. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class MaskBenchmark {
  private static final TaskExecutor ONE = TaskExecutor.of(1);

  private final HeadAtlas atlas = ShippedAtlas.get();
  private final Volume head = atlas.template();
  private final Volume brain = atlas.brain().volume();
  private final Mask face = atlas.face().atLeast(0.5);
  private final Volume fineHead = NiftiReader.parse(AtlasHead.file(1, ONE)).volume(0);
  private final byte[] file = NiftiWriter.encode(fineHead, NiftiDatatype.INT16);

  /** The brain of a scan at 2 mm. */
  @Benchmark
  public Mask brain() {
    return AtlasBrainExtractor.extract(head, brain, ONE);
  }

  /** A face mask from 2 mm to 1 mm. */
  @Benchmark
  public Mask lift() {
    return MaskLift.toGrid(face, fineHead.grid(), ONE);
  }

  /** A scan from 1 mm to 2 mm. */
  @Benchmark
  public Volume average() {
    return Resampler.blockAverage(fineHead, 2, 2, 2, ONE);
  }

  /** Smoothing by 6 mm at 2 mm. */
  @Benchmark
  public Volume smooth() {
    return GaussianFilter.smooth(head, 6, ONE);
  }

  /** The file of an image at 1 mm, int16. */
  @Benchmark
  public byte[] compress() {
    return ParallelGzip.compress(file, ParallelGzip.DEFAULT_LEVEL, 1);
  }
}
