package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.Home;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.publisher.Mono;

/** A backend on a state directory of its own for each test; afterwards nothing of it is left. */
final class Fixture implements BeforeEachCallback, AfterEachCallback {

  static final Duration LIMIT = Duration.ofSeconds(30);

  private Path home;
  private Backend backend;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    home = Files.createTempDirectory("fl-it");
    backend = ProcessSubject.open(home);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    done(
        containers()
            .list(ContainerFilter.all())
            .concatMap(info -> containers().remove(info.id(), RemoveOptions.force()))
            .then());
    done(backend.close());
    Processes.eventually(
        "no supervisor is left", () -> Processes.matching(home.toString()).isEmpty());
    Processes.eventually(
        "no file or socket is left open",
        () -> Processes.openFiles().noneMatch(file -> file.startsWith(home.toString())));
    try {
      Home.deleteTree(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path home() {
    return home;
  }

  Path directory(ContainerId id) {
    return home.resolve("containers").resolve(id.value());
  }

  Containers containers() {
    return backend.containers();
  }

  Backend backend() {
    return backend;
  }

  static ContainerSpecBuilder sh(String script) {
    return ContainerSpec.builder("host").command("sh", "-c", script);
  }

  ContainerId started(ContainerSpecBuilder spec) {
    return get(containers().launch(spec.build(), PlanMode.STRICT)).id();
  }

  AttachedContainer attached(ContainerSpecBuilder spec, AttachOptions options) {
    return get(containers().runAttached(spec.build(), PlanMode.STRICT, options));
  }

  ContainerInfo inspect(ContainerId id) {
    return get(containers().inspect(id));
  }

  String log(ContainerId id) {
    return get(
        containers()
            .logs(id, LogOptions.all())
            .ofType(OutputFrame.class)
            .map(OutputFrame::text)
            .reduce("", String::concat));
  }

  void logged(ContainerId id, String text) {
    Processes.eventually("the log holds " + text, () -> log(id).contains(text));
  }

  static <T> T get(Mono<T> step) {
    return Objects.requireNonNull(step.block(LIMIT), "it completed without a value");
  }

  static void done(Mono<?> step) {
    step.block(LIMIT);
  }
}
