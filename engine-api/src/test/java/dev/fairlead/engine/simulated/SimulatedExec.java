package dev.fairlead.engine.simulated;

import dev.fairlead.transport.http.VirtualExchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.scheduler.Scheduler;

/**
 * A command that is executed in a container, and the truth about it: a program, or the script that
 * looks for one and kills it.
 */
public final class SimulatedExec {

  private static final String SCRIPT = "end-command";

  private final List<?> command;
  private final String environment;
  private final Scheduler time;
  private final List<SimulatedProcess.Written> written = new ArrayList<>();
  private SimulatedProcess process;
  private boolean looked;

  SimulatedExec(Map<String, Object> body, Scheduler time) {
    this.command = (List<?>) body.get("Cmd");
    this.environment = String.valueOf(body.get("Env"));
    this.time = time;
  }

  /** Whether it is the script. */
  public boolean looks() {
    return command.contains(SCRIPT);
  }

  /** Whether it was started. */
  public boolean started() {
    return looked || process != null;
  }

  /** Whether it runs now. */
  public boolean running() {
    return process != null && process.running();
  }

  /** What it ended with; -1 if it has not. */
  public int code() {
    return looked ? 0 : process == null ? -1 : process.code();
  }

  /** All that it wrote, each byte as a character. */
  public String output() {
    return SimulatedProcess.text(written);
  }

  void start(VirtualExchange exchange, Collection<SimulatedExec> others) {
    exchange.head(101, Map.of());
    if (looks()) {
      look(exchange, others);
      return;
    }
    process = new SimulatedProcess(Program.parse(String.valueOf(command)), time, written, () -> {});
    process.attach(exchange);
    process.run();
  }

  private void look(VirtualExchange exchange, Collection<SimulatedExec> others) {
    String mark = String.valueOf(command.get(command.indexOf(SCRIPT) + 1));
    String finding = "none\n";
    for (SimulatedExec other : others) {
      if (other.running() && other.environment.contains(mark)) {
        other.process.kill();
        finding = "killed\n";
      }
    }
    looked = true;
    exchange.write(SimulatedProcess.frame(1, finding.getBytes(StandardCharsets.US_ASCII)));
    exchange.end();
  }

  Map<String, Object> inspection() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("Running", running());
    state.put("ExitCode", code() < 0 ? null : code());
    state.put("Pid", started() ? 7 : 0);
    return state;
  }
}
