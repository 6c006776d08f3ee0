package dev.fairlead.core.ready;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The ports that are listened on, by {@code /proc/net/tcp} and {@code tcp6} (proc(5)): addresses
 * are hexadecimal words in the byte order of the machine, ports hexadecimal, and state {@code 0A}
 * is listening.
 *
 * @param reachable those at addresses that others can reach
 * @param loopback those that only processes inside can reach
 */
record ListeningPorts(Set<Integer> reachable, Set<Integer> loopback) {

  private static final String LISTEN = "0A";

  static ListeningPorts read(String table) {
    Set<Integer> reachable = new TreeSet<>();
    Set<Integer> loopback = new TreeSet<>();
    table
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(cells -> cells.length > 3 && cells[3].equals(LISTEN))
        .forEach(
            cells -> {
              String[] address = cells[1].split(":", 2);
              (isLoopback(address[0]) ? loopback : reachable).add(Integer.parseInt(address[1], 16));
            });
    return new ListeningPorts(reachable, loopback);
  }

  /** 127.0.0.0/8, ::1, and 127.0.0.0/8 mapped into IPv6, in either byte order. */
  private static boolean isLoopback(String hex) {
    if (hex.length() == 8) {
      return hex.endsWith("7F") || hex.startsWith("7F");
    }
    boolean one =
        hex.startsWith("000000000000000000000000") && hex.matches("0{24}(01000000|00000001)");
    boolean mapped = hex.matches("0{16}(FFFF0000|0000FFFF)([0-9A-F]{6}7F|7F[0-9A-F]{6})");
    return one || mapped;
  }

  Look look(int port) {
    if (reachable.contains(port)) {
      return Look.ready("port " + port + " is listened on, as /proc/net/tcp inside says");
    }
    if (loopback.contains(port)) {
      return Look.notYet(
          "port "
              + port
              + " is listened on at the loopback address inside only, where nobody"
              + " outside reaches it");
    }
    return Look.notYet(
        "nothing listens on port "
            + port
            + " inside"
            + (reachable.isEmpty()
                ? ""
                : ", but on "
                    + reachable.stream().map(String::valueOf).collect(Collectors.joining(", "))));
  }
}
