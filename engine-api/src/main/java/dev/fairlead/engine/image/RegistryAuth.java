package dev.fairlead.engine.image;

import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.transport.http.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The header in which the daemon gets credentials for a registry. Its alphabet is that of URLs, and
 * padded: to any other Docker answers by silently going on without credentials.
 */
final class RegistryAuth {

  static final String HEADER = "X-Registry-Auth";

  /** What Docker Hub is called among credentials, by the name it had first. */
  private static final String DOCKER_HUB = "https://index.docker.io/v1/";

  private RegistryAuth() {}

  static String value(ImageReference image, RegistryCredentials credentials) {
    Map<String, String> auth = new LinkedHashMap<>();
    if (credentials instanceof RegistryCredentials.Basic basic) {
      auth.put("username", basic.username());
      auth.put("password", basic.password());
    } else if (credentials instanceof RegistryCredentials.IdentityToken token) {
      auth.put("identitytoken", token.token());
    }
    String registry = image.registry();
    auth.put(
        "serveraddress", registry.equals(ImageReference.DEFAULT_REGISTRY) ? DOCKER_HUB : registry);
    return Base64.getUrlEncoder().encodeToString(Json.standard().write(auth));
  }
}
