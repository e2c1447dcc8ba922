package org.bidsveil.atlas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.registration.TemplateSamples;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.DistanceTransform;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Sampler;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

/** The files that ship: they load, and they show what they say. */
class AtlasCatalogTest {
  private static final HeadAtlas ATLAS = AverageHead.ATLAS;
  private static final Grid GRID = ATLAS.template().grid();
  private static final TaskExecutor EXECUTOR = TaskExecutor.of(1);
  private static final List<String> FILES =
      List.of(
          AtlasCatalog.TEMPLATE,
          AtlasCatalog.BRAIN,
          AtlasCatalog.HEAD,
          AtlasCatalog.FACE,
          AtlasCatalog.EARS,
          AtlasCatalog.PARTS,
          AtlasCatalog.PARTS_TABLE,
          AtlasCatalog.BIAS,
          AtlasCatalog.LANDMARKS);

  @Test
  void isSmallEnoughToShip() throws IOException {
    long bytes = 0;
    for (String file : FILES) {
      try (InputStream in = AtlasCatalog.class.getResourceAsStream("templates/" + file)) {
        assertTrue(in != null, file);
        bytes += in.readAllBytes().length;
      }
    }
    assertTrue(bytes < 6_000_000, bytes + " bytes");
  }

  @Test
  void filesAreThoseOfTheirChecksums() throws Exception {
    Path folder = Path.of("templates");
    List<String> lines = Files.readAllLines(folder.resolve("SHA256SUMS"));
    List<String> named = new ArrayList<>();
    for (String line : lines) {
      String[] cells = line.split(" +");
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve(cells[1])));
      assertEquals(cells[0], HexFormat.of().formatHex(digest), cells[1]);
      named.add(cells[1]);
    }
    assertTrue(named.containsAll(FILES), named.toString());
  }

  @Test
  void theSamplesAreDrawnFromTheShippedTemplate() {
    TemplateSamples head =
        GroupAverage.samplesAboveChin(ATLAS.template(), AtlasCatalog.landmarks());
    TemplateSamples brain = HeadAtlas.brainSamples(ATLAS.template(), ATLAS.brain().volume());
    int count = ATLAS.samples().count();
    assertArrayEquals(head.first(count).table(), ATLAS.samples().table());
    assertArrayEquals(brain.first(count).table(), ATLAS.brainSamples().table());
  }

  @Test
  void allMapsShareOneLatticeOf2MillimetresThatIsSymmetricAboutX0() {
    for (Volume map :
        List.of(
            ATLAS.brain().volume(), ATLAS.face().volume(), ATLAS.ears().volume(), ATLAS.head())) {
      assertEquals(GRID, map.grid());
    }
    assertEquals(GRID.voxelSizeMm(0), GRID.worldFromVoxel().xx(), "x to the right");
    assertTrue(GRID.worldFromVoxel().yy() > 0 && GRID.worldFromVoxel().zz() > 0, "RAS+");
    assertEquals(2, GRID.voxelSizeMm(0), 1e-6);
    assertEquals(0, GRID.centreMm().x(), 1e-6);
  }

  @Test
  void probabilitiesAreProbabilitiesAndMasksAreMasks() {
    for (Volume map : List.of(ATLAS.brain().volume(), ATLAS.head())) {
      for (float p : map.values()) {
        assertTrue(p >= 0 && p <= 1, "p = " + p);
      }
      assertTrue(map.atLeast(0.99).count() > 10_000);
    }
    for (Volume map : List.of(ATLAS.face().volume(), ATLAS.ears().volume())) {
      for (float p : map.values()) {
        assertTrue(p == 0 || p == 1, "p = " + p);
      }
    }
  }

  @Test
  void leftIsAsRight() {
    for (Volume map :
        List.of(
            ATLAS.template(),
            ATLAS.brain().volume(),
            ATLAS.face().volume(),
            ATLAS.ears().volume(),
            ATLAS.head())) {
      double apart = 0;
      double sum = 0;
      for (int k = 0; k < GRID.nz(); k++) {
        for (int j = 0; j < GRID.ny(); j++) {
          for (int i = 0; i < GRID.nx(); i++) {
            apart += Math.abs(map.at(i, j, k) - map.at(GRID.nx() - 1 - i, j, k));
            sum += map.at(i, j, k);
          }
        }
      }
      assertTrue(apart < 0.005 * sum, apart + " of " + sum);
    }
  }

  @Test
  void theBrainIsAsLargeAsABrainAndWhereItsCentreIs() {
    // Mean intracranial volume of adults, 1.2 to 1.7 litres (Lüders et al. 2002).
    double litres = ATLAS.brain().atLeast(0.5).count() * GRID.voxelVolumeMm3() / 1e6;
    assertTrue(litres > 1.2 && litres < 1.7, litres + " litres");
    assertEquals(0, centre(ATLAS.brain().atLeast(0.5)).minus(ATLAS.brainCentreMm()).norm(), 3);
    assertEquals(litres * 1e6, 4 * Math.PI / 3 * Math.pow(ATLAS.brainRadiusMm(), 3), 1);
    int outside = ATLAS.brain().atLeast(0.5).andNot(ATLAS.head().atLeast(0.5)).count();
    assertEquals(0, outside, "brain outside of the head");
  }

  @Test
  void landmarksOfTheSkinLieOnTheHeadsSurface() {
    Mask head = ATLAS.head().atLeast(0.5);
    Volume inside = DistanceTransform.toNearestWithin(head.not(), 30, EXECUTOR);
    Volume outside = DistanceTransform.toNearestWithin(head, 30, EXECUTOR);
    Sampler in = new Sampler(inside, 0);
    Sampler out = new Sampler(outside, 0);
    StringBuilder far = new StringBuilder();
    for (String name :
        List.of("pronasale", "glabella", "sellion", "subnasale", "stomion", "gnathion")) {
      Vec3 p = ATLAS.landmark(name);
      double away =
          Math.max(
              in.trilinearAtWorld(p.x(), p.y(), p.z()), out.trilinearAtWorld(p.x(), p.y(), p.z()));
      if (away > 3) {
        far.append(name).append(' ').append(away).append(" mm; ");
      }
    }
    assertEquals("", far.toString());
  }

  @Test
  void noPointOfTheFaceStandsOutFartherThanTheNose() {
    Vec3 nose = ATLAS.landmark("pronasale");
    Mask head = ATLAS.head().atLeast(0.5);
    double front = -1000;
    Vec3 at = nose;
    for (int k = 0; k < GRID.nz(); k++) {
      for (int j = 0; j < GRID.ny(); j++) {
        for (int i = 0; i < GRID.nx(); i++) {
          Vec3 p = GRID.worldFromVoxel().apply(i, j, k);
          if (head.get(i, j, k) && p.y() > front) {
            front = p.y();
            at = p;
          }
        }
      }
    }
    assertEquals(nose.y(), front, 3);
    assertEquals(nose.z(), at.z(), 8);
  }

  @Test
  void eyesAreDarkerThanWhatSurroundsThem() {
    for (String eye : List.of("eye-left", "eye-right")) {
      Vec3 centre = ATLAS.landmark(eye);
      double within = mean(centre, 0, 8);
      double around = mean(centre, 15, 22);
      assertTrue(within < 0.7 * around, eye + " " + within + ", around it " + around);
    }
  }

  @Test
  void pairsAreMirrorImagesAndTheOthersLieOnTheMidline() {
    for (HeadAtlas.Landmark l : ATLAS.landmarks()) {
      if (l.name().endsWith("-left")) {
        Vec3 right = ATLAS.landmark(l.name().replace("-left", "-right"));
        assertEquals(new Vec3(-l.mm().x(), l.mm().y(), l.mm().z()), right);
        assertTrue(l.mm().x() < 0, "RAS+: left is negative");
      } else if (!l.name().endsWith("-right")) {
        assertEquals(0, l.mm().x(), l.name());
      }
    }
    Set<String> names =
        ATLAS.landmarks().stream().map(HeadAtlas.Landmark::name).collect(Collectors.toSet());
    assertEquals(11, names.size());
    assertThrows(IllegalArgumentException.class, () -> ATLAS.landmark("third-eye"));
  }

  @Test
  void theFaceHoldsItsLandmarksAndTheAirBeforeThem() {
    Sampler face = new Sampler(ATLAS.face().volume(), 0);
    for (String name :
        List.of(
            "pronasale", "sellion", "subnasale", "stomion", "gnathion", "eye-left", "eye-right")) {
      Vec3 p = ATLAS.landmark(name);
      for (double ahead = -4; ahead <= 24; ahead += 2) {
        // To the front of the lattice: AtlasOnScan holds its border value beyond.
        assertEquals(
            1,
            face.trilinearHeldAtWorld(p.x(), p.y() + ahead, p.z()),
            name + " and " + ahead + " mm");
      }
    }
  }

  @Test
  void everyRemovedVoxelHasOneNameAndLandmarksLieInTheirParts() {
    FaceParts parts = new FaceParts(AtlasCatalog.landmarks());
    Volume face = ATLAS.face().volume();
    Volume ears = ATLAS.ears().volume();
    Volume labels = parts.labels(face, ears, ATLAS.head().atLeast(0.5));
    int[] count = new int[FaceParts.Part.values().length + 1];
    for (int v = 0; v < labels.values().length; v++) {
      boolean removed = face.values()[v] > 0 || ears.values()[v] > 0;
      assertEquals(removed, labels.values()[v] > 0);
      count[(int) labels.values()[v]]++;
    }
    for (FaceParts.Part part : FaceParts.Part.values()) {
      assertTrue(count[part.label()] > 500, part + " has " + count[part.label()] + " voxels");
      assertTrue(FaceParts.table().contains("\n" + part.label() + "\t"), FaceParts.table());
    }
    assertEquals(FaceParts.Part.EYES.label(), at(labels, ATLAS.landmark("eye-left"), 0));
    assertEquals(FaceParts.Part.NOSE.label(), at(labels, ATLAS.landmark("pronasale"), -6));
    assertEquals(FaceParts.Part.MOUTH.label(), at(labels, ATLAS.landmark("stomion"), -4));
    assertEquals(FaceParts.Part.TEETH.label(), at(labels, ATLAS.landmark("stomion"), -20));
    assertEquals(FaceParts.Part.AIR.label(), at(labels, ATLAS.landmark("pronasale"), 8));
    assertEquals(FaceParts.Part.FOREHEAD.label(), at(labels, ATLAS.landmark("glabella"), -6));
  }

  private static int at(Volume labels, Vec3 p, double ahead) {
    Vec3 v = labels.grid().voxelFromWorld().apply(p.x(), p.y() + ahead, p.z());
    return (int) labels.at((int) Math.rint(v.x()), (int) Math.rint(v.y()), (int) Math.rint(v.z()));
  }

  @Test
  void theFaceHoldsNextToNoBrain() {
    Mask brain = ATLAS.brain().atLeast(0.5);
    double share = (double) brain.countAnd(ATLAS.face().atLeast(0.5)) / brain.count();
    // Measured 0.005, the poles of the frontal lobes above the orbits: the brain guard keeps them.
    assertTrue(share < 0.007, "share " + share);
    double ears = (double) brain.countAnd(ATLAS.ears().atLeast(0.5)) / brain.count();
    assertTrue(ears < 0.001, "share " + ears);
  }

  @Test
  void theEarsHoldWhatIsBesideAndBehindTheTragus() {
    Sampler ears = new Sampler(ATLAS.ears().volume(), 0);
    for (String side : List.of("tragion-left", "tragion-right")) {
      Vec3 tragus = ATLAS.landmark(side);
      double out = Math.signum(tragus.x());
      for (double beside = 10; beside <= 40; beside += 2) {
        for (double behind : new double[] {0, 10, 25}) {
          assertEquals(
              1,
              ears.trilinearHeldAtWorld(tragus.x() + out * beside, tragus.y() - behind, tragus.z()),
              side + ", " + beside + " mm beside, " + behind + " mm behind");
        }
      }
    }
    assertEquals(0, ears.trilinearHeldAtWorld(0, 0, 0));
  }

  @Test
  void beyondTheLatticeTheFaceGoesOn() {
    Grid far = AverageHead.cube(10, 4, ATLAS.landmark("pronasale").plus(new Vec3(0, 90, 0)));
    Volume face = AtlasOnScan.pull(ATLAS.face(), Alignment.affine(Affine.IDENTITY), far, EXECUTOR);
    assertEquals(far.voxelCount(), face.atLeast(0.5).count());
  }

  @Test
  void anAlignmentCarriesAMapAlong() {
    Affine map = Affine.translation(10, 20, -30).after(Affine.rotation(0.3, 0, 0.4));
    Grid grid = AverageHead.cube(70, 4, map.apply(0, 0, 0));
    Volume brain = AtlasOnScan.pull(ATLAS.brain(), Alignment.affine(map), grid, EXECUTOR);
    Vec3 expected = map.apply(centre(ATLAS.brain().atLeast(0.5)));
    assertEquals(0, centre(brain.atLeast(0.5)).minus(expected).norm(), 1);
  }

  private static Vec3 centre(Mask mask) {
    Grid grid = mask.grid();
    Vec3 sum = new Vec3(0, 0, 0);
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v + 1)) {
      sum =
          sum.plus(
              grid.worldFromVoxel()
                  .apply(v % grid.nx(), v / grid.nx() % grid.ny(), v / (grid.nx() * grid.ny())));
    }
    return sum.times(1.0 / mask.count());
  }

  /** Mean brightness between two distances from a point. */
  private static double mean(Vec3 centre, double from, double to) {
    double sum = 0;
    int n = 0;
    for (int k = 0; k < GRID.nz(); k++) {
      for (int j = 0; j < GRID.ny(); j++) {
        for (int i = 0; i < GRID.nx(); i++) {
          double r = GRID.worldFromVoxel().apply(i, j, k).minus(centre).norm();
          // Behind the front of the eye: air is not what surrounds it.
          if (r >= from && r < to && GRID.worldFromVoxel().apply(i, j, k).y() < centre.y()) {
            sum += ATLAS.template().at(i, j, k);
            n++;
          }
        }
      }
    }
    return sum / n;
  }
}
