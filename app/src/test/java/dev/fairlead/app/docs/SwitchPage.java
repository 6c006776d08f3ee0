package dev.fairlead.app.docs;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The page about moving between two runtimes: below a mark, the tables are what their backends say;
 * above it somebody has written what to do.
 */
final class SwitchPage {

  static final Path FILE = Path.of("../docs/switch.md");

  private static final String MARK = "<!-- Below here SwitchPageIT writes. -->";

  /** Words of plans that tell of the machine, and nothing of the runtime. */
  private static final String OF_THE_MACHINE = "the daemon's machine";

  private SwitchPage() {}

  /** What one runtime says: its name and version, what it can do, and plans by flag. */
  record Side(
      String name, String version, Capabilities capabilities, Map<String, List<FieldPlan>> plans) {}

  /** What the page has below its mark. */
  static String tables() throws IOException {
    String page = Files.readString(FILE);
    return page.substring(page.indexOf(MARK));
  }

  static void write(String tables) throws IOException {
    String page = Files.readString(FILE);
    Files.writeString(FILE, page.substring(0, page.indexOf(MARK)) + tables);
  }

  /** Which versions tables are of. */
  static String heading(Side one, Side other) {
    return MARK
        + "\n\n## What differs\n\nAs the backends say it of "
        + title(one)
        + " and "
        + title(other)
        + ". What is not here is the same on both.\n";
  }

  private static String title(Side side) {
    return side.name() + " " + side.version();
  }

  static String tables(Side one, Side other, CapabilitiesTable known) {
    StringBuilder text = new StringBuilder(heading(one, other));
    text.append("\n### Capabilities\n\n").append(head("capability", one, other));
    capabilities(one, other, known).forEach(row -> text.append(row).append('\n'));
    text.append("\n### Flags and fields\n\n").append(head("asked for", one, other));
    plans(one, other).forEach(row -> text.append(row).append('\n'));
    return text.toString();
  }

  private static String head(String what, Side one, Side other) {
    return row(what, one.name().toLowerCase(Locale.ROOT), other.name().toLowerCase(Locale.ROOT))
        + "\n|---|---|---|\n";
  }

  private static String row(String what, String one, String other) {
    return "| " + what + " | " + one + " | " + other + " |";
  }

  /** A row for each capability of which the two say different things. */
  static List<String> capabilities(Side one, Side other, CapabilitiesTable known) {
    List<String> rows = new ArrayList<>();
    for (Capability capability : Capability.values()) {
      String first = says(one, capability, known);
      String second = says(other, capability, known);
      if (!first.equals(second)) {
        rows.add(row("`" + capability.label() + "`", first, second));
      }
    }
    return rows;
  }

  private static String says(Side side, Capability capability, CapabilitiesTable known) {
    int column = known.backends().indexOf(side.name().toLowerCase(Locale.ROOT));
    boolean varies = known.rows().get(capability.label()).get(column).equals("varies");
    boolean there = side.capabilities().has(capability);
    String why =
        (there ? side.capabilities().note(capability) : side.capabilities().absence(capability))
            .map(words -> ": " + words)
            .orElse("");
    return (there ? "yes" : "no") + (varies ? " (varies)" : "") + why;
  }

  /** A row for each flag of which the plans of the two say different things. */
  static List<String> plans(Side one, Side other) {
    List<String> rows = new ArrayList<>();
    one.plans()
        .forEach(
            (flag, plan) -> {
              String first = says(plan);
              String second = says(other.plans().get(flag));
              if (!first.equals(second) && !(first + second).contains(OF_THE_MACHINE)) {
                rows.add(row("`" + flag + "`", first, second));
              }
            });
    return rows;
  }

  /** What is not simply kept; the image is part of every specification. */
  private static String says(List<FieldPlan> plan) {
    List<String> words = new ArrayList<>();
    for (FieldPlan field : plan) {
      if (field.disposition() != Disposition.KEPT) {
        words.add(field.disposition().name().toLowerCase(Locale.ROOT) + ": " + field.detail());
      }
    }
    return words.isEmpty() ? "kept" : String.join("; ", words);
  }
}
