package dev.fairlead.kubernetes.access;

import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.transport.http.HttpProxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy leads to an API server: the cluster's own {@code proxy-url}, or {@code HTTPS_PROXY}
 * unless {@code NO_PROXY} names the host; each also in small letters. This machine is never reached
 * by way of a proxy from the environment, as in Go's {@code httpproxy}.
 */
final class ProxyChoice {

  private final ProbeContext machine;

  ProxyChoice(ProbeContext machine) {
    this.machine = machine;
  }

  /**
   * Chooses.
   *
   * @param own what the cluster's entry says
   * @param server the API server
   * @return the proxy; empty for none
   * @throws InvalidSpecException if it is no HTTP proxy
   */
  Optional<HttpProxy> to(URI server, Optional<String> own) {
    if (own.isPresent()) {
      return own.map(text -> read(text, "proxy-url"));
    }
    return variable("HTTPS_PROXY")
        .filter(text -> !spared(server))
        .map(text -> read(text, "HTTPS_PROXY"));
  }

  private Optional<String> variable(String name) {
    return machine.variable(name).or(() -> machine.variable(name.toLowerCase(Locale.ROOT)));
  }

  private boolean spared(URI server) {
    String host = bare(String.valueOf(server.getHost()));
    if (host.equals("localhost") || host.startsWith("127.") || host.equals("::1")) {
      return true;
    }
    for (String rule : variable("NO_PROXY").orElse("").split(",", -1)) {
      String wanted = rule.strip().toLowerCase(Locale.ROOT);
      if (!wanted.isEmpty() && (wanted.equals("*") || matches(host, port(server), wanted))) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String host, int port, String rule) {
    if (rule.indexOf('/') > 0) {
      return AddressRange.parse(rule).filter(range -> range.contains(host)).isPresent();
    }
    String name = rule;
    int colon = rule.lastIndexOf(':');
    if (colon > 0 && colon == rule.indexOf(':') && rule.substring(colon + 1).matches("[0-9]+")) {
      if (!rule.substring(colon + 1).equals(Integer.toString(port))) {
        return false;
      }
      name = rule.substring(0, colon);
    }
    String domain = name.startsWith("*.") ? name.substring(1) : name;
    return domain.startsWith(".")
        ? host.endsWith(domain)
        : host.equals(bare(domain)) || host.endsWith("." + domain);
  }

  private static int port(URI server) {
    return server.getPort() > 0 ? server.getPort() : 443;
  }

  /** A host without the brackets of IPv6. */
  static String bare(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.startsWith("[") && lower.endsWith("]")
        ? lower.substring(1, lower.length() - 1)
        : lower;
  }

  private static HttpProxy read(String text, String source) {
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
        throw wrong(source, "only proxies of http:// are spoken to");
      }
      return new HttpProxy(
          bare(uri.getHost()), uri.getPort() > 0 ? uri.getPort() : 80, login(uri.getUserInfo()));
    } catch (URISyntaxException e) {
      // Its message would show a password.
      throw wrong(source, "it is no address");
    }
  }

  private static Optional<HttpProxy.Login> login(@Nullable String pair) {
    if (pair == null) {
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    return Optional.of(
        colon < 0
            ? new HttpProxy.Login(pair, "")
            : new HttpProxy.Login(pair.substring(0, colon), pair.substring(colon + 1)));
  }

  private static InvalidSpecException wrong(String source, String why) {
    return new InvalidSpecException(
        ErrorContext.of("kubernetes", "use the proxy of " + source)
            .withRemedy(source + "=http://host:port"),
        why,
        null);
  }
}
