package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import reactor.core.publisher.Mono;

/**
 * What {@code GET /containers/{id}/json} says of one container, with what other calls have to know
 * beyond the contract's own description.
 *
 * @param info the contract's description
 * @param stdinOpen whether standard input is open
 * @param stdinOnce whether the first client that ends its input ends it for good
 * @param autoRemove whether it is removed after its end
 * @param restarts whether a policy starts it again
 * @param stopSignal what asks it to end
 * @param stopGrace how long it may take to end
 * @param logDriver name of the log driver; empty if it is not told
 * @param search the directories in which programs are looked for
 */
record EngineInspection(
    ContainerInfo info,
    boolean stdinOpen,
    boolean stdinOnce,
    boolean autoRemove,
    boolean restarts,
    String stopSignal,
    Duration stopGrace,
    String logDriver,
    List<String> search) {

  private static final String DEFAULT_SEARCH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  static Mono<EngineInspection> of(EngineClient client, String operation, ContainerId id) {
    return client.object(
        client.get(operation, "/containers/{}/json", id.value()), EngineInspection::read);
  }

  static EngineInspection read(JsonObject json) {
    JsonObject config = json.object("Config");
    JsonObject host = json.object("HostConfig");
    OptionalLong grace = config.number("StopTimeout");
    String policy = host.object("RestartPolicy").text("Name").orElse("no");
    return new EngineInspection(
        ContainerMapper.inspected(json),
        config.flag("OpenStdin"),
        config.flag("StdinOnce"),
        host.flag("AutoRemove"),
        !policy.equals(RestartPolicy.Mode.NO.label()),
        config.text("StopSignal").orElse(Signal.TERM.name()),
        grace.isPresent() && grace.getAsLong() >= 0
            ? Duration.ofSeconds(grace.getAsLong())
            : StopOptions.DEFAULT_GRACE,
        host.object("LogConfig").text("Type").orElse(""),
        search(config.texts("Env")));
  }

  ContainerState state() {
    return info.state();
  }

  boolean neverStarted() {
    return info.state() == ContainerState.CREATED && info.startedAt().isEmpty();
  }

  boolean ended() {
    return info.state() == ContainerState.EXITED
        || info.state() == ContainerState.DEAD
        || info.state() == ContainerState.REMOVING;
  }

  private static List<String> search(List<String> env) {
    String path =
        env.stream()
            .filter(entry -> entry.startsWith("PATH="))
            .map(entry -> entry.substring(5))
            .reduce(DEFAULT_SEARCH, (before, last) -> last);
    return List.of(path.split(":", -1));
  }
}
