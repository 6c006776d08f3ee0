package dev.fairlead.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents show, name and point to is there, and what is there is named. */
class DocumentsTest {

  private static final Path ROOT = Path.of("..");
  private static final Path EXAMPLES = Path.of("src/test/java/dev/fairlead/app/examples");
  private static final List<String> SHOWS_JAVA =
      List.of("README.md", "docs/embedding.md", "docs/jobs.md");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Path COMMAND = Path.of("src/main/java/dev/fairlead/app");
  private static final Pattern FIELD = Pattern.compile("\\.with\\(\\s*\"([A-Za-z]+)\"");
  private static final Pattern VERB = Pattern.compile("@Command\\(\\s*name = \"([a-z]+)\"");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

  @Test
  void everyPieceOfJavaIsPartOfAProgramThatCompiles() throws IOException {
    String programs = bare(everyExample());
    int pieces = 0;
    for (String name : SHOWS_JAVA) {
      Matcher piece = JAVA.matcher(Files.readString(ROOT.resolve(name)));
      while (piece.find()) {
        assertThat(programs).as(name).contains(bare(piece.group(1)));
        pieces++;
      }
    }
    assertThat(pieces).isGreaterThan(5);
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !leads(document, target)) {
          dead.add(ROOT.relativize(document) + " -> " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void everyFieldOfADocumentIsInTheGuide() throws IOException {
    String guide = Files.readString(ROOT.resolve("docs/guide.md"));
    List<String> fields = inSources(FIELD);

    assertThat(fields).hasSizeGreaterThan(50);
    assertThat(fields).allSatisfy(field -> assertThat(guide).contains("`" + field + "`"));
  }

  @Test
  void everyCommandIsInTheGuide() throws IOException {
    String guide = Files.readString(ROOT.resolve("docs/guide.md"));
    List<String> verbs = inSources(VERB);

    assertThat(verbs).hasSizeGreaterThan(20);
    assertThat(verbs)
        .allSatisfy(verb -> assertThat(guide).containsPattern("`[a-z ]*\\b" + verb + "\\b"));
  }

  private static List<String> inSources(Pattern pattern) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(COMMAND)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
          found.add(matcher.group(1));
        }
      }
    }
    return found;
  }

  private static boolean leads(Path document, String target) throws IOException {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
    if (!Files.exists(file)) {
      return false;
    }
    return parts.length == 1 || headings(file).contains(parts[1]);
  }

  private static List<String> headings(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
        .toList();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(docs, Stream.of(ROOT.resolve("README.md")))
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  private static String everyExample() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      List<String> texts = new ArrayList<>();
      for (Path file : files.toList()) {
        texts.add(Files.readString(file));
      }
      return String.join("\n", texts);
    }
  }

  /** Without indentation and empty lines, which differ between a page and a method. */
  private static String bare(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
