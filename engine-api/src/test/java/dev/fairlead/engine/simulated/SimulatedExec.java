package dev.fairlead.engine.simulated;

import dev.fairlead.transport.http.VirtualExchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.scheduler.Scheduler;

/** A command that is executed in a container, and the truth about it. */
public final class SimulatedExec {

  private final Program program;
  private final Scheduler time;
  private final List<SimulatedProcess.Written> written = new ArrayList<>();
  private SimulatedProcess process;

  SimulatedExec(Program program, Scheduler time) {
    this.program = program;
    this.time = time;
  }

  /** Whether it was started. */
  public boolean started() {
    return process != null;
  }

  /** What it ended with; -1 if it has not. */
  public int code() {
    return process == null ? -1 : process.code();
  }

  /** All that it wrote, each byte as a character. */
  public String output() {
    return SimulatedProcess.text(written);
  }

  void start(VirtualExchange exchange) {
    exchange.head(101, Map.of());
    process = new SimulatedProcess(program, time, written, () -> {});
    process.attach(exchange);
    process.run();
  }

  Map<String, Object> inspection() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("Running", process != null && process.running());
    state.put("ExitCode", code() < 0 ? null : code());
    state.put("Pid", process == null ? 0 : 7);
    return state;
  }
}
