package dev.fairlead.core.ready;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import reactor.core.publisher.Mono;

/** Looks whether a condition holds. One for each wait, used by one look after the other. */
interface Probe {

  /**
   * Looks once.
   *
   * @param info the container as it is now, which has not ended
   * @return what was seen; an error ends the wait unless it may pass by itself
   */
  Mono<Look> look(ContainerInfo info);

  /** The probe for a condition other than a line of the log. */
  static Probe of(Readiness readiness, ContainerRuntime runtime) {
    if (readiness instanceof Readiness.Healthy) {
      return new HealthProbe(runtime);
    }
    if (readiness instanceof Readiness.Listening listening) {
      return running(new PortProbe(runtime, listening.port()));
    }
    if (readiness instanceof Readiness.Answering answering) {
      return running(new HttpProbe(runtime, answering));
    }
    return running(info -> Mono.just(Look.ready("it is running")));
  }

  /** What needs a container that runs. */
  private static Probe running(Probe probe) {
    return info ->
        info.state() == ContainerState.RUNNING
            ? probe.look(info)
            : Mono.just(Look.notYet("it is " + info.nativeState()));
  }
}
