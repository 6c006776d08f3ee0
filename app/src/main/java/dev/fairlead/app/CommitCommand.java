package dev.fairlead.app;

import dev.fairlead.spi.container.CommitSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Makes an image of a container. */
@Command(name = "commit", description = "Make an image of a container.")
final class CommitCommand extends RuntimeCommand {

  @Option(
      names = {"-a", "--author"},
      paramLabel = "TEXT",
      description = "Who made it.")
  @Nullable String author;

  @Option(
      names = {"-m", "--message"},
      paramLabel = "TEXT",
      description = "Why it was made.")
  @Nullable String message;

  @Option(
      names = {"-c", "--change"},
      paramLabel = "INSTRUCTION",
      description = "Dockerfile instruction that is applied, for example 'CMD [\"sh\"]'.")
  List<String> changes = new ArrayList<>();

  @Option(
      names = {"-p", "--pause"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Pause the container meanwhile (default: yes)")
  boolean pause = true;

  @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Name of the image.")
  @Nullable String name;

  @Override
  Mono<Integer> execute(Session session) {
    CommitSpec commit =
        new CommitSpec(
            Optional.ofNullable(name),
            Optional.ofNullable(author),
            Optional.ofNullable(message),
            pause ? CommitSpec.Running.PAUSE : CommitSpec.Running.LEAVE,
            changes);
    return session
        .runtime()
        .flatMap(runtime -> runtime.containers().commit(id(container), commit))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(String id) {
    if (output().json()) {
      output().document(new Document().with("id", id).with("reference", name).fields());
    } else {
      output().line(id);
    }
  }
}
