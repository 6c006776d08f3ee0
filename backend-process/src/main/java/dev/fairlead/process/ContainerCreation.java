package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ContainerRecord;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes containers out of specifications. Blocks. */
final class ContainerCreation {

  private final ContainerStore store;
  private final ProcessPlanner planner;

  ContainerCreation(ContainerStore store, ProcessPlanner planner) {
    this.store = store;
    this.planner = planner;
  }

  static String operation(ContainerSpec spec) {
    return "create container " + spec.name().orElse("of image " + spec.image());
  }

  CreateResult create(ContainerSpec spec, PlanMode mode) throws IOException {
    String operation = operation(spec);
    planner.plan(spec).require(mode);
    if (!ProcessPlanner.isHost(spec)) {
      throw new NotFoundException(
          NotFoundException.Kind.IMAGE,
          ErrorContext.of(ProcessBackendProvider.ID, operation)
              .withResource(spec.image())
              .withRemedy("the image host, or another runtime"),
          "only the image 'host' exists here, it means this machine",
          null);
    }
    ContainerRecord record = record(spec, operation);
    Optional<StoredContainer> holder = store.create(record);
    if (holder.isEmpty()) {
      return new CreateResult(ContainerId.of(record.id()), CreateResult.Outcome.CREATED, List.of());
    }
    List<String> differing = Ownership.differences(spec, holder.get().record().labels());
    if (differing.isEmpty()) {
      return new CreateResult(
          ContainerId.of(holder.get().id()), CreateResult.Outcome.EXISTED, List.of());
    }
    throw new ConflictException(
        differing,
        ErrorContext.of(ProcessBackendProvider.ID, operation)
            .withResource(record.name())
            .withRemedy("fairlead -r process rm " + record.name() + ", or another name"),
        "the name is in use by container "
            + holder.get().id().substring(0, 12)
            + ", which differs in "
            + String.join(", ", differing),
        null);
  }

  private static ContainerRecord record(ContainerSpec spec, String operation) {
    List<String> arguments = ProcessPlanner.arguments(spec);
    if (arguments.isEmpty() || arguments.get(0).isEmpty()) {
      throw ProcessErrors.invalid(
          operation, "the image host has no command of its own", "a command after the image");
    }
    String directory =
        spec.process().workingDirectory().orElseGet(() -> System.getProperty("user.dir", "/"));
    if (!Files.isDirectory(Path.of(directory))) {
      throw ProcessErrors.invalid(
          operation,
          "the working directory " + directory + " does not exist",
          "mkdir " + directory);
    }
    ContainerSpec marked = Ownership.mark(spec, Clock.systemUTC());
    String id = ContainerStore.newId();
    Map<String, String> environment = new LinkedHashMap<>();
    spec.process().env().forEach((name, value) -> environment.put(name, value.value()));
    Optional<Signal> signal = spec.lifecycle().stopSignal();
    return new ContainerRecord(
        id,
        spec.name().orElse("host-" + id.substring(0, 12)),
        spec.image(),
        Clock.systemUTC().instant(),
        arguments,
        environment,
        directory,
        ContainerRecord.Input.valueOf(spec.process().stdin().name()),
        spec.lifecycle().autoRemove(),
        signal.isPresent() ? OptionalInt.of(signal.get().number()) : OptionalInt.empty(),
        spec.lifecycle()
            .stopGrace()
            .map(grace -> OptionalLong.of(grace.toMillis()))
            .orElse(OptionalLong.empty()),
        marked.labels());
  }
}
