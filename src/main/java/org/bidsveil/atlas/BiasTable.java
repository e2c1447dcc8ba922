package org.bidsveil.atlas;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bidsveil.registration.BiasField;

/** {@link BiasField} as a table: the powers of x, y and z of each monomial and its coefficient. */
final class BiasTable {
  private static final String COLUMNS = "x_power\ty_power\tz_power\tcoefficient";

  private BiasTable() {}

  /** As many digits as matter to a brightness: the same on any machine. */
  static String write(BiasField field) {
    StringBuilder table = new StringBuilder(COLUMNS).append('\n');
    int[][] exponents = BiasField.exponents();
    for (int t = 0; t < exponents.length; t++) {
      table.append(
          String.format(
              Locale.ROOT,
              "%d\t%d\t%d\t%.4f\n",
              exponents[t][0],
              exponents[t][1],
              exponents[t][2],
              field.coefficients().get(t)));
    }
    return table.toString();
  }

  /**
   * The field of a table.
   *
   * @throws IllegalArgumentException when it is not one of {@link #write}
   */
  static BiasField read(String table) {
    List<String> lines = table.lines().toList();
    int[][] exponents = BiasField.exponents();
    if (lines.size() != exponents.length + 1 || !lines.getFirst().equals(COLUMNS)) {
      throw new IllegalArgumentException("not a table of a bias field");
    }
    List<Double> coefficients = new ArrayList<>();
    for (int t = 0; t < exponents.length; t++) {
      String[] cells = lines.get(t + 1).split("\t", -1);
      String powers = exponents[t][0] + " " + exponents[t][1] + " " + exponents[t][2];
      if (cells.length != 4 || !String.join(" ", List.of(cells).subList(0, 3)).equals(powers)) {
        throw new IllegalArgumentException("the powers of line " + (t + 2) + " are not " + powers);
      }
      coefficients.add(Double.parseDouble(cells[3]));
    }
    return new BiasField(coefficients);
  }
}
