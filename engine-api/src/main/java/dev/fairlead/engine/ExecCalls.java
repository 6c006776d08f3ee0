package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.transport.http.UpgradedConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The calls of the Engine API that are about executed commands. */
final class ExecCalls {

  private final EngineClient client;

  ExecCalls(EngineClient client) {
    this.client = client;
  }

  /**
   * Describes a command to the daemon, which does not start it yet.
   *
   * @param operation what is asked, for errors
   * @param id the container
   * @param spec the command
   * @param mark a variable by which its processes are found again; empty for none
   * @return the daemon's number for it
   */
  Mono<String> create(String operation, ContainerId id, ExecSpec spec, List<String> mark) {
    return client.object(
        client.post(operation, "/containers/{}/exec", id.value()).json(body(spec, mark)),
        json -> json.text("Id").orElseThrow(() -> new IllegalArgumentException("it has no id")));
  }

  private static Map<String, Object> body(ExecSpec spec, List<String> mark) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("Cmd", spec.command());
    body.put("DetachKeys", Attachments.NO_DETACH_KEYS);
    body.put("Env", environment(spec.env(), mark));
    spec.user().ifPresent(user -> body.put("User", user));
    spec.workingDirectory().ifPresent(directory -> body.put("WorkingDir", directory));
    body.put("AttachStdin", spec.stdin());
    body.put("AttachStdout", true);
    body.put("AttachStderr", true);
    body.put("Tty", spec.tty());
    body.put("Privileged", spec.privileged());
    return body;
  }

  /** Of two variables of one name the daemon takes the later one. */
  private static List<String> environment(Map<String, EnvValue> env, List<String> mark) {
    List<String> all = new ArrayList<>();
    env.forEach((name, value) -> all.add(name + "=" + value.value()));
    all.addAll(mark);
    return all;
  }

  /** Starts it. The daemon says yes before it does, and may fail to start it after that. */
  Mono<UpgradedConnection> start(String operation, String exec, ExecSpec spec) {
    return client.upgrade(
        client
            .post(operation, "/exec/{}/start", exec)
            .json(Map.of("Detach", false, "Tty", spec.tty()))
            .lasting());
  }

  /** Looks at it once; the daemon forgets it some minutes after its end. */
  Mono<ExecState> inspect(String exec) {
    return client
        .object(client.get("ask for the end of the command", "/exec/{}/json", exec))
        .map(ExecState::read);
  }

  /** Changes the size of its terminal. */
  Mono<Void> resize(String exec, TerminalSize size) {
    return client
        .send(
            client
                .post("resize the terminal of the command", "/exec/{}/resize", exec)
                .query("h", String.valueOf(size.rows()))
                .query("w", String.valueOf(size.columns())))
        .then();
  }
}
