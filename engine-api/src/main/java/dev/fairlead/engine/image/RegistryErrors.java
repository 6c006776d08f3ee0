package dev.fairlead.engine.image;

import dev.fairlead.engine.EngineErrors;
import dev.fairlead.engine.registry.RegistryLogin;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageReference;
import java.util.Locale;
import java.util.Optional;

/**
 * Why an image did not come or go, and what to try: the same error means more on the way to a
 * registry than elsewhere.
 */
final class RegistryErrors {

  /** Which way the image goes. */
  enum Direction {
    /** From the registry. */
    PULL,
    /** To the registry. */
    PUSH
  }

  private static final NotFoundException.Kind IMAGE = NotFoundException.Kind.IMAGE;

  private final EngineErrors errors;
  private final ErrorContext context;
  private final ImageReference image;
  private final Direction direction;
  private final Optional<RegistryLogin> login;

  RegistryErrors(
      EngineErrors errors,
      ErrorContext context,
      ImageReference image,
      Direction direction,
      Optional<RegistryLogin> login) {
    this.errors = errors;
    this.context = context;
    this.image = image;
    this.direction = direction;
    this.login = login;
  }

  /** The error of an answer with this status. */
  ContainerException ofStatus(int status, String words) {
    ContainerException kind = errors.of(context, IMAGE, status, words);
    return errors.of(withRemedy(kind, words), IMAGE, status, words);
  }

  /** The error that a line inside of a successful answer tells. */
  ContainerException ofLine(String words) {
    ContainerException kind = errors.inBody(context, IMAGE, words);
    return errors.inBody(withRemedy(kind, words), IMAGE, words);
  }

  private ErrorContext withRemedy(ContainerException kind, String words) {
    return remedy(kind, words.toLowerCase(Locale.ROOT)).map(context::withRemedy).orElse(context);
  }

  private Optional<String> remedy(ContainerException kind, String words) {
    String registry = image.registry();
    if (words.contains("http response to https client") || words.contains("x509:")) {
      return Optional.of("add " + registry + " to insecure-registries of the daemon");
    }
    if (words.contains("toomanyrequests")) {
      return Optional.of("credentials for " + registry + ", or later again");
    }
    if (words.contains("no space left on device")) {
      return Optional.of("free space where the daemon keeps its images");
    }
    if (kind instanceof NotFoundException) {
      return Optional.of(missing(words));
    }
    if (kind instanceof AccessDeniedException) {
      return Optional.of(credentials());
    }
    if (kind instanceof BackendUnavailableException || words.contains("no such host")) {
      return Optional.of("see that the daemon can reach " + registry + ", then again");
    }
    return Optional.empty();
  }

  private String missing(String words) {
    if (direction == Direction.PUSH) {
      return "fairlead image ls, then fairlead image tag";
    }
    String registry = image.registry();
    return words.contains("denied")
        ? "another name, or credentials for " + registry + " if it is private"
        : "another name or tag; " + registry + " does not have this one";
  }

  private String credentials() {
    String registry = image.registry();
    String may = direction == Direction.PUSH ? "write " : "read ";
    return login
        .map(shown -> "another login for " + registry + " than that of " + shown.origin())
        .orElseGet(() -> "credentials for " + registry + " that may " + may + image.repository());
  }
}
