package dev.fairlead.benchmarks.compare;

import dev.fairlead.benchmarks.daemon.ScriptedDaemon;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs the rows of the table: all clients of a row side by side, in rounds that take turns, against
 * one daemon in a process of its own.
 */
public final class Compare {

  private static final List<String> DAEMON_OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

  private final Scale scale;
  private final Path socket;
  private final PrintStream out;

  private Compare(Scale scale, Path socket, PrintStream out) {
    this.scale = scale;
    this.socket = socket;
    this.out = out;
  }

  /** One peer at one workload. */
  interface Client extends AutoCloseable {
    /** Does a round; one to get warm is not looked at. */
    Sample round(boolean warm) throws Exception;

    @Override
    void close() throws IOException;
  }

  /**
   * Runs rows, prints a table for each.
   *
   * @param args {@code --smoke} for a moment of each; {@code --docker SOCKET} for the rows on a
   *     real Docker too; names of rows, or none for all
   * @return the rows that were run, each with its table
   * @throws Exception if a client failed: then there is no result
   */
  public static Map<String, String> run(List<String> args) throws Exception {
    List<String> names = new ArrayList<>(args);
    Map<String, String> tables = new LinkedHashMap<>();
    int docker = names.indexOf("--docker");
    if (docker >= 0) {
      Path real = Path.of(names.remove(docker + 1));
      names.remove(docker);
      scripted(names, tables);
      real(names, real, tables);
    } else {
      scripted(names, tables);
    }
    return tables;
  }

  private static void scripted(List<String> names, Map<String, String> tables) throws Exception {
    Scale scale = names.remove("--smoke") ? Scale.SMOKE : Scale.FULL;
    Path directory = Files.createTempDirectory("fairlead-compare");
    Path socket = directory.resolve("daemon.sock");
    try (Child daemon = Child.start(DAEMON_OPTIONS, ScriptedDaemon.class, socket.toString())) {
      daemon.hear("ready");
      Compare compare = new Compare(scale, socket, System.out);
      for (Workload workload : Workload.values()) {
        if (workload.onScriptedDaemon() && chosen(names, workload.key())) {
          tables.put(workload.title(), compare.row(workload));
        }
      }
      if (chosen(names, "commands")) {
        tables.put("commands", compare.print(Commands.logs(socket, scale)));
      }
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(directory);
    }
  }

  private static void real(List<String> names, Path socket, Map<String, String> tables)
      throws Exception {
    try (RealDocker containers = new RealDocker(socket, Scale.REAL.lines())) {
      Compare compare = new Compare(Scale.REAL, containers.socket(), System.out);
      for (Workload workload : Workload.values()) {
        if (!workload.onScriptedDaemon() && chosen(names, workload.key())) {
          tables.put(workload.title(), compare.row(workload));
        }
      }
    }
  }

  private static boolean chosen(List<String> names, String key) {
    return names.isEmpty() || names.contains(key);
  }

  private String row(Workload workload) throws Exception {
    boolean alone =
        workload.kind() == Workload.Kind.FOLLOW || workload.kind() == Workload.Kind.SLOW;
    return print(alone ? oneAfterTheOther(workload) : takingTurns(workload));
  }

  private String print(Results results) {
    String table = results.table();
    out.println(table);
    return table;
  }

  private Results takingTurns(Workload workload) throws Exception {
    Results results = new Results(workload.title(), workload.unit(), workload.peers());
    Map<String, Client> clients = new LinkedHashMap<>();
    try {
      for (String peer : workload.peers()) {
        Client client = client(workload, peer);
        clients.put(peer, client);
        warm(client, workload);
      }
      List<String> order = new ArrayList<>(workload.peers());
      for (int i = 0; i < Math.min(workload.rounds(), scale.rounds()); i++) {
        for (String peer : order) {
          results.add(peer, Objects.requireNonNull(clients.get(peer)).round(false));
        }
        Collections.rotate(order, 1);
      }
    } finally {
      for (Client client : clients.values()) {
        client.close();
      }
    }
    return results;
  }

  private void warm(Client client, Workload workload) throws Exception {
    for (int i = 0; i < (scale == Scale.SMOKE ? 1 : workload.warmRounds()); i++) {
      client.round(true);
    }
  }

  /** For clients that would be in each other's way even between their rounds. */
  private Results oneAfterTheOther(Workload workload) throws Exception {
    Results results = new Results(workload.title(), workload.unit(), workload.peers());
    int rounds = Math.min(workload.rounds(), scale.rounds());
    List<String> order = new ArrayList<>(workload.peers());
    for (int i = 0; i < rounds; i++) {
      for (String peer : order) {
        try (Client client = client(workload, peer)) {
          warm(client, workload);
          results.add(peer, client.round(false));
        }
      }
      Collections.reverse(order);
    }
    return results;
  }

  /** A process of its own; but for a smoke test, which proves no number, the start is too dear. */
  private Client client(Workload workload, String peer) throws IOException {
    if (scale == Scale.SMOKE) {
      return new Worker(workload, peer, socket, scale);
    }
    Child child =
        Child.start(
            workload.jvmOptions(),
            Worker.class,
            workload.name(),
            peer,
            socket.toString(),
            scale.name());
    return new Client() {
      @Override
      public Sample round(boolean warm) throws IOException {
        child.say(warm ? "warm" : "round");
        return Sample.parse(child.hear(Sample.MARK));
      }

      @Override
      public void close() throws IOException {
        child.close();
      }
    };
  }
}
