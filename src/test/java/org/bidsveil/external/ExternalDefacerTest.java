package org.bidsveil.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AverageHead;
import org.bidsveil.deface.CannotDeface;
import org.bidsveil.deface.DefaceOptions;
import org.bidsveil.deface.ScanContext;
import org.bidsveil.engine.BrainExtraction;
import org.bidsveil.engine.EngineSettings;
import org.bidsveil.engine.ScanEngine;
import org.bidsveil.engine.ScanResult;
import org.bidsveil.files.Refusal;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.run.SmallDataset;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A script stands in for the tool: it hands out an image that was made before. */
class ExternalDefacerTest {
  private static final Volume SCAN = SmallDataset.volume();
  private static final Mask FRONT = SmallDataset.front(SCAN.grid());

  @TempDir Path temp;

  private ExternalTool tool(String command, Duration timeout) {
    return ExternalTool.of(command, timeout, Optional.of(temp.resolve("work")));
  }

  private Path script(String text) throws IOException {
    Path script = temp.resolve("a tool.sh");
    Files.writeString(script, text);
    return script;
  }

  private Path image(String name, Volume volume) throws IOException {
    Path file = temp.resolve(name);
    Files.write(
        file, ParallelGzip.compress(NiftiWriter.encode(volume, NiftiDatatype.FLOAT32), 1, 1));
    return file;
  }

  private static ScanContext context() {
    Mask brain = new Mask(SCAN.grid());
    for (int i = 3; i < 9; i++) {
      brain.set(i, 4, 5);
    }
    return ScanContext.of(
        SCAN,
        SCAN,
        Alignment.affine(Affine.IDENTITY),
        AverageHead.ATLAS,
        brain,
        TaskExecutor.of(1));
  }

  private Mask removed(ExternalTool tool) throws CannotDeface {
    return new ExternalDefacer(tool).propose(context(), DefaceOptions.DEFAULT).removed();
  }

  private String whyNot(ExternalTool tool) throws IOException {
    String sentence =
        String.valueOf(assertThrows(CannotDeface.class, () -> removed(tool)).getMessage());
    try (Stream<Path> left = Files.list(temp.resolve("work"))) {
      assertEquals(0, left.count(), "no copy of the face is left behind");
    }
    return sentence;
  }

  private static Volume without(Mask mask, double slope) {
    Volume copy = SCAN.copy();
    for (int v = 0; v < copy.values().length; v++) {
      copy.values()[v] = mask.get(v) ? 0 : (float) (slope * copy.values()[v]);
    }
    return copy;
  }

  private ExternalTool handingOut(Path image, String placeholder) throws IOException {
    return tool(
        "sh '"
            + script("test -s \"$1\" && cp \"$2\" \"$3\"")
            + "' {in} \""
            + image
            + "\" "
            + placeholder,
        Duration.ofMinutes(1));
  }

  @Test
  void whatTheToolChangedIsTheMask() throws Exception {
    assertEquals(FRONT, removed(handingOut(image("out.nii.gz", without(FRONT, 1)), "{out}")));
    try (Stream<Path> left = Files.list(temp.resolve("work"))) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void aToolThatScalesEveryVoxelAnewIsSeenThrough() throws Exception {
    assertEquals(FRONT, removed(handingOut(image("out.nii.gz", without(FRONT, 1.5)), "{out}")));
  }

  @Test
  void aMaskIsTakenWhicheverSideItMarks() throws Exception {
    assertEquals(FRONT, removed(handingOut(image("m.nii.gz", ofMask(FRONT)), "{mask}")));
    assertEquals(FRONT, removed(handingOut(image("m.nii.gz", ofMask(FRONT.not())), "{mask}")));
  }

  private static Volume ofMask(Mask mask) {
    Volume volume = Volume.zeros(mask.grid());
    for (int v = mask.nextSet(0); v >= 0; v = mask.nextSet(v + 1)) {
      volume.values()[v] = 1;
    }
    return volume;
  }

  @Test
  void everyWayToFailHasItsSentence() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    assertEquals(
        "the program /no/such/tool cannot be started",
        whyNot(tool("/no/such/tool {in} {out}", minute)));
    assertEquals(
        "sh ended with code 3: no licence file in",
        whyNot(tool("sh -c 'echo hello; echo no licence file in; exit 3' {in} {out}", minute)));
    assertEquals("external wrote no image", whyNot(tool("true {in} {out}", minute)));
    assertEquals(
        "sh did not end within 0 s",
        whyNot(tool("sh -c 'sleep 600' {in} {out}", Duration.ofMillis(50))));
    Volume other = Volume.zeros(new Grid(12, 14, 10, Affine.scaling(2, 2, 3)));
    assertEquals(
        "external wrote an image on another grid",
        whyNot(handingOut(image("o.nii.gz", other), "{out}")));
    Path noImage = temp.resolve("text");
    Files.writeString(noImage, "no image ".repeat(100));
    assertTrue(whyNot(handingOut(noImage, "{out}")).startsWith("what external wrote cannot be"));
  }

  @Test
  void noShellReadsTheCommand() throws Exception {
    assertEquals(
        List.of("tool", "a b", "$HOME", ";", "rm", "*", "it's", ""),
        ExternalTool.words(" tool  'a b' $HOME ; rm * \"it's\" ''"));
    assertThrows(Refusal.class, () -> ExternalTool.words("tool 'a"));
    assertThrows(Refusal.class, () -> ExternalTool.words("  "));
    assertThrows(Refusal.class, () -> tool("tool {out}", Duration.ofMinutes(1)));
    assertThrows(Refusal.class, () -> tool("tool {in}", Duration.ofMinutes(1)));
    assertThrows(
        Refusal.class, () -> ExternalTool.known("rm", Duration.ofMinutes(1), Optional.empty()));
    assertEquals(
        "external:pydeface",
        ExternalTool.known("pydeface", Duration.ofMinutes(1), Optional.empty()).name());
  }

  @Test
  void itStandsInTheChainLikeAnyOther() throws Exception {
    Volume head = AverageHead.scan(Affine.IDENTITY, AverageHead.cube(64, 4, new Vec3(0, 0, 0)));
    ExternalTool broken = tool("/no/such/tool {in} {out}", Duration.ofMinutes(1));
    ScanEngine engine =
        new ScanEngine(
            AverageHead.ATLAS,
            new EngineSettings(
                List.of("external", "template"),
                BrainExtraction.ATLAS,
                DefaceOptions.DEFAULT,
                0.05,
                List.of(new ExternalDefacer(broken))),
            TaskExecutor.of(2));
    ScanResult.Proposed result = (ScanResult.Proposed) engine.propose(head);
    assertEquals("template", result.defacer());
    assertEquals(List.of("external: the program /no/such/tool cannot be started"), result.tried());
    assertFalse(result.failed());
  }
}
