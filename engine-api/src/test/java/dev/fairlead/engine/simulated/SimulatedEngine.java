package dev.fairlead.engine.simulated;

import dev.fairlead.transport.http.Json;
import dev.fairlead.transport.http.VirtualExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import reactor.core.scheduler.Scheduler;

/**
 * Answers what clients ask, unless the fate of a request wants it otherwise. All that happens is
 * decided by the seed and by the order of what is asked.
 */
public final class SimulatedEngine implements Consumer<VirtualExchange> {

  /** The date at the beginning of virtual time. */
  public static final Instant BASE = Instant.parse("2026-01-02T12:00:00Z");

  private final Scheduler time;
  private final Random random;
  private final double chance;
  private final List<String> journal = new ArrayList<>();
  private final Map<String, SimulatedContainer> containers = new LinkedHashMap<>();
  private final List<SimulatedContainer> made = new ArrayList<>();
  private final Map<String, SimulatedExec> execs = new LinkedHashMap<>();
  private final Set<String> images = new LinkedHashSet<>();
  private boolean sick;
  private int faults;

  /**
   * An engine without containers.
   *
   * @param chance how likely a fault is, for each request, once it has fallen sick
   */
  public SimulatedEngine(Scheduler time, long seed, double chance) {
    this.time = time;
    this.random = new Random(seed);
    this.chance = chance;
  }

  /** From now on requests meet with faults, or no more. */
  public void sick(boolean value) {
    sick = value;
  }

  /** How many requests met with a fault. */
  public int faults() {
    return faults;
  }

  /** All that was asked and what became of it, with its time. */
  public List<String> journal() {
    return journal;
  }

  /** All containers that were ever made. */
  public List<SimulatedContainer> made() {
    return made;
  }

  /** The container of an id or name that is there. */
  public Optional<SimulatedContainer> container(String idOrName) {
    return containers.values().stream()
        .filter(one -> one.id().equals(idOrName) || one.name().equals(idOrName))
        .findFirst();
  }

  /** How many containers are there. */
  public int containers() {
    return containers.size();
  }

  /** All commands that were ever executed. */
  public List<SimulatedExec> execs() {
    return List.copyOf(execs.values());
  }

  /** Whether an image is there. */
  public boolean hasImage(String name) {
    return images.contains(name);
  }

  @Override
  public void accept(VirtualExchange exchange) {
    String target = exchange.target();
    boolean lasts = target.matches(".*/(logs|attach|wait|start|stop|create)\\b.*");
    Fate fate = Fate.draw(random, sick ? chance : 0, lasts);
    journal.add(time.now(TimeUnit.MILLISECONDS) + " " + exchange + " " + fate);
    if (fate.isFault()) {
      faults++;
    }
    if (fate.way() == Fate.Way.BACK) {
      exchange.delay(fate.late());
      meet(exchange, fate);
    } else {
      // A client that has given up by then has sent nothing: nobody could tell when it arrives.
      var unused =
          time.schedule(
              () -> {
                if (!exchange.left()) {
                  meet(exchange, fate);
                }
              },
              fate.late().toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  private void meet(VirtualExchange exchange, Fate fate) {
    switch (fate.kind()) {
      case REFUSED -> exchange.refuse();
      case LOST -> exchange.cut();
      case ERROR -> exchange.answer(fate.number(), "{\"message\":\"not now\"}");
      case CUT -> act(exchange, fate, false);
      case STALL -> act(exchange, fate, true);
      default -> act(exchange);
    }
  }

  private void act(VirtualExchange exchange, Fate fate, boolean standStill) {
    exchange.limit(fate.number(), standStill);
    act(exchange);
  }

  private void act(VirtualExchange exchange) {
    String path = exchange.target().replaceFirst("\\?.*", "");
    String[] words = path.substring(1).split("/");
    switch (words[0]) {
      case "_ping" -> {
        exchange.head(200, Map.of("Api-Version", "1.41"));
        exchange.end();
      }
      case "version" ->
          exchange.answer(200, "{\"Version\":\"20.10.24\",\"MinAPIVersion\":\"1.12\"}");
      case "events" -> exchange.head(200, Map.of());
      case "images" -> image(exchange, path);
      case "exec" -> executed(exchange, words);
      default -> container(exchange, words);
    }
  }

  private void image(VirtualExchange exchange, String path) {
    if (path.equals("/images/create")) {
      String name = query(exchange, "fromImage") + ":" + query(exchange, "tag");
      exchange.head(200, Map.of());
      exchange.write(utf8("{\"status\":\"Pulling\"}\n"));
      if (name.contains("broken")) {
        exchange.write(utf8("{\"errorDetail\":{\"message\":\"no space left\"}}\n"));
      } else {
        images.add(name);
        exchange.write(utf8("{\"status\":\"Status: Downloaded\"}\n"));
      }
      exchange.end();
      return;
    }
    String name = decoded(path.substring("/images/".length()).replaceFirst("/json$", ""));
    if (images.contains(name)) {
      json(exchange, 200, Map.of("Id", "sha256:" + "0".repeat(64), "RepoTags", List.of(name)));
    } else {
      missing(exchange, "No such image: " + name);
    }
  }

  private void executed(VirtualExchange exchange, String[] words) {
    SimulatedExec exec = execs.get(words[1]);
    if (exec == null) {
      missing(exchange, "No such exec instance: " + words[1]);
    } else if (words[2].equals("json")) {
      json(exchange, 200, exec.inspection());
    } else if (exec.started()) {
      refuse(exchange, "Error: Exec command " + words[1] + " has already run");
    } else {
      exec.start(exchange);
    }
  }

  private void container(VirtualExchange exchange, String[] words) {
    if (words[1].equals("create")) {
      create(exchange);
      return;
    }
    if (words[1].equals("json")) {
      list(exchange);
      return;
    }
    SimulatedContainer found = container(words[1]).orElse(null);
    String verb = exchange.method() + " " + (words.length > 2 ? words[2] : "");
    if (found == null) {
      missing(exchange, "No such container: " + words[1]);
      return;
    }
    switch (verb) {
      case "GET json" -> json(exchange, 200, found.inspection());
      case "POST start" -> exchange.answer(found.start(), "");
      case "POST stop" ->
          found.stop(Duration.ofSeconds(Long.parseLong(query(exchange, "t"))), exchange);
      case "POST kill" -> kill(exchange, found);
      case "POST wait" -> found.await(query(exchange, "condition"), exchange);
      case "POST attach" -> found.attach(exchange);
      case "GET logs" -> logs(exchange, found);
      case "POST exec" -> exec(exchange, found);
      case "DELETE " -> remove(exchange, found);
      default -> exchange.answer(501, "{\"message\":\"" + verb + " is not simulated\"}");
    }
  }

  private void create(VirtualExchange exchange) {
    Map<String, Object> body = Json.standard().readObject(exchange.content());
    String id = String.format("%064x", made.size() + 1);
    String asked = query(exchange, "name");
    String name = asked.isEmpty() ? "name" + made.size() : asked;
    if (container(name).isPresent()) {
      refuse(
          exchange,
          "Conflict. The container name \\\"/" + name + "\\\" is already in use by container");
      return;
    }
    Program program = Program.parse(String.valueOf(body.get("Cmd")));
    Map<String, Object> config =
        Map.of(
            "Image", String.valueOf(body.get("Image")),
            "Labels", body.getOrDefault("Labels", Map.of()));
    SimulatedContainer one = new SimulatedContainer(id, name, config, program, time);
    containers.put(id, one);
    made.add(one);
    json(exchange, 201, Map.of("Id", id, "Warnings", List.of()));
  }

  private void list(VirtualExchange exchange) {
    String filters = query(exchange, "filters");
    List<Map<String, Object>> matching =
        containers.values().stream()
            .filter(
                one ->
                    !filters.contains("label")
                        || labels(one).anyMatch(label -> filters.contains(label)))
            .map(SimulatedContainer::listing)
            .toList();
    exchange.answer(200, new String(Json.standard().write(matching), StandardCharsets.UTF_8));
  }

  private static java.util.stream.Stream<String> labels(SimulatedContainer one) {
    Map<?, ?> labels = (Map<?, ?>) one.config().get("Labels");
    return labels.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue());
  }

  private void kill(VirtualExchange exchange, SimulatedContainer found) {
    if (!found.running()) {
      refuse(exchange, "Container " + found.id() + " is not running");
      return;
    }
    found.kill(Integer.parseInt(query(exchange, "signal")));
    exchange.answer(204, "");
  }

  private void logs(VirtualExchange exchange, SimulatedContainer found) {
    String since = query(exchange, "since");
    Instant from =
        since.isEmpty()
            ? Instant.MIN
            : Instant.ofEpochSecond(
                Long.parseLong(since.replaceFirst("\\..*", "")),
                Long.parseLong(since.replaceFirst(".*\\.", "")));
    String tail = query(exchange, "tail");
    found.logs(
        exchange,
        from,
        tail.equals("all") ? Integer.MAX_VALUE : Integer.parseInt(tail),
        query(exchange, "follow").equals("1"));
  }

  private void exec(VirtualExchange exchange, SimulatedContainer found) {
    if (!found.running()) {
      refuse(exchange, "Container " + found.id() + " is not running");
      return;
    }
    String id = "exec" + execs.size();
    Map<String, Object> body = Json.standard().readObject(exchange.content());
    execs.put(id, new SimulatedExec(Program.parse(String.valueOf(body.get("Cmd"))), time));
    json(exchange, 201, Map.of("Id", id));
  }

  private void remove(VirtualExchange exchange, SimulatedContainer found) {
    if (found.running() && !query(exchange, "force").equals("1")) {
      refuse(exchange, "You cannot remove a running container " + found.id());
      return;
    }
    containers.remove(found.id());
    found.remove();
    exchange.answer(204, "");
  }

  private static void json(VirtualExchange exchange, int status, Map<String, Object> body) {
    exchange.answer(status, new String(Json.standard().write(body), StandardCharsets.UTF_8));
  }

  private static void refuse(VirtualExchange exchange, String words) {
    exchange.answer(409, "{\"message\":\"" + words + "\"}");
  }

  private static void missing(VirtualExchange exchange, String words) {
    exchange.answer(404, "{\"message\":\"" + words + "\"}");
  }

  private static String query(VirtualExchange exchange, String name) {
    for (String pair : exchange.target().replaceFirst("^[^?]*\\??", "").split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return decoded(pair.substring(name.length() + 1));
      }
    }
    return "";
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
