package dev.fairlead.podman;

import dev.fairlead.engine.EngineAddress;
import dev.fairlead.engine.probe.HostAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads addresses in the notation of Podman's own command. */
final class PodmanAddress {

  private PodmanAddress() {}

  /**
   * Reads an address. Beside the common notation, {@code unix:/path} has one slash, and {@code
   * ssh://…} may ask for the key of its host to be looked at ({@code ?secure=true}), as ssh does
   * anyway.
   *
   * @param text the address
   * @param holder what holds the text, as a URI that stands in for the endpoint if it is malformed
   * @param settings what else is known of the endpoint
   */
  static HostAddress read(String text, URI holder, Map<String, String> settings) {
    String written = text.strip();
    if (written.startsWith("unix:/") && !written.startsWith("unix://")) {
      written = "unix://" + written.substring("unix:".length());
    }
    if (written.startsWith("ssh://")) {
      written = written.replaceFirst("\\?secure=\\w*$", "");
    }
    return HostAddress.read(
        PodmanSought.ENGINE,
        written,
        holder,
        new HostAddress.Tls(HostAddress.Tls.Mode.OFF, "/"),
        settings);
  }

  /** The settings of a connection that is logged in to with a private key. */
  static Map<String, String> withIdentity(
      Map<String, String> settings, Optional<String> identityFile) {
    Map<String, String> all = new HashMap<>(settings);
    identityFile.ifPresent(file -> all.put(EngineAddress.SSH_IDENTITY, file));
    return all;
  }
}
