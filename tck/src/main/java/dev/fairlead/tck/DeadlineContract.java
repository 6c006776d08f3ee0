package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.OperationTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Silence is an error, never a hang. For backends whose tests can make the runtime fall silent, for
 * example by a proxy that takes requests and passes no answer on; it needs no other subject.
 */
@DisplayName("A silent runtime")
public abstract class DeadlineContract {

  /** For subclasses. */
  protected DeadlineContract() {}

  /**
   * A backend that was opened on a runtime which answered then, and does not answer any more.
   *
   * @return the backend, the same during a test
   */
  protected abstract Backend silent();

  /**
   * The operation timeout with which it was opened.
   *
   * @return a short time
   */
  protected abstract Duration operationTimeout();

  /** Rule 12. If this fails, look for a call without a deadline. */
  @Test
  @DisplayName("makes every call end with a timeout")
  void endsEveryCall() {
    Duration limit = operationTimeout().multipliedBy(3).plusSeconds(2);
    calls()
        .forEach(
            (name, call) -> {
              Throwable error =
                  Flux.from(call)
                      .then(Mono.<Throwable>empty())
                      .onErrorResume(Mono::just)
                      .timeout(limit, Mono.just(new AssertionError(name + " hangs")))
                      .block(limit.plusSeconds(5));
              assertThat(error).as(name).isInstanceOf(OperationTimeoutException.class);
              assertThat(error).as(name).hasMessageContaining(silent().id());
              assertThat(error).as(name).hasMessageNotContaining("\n");
            });
  }

  private Map<String, Publisher<?>> calls() {
    Containers containers = silent().containers();
    ContainerId id = ContainerId.of("tck-silent");
    ContainerSpec spec = ContainerSpec.builder("tck-silent").build();
    Map<String, Publisher<?>> calls = new LinkedHashMap<>();
    calls.put("inspect", containers.inspect(id));
    calls.put("list", containers.list(ContainerFilter.all()));
    calls.put("launch", containers.launch(spec, PlanMode.LENIENT));
    calls.put(
        "runAttached", containers.runAttached(spec, PlanMode.LENIENT, AttachOptions.output()));
    calls.put("start", containers.start(id));
    calls.put("stop", containers.stop(id, StopOptions.defaults()));
    calls.put("remove", containers.remove(id, RemoveOptions.force()));
    calls.put("watchExit", containers.watchExit(id, WaitCondition.NOT_RUNNING));
    calls.put("info", silent().system().info());
    return calls;
  }
}
