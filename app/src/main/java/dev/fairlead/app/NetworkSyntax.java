package dev.fairlead.app;

import dev.fairlead.spi.container.NetworkAttachment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Networks as docker's users write them: a name, or {@code name=net,alias=a,ip=10.0.0.2} with
 * {@code ip6} and {@code mac-address} beside.
 */
final class NetworkSyntax {

  private NetworkSyntax() {}

  /**
   * Reads what follows {@code --network}.
   *
   * @param text a name or parts
   * @return the network
   * @throws IllegalArgumentException if the text has another form
   */
  static NetworkAttachment parse(String text) {
    if (text.indexOf('=') < 0) {
      return NetworkAttachment.to(text);
    }
    String name = "";
    List<String> aliases = new ArrayList<>();
    Optional<String> ipv4 = Optional.empty();
    Optional<String> ipv6 = Optional.empty();
    Optional<String> mac = Optional.empty();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String value = part.substring(equals + 1);
      switch (equals < 1 || value.isEmpty() ? part : part.substring(0, equals)) {
        case "name" -> name = value;
        case "alias" -> aliases.add(value);
        case "ip" -> ipv4 = Optional.of(value);
        case "ip6" -> ipv6 = Optional.of(value);
        case "mac-address" -> mac = Optional.of(value);
        default ->
            throw new IllegalArgumentException(
                "'"
                    + text
                    + "' is not a network: '"
                    + part
                    + "' is none of name=, alias=, ip=, ip6= and mac-address=");
      }
    }
    if (name.isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' is not a network: it needs name=");
    }
    return new NetworkAttachment(name, aliases, ipv4, ipv6, mac);
  }
}
