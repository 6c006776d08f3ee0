package dev.fairlead.tck;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.log.LogOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What all contracts share: containers that carry the test's own mark, steps that cannot hang,
 * skips that come from capabilities alone, and the check that nothing is left.
 */
public abstract class BackendContract extends ContractSteps {

  /** The label that every container of the kit carries; its value is another for each test. */
  public static final String LABEL = "fairlead.tck.test";

  private String mark = "";
  private final Map<LeakProbe, Long> before = new LinkedHashMap<>();

  /** For subclasses. */
  protected BackendContract() {}

  /** Counts what must be back afterwards. */
  @BeforeEach
  void countWhatIsHeld() {
    mark = "tck-" + UUID.randomUUID().toString().substring(0, 8);
    before.clear();
    subject().leakProbes().forEach(probe -> before.put(probe, probe.count().getAsLong()));
  }

  /**
   * Removes what the test made and checks that nothing is left of it: if this fails, look at what a
   * cancelled or failed operation still holds.
   */
  @AfterEach
  void nothingIsLeft() {
    marked()
        .concatMap(info -> containers().remove(info.id(), RemoveOptions.force()))
        .then()
        .block(subject().stepTimeout());
    eventually(
        "every container of the test is gone after its removal",
        subject().stepTimeout(),
        () -> get(marked().count()) == 0);
    everythingIsReleased(subject().releaseTimeout().multipliedBy(3));
  }

  /**
   * Waits until every leak probe is back where it was when the test began.
   *
   * @param timeout how long that may take
   */
  protected final void everythingIsReleased(Duration timeout) {
    before.forEach(
        (probe, count) ->
            eventually(
                probe.what() + " are back at " + count + " (rule 7: cancelling releases)",
                timeout,
                () -> probe.count().getAsLong() <= count));
  }

  /**
   * Skips the test unless capabilities are declared; the only way in which the kit skips.
   *
   * @param needed all of them
   */
  protected final void requires(Capability... needed) {
    for (Capability capability : needed) {
      assumeTrue(has(capability), () -> "not declared: " + capability.label());
    }
  }

  /**
   * Whether a capability is declared.
   *
   * @param capability the capability
   * @return true if it is
   */
  protected final boolean has(Capability capability) {
    return backend().capabilities().has(capability);
  }

  /**
   * The backend that is examined.
   *
   * @return the subject's backend
   */
  protected final Backend backend() {
    return subject().backend();
  }

  /**
   * Its containers.
   *
   * @return the facet
   */
  protected final Containers containers() {
    return backend().containers();
  }

  /**
   * A name that nothing else has.
   *
   * @return lower case letters, digits and a hyphen, another for each test
   */
  protected final String freeName() {
    return mark;
  }

  /**
   * Names a container that does not exist.
   *
   * @return its name
   */
  protected final ContainerId missing() {
    return ContainerId.of(mark + "-missing");
  }

  /**
   * Starts the specification of a container that executes a script and carries the test's mark.
   *
   * @param script the script
   * @return a builder, so that a test can ask for more
   */
  protected final ContainerSpecBuilder script(String script) {
    return ContainerSpec.builder(subject().image())
        .command(subject().shell(script))
        .label(LABEL, mark);
  }

  /**
   * Which containers are those of this test.
   *
   * @return the filter
   */
  protected final ContainerFilter mine() {
    return ContainerFilter.all().withLabel(LABEL, mark);
  }

  /**
   * The containers of this test.
   *
   * @return those that are there now
   */
  protected final Flux<ContainerInfo> marked() {
    return containers().list(mine());
  }

  /**
   * Creates a container in strict mode; for tests that need {@link
   * Capability#CREATE_WITHOUT_START}.
   *
   * @param spec the specification
   * @return its id
   */
  protected final ContainerId created(ContainerSpecBuilder spec) {
    return get(containers().create(spec.build(), PlanMode.STRICT)).id();
  }

  /**
   * Creates a container and starts it, in one operation that every backend has.
   *
   * @param spec the specification
   * @return its id
   */
  protected final ContainerId started(ContainerSpecBuilder spec) {
    return get(containers().launch(spec.build(), PlanMode.STRICT)).id();
  }

  /**
   * Creates a container, attaches and starts it, in one operation.
   *
   * @param spec the specification
   * @param options the wanted streams
   * @return its first process, which the test closes
   */
  protected final AttachedProcess attached(ContainerSpecBuilder spec, AttachOptions options) {
    return get(containers().runAttached(spec.build(), PlanMode.STRICT, options)).process();
  }

  /**
   * Creates a container, attaches, starts it, and reads it to its end.
   *
   * @param spec the specification
   * @return its output and its end
   */
  protected final Captured run(ContainerSpecBuilder spec) {
    return get(
        Mono.usingWhen(
            containers().runAttached(spec.build(), PlanMode.STRICT, AttachOptions.output()),
            run -> Captured.of(run.process()),
            run -> run.process().close()));
  }

  /**
   * Ends a container that ends at a SIGTERM, and waits for that.
   *
   * @param id the container
   */
  protected final void end(ContainerId id) {
    done(
        has(Capability.KILL)
            ? containers().kill(id, Signal.KILL)
            : containers().stop(id, StopOptions.defaults()));
    ended(id);
  }

  /**
   * Waits until a container has ended.
   *
   * @param id the container
   */
  protected final void ended(ContainerId id) {
    eventually(
        "the container has ended",
        subject().stepTimeout(),
        () -> state(id) == ContainerState.EXITED);
  }

  /**
   * The state of a container.
   *
   * @param id the container
   * @return its state now
   */
  protected final ContainerState state(ContainerId id) {
    return get(containers().inspect(id)).state();
  }

  /**
   * What a container wrote until now, both streams together.
   *
   * @param id the container
   * @return its log
   */
  protected final String log(ContainerId id) {
    return get(Captured.log(containers().logs(id, LogOptions.all()))).both();
  }

  /**
   * Types a line again and again until a process shows something: when a size has been told, the
   * terminal may have it only behind what is typed next.
   *
   * @param process the process, whose output nobody has read
   * @param line what is typed
   * @param text what is waited for
   */
  protected final void typedUntil(AttachedProcess process, String line, String text) {
    ByteBuffer typed = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    Mono<String> shown =
        process
            .output()
            .map(Captured::bytes)
            .scan("", String::concat)
            .filter(all -> all.contains(text))
            .next()
            .switchIfEmpty(Mono.error(() -> new AssertionError("it ended without '" + text + "'")));
    Mono<String> typing =
        Flux.interval(Duration.ZERO, subject().quiet())
            .onBackpressureDrop()
            .concatMap(again -> process.write(Mono.just(typed.duplicate())), 1)
            .then(Mono.never());
    get(Mono.firstWithSignal(shown, typing));
  }

  /**
   * Waits until a container has written something.
   *
   * @param id the container
   * @param text what is waited for
   */
  protected final void logged(ContainerId id, String text) {
    eventually(
        "the log holds '" + text + "'", subject().stepTimeout(), () -> log(id).contains(text));
  }
}
