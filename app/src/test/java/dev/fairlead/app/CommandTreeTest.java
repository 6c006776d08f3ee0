package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** Only the subcommand that is called is described, and nobody can tell from the outside. */
class CommandTreeTest {

  private static List<CommandTree> everything() {
    List<CommandTree> all = new ArrayList<>();
    collect(CommandTree.whole(), all);
    return all;
  }

  private static void collect(CommandTree tree, List<CommandTree> all) {
    all.add(tree);
    tree.below().forEach(sub -> collect(sub, all));
  }

  private static List<String> path(CommandTree tree) {
    List<String> path = new ArrayList<>();
    for (CommandTree at = tree; at.below().size() == 1; at = at.below().get(0)) {
      path.add(at.below().get(0).name());
    }
    return path;
  }

  private static CommandTree needed(String line) {
    return CommandTree.neededBy(line.isEmpty() ? new String[0] : line.split(" "));
  }

  /** Those that are in the group of images, too. */
  private static List<CommandTree> shortForms() {
    List<CommandTree> images =
        CommandTree.whole().below().stream()
            .filter(tree -> tree.name().equals("image"))
            .flatMap(tree -> tree.below().stream())
            .toList();
    return CommandTree.whole().below().stream()
        .filter(tree -> images.stream().anyMatch(image -> image.type() == tree.type()))
        .toList();
  }

  @Test
  void namesAreThoseOfTheClassesAndEachIsThereOnceButForShortForms() {
    List<CommandTree> usual = new ArrayList<>(everything());
    shortForms().forEach(usual::remove); // one of two that are equal
    assertThat(usual).hasSizeGreaterThan(50);
    assertThat(usual)
        .allSatisfy(
            tree -> {
              Command declared = tree.type().getAnnotation(Command.class);
              assertThat(declared.name()).isEqualTo(tree.name());
              assertThat(declared.subcommands()).as("%s", tree.name()).isEmpty();
              assertThat(tree.below()).extracting(CommandTree::name).doesNotHaveDuplicates();
            });
    assertThat(usual).extracting(CommandTree::type).doesNotHaveDuplicates();
    assertThat(shortForms())
        .extracting(CommandTree::name)
        .containsExactlyInAnyOrder(
            "images", "pull", "push", "build", "tag", "rmi", "history", "save", "load", "import");
  }

  @Test
  void noCommandIsForgotten() throws IOException {
    List<String> declared;
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      declared =
          sources
              .filter(file -> file.toString().endsWith("Command.java"))
              .filter(file -> read(file).contains("\n@Command("))
              .map(file -> file.getFileName().toString().replace(".java", ""))
              .toList();
    }
    assertThat(everything()).extracting(tree -> tree.type().getSimpleName()).containsAll(declared);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onlyWhatIsCalledIsNeeded() {
    assertThat(path(needed("ps"))).containsExactly("ps");
    assertThat(path(needed("ps -a --help"))).containsExactly("ps");
    assertThat(path(needed("image ls -q"))).containsExactly("image", "ls");
    assertThat(path(needed("-H unix:///x -r docker --debug --timeout=3s image ls")))
        .containsExactly("image", "ls");
    assertThat(path(needed("run busybox ps"))).containsExactly("run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--help",
        "-V",
        "psx",
        "-H",
        "-H ps",
        "-Hx ps",
        "--nonsense ps",
        "-- ps",
        "@file ps",
        "-r @file ps"
      })
  void whatIsNotPlainNeedsAll(String line) {
    assertThat(needed(line)).isSameAs(CommandTree.whole());
  }

  @Test
  void groupWithoutAPlainCommandNeedsAllOfIt() {
    assertThat(needed("image list").below().get(0).below()).hasSizeGreaterThan(5);
    assertThat(needed("image --help").below().get(0).below()).hasSizeGreaterThan(5);
    assertThat(needed("image").below().get(0).below()).hasSizeGreaterThan(5);
  }

  @Test
  void mistakesAreCorrectedFromAllCommands(@TempDir Path home) {
    assertThat(new Cli(home).run("pss").err()).contains("the nearest: ps");
    assertThat(new Cli(home).run("image", "list", "--nonsense").err())
        .contains("fairlead image ls --help");
    assertThat(new Cli(home).run("--help").out()).contains("capabilities").contains("events");
  }
}
