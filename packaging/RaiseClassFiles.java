import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Raises the class files of libraries that were compiled for Java 5 to the format of Java 8, and
 * leaves everything else of them as it is. Java keeps no parsed and linked classes of the old
 * format in its archives, so that each start would parse and verify them anew: picocli and Commons
 * Math, a quarter of the time of 'bidsveil --version' (docs/decisions/0091).
 *
 * <p>java packaging/RaiseClassFiles.java FOLDER...: all jars in them; those that are raised already
 * are not touched.
 */
final class RaiseClassFiles {
  /** The first format with the tables that verification wants (JVMS 4.10.1), and the raised one. */
  private static final int WITH_FRAMES = ClassFile.JAVA_6_VERSION;

  private static final int RAISED = ClassFile.JAVA_8_VERSION;

  private RaiseClassFiles() {}

  public static void main(String[] folders) throws IOException {
    for (String folder : folders) {
      try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(folder), "*.jar")) {
        for (Path jar : jars) {
          raise(jar);
        }
      }
    }
  }

  private static void raise(Path jar) throws IOException {
    Map<ZipEntry, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        entries.put(e, in.readAllBytes());
      }
    }
    if (entries.entrySet().stream().noneMatch(e -> isOld(e.getKey(), e.getValue()))) {
      return;
    }
    Map<String, byte[]> byName = new LinkedHashMap<>();
    entries.forEach((entry, bytes) -> byName.put(entry.getName(), bytes));
    ClassFile classes =
        ClassFile.of(
            ClassFile.StackMapsOption.STACK_MAPS_WHEN_REQUIRED,
            ClassFile.ConstantPoolSharingOption.NEW_POOL,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(
                        name -> {
                          String type = name.descriptorString();
                          byte[] found =
                              byName.get(type.substring(1, type.length() - 1) + ".class");
                          return found == null ? null : new ByteArrayInputStream(found);
                        })
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    Path raised = jar.resolveSibling(jar.getFileName() + ".raised");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(raised))) {
      for (Map.Entry<ZipEntry, byte[]> e : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(e.getKey().getName());
        entry.setTimeLocal(e.getKey().getTimeLocal());
        out.putNextEntry(entry);
        out.write(isOld(e.getKey(), e.getValue()) ? raised(classes, e.getValue()) : e.getValue());
        out.closeEntry();
      }
    }
    Files.setLastModifiedTime(raised, Files.getLastModifiedTime(jar));
    Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isOld(ZipEntry entry, byte[] bytes) {
    return entry.getName().endsWith(".class") && (bytes[6] << 8 | bytes[7]) < WITH_FRAMES;
  }

  private static byte[] raised(ClassFile classes, byte[] bytes) {
    ClassModel model = classes.parse(bytes);
    return classes.transformClass(
        model,
        ClassTransform.ofStateful(() ->
            (builder, element) -> {
              if (element instanceof ClassFileVersion) {
                builder.withVersion(RAISED, 0);
              } else {
                builder.with(element);
              }
            }));
  }
}
