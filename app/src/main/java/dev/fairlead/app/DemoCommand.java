package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.report.NoRuntimeException;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** A minute's tour on whatever this machine has: run, follow, execute, inspect, clean up. */
@Command(
    name = "demo",
    description = "Show what Fairlead does, on the best runtime here or on local processes.")
final class DemoCommand extends RuntimeCommand {

  private static final String IMAGE = "busybox";
  private static final String HOST_IMAGE = "host";
  private static final int LINES = 5;
  private static final String SCRIPT =
      "i=1; while [ $i -le 5 ]; do echo \"line $i of 5 from process $$\"; i=$((i+1)); sleep 0.3; done;"
          + " exec sleep 60";

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .onErrorResume(NoRuntimeException.class, none -> fallBack(session, none))
        .flatMap(runtime -> tour(session, runtime));
  }

  /** Nothing was named and nothing is there: say so, and show local processes. */
  private Mono<ContainerRuntime> fallBack(Session session, NoRuntimeException none) {
    if (root().runtime != null || root().host != null) {
      return Mono.error(none);
    }
    say("No container runtime can be used here:");
    none.report()
        .candidates()
        .forEach(
            ranked ->
                say(
                    "  "
                        + ranked.candidate().backend()
                        + " at "
                        + ranked.candidate().endpoint()
                        + ": "
                        + ranked.reason()));
    say("So this demo runs local processes: the same contract, but no image and no isolation.");
    return session.open(RuntimeSelection.named("process"));
  }

  private Mono<Integer> tour(Session session, ContainerRuntime runtime) {
    boolean isolated = runtime.capabilities().has(Capability.ISOLATION);
    ContainerSpec spec =
        ContainerSpec.builder(isolated ? IMAGE : HOST_IMAGE)
            .name("fairlead-demo-" + Integer.toHexString(ThreadLocalRandom.current().nextInt()))
            .command("sh", "-c", SCRIPT)
            .pullPolicy(PullPolicy.IF_NOT_PRESENT)
            .build();
    say("Runtime: " + runtime.id() + " at " + runtime.endpoint());
    say(
        "\n$ fairlead run -d --name "
            + spec.name().orElseThrow()
            + " "
            + spec.image()
            + " sh -c …");
    return Mono.usingWhen(
            runtime
                .ensureImage(spec, PullOptions.defaults())
                .doOnNext(new PullNotices(session)::step)
                .then(Mono.defer(() -> runtime.containers().launch(spec, PlanMode.STRICT)))
                .map(CreateResult::id),
            id -> steps(session, runtime, id),
            id -> cleanUp(runtime, id))
        .onErrorResume(
            ContainerException.class, error -> withoutImage(session, runtime, isolated, error));
  }

  /** A runtime that cannot get the image still leaves something to show. */
  private Mono<Integer> withoutImage(
      Session session, ContainerRuntime runtime, boolean isolated, ContainerException error) {
    if (!isolated || root().runtime != null || root().host != null) {
      return Mono.error(error);
    }
    say("\n" + runtime.id() + " is there, but the demo could not run on it: " + error.getMessage());
    say("So it goes on with local processes: the same contract, but no image and no isolation.\n");
    return session
        .open(RuntimeSelection.named("process"))
        .flatMap(processes -> tour(session, processes));
  }

  private Mono<Integer> steps(Session session, ContainerRuntime runtime, ContainerId id) {
    return Mono.fromRunnable(() -> say(id + "\n\n$ fairlead logs -f " + id))
        .thenMany(
            LogLines.of(
                    runtime.containers().logs(id, LogOptions.following()).ofType(OutputFrame.class))
                .take(LINES)
                .doOnNext(line -> say(line.text())))
        .then(Mono.fromRunnable(() -> say("\n$ fairlead exec " + id + " sh -c 'echo …; exit 5'")))
        .then(
            Mono.usingWhen(
                runtime
                    .containers()
                    .exec(id, ExecSpec.of("sh", "-c", "echo hello from inside; exit 5")),
                process -> Attachment.ofOutput(session).join(process),
                process -> process.close()))
        .doOnNext(code -> say("exit code " + code + "\n\n$ fairlead ps"))
        .then(runtime.containers().inspect(id))
        .doOnNext(
            info ->
                output()
                    .table(
                        ContainerView.HEADING,
                        List.of(ContainerView.row(info, Instant.now(), false))))
        .thenReturn(ExitCodes.OK);
  }

  private Mono<Void> cleanUp(ContainerRuntime runtime, ContainerId id) {
    return runtime
        .containers()
        .stop(id, StopOptions.defaults().withGrace(Duration.ofSeconds(1)))
        .doOnNext(result -> say("\n$ fairlead stop -t 1 " + id + "\n" + id))
        .then(runtime.containers().remove(id, RemoveOptions.force()))
        .then(
            Mono.fromRunnable(
                () -> say("\n$ fairlead rm " + id + "\n" + id + "\n\nNothing is left behind.")));
  }

  private void say(String text) {
    output().line(text);
  }
}
