package dev.fairlead.engine.image;

import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.transport.http.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The header in which the daemon gets credentials for a registry. Its alphabet is that of URLs, and
 * padded: to any other Docker answers by silently going on without credentials.
 */
final class RegistryAuth {

  static final String HEADER = "X-Registry-Auth";

  /** Where a build has the logins of all registries. */
  static final String ALL_HEADER = "X-Registry-Config";

  /** An empty object: Docker 20.10 and 26 refuse a push without the header. */
  static final String NOBODY = "e30=";

  /** What Docker Hub is called among credentials, by the name it had first. */
  private static final String DOCKER_HUB = "https://index.docker.io/v1/";

  private RegistryAuth() {}

  static String value(ImageReference image, RegistryCredentials credentials) {
    Map<String, String> auth = fields(credentials);
    auth.put("serveraddress", server(image.registry()));
    return encoded(auth);
  }

  /** The logins of all registries, by registry. */
  static String all(Map<String, RegistryCredentials> logins) {
    Map<String, Map<String, String>> all = new TreeMap<>();
    logins.forEach((registry, login) -> all.put(server(registry), fields(login)));
    return encoded(all);
  }

  private static Map<String, String> fields(RegistryCredentials credentials) {
    Map<String, String> auth = new LinkedHashMap<>();
    if (credentials instanceof RegistryCredentials.Basic basic) {
      auth.put("username", basic.username());
      auth.put("password", basic.password());
    } else if (credentials instanceof RegistryCredentials.IdentityToken token) {
      auth.put("identitytoken", token.token());
    }
    return auth;
  }

  private static String server(String registry) {
    return registry.equals(ImageReference.DEFAULT_REGISTRY) ? DOCKER_HUB : registry;
  }

  private static String encoded(Object value) {
    return Base64.getUrlEncoder().encodeToString(Json.standard().write(value));
  }
}
