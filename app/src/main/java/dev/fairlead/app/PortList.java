package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerInfo.PublishedPort;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ports of a container on one line, as {@code docker ps} has them: consecutive ones that are
 * only exposed, or published under their own number, are one range; the others follow.
 */
final class PortList {

  private static final Comparator<PublishedPort> ORDER =
      Comparator.comparingInt(PublishedPort::containerPort)
          .thenComparing(PublishedPort::hostAddress)
          .thenComparingInt(port -> port.hostPort().orElse(0))
          .thenComparing(port -> port.protocol().label());

  private record Range(PublishedPort first, int last) {

    Range to(PublishedPort port) {
      return new Range(first, port.containerPort());
    }

    boolean isBefore(PublishedPort port) {
      return last + 1 == port.containerPort();
    }

    String text() {
      int start = first.containerPort();
      String ports = start == last ? Integer.toString(start) : start + "-" + last;
      return host(first, ports) + ports + "/" + first.protocol().label();
    }
  }

  private final List<String> ranges = new ArrayList<>();
  private final Map<String, Range> open = new LinkedHashMap<>();
  private final List<String> mapped = new ArrayList<>();

  private PortList() {}

  /** The line; empty if there are none. */
  static String of(List<PublishedPort> ports) {
    PortList list = new PortList();
    ports.stream().distinct().sorted(ORDER).forEach(list::add);
    list.open.values().forEach(range -> list.ranges.add(range.text()));
    list.ranges.addAll(list.mapped);
    return String.join(", ", list.ranges);
  }

  private void add(PublishedPort port) {
    int inside = port.containerPort();
    if (port.hostPort().orElse(inside) != inside) {
      String host = host(port, Integer.toString(port.hostPort().getAsInt()));
      mapped.add(host + inside + "/" + port.protocol().label());
      return;
    }
    String kind = host(port, "") + port.protocol().label();
    Optional<Range> before = Optional.ofNullable(open.get(kind));
    before.filter(range -> !range.isBefore(port)).ifPresent(range -> ranges.add(range.text()));
    open.put(
        kind,
        before
            .filter(range -> range.isBefore(port))
            .map(range -> range.to(port))
            .orElse(new Range(port, inside)));
  }

  /** Where a port or a range is published, with the arrow; empty if it is only exposed. */
  private static String host(PublishedPort port, String ports) {
    if (port.hostPort().isEmpty()) {
      return "";
    }
    String address = port.hostAddress();
    return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + ports + "->";
  }
}
