package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.RunRequest;
import dev.fairlead.core.RunningContainer;
import dev.fairlead.core.forward.PortForward;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.PortInUseException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/** Ports of containers of a real cluster, on loopback. */
@Tag("side-by-side")
class PublishedPortsIT {

  private static final Duration PAUSE = Duration.ofMillis(100);

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  private ContainerRuntime runtime() {
    return ContainerRuntime.builder(space.backend()).build();
  }

  /** Tells its pod's name to whoever asks, and ends when it is asked to. */
  private ContainerSpecBuilder web() {
    return space.sh(
        "mkdir /w; hostname > /w/index.html; httpd -p 80 -h /w;"
            + " trap 'exit 0' TERM; while :; do sleep 0.1; done");
  }

  private static String got(PortBinding port) throws IOException {
    String address = port.hostAddress().orElseThrow() + ":" + port.hostPort().orElseThrow();
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://" + address + "/").toURL().openConnection();
    connection.setConnectTimeout((int) LIMIT.toMillis());
    connection.setReadTimeout((int) LIMIT.toMillis());
    connection.setRequestProperty("Connection", "close");
    try (var body = connection.getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What is answered, as soon as anything is, but for one answer. */
  private static String answer(PortBinding port, String not) {
    return Objects.requireNonNull(
        Mono.fromCallable(() -> got(port))
            .filter(text -> !text.equals(not))
            .switchIfEmpty(Mono.error(() -> new IOException("that is " + not)))
            .retryWhen(
                Retry.fixedDelay(Long.MAX_VALUE, PAUSE).filter(IOException.class::isInstance))
            .subscribeOn(Schedulers.boundedElastic())
            .block(LIMIT));
  }

  @Test
  void aPublishedServiceIsBackWhenItsPodIsDeletedAndTheRunGoesOn() {
    RawObjects objects = space.objects();
    RunningContainer run =
        get(
            runtime()
                .run(
                    RunRequest.of(
                        web()
                            .backendOption("kubernetes.service", "true")
                            .port(PortBinding.randomTcp(80))
                            .build())));
    assertThat(run.forwarded()).hasSize(1);
    PortBinding port = run.forwarded().get(0);
    assertThat(port.hostAddress()).contains("127.0.0.1");
    CompletableFuture<Exit> end = run.exit().toFuture();
    String first = answer(port, "");
    objects.deletePods();
    String second = answer(port, first);
    assertThat(second).startsWith(run.id().value());
    assertThat(end).isNotDone();
    assertThat(objects.services()).containsExactly("services/" + run.id());
    run.stop(StopOptions.defaults()).block(LIMIT);
    assertThat(end).succeedsWithin(LIMIT).isEqualTo(new Exit.Exited(0));
    run.close().block(LIMIT);
    assertThat(Mono.fromCallable(() -> got(port)).materialize().block(LIMIT))
        .matches(signal -> signal.isOnError());
    space.containers().remove(run.id(), RemoveOptions.defaults()).block(LIMIT);
    assertThat(objects.everything()).isEmpty();
  }

  @Test
  void aPodIsPublishedForAsLongAsItIsRunInTheForeground() {
    RunningContainer run =
        get(runtime().run(RunRequest.of(web().port(PortBinding.randomTcp(80)).build())));
    assertThat(answer(run.forwarded().get(0), "")).startsWith(run.id().value());
    run.stop(StopOptions.defaults()).block(LIMIT);
    run.close().block(LIMIT);
  }

  @Test
  void aPortInUseHereLeavesNothingThere() {
    PortForward taken = get(PortForward.listen("test", PortBinding.randomTcp(80)));
    runtime()
        .run(
            RunRequest.of(
                web().port(PortBinding.tcp(taken.binding().hostPort().orElseThrow(), 80)).build()))
        .as(StepVerifier::create)
        .expectError(PortInUseException.class)
        .verify(LIMIT);
    taken.close().block(LIMIT);
    assertThat(space.list()).isEmpty();
  }

  @Test
  void whatRunsInTheBackgroundHasNobodyToListen() {
    space
        .containers()
        .launch(web().port(PortBinding.tcp(8080, 80)).build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidSpecException.class)
                    .hasMessageContaining("fairlead port-forward"))
        .verify(LIMIT);
    CreateResult made =
        get(
            space
                .containers()
                .launch(
                    web()
                        .port(PortBinding.tcp(8080, 80))
                        .backendOption("kubernetes.service", "true")
                        .build(),
                    PlanMode.STRICT));
    assertThat(made.warnings())
        .singleElement()
        .asString()
        .contains("Service " + made.id())
        .contains("fairlead port-forward " + made.id());
  }

  @Test
  void aForwardedPortFindsTheNewPod() {
    RawObjects objects = space.objects();
    ContainerId id =
        get(space
                .containers()
                .launch(web().backendOption("kubernetes.service", "true").build(), PlanMode.STRICT))
            .id();
    PortForward forward = get(PortForward.listen("kubernetes", PortBinding.randomTcp(80)));
    Disposable serving = forward.serve(runtime().containers(), id, failure -> {}).subscribe();
    String first = answer(forward.binding(), "");
    objects.deletePods();
    assertThat(answer(forward.binding(), first)).startsWith(id.value());
    forward.close().block(LIMIT);
    serving.dispose();
  }
}
