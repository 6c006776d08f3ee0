package dev.fairlead.benchmarks.compare;

import java.util.List;
import java.util.Locale;

/** A row of the table: what is done, by whom, and what it is measured by. */
enum Workload {
  LINES("log, 100-byte lines, a chunk each", "MB/s", Kind.LOG, "lines", 0, 0),
  BLOCKS("log, chunks of 32 KiB", "MB/s", Kind.LOG, "blocks", 0, 0),
  FOLLOW_100("100 follows, a line per 100 ms each", "lines/s", Kind.FOLLOW, "every-100", 0, 100),
  FOLLOW_1000(
      "1,000 follows, a line per 100 ms each", "lines/s", Kind.FOLLOW, "every-100", 0, 1000),
  FOLLOW_10000(
      "10,000 follows, a line per second each", "lines/s", Kind.FOLLOW, "every-1000", 0, 10_000),
  EXEC("exec round trip, 32 at once", "/s", Kind.CALL, "EXEC", 6000, 32),
  LIFECYCLE("lifecycle, 16 at once", "/s", Kind.CALL, "LIFECYCLE", 6000, 16),
  PING_64("ping, 64 at once", "/s", Kind.CALL, "PING", 32_000, 64),
  INSPECT_64("inspect, 64 at once", "/s", Kind.CALL, "INSPECT", 16_000, 64),
  LIST_64("list of 100, 64 at once", "/s", Kind.CALL, "LIST", 2000, 64),
  PING_1("ping, one at a time", "/s", Kind.CALL, "PING", 24_000, 1),
  INSPECT_1("inspect, one at a time", "/s", Kind.CALL, "INSPECT", 10_000, 1),
  LIST_1("list of 100, one at a time", "/s", Kind.CALL, "LIST", 1200, 1),
  SLOW("slow reader, 1 MB/s", "MB/s", Kind.SLOW, "lines", 0, 0),
  SAVE("save to a file", "MB/s", Kind.SAVE, "mib", 0, 0),
  LOAD("load", "MB/s", Kind.LOAD, "mib", 0, 0),
  PULL("pull, messages of progress", "/s", Kind.PULL, "messages", 0, 0),
  REAL_PING("a real Docker: ping, one at a time", "/s", Kind.CALL, "PING", 0, 1),
  REAL_INSPECT("a real Docker: inspect, one at a time", "/s", Kind.CALL, "INSPECT", 0, 1),
  REAL_EXEC("a real Docker: exec round trip, one at a time", "/s", Kind.CALL, "EXEC", 0, 1),
  REAL_LIFECYCLE("a real Docker: lifecycle, one at a time", "/s", Kind.CALL, "LIFECYCLE", 0, 1),
  REAL_LOG("a real Docker: log of 100-byte lines", "MB/s", Kind.LOG, "lines", 0, 0);

  enum Kind {
    LOG,
    FOLLOW,
    CALL,
    SLOW,
    SAVE,
    LOAD,
    PULL
  }

  private final String title;
  private final String unit;
  private final Kind kind;
  private final String subject;
  private final int count;
  private final int atOnce;

  Workload(String title, String unit, Kind kind, String subject, int count, int atOnce) {
    this.title = title;
    this.unit = unit;
    this.kind = kind;
    this.subject = subject;
    this.count = count;
    this.atOnce = atOnce;
  }

  String title() {
    return title;
  }

  String unit() {
    return unit;
  }

  Kind kind() {
    return kind;
  }

  /** What is asked for, in the daemon's names; without its number for those that have a size. */
  String subject() {
    return subject;
  }

  /** Calls in a round. */
  int count() {
    return count;
  }

  int atOnce() {
    return atOnce;
  }

  /** Whom it is done by: 10,000 threads and their stacks are left out. */
  List<String> peers() {
    return this == FOLLOW_10000
        ? List.of(Peers.FAIRLEAD, Peers.LOOP)
        : List.of(Peers.FAIRLEAD, Peers.HTTPCLIENT5, Peers.ZERODEP, Peers.LOOP);
  }

  /** How often it is done before it counts: until compilers have done most of their work. */
  int warmRounds() {
    if (!onScriptedDaemon()) {
      return 1;
    }
    return switch (kind) {
      case LOG -> 6;
      case CALL, FOLLOW -> 4;
      default -> 2;
    };
  }

  /** In how many rounds it is measured at most. */
  int rounds() {
    return switch (kind) {
      case SLOW -> 1;
      case FOLLOW -> this == FOLLOW_10000 ? 1 : 2;
      case CALL -> 4;
      default -> 5;
    };
  }

  /** Whether the scripted daemon serves it; the others need a real one. */
  boolean onScriptedDaemon() {
    return !name().startsWith("REAL_");
  }

  /** Options of every client's JVM. */
  List<String> jvmOptions() {
    return this == SLOW ? List.of("-Xmx32m") : List.of();
  }

  /** What it is called on the command line. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
