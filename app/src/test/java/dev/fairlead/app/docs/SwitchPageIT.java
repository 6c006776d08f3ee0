package dev.fairlead.app.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.app.docs.SwitchPage.Side;
import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.RuntimeKernel;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkingSpec;
import dev.fairlead.tck.SpecSamples;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The page about moving is what both backends say. With {@code FAIRLEAD_WRITE_DOCS} in the
 * environment it is written first.
 */
class SwitchPageIT {

  private static final Duration PATIENCE = Duration.ofSeconds(50);

  @Test
  void tablesAreWhatBothBackendsSay() throws IOException {
    Side docker = side("Docker", RealRuntime.docker());
    Side podman = side("Podman", RealRuntime.podman());
    String truth = SwitchPage.tables(docker, podman, CapabilitiesTable.in("docs/capabilities.md"));
    if (System.getenv("FAIRLEAD_WRITE_DOCS") != null) {
      SwitchPage.write(truth);
    }
    assumeTrue(
        SwitchPage.tables().startsWith(SwitchPage.heading(docker, podman)),
        () ->
            "the page is of other versions than " + docker.version() + " and " + podman.version());
    assertThat(SwitchPage.tables()).isEqualTo(truth);
  }

  private static Side side(String name, URI host) {
    RuntimeSelection selection = RuntimeSelection.named(name.toLowerCase(Locale.ROOT));
    return Mono.usingWhen(
            RuntimeKernel.builder()
                .probeDeadline(Duration.ofSeconds(10))
                .build()
                .open(selection.at(host)),
            runtime -> said(name, runtime),
            ContainerRuntime::close)
        .block(PATIENCE);
  }

  private static Mono<Side> said(String name, ContainerRuntime runtime) {
    Backend backend = runtime.backend();
    return backend
        .system()
        .info()
        .map(
            info -> {
              Map<String, List<FieldPlan>> plans = new LinkedHashMap<>();
              wishes()
                  .forEach(
                      (flag, wish) -> {
                        ContainerSpecBuilder spec = wish.apply(ContainerSpec.builder("busybox"));
                        plans.put(flag, backend.plan(spec.build()).block(PATIENCE).fields());
                      });
              return new Side(
                  name, info.version().replaceAll("[+~-].*", ""), runtime.capabilities(), plans);
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** The kit's wish for each field, and those by which people meet the differences. */
  private static Map<String, UnaryOperator<ContainerSpecBuilder>> wishes() {
    Map<String, UnaryOperator<ContainerSpecBuilder>> wishes = new LinkedHashMap<>();
    SpecSamples.all().forEach((field, wish) -> wishes.put(field.label(), wish));
    wishes.put("-v DIR:DIR:z", spec -> spec.mount(bind(Mount.Relabel.SHARED, Mount.Owner.KEPT)));
    wishes.put("-v DIR:DIR:U", spec -> spec.mount(bind(Mount.Relabel.NONE, Mount.Owner.CONTAINER)));
    wishes.put("--userns keep-id", spec -> spec.userNamespace("keep-id"));
    wishes.put(
        "--add-host NAME:host-gateway",
        spec -> spec.extraHost("tck.invalid", NetworkingSpec.HOST_GATEWAY));
    wishes.put("--gpus 2", spec -> spec.gpus(GpuRequest.count(2)));
    wishes.put(
        "--gpus 2 --option podman.gpus=device-nodes",
        spec -> spec.gpus(GpuRequest.count(2)).backendOption("podman.gpus", "device-nodes"));
    wishes.put("-p 80 --pod POD", spec -> spec.pod("tck-plan").publishAll(true));
    return wishes;
  }

  private static Mount bind(Mount.Relabel relabel, Mount.Owner owner) {
    return new Mount.Bind(
        "/tmp", "/mnt", Mount.Access.READ_WRITE, relabel, Optional.empty(), owner);
  }
}
