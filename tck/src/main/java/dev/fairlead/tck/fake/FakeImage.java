package dev.fairlead.tck.fake;

import dev.fairlead.spi.image.ImageConfiguration;
import dev.fairlead.spi.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An image of a fake backend. Its id is a digest of its content, so that it is the same in every
 * backend.
 *
 * @param history what made it, the oldest first
 * @param command what a container executes that has no command of its own
 * @param labels its labels
 * @param files its files, text by path
 */
record FakeImage(
    List<String> history,
    List<String> command,
    Map<String, String> labels,
    Map<String, String> files) {

  FakeImage {
    history = List.copyOf(history);
    command = List.copyOf(command);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** An image of which nothing is known but where it came from. */
  static FakeImage from(String origin) {
    return new FakeImage(List.of(origin), List.of(), Map.of(), Map.of());
  }

  ImageReference id() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String content = history + "\n" + command + "\n" + labels + "\n" + files;
      byte[] sum = digest.digest(content.getBytes(StandardCharsets.UTF_8));
      return ImageReference.parse("sha256:" + HexFormat.of().formatHex(sum));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  FakeImage withStep(String step) {
    List<String> steps = new ArrayList<>(history);
    steps.add(step);
    return new FakeImage(steps, command, labels, files);
  }

  FakeImage withLabel(String name, String value) {
    Map<String, String> more = new TreeMap<>(labels);
    more.put(name, value);
    return new FakeImage(history, command, more, files);
  }

  FakeImage withCommand(List<String> value) {
    return new FakeImage(history, value, labels, files);
  }

  FakeImage withFiles(Map<String, String> value) {
    Map<String, String> more = new TreeMap<>(files);
    more.putAll(value);
    return new FakeImage(history, command, labels, more);
  }

  /** This image after an instruction: {@code CMD} with a list, {@code LABEL}; others are noted. */
  FakeImage changed(String instruction) {
    FakeImage next = withStep(instruction);
    String[] words = instruction.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "CMD":
        return next.withCommand(
            List.of(rest.replaceAll("[\\[\\]\"]", "").strip().split("\\s*,\\s*")));
      case "LABEL":
        int equals = rest.indexOf('=');
        return equals < 0
            ? next.withLabel(rest, "")
            : next.withLabel(rest.substring(0, equals), rest.substring(equals + 1));
      default:
        return next;
    }
  }

  ImageConfiguration configuration() {
    return new ImageConfiguration(
        List.of(),
        command,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
