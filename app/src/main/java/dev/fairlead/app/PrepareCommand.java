package dev.fairlead.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Has this Java lay out the classes of the command, so that later calls start sooner. */
@Command(
    name = "prepare",
    description = "Let this Java prepare itself, so that later calls start sooner.",
    footer = {
      "%nTakes some seconds and 30 to 60 MB. The file is put beside the program's own, or into",
      "~/.cache/fairlead where that cannot be written. To be repeated after an update of Java or of",
      "fairlead; a file that does not fit any more is passed over."
    })
final class PrepareCommand implements Callable<Integer> {

  /** Set by picocli before the command is called. */
  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Fairlead root = (Fairlead) Objects.requireNonNull(spec, "spec").root().userObject();
    String home = System.getProperty("fairlead.home");
    if (home == null) {
      throw new IllegalArgumentException(
          "this works for an unpacked distribution only, when it was started by its bin/fairlead");
    }
    LaidOutClasses classes =
        new LaidOutClasses(
            Path.of(System.getProperty("java.home")),
            System.getProperty("java.version"),
            Path.of(home));
    Path made = classes.makeIn(classes.directory(caches(root)));
    if (root.output().json()) {
      root.output().document(new Document().with("file", made).fields());
    } else {
      root.output().line(made.toString());
    }
    return ExitCodes.OK;
  }

  /** As the XDG Base Directory Specification has it. */
  private static Path caches(Fairlead root) {
    return root.terminal()
        .machine()
        .variable("XDG_CACHE_HOME")
        .filter(text -> text.startsWith("/"))
        .map(Path::of)
        .orElseGet(() -> root.terminal().machine().home().resolve(".cache"));
  }
}
