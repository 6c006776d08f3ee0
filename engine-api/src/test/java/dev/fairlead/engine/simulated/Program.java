package dev.fairlead.engine.simulated;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a container or an executed command does: it writes lines, and ends. Carried in the command
 * itself, so that the daemon needs to be told nothing else.
 *
 * @param seed decides what it writes
 * @param lines how many lines
 * @param pauseMillis between two of them; 0 gives several the same time
 * @param code what it ends with
 * @param obeys whether it ends when it is asked to
 */
public record Program(int seed, int lines, int pauseMillis, int code, boolean obeys) {

  private static final Pattern FORM =
      Pattern.compile("program:(\\d+):(\\d+):(\\d+):(\\d+):(true|false)");

  /**
   * One line of output.
   *
   * @param clock how far the clock is off when it is written
   * @param text with its newline, unless it is the last
   */
  record Line(int stream, Duration clock, String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** One that a seed decides. */
  public static Program draw(Random random) {
    return new Program(
        random.nextInt(1_000_000),
        random.nextInt(40),
        random.nextInt(3) == 0 ? 0 : random.nextInt(400),
        random.nextInt(4) == 0 ? 0 : random.nextInt(120),
        random.nextBoolean());
  }

  static Program parse(String command) {
    Matcher matcher = FORM.matcher(command);
    if (!matcher.find()) {
      return new Program(0, 0, 0, 0, true);
    }
    return new Program(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        Integer.parseInt(matcher.group(4)),
        Boolean.parseBoolean(matcher.group(5)));
  }

  /** The word that stands for it in a command. */
  public String word() {
    return "program:" + seed + ":" + lines + ":" + pauseMillis + ":" + code + ":" + obeys;
  }

  /** How long it runs by itself. */
  public long millis() {
    return (long) lines * pauseMillis;
  }

  List<Line> output() {
    Random random = new Random(seed);
    List<Line> output = new ArrayList<>();
    Duration clock = Duration.ZERO;
    for (int i = 0; i < lines; i++) {
      // Few different ones, so that equal lines meet.
      String text = "line " + random.nextInt(3) + "é".repeat(random.nextInt(4));
      String end = i == lines - 1 && random.nextBoolean() ? "" : "\n";
      if (random.nextInt(60) == 0) {
        clock = Duration.ofSeconds(random.nextInt(7200) - 5400);
      }
      output.add(new Line(1 + random.nextInt(2), clock, text + end));
    }
    return output;
  }
}
