package org.bidsveil.deface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.bidsveil.volume.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefacerDiscoveryTest {

  /** A defacer that somebody else wrote. */
  public static final class Foreign implements Defacer {
    @Override
    public String name() {
      return "foreign";
    }

    @Override
    public DefaceProposal propose(ScanContext scan, DefaceOptions options) {
      return new DefaceProposal(name(), new Mask(scan.grid()));
    }
  }

  private static Set<String> names(ServiceLoader<Defacer> loader) {
    return loader.stream().map(p -> p.get().name()).collect(Collectors.toSet());
  }

  @Test
  void theProgramsOwnDefacersAreFound() {
    Set<String> names = names(ServiceLoader.load(Defacer.class));
    assertTrue(
        names.containsAll(Set.of("template", "quickshear", "probability", "scalp")),
        names.toString());
    assertFalse(names.contains("foreign"));
  }

  /** Whoever puts a jar on the class path adds a defacer: here, a folder that names one. */
  @Test
  void aDefacerOfAnotherClassPathIsFound(@TempDir Path folder) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Defacer.class.getName()), Foreign.class.getName());
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, Defacer.class.getClassLoader())) {
      Set<String> names = names(ServiceLoader.load(Defacer.class, loader));
      assertTrue(names.contains("foreign"), names.toString());
      assertEquals(
          names(ServiceLoader.load(Defacer.class)).size() + 1, names.size(), "and no other");
    }
  }
}
