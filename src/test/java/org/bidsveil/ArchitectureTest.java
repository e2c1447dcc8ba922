package org.bidsveil;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** The arrow table of docs/architecture.md, enforced: the document is the rule. */
class ArchitectureTest {
  private static final Path DOCUMENT = Path.of("docs", "architecture.md");
  private static final Path SOURCES = Path.of("src", "main", "java", "org", "bidsveil");
  private static final Pattern ROW =
      Pattern.compile("([\\w.]+)\\s+-> ([\\w., ()]+?)(?: {2,}| *$)(.*)");

  /** Packages of the table that have no class yet; each run prints them. */
  private static final Set<String> NOT_BUILT_YET = Set.of();

  /** Of a package; its package-info.java counts as one of them. */
  private static final int LARGEST_CLASSES = 30;

  private static final int LARGEST_LINES = 3000;

  private static final int LONGEST_TEST_NAME = 60;

  private static final List<Class<? extends Annotation>> TEST_ANNOTATIONS =
      List.of(Test.class, TestFactory.class, ParameterizedTest.class, RepeatedTest.class);

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.bidsveil");

  /** One row: a package, what it may use, what it is for. */
  private record Row(String name, List<String> mayUse, String purpose) {
    static Row parse(String line) {
      Matcher matcher = ROW.matcher(line);
      assertTrue(matcher.matches(), "not a row of the arrow table: " + line);
      List<String> mayUse =
          matcher.group(2).equals("(nothing)") ? List.of() : List.of(matcher.group(2).split(", "));
      return new Row(matcher.group(1), mayUse, matcher.group(3).strip());
    }

    ArchRule rule(List<Row> table) {
      String[] forbidden =
          table.stream()
              .map(Row::name)
              .filter(other -> !other.equals(name) && !mayUse.contains(other))
              .map(other -> "org.bidsveil." + other)
              .toArray(String[]::new);
      return noClasses()
          .that()
          .resideInAPackage("org.bidsveil." + name)
          .should()
          .dependOnClassesThat(resideInAnyPackage(forbidden))
          .because("%s is for: %s; it may use only %s".formatted(name, purpose, mayUse))
          .allowEmptyShould(NOT_BUILT_YET.contains(name));
    }
  }

  private static List<Row> table() throws IOException {
    String[] blocks = Files.readString(DOCUMENT).split("```");
    return Arrays.stream(blocks[1].strip().split("\n")).map(Row::parse).toList();
  }

  @TestFactory
  Stream<DynamicTest> eachPackageUsesOnlyWhatItsRowPermits() throws IOException {
    List<Row> table = table();
    return table.stream()
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> row.rule(table).check(CLASSES)));
  }

  @Test
  void noRowIsVacuousAndNoPackageIsWithoutARow() throws IOException {
    Set<String> rows = new TreeSet<>(table().stream().map(Row::name).toList());
    Set<String> folders = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .map(file -> SOURCES.relativize(folder(file)).toString().replace('/', '.'))
          .forEach(folders::add);
    }
    folders.addAll(NOT_BUILT_YET);
    assertEquals(rows, folders, "a package without a row, or a row without a package");
    Set<String> empty = new TreeSet<>();
    for (String name : rows) {
      boolean has =
          CLASSES.stream()
              .anyMatch(c ->
                  c.getPackageName().equals("org.bidsveil." + name)
                      && !c.getSimpleName().equals("package-info"));
      if (!has) {
        empty.add(name);
      }
    }
    System.out.println("Architecture rows without a class yet: " + empty);
    assertTrue(NOT_BUILT_YET.containsAll(empty), "rows that check nothing: " + empty);
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.getParent());
  }

  /** More than a reader takes in at once. */
  @Test
  void noPackageOutgrowsAReader() throws IOException {
    Map<Path, List<Path>> packages;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      packages =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .collect(Collectors.groupingBy(ArchitectureTest::folder));
    }
    for (Map.Entry<Path, List<Path>> folder : packages.entrySet()) {
      int lines = 0;
      for (Path file : folder.getValue()) {
        lines += Files.readAllLines(file).size();
      }
      int classes = folder.getValue().size();
      String size = "%s: %d files, %d lines".formatted(folder.getKey(), classes, lines);
      assertTrue(classes <= LARGEST_CLASSES && lines <= LARGEST_LINES, size);
    }
  }

  /** Longer ones are not read. */
  @Test
  void noTestHasALongName() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("org.bidsveil");
    List<String> names =
        tests.stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> TEST_ANNOTATIONS.stream().anyMatch(method::isAnnotatedWith))
            .map(method -> method.getName())
            .toList();
    assertTrue(names.size() > 500, names.size() + " tests are looked at");
    assertEquals(
        List.of(), names.stream().filter(name -> name.length() > LONGEST_TEST_NAME).toList());
  }

  @Test
  void theTableHasNoCycle() throws IOException {
    List<Row> table = table();
    for (int upper = 0; upper < table.size(); upper++) {
      for (String used : table.get(upper).mayUse()) {
        int lower = table.stream().map(Row::name).toList().indexOf(used);
        assertTrue(
            lower > upper, table.get(upper).name() + " uses " + used + ", which is not below it");
      }
    }
  }

  @Test
  void everyPermittedArrowIsUsed() throws IOException {
    assertEquals(List.of(), unusedArrows(table()), "arrows that no class uses");
  }

  /** The check itself can fail: files uses nothing. */
  @Test
  void anUnusedArrowIsReported() {
    Row loose = new Row("files", List.of("volume"), "a test of the test");
    assertEquals(List.of("files -> volume"), unusedArrows(List.of(loose)));
  }

  private static List<String> unusedArrows(List<Row> table) {
    List<String> unused = new ArrayList<>();
    for (Row row : table) {
      Set<String> used =
          CLASSES.stream()
              .filter(c -> c.getPackageName().equals("org.bidsveil." + row.name()))
              .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
              .map(dependency -> dependency.getTargetClass().getPackageName())
              .collect(Collectors.toSet());
      row.mayUse().stream()
          .filter(other -> !used.contains("org.bidsveil." + other))
          .forEach(other -> unused.add(row.name() + " -> " + other));
    }
    return unused;
  }

  /** The check itself can fail: a table in which run may use nothing is violated. */
  @Test
  void aMissingArrowIsReported() throws IOException {
    List<Row> table = table();
    Row strict = new Row("run", List.of(), "a test of the test");
    assertThrows(AssertionError.class, () -> strict.rule(table).check(CLASSES));
  }

  @Test
  void onlyTheCommandLinePrintsExitsOrReadsTheEnvironment() {
    noClasses()
        .that(not(resideInAPackage("org.bidsveil.cli..")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethodWhere(systemCall("exit"))
        .orShould()
        .callMethodWhere(systemCall("getenv"))
        .orShould()
        .callMethodWhere(systemCall("getProperty"))
        .because("a package that prints or exits cannot be tested or reused; the command line does")
        .check(CLASSES);
    assertFalse(CLASSES.isEmpty());
  }

  @Test
  void nobodyUsesTheOldFileApiOrTheJdkLogger() {
    noClasses()
        .should()
        .dependOnClassesThat(belongToAnyOf(java.io.File.class))
        .orShould()
        .dependOnClassesThat(resideInAPackage("java.util.logging.."))
        .because("java.io.File hides errors behind booleans; a log nobody configured is lost")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaMethodCall> systemCall(String name) {
    return DescribedPredicate.describe(
        "System." + name,
        call -> call.getTargetOwner().isEquivalentTo(System.class) && call.getName().equals(name));
  }
}
