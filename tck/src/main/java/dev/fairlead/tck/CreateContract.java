package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.PermanentException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Making a container: once for each name, marked as one's own, from exactly what was asked. */
@DisplayName("Making a container")
public abstract class CreateContract extends BackendContract {

  /** For subclasses. */
  protected CreateContract() {}

  private Mono<CreateResult> make(ContainerSpecBuilder spec) {
    return has(Capability.CREATE_WITHOUT_START)
        ? containers().create(spec.build(), PlanMode.STRICT)
        : containers().launch(spec.build(), PlanMode.STRICT);
  }

  private ContainerSpecBuilder named() {
    return script(Scripts.IDLE).name(freeName()).env("A", "1");
  }

  /** Rule 10. If this fails, the marks are not compared, or a taken name is an error at once. */
  @Test
  @DisplayName("of a name that exists with the same specification returns it")
  void isIdempotent() {
    CreateResult first = get(make(named()));
    assertThat(first.outcome()).isEqualTo(CreateResult.Outcome.CREATED);
    CreateResult second = get(make(named()));
    assertThat(second.outcome()).isEqualTo(CreateResult.Outcome.EXISTED);
    assertThat(second.id()).isEqualTo(first.id());
    assertThat(get(marked().count())).isEqualTo(1);
  }

  /**
   * Rule 10. If this fails, look at what is compared, and whether the fields get into the error.
   */
  @Test
  @DisplayName("of a name that exists with another specification names the fields that differ")
  void namesTheDifference() {
    ContainerId id = get(make(named())).id();
    ConflictException error = error(ConflictException.class, make(named().env("A", "2")));
    assertThat(error.differingFields()).containsExactly(SpecField.ENV.label());
    ConflictException other =
        error(
            ConflictException.class, make(script("exit 1").name(freeName()).workingDirectory("/")));
    assertThat(other.differingFields())
        .containsExactlyInAnyOrder(
            SpecField.COMMAND.label(), SpecField.ENV.label(), SpecField.WORKDIR.label());
    assertThat(get(containers().inspect(ContainerId.of(freeName()))).id())
        .as("the one that was there")
        .isEqualTo(id);
  }

  /** Rule 10. If this fails, two callers at once get an error or two containers. */
  @Test
  @DisplayName("by several at once makes one container")
  void makesOneForSeveral() {
    List<CreateResult> results = get(Flux.range(0, 4).flatMap(i -> make(named()), 4).collectList());
    assertThat(results).extracting(CreateResult::id).containsOnly(results.get(0).id());
    assertThat(results)
        .extracting(CreateResult::outcome)
        .as("who made it")
        .containsOnlyOnce(CreateResult.Outcome.CREATED);
  }

  /** Rule 10. If this fails, a container that exists is not started, or is started twice. */
  @Test
  @DisplayName("and starting it in one starts what exists and does not run")
  void launchStartsWhatExists() {
    requires(Capability.CREATE_WITHOUT_START);
    ContainerId id = created(named());
    CreateResult launched = get(containers().launch(named().build(), PlanMode.STRICT));
    assertThat(launched.id()).isEqualTo(id);
    assertThat(launched.outcome()).isEqualTo(CreateResult.Outcome.EXISTED);
    assertThat(state(id)).isEqualTo(ContainerState.RUNNING);
    get(containers().launch(named().build(), PlanMode.STRICT));
    assertThat(state(id)).isEqualTo(ContainerState.RUNNING);
  }

  /** Rule 13. If this fails, a later process cannot find what this one made. */
  @Test
  @DisplayName("marks it as one's own, beside the labels that were asked for")
  void marksIt() {
    ContainerSpec spec = named().label("tier", "web").label("empty", "").build();
    Instant before = Instant.now();
    ContainerId id = get(make(spec.toBuilder())).id();
    ContainerInfo info = get(containers().inspect(id));
    assertThat(info.labels()).containsEntry("tier", "web").containsEntry("empty", "");
    assertThat(info.labels()).containsEntry(Ownership.OWNER, "fairlead");
    assertThat(info.labels()).containsEntry(Ownership.SPEC, Ownership.fingerprint(spec));
    assertThat(Instant.parse(info.labels().get(Ownership.CREATED)))
        .isBetween(before.minusSeconds(5), Instant.now().plusSeconds(5));
    assertThat(get(marked().single()).labels()).containsKey(Ownership.OWNER);

    ContainerId other =
        get(make(script(Scripts.IDLE).label(Ownership.OWNER, "somebody.else"))).id();
    assertThat(get(containers().inspect(other)).labels())
        .containsEntry(Ownership.OWNER, "somebody.else");
  }

  /**
   * Rule 2. If this fails, a missing image is found only when it is too late, or a container
   * without image is left behind. A runtime without images refuses the specification instead.
   */
  @Test
  @DisplayName("without its image is an error, and leaves nothing")
  void needsItsImage() {
    ContainerSpecBuilder spec = named().image(subject().missingImage());
    PermanentException error =
        error(PermanentException.class, containers().launch(spec.build(), PlanMode.STRICT));
    if (error instanceof NotFoundException missing) {
      assertThat(missing.kind()).isEqualTo(NotFoundException.Kind.IMAGE);
      assertThat(missing.getMessage()).contains(subject().missingImage());
    } else {
      assertThat(error).isInstanceOf(InvalidSpecException.class);
    }
    assertThat(get(marked().count())).as("containers after a failed launch").isZero();
  }

  /** Arguments are never split, joined or given to a shell. If this fails, look at quoting. */
  @Test
  @DisplayName("passes every argument as it is")
  void passesArguments() {
    requires(Capability.ATTACH);
    List<String> odd = List.of("a b", "", "$HOME", "*", "\"q\"", "'", "-n", "ä\\", "x\ny");
    List<String> command = new ArrayList<>(subject().shell("printf '[%s]' \"$@\""));
    command.add("zero");
    command.addAll(odd);
    Captured run = run(script("").command(command));
    assertThat(new String(run.out().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
        .isEqualTo("[" + String.join("][", odd) + "]");
  }
}
