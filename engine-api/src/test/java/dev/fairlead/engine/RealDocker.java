package dev.fairlead.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.RemoveOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The daemon at {@code FAIRLEAD_TEST_DOCKER_HOST}. What a test makes carries its own label, and is
 * removed after it.
 */
final class RealDocker implements BeforeEachCallback, AfterEachCallback {

  static final Duration LONG = Duration.ofSeconds(50);
  private static final String VARIABLE = "FAIRLEAD_TEST_DOCKER_HOST";
  private static final String LABEL = "engine-it";

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private EngineClient client;
  private EngineContainers containers;

  @Override
  public void beforeEach(ExtensionContext context) {
    String host = System.getenv(VARIABLE);
    if (host == null) {
      String required = System.getenv().getOrDefault("FAIRLEAD_REQUIRE_REAL", "");
      if (required.contains("docker")) {
        throw new IllegalStateException(VARIABLE + " is not set, and a real docker is required");
      }
      assumeTrue(false, VARIABLE + " is not set");
    }
    client =
        EngineClient.open("docker", Endpoint.of(URI.create(host)), BackendOptions.defaults())
            .block(LONG);
    KernelSupport kernel =
        client.object(client.get("look at the kernel", "/info")).map(KernelSupport::of).block(LONG);
    containers =
        new EngineContainers(
            client, SpecMappingTest.DOCKER, kernel, Peculiarities.none(), Clock.systemUTC());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (client == null) {
      return;
    }
    containers
        .list(ContainerFilter.all().withLabel(LABEL, run))
        .concatMap(info -> containers.remove(info.id(), RemoveOptions.force()))
        .then(client.close())
        .block(LONG);
  }

  EngineClient client() {
    return client;
  }

  EngineContainers containers() {
    return containers;
  }

  String name(String suffix) {
    return "engine-it-" + run + "-" + suffix;
  }

  ContainerSpecBuilder spec(String... command) {
    return ContainerSpec.builder("busybox").command(command).label(LABEL, run);
  }

  ContainerFilter mine() {
    return ContainerFilter.all().withLabel(LABEL, run);
  }

  ContainerId create(ContainerSpecBuilder spec) {
    return containers.create(spec.build(), PlanMode.STRICT).block(LONG).id();
  }

  ContainerId start(ContainerSpecBuilder spec) {
    return start(spec, PlanMode.STRICT);
  }

  ContainerId start(ContainerSpecBuilder spec, PlanMode mode) {
    ContainerId id = containers.create(spec.build(), mode).block(LONG).id();
    containers.start(id).block(LONG);
    return id;
  }

  ContainerInfo inspect(ContainerId id) {
    return containers.inspect(id).block(LONG);
  }
}
