package org.bidsveil.deface;

import java.util.ArrayList;
import java.util.List;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasCatalog;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.qc.FaceCheck;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Morphology;
import org.bidsveil.volume.Resampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;

/** The atlas' own head as a scan of known place, on any lattice. */
record AtlasHead(Volume scan, ScanContext context) {
  static final TaskExecutor EXECUTOR = TaskExecutor.of(2);
  static final HeadAtlas ATLAS = AtlasCatalog.load();

  /** A head that nods, tilts and turns, off the middle. */
  static final Affine TILTED =
      Affine.translation(7, -12, 9)
          .after(Affine.rotation(Math.toRadians(-18), Math.toRadians(8), Math.toRadians(12)));

  /** 4 mm, axes R, A, S; about the head. */
  static Grid plain() {
    return new Grid(
        52, 70, 70, Affine.translation(-102, -130, -150).after(Affine.scaling(4, 4, 4)));
  }

  /** Axes P, S, R: 3 mm in the slice, slices 5 mm thick, as sagittal spin echo is. */
  static Grid sagittalSlices() {
    return new Grid(95, 95, 42, new Affine(0, 0, 5, -102, -3, 0, 0, 147, 0, 3, 0, -152));
  }

  /** Axes L, P, S, 2.5 x 2.5 x 4 mm, none of them along the world's. */
  static Grid oblique() {
    Affine stored = Affine.translation(110, 145, -150).after(Affine.scaling(-2.5, -2.5, 4));
    return new Grid(88, 115, 72, Affine.rotation(0.2, -0.1, 0.15).after(stored));
  }

  static AtlasHead on(Grid grid, Affine scanFromAtlas) {
    Volume scan = Resampler.resample(ATLAS.template(), grid, scanFromAtlas.inverse(), 0, EXECUTOR);
    Volume working = Pyramid.workingOf(scan, EXECUTOR);
    Alignment alignment = Alignment.affine(scanFromAtlas);
    Mask brain = AtlasOnScan.pull(ATLAS.brain(), alignment, working.grid(), EXECUTOR).atLeast(0.5);
    return new AtlasHead(scan, ScanContext.of(scan, working, alignment, ATLAS, brain, EXECUTOR));
  }

  AtlasHead withBrain(Mask brain) {
    return new AtlasHead(
        scan,
        ScanContext.of(
            context.image(), context.working(), context.alignment(), ATLAS, brain, EXECUTOR));
  }

  /** The brain on the scan's lattice. */
  Mask brain() {
    return MaskLift.toGrid(context.brain(), scan.grid(), EXECUTOR);
  }

  /** The head without air on the scan's lattice. */
  Mask head() {
    return headProbability().atLeast(0.5);
  }

  /** Where any of the atlas' heads has tissue, on the scan's lattice. */
  Mask anyHead() {
    return headProbability().atLeast(0.01);
  }

  private Volume headProbability() {
    return AtlasOnScan.pull(ATLAS.head(), context.alignment(), scan.grid(), EXECUTOR);
  }

  /** Share of the brain mask among the removed voxels, 0 to 1. */
  double brainLoss(Mask removed) {
    return (double) brain().countAnd(removed) / brain().count();
  }

  Mask guarded(DefaceProposal proposal) {
    return BrainGuard.around(context.brain(), BrainGuard.MARGIN_MM, scan.grid(), EXECUTOR)
        .apply(proposal.removed());
  }

  FaceCheck faceCheck() {
    Volume head =
        AtlasOnScan.pull(ATLAS.head(), context.alignment(), context.working().grid(), EXECUTOR);
    List<FaceWindow> windows = new ArrayList<>();
    for (double yaw : new double[] {0, -35, 35}) {
      windows.add(FaceWindow.of(ATLAS, context.alignment(), yaw));
    }
    return new FaceCheck(
        windows, context.working(), TissueThreshold.of(context.working(), head).value());
  }

  /** The working volume of the scan without these voxels. */
  Volume without(Mask removed) {
    Volume copy = scan.copy();
    for (int v = removed.nextSet(0); v >= 0; v = removed.nextSet(v + 1)) {
      copy.values()[v] = 0;
    }
    return Pyramid.workingOf(copy, EXECUTOR);
  }

  /** The scan's voxels around an atlas point. */
  Mask around(Vec3 atlasMm, double radiusMm) {
    Vec3 p = scan.grid().voxelFromWorld().apply(context.alignment().toScan(atlasMm));
    Mask seed = new Mask(scan.grid());
    seed.set((int) Math.rint(p.x()), (int) Math.rint(p.y()), (int) Math.rint(p.z()));
    return Morphology.dilate(seed, radiusMm, EXECUTOR);
  }
}
