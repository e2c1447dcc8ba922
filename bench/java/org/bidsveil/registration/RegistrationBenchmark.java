package org.bidsveil.registration;

import java.util.concurrent.TimeUnit;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.atlas.ShippedAtlas;
import org.bidsveil.engine.EngineSettings;
import org.bidsveil.engine.ScanEngine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.volume.Affine;
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

/** The kernels of the registration on the head of the atlas itself, one thread, warm. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class RegistrationBenchmark {
  private static final TaskExecutor ONE = TaskExecutor.of(1);

  /** A few millimetres and degrees from the truth, as in a climb. */
  private static final Affine NEAR =
      new Affine(1.02, 0.03, 0, 2, -0.03, 0.99, 0.02, -1, 0, -0.02, 1.01, 3);

  private static final int SAMPLES = 50_000;

  private final HeadAtlas atlas = ShippedAtlas.get();
  private final Pyramid scan = Pyramid.of(atlas.template(), ONE);
  private final MutualInformation information =
      new MutualInformation(scan.level(0), atlas.samples(), SAMPLES, ONE);
  private final LocalClimb climb = localClimb();

  private LocalClimb localClimb() {
    double[] low = {-90, -130, -110};
    double[] high = {90, 110, 110};
    ControlLattice lattice = new ControlLattice(low, high, 24);
    return new LocalClimb(lattice, scan.level(0), atlas.samples(), 50_000, NEAR, 2e-3, ONE);
  }

  /** Everything from a scan in memory to its verdict. */
  @Benchmark
  public ScanResult proposal() {
    return new ScanEngine(atlas, EngineSettings.of("template"), ONE).propose(atlas.template());
  }

  /** Mutual information of 50,000 points at 2 mm. */
  @Benchmark
  public double score() {
    return information.score(NEAR);
  }

  /** The same with its gradient. */
  @Benchmark
  public double gradient() {
    double score = information.score(NEAR);
    double[] gradient = new double[MutualInformation.PARAMETERS];
    information.gradient(
        scan.working().grid().centreMm(), gradient, new double[gradient.length][gradient.length]);
    return score + gradient[0];
  }

  /** One step of the local registration: score and slope at 24 mm and 2 mm, 50,000 points. */
  @Benchmark
  public double localStep() {
    return climb.score() + climb.slope().gradient()[0];
  }

  /** The whole search for the head. */
  @Benchmark
  public double search() {
    return new AffineRegistration(atlas.samples(), AffineRegistration.SearchSettings.DEFAULT)
        .register(scan, ONE)
        .score();
  }

  /** Pyramid of 2, 4 and 8 mm. */
  @Benchmark
  public Object pyramid() {
    return Pyramid.of(atlas.template(), ONE);
  }

  /** The place of each voxel in the atlas, and one map pulled there. */
  @Benchmark
  public Volume pull() {
    Volume working = scan.working();
    return AtlasOnScan.of(atlas, Alignment.affine(NEAR), working.grid(), ONE).pull(atlas.brain());
  }
}
