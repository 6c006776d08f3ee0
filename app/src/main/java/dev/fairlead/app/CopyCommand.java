package dev.fairlead.app;

import dev.fairlead.app.copy.CopyIn;
import dev.fairlead.app.copy.CopyOut;
import dev.fairlead.app.copy.CopyPath;
import dev.fairlead.app.copy.Links;
import dev.fairlead.app.copy.Owners;
import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Copies files between this machine and a container, by the rules of docker cp. */
@Command(name = "cp", description = "Copy files between this machine and a container.")
final class CopyCommand extends RuntimeCommand {

  @Option(
      names = {"-a", "--archive"},
      description = "Keep the numbers of owners and groups.")
  boolean archive;

  @Option(
      names = {"-L", "--follow-link"},
      description = "If SRC is a symbolic link, copy what it leads to.")
  boolean follow;

  @Parameters(
      index = "0",
      paramLabel = "SRC",
      description = "PATH, CONTAINER:PATH, or - for a tar archive on standard input.")
  String source = "";

  @Parameters(
      index = "1",
      paramLabel = "DEST",
      description = "PATH, CONTAINER:PATH, or - for a tar archive on standard output.")
  String target = "";

  @Override
  Mono<Integer> execute(Session session) {
    CopyPath from = CopyPath.parse(source);
    CopyPath to = CopyPath.parse(target);
    Optional<ContainerId> outOf = from.container().map(ContainerId::of);
    Optional<ContainerId> into = to.container().map(ContainerId::of);
    if (outOf.isPresent() == into.isPresent()) {
      throw new IllegalArgumentException(
          outOf.isPresent()
              ? "files go between this machine and a container, not between two containers"
              : "one of SRC and DEST must be CONTAINER:PATH");
    }
    return session
        .runtime()
        .flatMap(
            runtime ->
                outOf
                    .map(id -> out(session, runtime, id, from, to))
                    .orElseGet(() -> in(session, runtime, into.orElseThrow(), from, to)))
        .thenReturn(ExitCodes.OK);
  }

  private Mono<Void> out(
      Session session, ContainerRuntime runtime, ContainerId id, CopyPath from, CopyPath to) {
    if (to.isStream()) {
      String path = from.meansContents() ? from.inside() + "/." : from.inside();
      return session
          .processIo()
          .print(
              runtime
                  .containers()
                  .copyOut(id, path)
                  .map(bytes -> OutputFrame.of(StandardStream.STDOUT, bytes)));
    }
    return new CopyOut(
            path -> runtime.containers().copyOut(id, path),
            links(),
            owners(),
            session::notice,
            session.cleanups())
        .copy(from, to, here(to));
  }

  private Mono<Void> in(
      Session session, ContainerRuntime runtime, ContainerId id, CopyPath from, CopyPath to) {
    return from.isStream()
        ? runtime.containers().copyIn(id, to.inside(), session.processIo().input())
        : new CopyIn(runtime.containers(), id, links(), owners(), session::notice)
            .copy(from, here(from), to);
  }

  private Path here(CopyPath path) {
    return root().terminal().directory().resolve(path.path());
  }

  private Links links() {
    return follow ? Links.FOLLOW : Links.KEEP;
  }

  private Owners owners() {
    return archive ? Owners.SOURCE : Owners.RECEIVER;
  }
}
