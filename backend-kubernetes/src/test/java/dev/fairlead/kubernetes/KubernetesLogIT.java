package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.test.StepVerifier;

@Tag("side-by-side")
class KubernetesLogIT {

  private static final LogOptions PREVIOUS = LogOptions.all().withRun(LogOptions.Run.PREVIOUS);

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  private String log(ContainerId id, LogOptions options) {
    return get(
        space
            .containers()
            .logs(id, options)
            .ofType(OutputFrame.class)
            .map(OutputFrame::text)
            .collect(Collectors.joining()));
  }

  @Test
  void runBeforeTheLastOneHasALogOfItsOwn() {
    String script =
        "if test -e /shared/again; then echo second; sleep 600; fi;"
            + " touch /shared/again; echo first; exit 1";
    ContainerId id =
        get(space
                .containers()
                .launch(
                    space
                        .sh(script)
                        .restartPolicy(RestartPolicy.parse("always"))
                        .mount(
                            new Mount.NamedVolume(
                                Optional.empty(), "/shared", Mount.Access.READ_WRITE))
                        .build(),
                    PlanMode.STRICT))
            .id();
    space
        .containers()
        .logs(id, LogOptions.following())
        .ofType(OutputFrame.class)
        .map(OutputFrame::text)
        .takeUntil(text -> text.contains("second"))
        .blockLast(LIMIT);
    assertThat(log(id, LogOptions.all())).isEqualTo("second\n");
    assertThat(log(id, PREVIOUS)).isEqualTo("first\n");
    assertThat(log(id, PREVIOUS.withTail(0))).isEmpty();
  }

  @Test
  void whatRanOnceHasNoEarlierLog() {
    ContainerId id =
        get(space.containers().launch(space.sh("echo only").build(), PlanMode.STRICT)).id();
    get(space.containers().waitFor(id, WaitCondition.NOT_RUNNING));
    space
        .containers()
        .logs(id, PREVIOUS)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("no run before this one"))
        .verify(LIMIT);
  }
}
