package dev.fairlead.app;

import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Published ports as docker's users write them: {@code [address:][host:]container[/protocol]},
 * where host and container may be ranges, and an IPv6 address stands in brackets.
 */
final class PortSyntax {

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<address>\\[[0-9a-fA-F:.%a-z]+]|[0-9A-Za-z_.-]*):(?=[^:]*:))?"
              + "(?:(?<host>[0-9]*(?:-[0-9]+)?):)?"
              + "(?<container>[0-9]+(?:-[0-9]+)?)"
              + "(?:/(?<protocol>[A-Za-z]+))?");

  private PortSyntax() {}

  /**
   * Reads one option.
   *
   * @param text what follows {@code -p}
   * @return one binding for each port
   * @throws IllegalArgumentException if the text has another form, names a port outside 1 to 65535,
   *     or the ranges have different lengths
   */
  static List<PortBinding> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw malformed(text, "write [address:][host:]container[/protocol], for example 8080:80");
    }
    int[] container = range(text, form.group("container"));
    String host = form.group("host");
    boolean chosen = host != null && !host.isEmpty();
    int[] published = chosen ? range(text, host) : container;
    if (published[1] - published[0] != container[1] - container[0]) {
      throw malformed(text, "both ranges must have the same length");
    }
    PortProtocol protocol = protocol(text, form.group("protocol"));
    Optional<String> address =
        Optional.ofNullable(form.group("address"))
            .filter(value -> !value.isEmpty())
            .map(value -> value.startsWith("[") ? value.substring(1, value.length() - 1) : value);
    List<PortBinding> bindings = new ArrayList<>();
    for (int offset = 0; offset <= container[1] - container[0]; offset++) {
      bindings.add(
          new PortBinding(
              container[0] + offset,
              protocol,
              address,
              chosen ? OptionalInt.of(published[0] + offset) : OptionalInt.empty()));
    }
    return bindings;
  }

  private static int[] range(String text, String range) {
    String[] ends = range.split("-", 2);
    int from = port(text, ends[0]);
    int to = ends.length == 2 ? port(text, ends[1]) : from;
    if (to < from) {
      throw malformed(text, "the range ends before it begins");
    }
    return new int[] {from, to};
  }

  private static int port(String text, String digits) {
    int port = digits.isEmpty() || digits.length() > 5 ? -1 : Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw malformed(text, "a port is a number from 1 to 65535");
    }
    return port;
  }

  private static PortProtocol protocol(String text, @Nullable String name) {
    if (name == null) {
      return PortProtocol.TCP;
    }
    for (PortProtocol protocol : PortProtocol.values()) {
      if (protocol.label().equals(name.toLowerCase(Locale.ROOT))) {
        return protocol;
      }
    }
    throw malformed(text, "the protocol is tcp, udp or sctp");
  }

  private static IllegalArgumentException malformed(String text, String hint) {
    return new IllegalArgumentException("'" + text + "' does not publish a port: " + hint);
  }
}
