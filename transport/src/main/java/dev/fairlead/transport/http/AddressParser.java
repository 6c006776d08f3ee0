package dev.fairlead.transport.http;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Takes the parts of an address out of a URI and says what is wrong with them. */
final class AddressParser {

  private AddressParser() {}

  static HttpAddress unix(URI uri) {
    String path = uri.getPath();
    if (uri.getRawAuthority() != null) {
      throw new IllegalArgumentException(
          "a Unix socket address has three slashes and an absolute path, as in"
              + " unix:///var/run/docker.sock; between the second and the third there must be"
              + " nothing");
    }
    if (path == null || path.isEmpty() || path.equals("/")) {
      throw new IllegalArgumentException("the path of the Unix socket is missing: " + uri);
    }
    rejectQueryAndFragment(uri);
    try {
      return new HttpAddress.Unix(Path.of(path));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + e.getMessage(), e);
    }
  }

  static HttpAddress tcp(URI uri) {
    String authority = uri.getRawAuthority();
    if (authority != null && authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("user information has no place in an address");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          "the host is missing or malformed: write " + uri.getScheme() + "://host:port");
    }
    if (uri.getPort() < 0) {
      throw new IllegalArgumentException("the port is missing: " + uri);
    }
    String path = uri.getPath();
    if (path != null && !path.isEmpty() && !path.equals("/")) {
      throw new IllegalArgumentException("a path has no place in a TCP address: " + uri);
    }
    rejectQueryAndFragment(uri);
    String host = uri.getHost();
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new HttpAddress.Tcp(host, uri.getPort());
  }

  private static void rejectQueryAndFragment(URI uri) {
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("'?' and '#' have no place in an address");
    }
  }
}
