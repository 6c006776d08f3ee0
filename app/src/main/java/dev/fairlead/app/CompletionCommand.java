package dev.fairlead.app;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands and options in a shell. */
@Command(
    name = "completion",
    description = "Print a completion script for a shell.",
    footerHeading = "%nTo use it:%n",
    footer = {
      "  bash: source <(fairlead completion bash)",
      "  zsh:  source <(fairlead completion zsh)",
      "  fish: fairlead completion fish | source"
    })
final class CompletionCommand implements Callable<Integer> {

  /** The shells that are known. */
  enum Shell {
    /** GNU bash. */
    bash,
    /** zsh, with its emulation of bash's completion. */
    zsh,
    /** fish. */
    fish
  }

  /** Set by picocli before the command is called. */
  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
  Shell shell = Shell.bash;

  @Override
  public Integer call() {
    Fairlead root = (Fairlead) Objects.requireNonNull(spec, "spec").root().userObject();
    CommandLine whole = Main.commandLine(root, CommandTree.whole());
    String script =
        shell == Shell.fish
            ? FishCompletion.script(whole.getCommandSpec())
                + NameCompletion.fish(whole.getCommandSpec())
            : AutoComplete.bash("fairlead", whole) + NameCompletion.bash(whole.getCommandSpec());
    root.output().line(script);
    return ExitCodes.OK;
  }
}
