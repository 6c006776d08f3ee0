package dev.fairlead.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of capabilities in a document.
 *
 * @param backends the backends, in the order of their columns
 * @param rows for each capability the cells of its backends
 */
record CapabilitiesTable(List<String> backends, Map<String, List<String>> rows) {

  private static final String HEADING = "| capability |";
  private static final int BEFORE_BACKENDS = 2;
  private static final List<String> DOCUMENTS = List.of("docs/capabilities.md", "README.md");

  static CapabilitiesTable in(String document) throws IOException {
    List<String> backends = List.of();
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("..").resolve(document))) {
      List<String> cells = cells(line);
      if (line.startsWith(HEADING)) {
        backends = cells.subList(BEFORE_BACKENDS, cells.size());
      } else if (!backends.isEmpty() && line.startsWith("| `")) {
        List<String> previous =
            rows.put(cells.get(0).replace("`", ""), cells.subList(BEFORE_BACKENDS, cells.size()));
        assertThat(previous).as(line).isNull();
      }
    }
    assertThat(rows).as(document).isNotEmpty();
    return new CapabilitiesTable(backends, rows);
  }

  List<String> labels() {
    return List.copyOf(rows.keySet());
  }

  /**
   * Compares a column of both documents with what its backend declares; what varies may be either.
   * With {@code FAIRLEAD_WRITE_DOCS} in the environment the column is written first.
   */
  static void check(String backend, Capabilities declared) throws IOException {
    for (String document : DOCUMENTS) {
      if (System.getenv("FAIRLEAD_WRITE_DOCS") != null) {
        Path file = Path.of("..").resolve(document);
        Files.write(file, filledIn(Files.readAllLines(file), backend, declared));
      }
      in(document).compare(backend, declared);
    }
  }

  /** The lines of a document with the column of a backend as the backend declares it. */
  static List<String> filledIn(List<String> lines, String backend, Capabilities declared) {
    List<String> backends = List.of();
    List<String> filled = new ArrayList<>();
    for (String line : lines) {
      List<String> cells = new ArrayList<>(cells(line));
      if (line.startsWith(HEADING)) {
        backends = cells;
      }
      int column = backends.indexOf(backend);
      if (column > 0 && line.startsWith("| `") && !cells.get(column).equals("varies")) {
        String label = cells.get(0).replace("`", "");
        boolean there =
            Arrays.stream(Capability.values())
                .anyMatch(each -> each.label().equals(label) && declared.has(each));
        cells.set(column, there ? "yes" : "no");
        filled.add("| " + String.join(" | ", cells) + " |");
      } else {
        filled.add(line);
        backends = line.isBlank() ? List.of() : backends;
      }
    }
    return filled;
  }

  private void compare(String backend, Capabilities declared) {
    int column = backends.indexOf(backend);
    List<String> wrong = new ArrayList<>();
    for (Capability capability : Capability.values()) {
      if (!rows.containsKey(capability.label())) {
        continue;
      }
      String cell = rows.get(capability.label()).get(column);
      String truth = declared.has(capability) ? "yes" : "no";
      if (!cell.equals(truth) && !cell.equals("varies")) {
        wrong.add(capability.label() + " is " + truth + ", not " + cell);
      }
    }
    assertThat(wrong).as(backend).isEmpty();
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.replaceAll("^\\||\\|$", "").split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }
}
