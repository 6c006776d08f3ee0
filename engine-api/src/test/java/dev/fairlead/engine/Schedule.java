package dev.fairlead.engine;

import dev.fairlead.engine.simulated.Program;
import dev.fairlead.engine.simulated.SimulatedContainer;
import dev.fairlead.engine.simulated.SimulatedExec;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;

/**
 * One life on a daemon that falls sick, all of it decided by a seed, and held against the truth
 * that the daemon knows: each outcome is true or an error of the contract, comes within its time,
 * and leaves nothing open.
 */
final class Schedule {

  private static final double[] CHANCES = {0, 0.05, 0.15, 0.3, 0.5};
  private static final Duration STREAM = Duration.ofMinutes(5);

  /**
   * What came of it.
   *
   * @param faults how many requests met with a fault
   * @param journal what was asked and what came of it, with times
   * @param complaints what is not as it should be
   */
  record Report(int faults, List<String> journal, List<String> complaints) {}

  private final Random random;
  private final VirtualRuntime runtime;
  private final List<String> complaints = new ArrayList<>();

  private Schedule(long seed, Variant variant) {
    random = new Random(seed);
    runtime =
        new VirtualRuntime(random.nextLong(), CHANCES[random.nextInt(CHANCES.length)], variant);
  }

  static Report run(long seed, Variant variant) {
    Schedule schedule = new Schedule(seed, variant);
    try (VirtualRuntime runtime = schedule.runtime) {
      runtime.engine().sick(true);
      schedule.live();
      schedule.nothingIsLeft();
      return new Report(
          runtime.engine().faults(),
          List.copyOf(runtime.engine().journal()),
          List.copyOf(schedule.complaints));
    }
  }

  private void live() {
    switch (random.nextInt(6)) {
      case 0 -> pulling();
      case 1 -> executing();
      case 2 -> attached();
      case 3 -> abandoning();
      default -> following();
    }
  }

  // What is done.

  private void following() {
    Program program = Program.draw(random);
    ContainerId id = create(program);
    if (id == null) {
      return;
    }
    var watch =
        call(
            "watch",
            runtime.containers().watchExit(id, WaitCondition.NEXT_EXIT),
            VirtualRuntime.CALL);
    if (!watch.succeeded()) {
      return;
    }
    var wait = runtime.begin(watch.values().get(0).exit());
    call("start", runtime.containers().start(id), VirtualRuntime.LONG_CALL);
    var log = runtime.begin(runtime.containers().logs(id, LogOptions.following()));
    if (random.nextBoolean()) {
      pass((int) program.millis() + 1000);
      stop(id);
    }
    SimulatedContainer truth = truth(id);
    if (truth.starts() > 0) {
      ended("wait", wait, STREAM);
      judgeExit("wait", wait, truth);
      ended("log", log, STREAM);
    }
    remove(id);
    if (runtime.engine().container(id.value()).isEmpty()) {
      ended("wait after the removal", wait, STREAM);
      judgeExit("wait", wait, truth);
      ended("log after the removal", log, STREAM);
    }
    judgeLog(log, truth);
    check(truth.starts() <= 1, "one start ran a container " + truth.starts() + " times");
    call("close", watch.values().get(0).close(), VirtualRuntime.CALL);
    log.cancel();
  }

  private void executing() {
    ContainerId id = running();
    Program program = Program.draw(random);
    List<OutputFrame> output = new ArrayList<>();
    boolean[] whole = {false};
    var exec =
        runtime.begin(
            Flux.usingWhen(
                runtime.containers().exec(id, ExecSpec.of("run", program.word())),
                process ->
                    process
                        .output()
                        .doOnNext(output::add)
                        .doOnComplete(() -> whole[0] = true)
                        .thenMany(process.exit()),
                AttachedProcess::close));
    ended("exec", exec, VirtualRuntime.CALL.plus(STREAM));
    List<SimulatedExec> run =
        runtime.engine().execs().stream()
            .filter(command -> command.started() && !command.looks())
            .toList();
    check(run.size() <= 1, "one exec ran " + run.size() + " commands");
    String text = text(output);
    String wrote = run.isEmpty() ? "" : run.get(0).output();
    check(wrote.startsWith(text), "the output of exec is not what was written: " + text);
    check(!whole[0] || wrote.equals(text), "a part of the output of exec passed for the whole");
    check(
        whole[0]
            || output.isEmpty()
            || unclosed(exec.error())
            || run.stream().noneMatch(SimulatedExec::running),
        "a command that was closed runs on");
    if (exec.succeeded()) {
      Exit exit = exec.values().get(0);
      check(
          exit.code().isPresent()
              ? run.get(0).code() == exit.code().getAsInt()
              : runtime.engine().faults() > 0,
          "exec ended with " + exit + ", and the command with " + run.get(0).code());
    }
  }

  private void attached() {
    Program program = Program.draw(random);
    ContainerId id = create(program);
    if (id == null) {
      return;
    }
    List<OutputFrame> output = new ArrayList<>();
    boolean[] whole = {false};
    var run =
        runtime.begin(
            Flux.usingWhen(
                runtime.containers().startAttached(id, AttachOptions.output()),
                process ->
                    process
                        .output()
                        .doOnNext(output::add)
                        .doOnComplete(() -> whole[0] = true)
                        .thenMany(process.exit()),
                AttachedProcess::close));
    ended("run", run, VirtualRuntime.LONG_CALL.plus(STREAM));
    SimulatedContainer truth = truth(id);
    String text = text(output);
    check(truth.output().startsWith(text), "the output is not what was written: " + text);
    check(!whole[0] || truth.output().equals(text), "a part of the output passed for the whole");
    judgeExit("run", run, truth);
    remove(id);
  }

  private void pulling() {
    String name = random.nextInt(4) == 0 ? "broken" : "image";
    ImageReference image = ImageReference.parse(name + ":1");
    Flux<PullProgress> pull = runtime.images().pull(image, PullOptions.defaults());
    var pulled = call("pull", pull, VirtualRuntime.LONG_CALL);
    check(
        !pulled.succeeded() || runtime.engine().hasImage(image.name() + ":1"),
        "an image was pulled that is not there");
  }

  /** Whatever goes on is cancelled, which must not end what runs in the container. */
  private void abandoning() {
    ContainerId id = running();
    var attempts =
        List.of(
            runtime.begin(runtime.containers().waitFor(id, WaitCondition.NOT_RUNNING)),
            runtime.begin(runtime.containers().logs(id, LogOptions.following())),
            runtime.begin(
                Flux.usingWhen(
                    runtime.containers().attach(id, AttachOptions.output()),
                    AttachedProcess::output,
                    AttachedProcess::close)),
            runtime.begin(
                runtime.containers().create(spec(Program.draw(random)), PlanMode.STRICT)));
    pass(9000);
    attempts.forEach(VirtualRuntime.Attempt::cancel);
    runtime.pass(Duration.ofMinutes(1));
    check(truth(id).running(), "cancelling ended a container");
  }

  // What each step has to keep.

  private ContainerSpec spec(Program program) {
    var spec = ContainerSpec.builder("busybox").command("run", program.word());
    return (random.nextBoolean() ? spec.name("web") : spec).build();
  }

  private ContainerId create(Program program) {
    var created =
        call(
            "create",
            runtime.containers().create(spec(program), PlanMode.STRICT),
            VirtualRuntime.CALL);
    if (!created.succeeded()) {
      check(
          runtime.engine().containers() <= 1,
          "a creation that failed left " + runtime.engine().containers() + " containers");
      return null;
    }
    CreateResult made = created.values().get(0);
    check(
        runtime.engine().container(made.id().value()).isPresent(),
        "a container was created that is not there");
    check(
        runtime.engine().containers() == 1,
        "one creation made " + runtime.engine().containers() + " containers");
    return made.id();
  }

  /** A container that runs for long, made while the daemon is well. */
  private ContainerId running() {
    runtime.engine().sick(false);
    var made =
        call(
            "create",
            runtime
                .containers()
                .create(
                    ContainerSpec.builder("busybox")
                        .name("host")
                        .command("run", new Program(1, 4000, 1000, 0, true).word())
                        .build(),
                    PlanMode.STRICT),
            VirtualRuntime.CALL);
    ContainerId id = made.values().get(0).id();
    call("start", runtime.containers().start(id), VirtualRuntime.LONG_CALL);
    runtime.engine().sick(true);
    return id;
  }

  private void stop(ContainerId id) {
    StopOptions options = StopOptions.defaults().withGrace(Duration.ofSeconds(random.nextInt(4)));
    var stopped =
        call("stop", runtime.containers().stop(id, options), VirtualRuntime.CALL.plusSeconds(10));
    if (!stopped.succeeded()) {
      return;
    }
    SimulatedContainer truth = truth(id);
    StopResult.Outcome outcome = stopped.values().get(0).outcome();
    check(!truth.running(), "a container was stopped that runs");
    check(
        outcome != StopResult.Outcome.KILLED || truth.killed(), "a kill was told of that was none");
    check(
        outcome != StopResult.Outcome.GRACEFUL || !truth.killed(),
        "a container that was killed was said to have ended by itself");
    check(
        outcome != StopResult.Outcome.UNKNOWN || runtime.engine().faults() > 0,
        "nothing was the matter, and it is not known how a container ended");
  }

  private void remove(ContainerId id) {
    var removed =
        call("remove", runtime.containers().remove(id, RemoveOptions.force()), VirtualRuntime.CALL);
    check(
        !removed.succeeded() || runtime.engine().container(id.value()).isEmpty(),
        "a container was removed that is there");
  }

  private void judgeExit(
      String what, VirtualRuntime.Attempt<Exit> attempt, SimulatedContainer truth) {
    if (!attempt.succeeded()) {
      return;
    }
    Exit exit = attempt.values().get(0);
    if (exit.code().isPresent()) {
      check(truth.code() == exit.code().getAsInt(), what + " said " + exit + ", " + truth.code());
    } else {
      check(truth.starts() == 0 || runtime.engine().faults() > 0, what + " said " + exit);
    }
  }

  private void judgeLog(VirtualRuntime.Attempt<LogEvent> log, SimulatedContainer truth) {
    check(log.values().stream().allMatch(OutputFrame.class::isInstance), "a gap that is none");
    String text = text(log.values());
    check(truth.output().startsWith(text), "the log is not what was written: " + text);
    check(
        !log.succeeded() || truth.output().equals(text),
        "a part of the log passed for the whole: " + text);
  }

  /** The bytes, each as a character: a frame may end within one of UTF-8. */
  private static String text(List<? extends LogEvent> events) {
    return events.stream()
        .filter(OutputFrame.class::isInstance)
        .map(frame -> StandardCharsets.ISO_8859_1.decode(((OutputFrame) frame).bytes()))
        .collect(Collectors.joining());
  }

  private <T> VirtualRuntime.Attempt<T> call(
      String what, org.reactivestreams.Publisher<T> operation, Duration limit) {
    var attempt = runtime.begin(operation);
    ended(what, attempt, limit.plusSeconds(1));
    return attempt;
  }

  /** Whether it could not be closed, and says so. */
  private static boolean unclosed(Throwable error) {
    return error != null && !(error instanceof ContainerException);
  }

  /** Where closing fails too, Reactor puts an error of its own around both. */
  private static boolean ofTheContract(Throwable error) {
    return error instanceof ContainerException || error.getCause() instanceof ContainerException;
  }

  private void ended(String what, VirtualRuntime.Attempt<?> attempt, Duration limit) {
    check(attempt.within(limit), what + " did not end within " + limit);
    Throwable error = attempt.error();
    note(what + (attempt.succeeded() ? " succeeded" : " failed: " + error));
    check(
        error == null || ofTheContract(error),
        what + " failed with what is no error of the contract: " + error);
    check(
        error == null || runtime.engine().faults() > 0 || expected(what, error),
        what + " failed, and nothing was the matter: " + error);
  }

  /** What fails on a daemon that is well, and has to. */
  private boolean expected(String what, Throwable error) {
    return (what.equals("pull") && error.getMessage().contains("no space left"))
        || (what.endsWith("removal") && error.getMessage().contains("removed"));
  }

  private void nothingIsLeft() {
    runtime.engine().sick(false);
    runtime.pass(Duration.ofMinutes(3));
    check(runtime.connections() == 0, runtime.connections() + " connections are left open");
  }

  private SimulatedContainer truth(ContainerId id) {
    return runtime.engine().made().stream()
        .filter(one -> one.id().equals(id.value()))
        .findFirst()
        .orElseThrow();
  }

  private void pass(int most) {
    runtime.pass(Duration.ofMillis(random.nextInt(most)));
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      note("COMPLAINT " + otherwise);
      complaints.add(otherwise);
    }
  }

  private void note(String what) {
    runtime.engine().journal().add(runtime.now() + " " + what);
  }
}
