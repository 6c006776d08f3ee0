package dev.fairlead.app.examples;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.ExecResult;
import dev.fairlead.core.RunRequest;
import dev.fairlead.core.RunResult;
import dev.fairlead.core.RunningContainer;
import dev.fairlead.core.RuntimeKernel;
import dev.fairlead.core.ready.Readiness;
import dev.fairlead.core.ready.ReadinessWait;
import dev.fairlead.core.report.NoRuntimeException;
import dev.fairlead.core.report.RuntimeReport;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.log.Gap;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** docs/embedding.md, piece by piece. */
final class EmbeddingExamples {

  private EmbeddingExamples() {}

  static Mono<ContainerRuntime> choose() {
    RuntimeKernel kernel =
        RuntimeKernel.builder().pluginDirectory(Path.of("/opt/app/plugins")).build();

    Mono<ContainerRuntime> best = kernel.open();
    Mono<ContainerRuntime> docker = kernel.open(RuntimeSelection.named("docker"));
    return best.onErrorResume(NoRuntimeException.class, none -> docker);
  }

  static Flux<String> watch(RuntimeKernel kernel) {
    Flux<RuntimeReport> reports = kernel.health();
    Flux<String> chosen =
        reports.map(
            report ->
                report
                    .chosen()
                    .map(ranked -> ranked.candidate().backend() + ": " + ranked.reason())
                    .orElse("nothing to run on"));
    return chosen.distinctUntilChanged();
  }

  static ContainerRuntime given(Backend backend) {
    ContainerRuntime runtime = ContainerRuntime.builder(backend).owner("billing").build();
    return runtime;
  }

  static Mono<Exit> streamed(ContainerRuntime runtime, ContainerSpec spec) {
    Mono<Exit> streamed =
        Mono.usingWhen(
            runtime.run(RunRequest.of(spec)),
            running ->
                LogLines.of(running.output())
                    .doOnNext(line -> System.out.println(line.stream() + " " + line.text()))
                    .then(running.exit()),
            RunningContainer::close);
    return streamed;
  }

  static Mono<ContainerId> service(ContainerRuntime runtime) {
    ContainerSpec web =
        ContainerSpec.builder("nginx:1.27")
            .name("web")
            .env("MODE", "test")
            .secretEnv("TOKEN", "not shown in any message")
            .port(PortBinding.tcp(8080, 80))
            .memoryBytes(256 << 20)
            .build();
    Mono<ContainerId> id =
        runtime
            .ensureImage(web, PullOptions.defaults())
            .then(
                Mono.defer(
                    () -> runtime.containers().launch(web, PlanMode.STRICT).map(CreateResult::id)));
    return id;
  }

  static Flux<String> follow(ContainerRuntime runtime, ContainerId id) {
    Flux<OutputFrame> frames =
        runtime
            .containers()
            .logs(id, LogOptions.following().withTail(100))
            .doOnNext(
                event -> {
                  if (event instanceof Gap gap) {
                    System.err.println("lines may be missing: " + gap.reason());
                  }
                })
            .ofType(OutputFrame.class);
    return LogLines.of(frames).map(line -> line.text());
  }

  static Mono<ExecResult> execute(ContainerRuntime runtime, ContainerId id) {
    Mono<ExecResult> migrated =
        runtime.execToEnd(id, ExecSpec.of("./migrate", "--all"), Duration.ofMinutes(5));
    return migrated;
  }

  static Mono<Void> untilReady(ContainerRuntime runtime, ContainerId id) {
    Mono<Void> ready =
        ReadinessWait.of(runtime)
            .untilAll(
                id,
                List.of(
                    Readiness.listening(5432),
                    Readiness.logged(Pattern.compile("ready to accept"))),
                Duration.ofSeconds(30))
            .doOnNext(met -> System.out.println(met.proof()))
            .then();
    return ready;
  }

  static Flux<ContainerInfo> mine(ContainerRuntime runtime) {
    Flux<ContainerInfo> mine =
        runtime.containers().list(ContainerFilter.all().withLabel(Ownership.OWNER, "billing"));
    return mine;
  }

  static Mono<Void> pausedIfPossible(ContainerRuntime runtime, ContainerId id) {
    Mono<Void> frozen =
        runtime.capabilities().has(Capability.PAUSE)
            ? runtime.containers().pause(id)
            : runtime.containers().stop(id, StopOptions.defaults()).then();
    return frozen;
  }

  static Mono<RunResult> errors(ContainerRuntime runtime, ContainerSpec spec) {
    Mono<RunResult> run =
        runtime
            .runToEnd(RunRequest.of(spec))
            .doOnError(
                PortInUseException.class,
                error -> System.err.println("taken: " + error.port() + " by " + error.holder()))
            .doOnError(
                NotFoundException.class,
                error -> System.err.println("there is no such " + error.kind()));
    return run;
  }
}
