package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.image.PullOptions;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** Makes a container without starting it; one of the same name and specification is that one. */
@Command(name = "create", description = "Make a container without starting it.")
final class CreateCommand extends RuntimeCommand {

  @Mixin ContainerOptions container = new ContainerOptions();

  @Override
  Mono<Integer> execute(Session session) {
    ContainerSpec wanted = root().spec(container);
    Path here = root().terminal().directory();
    container.idFile.check(here);
    return session
        .runtime()
        .flatMap(
            runtime ->
                ImageArgument.in(runtime.images(), container.on(runtime.id(), wanted))
                    .flatMap(meant -> create(session, runtime, meant)))
        .delayUntil(result -> container.idFile.write(here, result.id()))
        .doOnNext(
            result -> {
              result.warnings().forEach(session::notice);
              output().created(result.id());
            })
        .thenReturn(ExitCodes.OK);
  }

  private static Mono<CreateResult> create(
      Session session, ContainerRuntime runtime, ContainerSpec spec) {
    return runtime
        .ensureImage(spec, PullOptions.defaults())
        .doOnNext(new PullNotices(session)::step)
        .then(Mono.defer(() -> runtime.containers().create(spec, session.planMode())));
  }
}
