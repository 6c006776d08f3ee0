package dev.fairlead.engine.registry;

import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.transport.http.TransportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One file of logins, as {@code docker login} and {@code podman login} write it: {@code auths} by
 * registry, {@code credHelpers} by registry, and {@code credsStore} for all. Messages say which
 * file, and nothing of what is in it.
 */
final class LoginFile {

  private final Path path;
  private final JsonObject json;
  private final ErrorContext asking;

  private LoginFile(Path path, JsonObject json, ErrorContext asking) {
    this.path = path;
    this.json = json;
    this.asking = asking;
  }

  /** Reads a file; a missing one holds no login. Blocks. */
  static Optional<LoginFile> read(Path path, ErrorContext asking) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
        return Optional.empty();
      }
      return Optional.of(new LoginFile(path, JsonObject.read(bytes), asking));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(asking, path, "could not be read: " + e.getClass().getSimpleName());
    } catch (TransportException notJson) {
      // Its own words quote the text, which may be a secret.
      throw failure(asking, path, "is not a JSON object");
    }
  }

  Path path() {
    return path;
  }

  /** The program that keeps the login of a registry; empty if the file does itself. */
  Optional<String> helper(String registry) {
    Map<String, String> helpers = json.textMap("credHelpers");
    return RegistryKey.ofRegistry(registry).stream()
        .filter(helpers::containsKey)
        .findFirst()
        .map(helpers::get)
        .or(this::store)
        .filter(name -> !name.isEmpty());
  }

  /** The program that keeps all logins. */
  Optional<String> store() {
    return json.text("credsStore");
  }

  /** The registries that the file itself says something of. */
  Set<String> registries() {
    Set<String> registries = new LinkedHashSet<>();
    json.object("auths").names().stream()
        .flatMap(key -> RegistryKey.registry(key).stream())
        .forEach(registries::add);
    json.object("credHelpers").names().stream()
        .flatMap(key -> RegistryKey.registry(key).stream())
        .forEach(registries::add);
    return registries;
  }

  /** The login that is in the file itself, by the first of these names that has one. */
  Optional<RegistryLogin> kept(List<String> keys, String registry) {
    JsonObject auths = json.object("auths");
    for (String key : keys) {
      Optional<RegistryLogin> login = login(auths.object(key), key);
      if (login.isPresent()) {
        return login;
      }
    }
    return auths.names().stream()
        .filter(key -> RegistryKey.registry(key).filter(registry::equals).isPresent())
        .flatMap(key -> login(auths.object(key), key).stream())
        .findFirst();
  }

  private Optional<RegistryLogin> login(JsonObject entry, String key) {
    Optional<String> token = entry.text("identitytoken");
    if (token.isPresent()) {
      return Optional.of(of(RegistryCredentials.identityToken(token.get())));
    }
    Optional<String> packed = entry.text("auth");
    if (packed.isPresent()) {
      return Optional.of(of(unpack(packed.get(), key)));
    }
    return entry
        .text("username")
        .map(user -> of(RegistryCredentials.basic(user, entry.text("password").orElse(""))));
  }

  private RegistryLogin of(RegistryCredentials credentials) {
    return new RegistryLogin(credentials, path.toString());
  }

  /** User, colon and password in base64; old versions of Docker fill up with NUL. */
  private RegistryCredentials unpack(String packed, String key) {
    try {
      String text = new String(Base64.getDecoder().decode(packed.strip()), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon > 0) {
        return RegistryCredentials.basic(
            text.substring(0, colon), text.substring(colon + 1).replaceAll("\0+$", ""));
      }
    } catch (IllegalArgumentException notBase64) {
      throw failure(asking, path, "holds a login for " + key + " that is no base64");
    }
    throw failure(asking, path, "holds a login for " + key + " without user and password");
  }

  private static BackendFailureException failure(ErrorContext asking, Path path, String what) {
    return new BackendFailureException(
        asking.withRemedy("repair " + path + ", or log in again"), path + " " + what, null);
  }

  @Override
  public String toString() {
    return "LoginFile[" + path + "]";
  }
}
