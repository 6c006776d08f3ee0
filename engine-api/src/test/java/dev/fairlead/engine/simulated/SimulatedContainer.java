package dev.fairlead.engine.simulated;

import dev.fairlead.transport.http.VirtualExchange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.scheduler.Scheduler;

/** A container of the simulated engine, and the truth about it. */
public final class SimulatedContainer {

  private record Waiter(String condition, VirtualExchange exchange) {}

  private final String id;
  private final String name;
  private final Map<String, Object> config;
  private final Program program;
  private final Scheduler time;
  private final List<SimulatedProcess.Written> log = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final List<VirtualExchange> following = new ArrayList<>();
  private final List<VirtualExchange> attached = new ArrayList<>();
  private SimulatedProcess process;
  private int starts;
  private boolean killed;
  private boolean removed;
  private Instant startedAt = Instant.EPOCH;
  private Instant finishedAt = Instant.EPOCH;

  SimulatedContainer(
      String id, String name, Map<String, Object> config, Program program, Scheduler time) {
    this.id = id;
    this.name = name;
    this.config = config;
    this.program = program;
    this.time = time;
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Whether it runs now. */
  public boolean running() {
    return process != null && process.running();
  }

  /** How often it was started. */
  public int starts() {
    return starts;
  }

  /** What it ended with; -1 if it has not. */
  public int code() {
    return process == null ? -1 : process.code();
  }

  /** Whether it was the daemon that ended it. */
  public boolean killed() {
    return killed;
  }

  /** All that it wrote, each byte as a character. */
  public String output() {
    return SimulatedProcess.text(log);
  }

  Map<String, Object> config() {
    return config;
  }

  private Instant now() {
    return SimulatedEngine.BASE.plusMillis(time.now(TimeUnit.MILLISECONDS));
  }

  int start() {
    if (running()) {
      return 304;
    }
    starts++;
    startedAt = now();
    process = new SimulatedProcess(program, time, log, this::ended);
    attached.forEach(process::attach);
    attached.clear();
    process.run();
    return 204;
  }

  private void ended() {
    finishedAt = now();
    following.forEach(VirtualExchange::end);
    following.clear();
    answerWaiters(waiter -> !waiter.condition().equals("removed"));
  }

  private void answerWaiters(java.util.function.Predicate<Waiter> which) {
    for (Waiter waiter : List.copyOf(waiters)) {
      if (which.test(waiter)) {
        waiters.remove(waiter);
        waiter.exchange().write(bytes("{\"StatusCode\":" + Math.max(0, code()) + "}"));
        waiter.exchange().end();
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void await(String condition, VirtualExchange exchange) {
    exchange.head(200, Map.of());
    waiters.add(new Waiter(condition, exchange));
    if (condition.equals("not-running") && !running()) {
      answerWaiters(waiter -> waiter.exchange() == exchange);
    }
  }

  void stop(Duration grace, VirtualExchange exchange) {
    if (!running()) {
      exchange.answer(304, "");
      return;
    }
    SimulatedProcess stopping = process;
    Runnable answer = () -> exchange.answer(204, "");
    if (process.terminate()) {
      after(Duration.ofMillis(6), answer);
      return;
    }
    after(
        grace,
        () -> {
          if (stopping.running()) {
            killed = true;
            stopping.kill();
          }
          answer.run();
        });
  }

  private void after(Duration pause, Runnable what) {
    var unused = time.schedule(what, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  void kill(int signal) {
    if (signal == 9) {
      killed = true;
      process.kill();
    } else {
      process.terminate();
    }
  }

  void remove() {
    if (running()) {
      killed = true;
      process.kill();
    }
    removed = true;
    answerWaiters(waiter -> true);
  }

  void attach(VirtualExchange exchange) {
    exchange.head(101, Map.of());
    if (running()) {
      process.attach(exchange);
    } else {
      attached.add(exchange);
    }
  }

  void logs(VirtualExchange exchange, Instant since, int tail, boolean follow) {
    exchange.head(200, Map.of());
    Consumer<SimulatedProcess.Written> write =
        one -> {
          if (!one.time().isBefore(since)) {
            exchange.write(SimulatedProcess.frame(one.stream(), timed(one)));
          }
        };
    log.subList(Math.max(0, log.size() - tail), log.size()).forEach(write);
    if (follow && running()) {
      following.add(exchange);
      process.follow(write);
    } else {
      exchange.end();
    }
  }

  private static byte[] timed(SimulatedProcess.Written one) {
    byte[] time = bytes(one.time().toString().replaceFirst("(?<=:\\d\\d)Z$", ".000000000Z") + " ");
    byte[] all = java.util.Arrays.copyOf(time, time.length + one.bytes().length);
    System.arraycopy(one.bytes(), 0, all, time.length, one.bytes().length);
    return all;
  }

  Map<String, Object> inspection() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("Status", status());
    state.put("StartedAt", starts == 0 ? "0001-01-01T00:00:00Z" : startedAt.toString());
    state.put(
        "FinishedAt",
        finishedAt.equals(Instant.EPOCH) ? "0001-01-01T00:00:00Z" : finishedAt.toString());
    state.put("ExitCode", Math.max(0, code()));
    return Map.of("Id", id, "Name", "/" + name, "State", state, "Config", config);
  }

  Map<String, Object> listing() {
    return Map.of(
        "Id",
        id,
        "Names",
        List.of("/" + name),
        "State",
        status(),
        "Labels",
        config.getOrDefault("Labels", Map.of()));
  }

  private String status() {
    if (removed) {
      return "removing";
    }
    return process == null ? "created" : running() ? "running" : "exited";
  }
}
