package dev.fairlead.benchmarks.compare;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** What one round measured, by name. Travels as a line of text. */
record Sample(Map<String, Double> values) {

  /** Work done in a second. */
  static final String RATE = "rate";

  /** Seconds of processor time of the whole process for one unit of work. */
  static final String CPU = "cpu";

  /** Bytes allocated on the heap for one unit of work. */
  static final String ALLOCATED = "allocated";

  /** Threads beyond those of a JVM that does nothing. */
  static final String THREADS = "threads";

  /** MB on the heap after a collection, with everything open; less what an idle client has. */
  static final String LIVE = "live";

  /** The most MB that were left on the heap by a collection during the round. */
  static final String PEAK_LIVE = "peak-live";

  /** The most MB that the heap's pools held during the round, garbage included. */
  static final String PEAK_HEAP = "peak-heap";

  /** MB of memory that are resident. */
  static final String RSS = "rss";

  /** Half of the calls or lines took no longer, in microseconds. */
  static final String P50 = "p50";

  /** 99 of 100 took no longer, in microseconds. */
  static final String P99 = "p99";

  /** The same of a control call beside the followed logs. */
  static final String CONTROL_P99 = "control-p99";

  /** Pieces of output that cut a line in two. */
  static final String SPLIT = "split";

  /** The most bytes between the daemon and the reader, in KiB. */
  static final String IN_FLIGHT = "in-flight";

  static final String MARK = "@sample";

  static Sample empty() {
    return new Sample(new TreeMap<>());
  }

  Sample put(String name, double value) {
    if (!Double.isNaN(value)) {
      values.put(name, value);
    }
    return this;
  }

  double get(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  String line() {
    StringJoiner line = new StringJoiner(" ");
    line.add(MARK);
    values.forEach((name, value) -> line.add(String.format(Locale.ROOT, "%s=%.9g", name, value)));
    return line.toString();
  }

  static Sample parse(String line) {
    Sample sample = empty();
    for (String pair : line.substring(MARK.length()).trim().split(" ", -1)) {
      int equals = pair.indexOf('=');
      sample.put(pair.substring(0, equals), Double.parseDouble(pair.substring(equals + 1)));
    }
    return sample;
  }
}
