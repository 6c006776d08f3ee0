package dev.fairlead.spi.error;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one failed operation: what was asked, of whom, what came back and what to try.
 *
 * <p>All parts end up in messages that people and logs see, so none may hold a secret.
 *
 * @param backend id of the backend that was asked, for example {@code docker}
 * @param operation what was asked, in words that follow "could not", for example {@code create
 *     container web}
 * @param resource name or id of the thing it was asked for; empty when there is none
 * @param nativeCode the runtime's own code, for example {@code HTTP 409} or {@code ENOENT}; empty
 *     when there was no answer
 * @param remedy what to try, best a command to type; empty when nothing is known to help
 */
public record ErrorContext(
    String backend,
    String operation,
    Optional<String> resource,
    Optional<String> nativeCode,
    Optional<String> remedy) {

  /** Checks that no part is null. */
  public ErrorContext {
    Objects.requireNonNull(backend, "backend");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(nativeCode, "nativeCode");
    Objects.requireNonNull(remedy, "remedy");
  }

  /**
   * A context that names only who was asked for what.
   *
   * @param backend id of the backend
   * @param operation what was asked
   * @return the context
   */
  public static ErrorContext of(String backend, String operation) {
    return new ErrorContext(
        backend, operation, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * This context with a resource.
   *
   * @param value name or id; null for none
   * @return a copy
   */
  public ErrorContext withResource(@Nullable String value) {
    return new ErrorContext(backend, operation, Optional.ofNullable(value), nativeCode, remedy);
  }

  /**
   * This context with the runtime's own code.
   *
   * @param value the code; null for none
   * @return a copy
   */
  public ErrorContext withNativeCode(@Nullable String value) {
    return new ErrorContext(backend, operation, resource, Optional.ofNullable(value), remedy);
  }

  /**
   * This context with a remedy.
   *
   * @param value what to try; null for none
   * @return a copy
   */
  public ErrorContext withRemedy(@Nullable String value) {
    return new ErrorContext(backend, operation, resource, nativeCode, Optional.ofNullable(value));
  }

  /**
   * The one line that an exception with this context shows.
   *
   * @param cameBack what came back, in the runtime's words where it gave any
   * @return for example {@code docker could not create container web: the name is in use (HTTP
   *     409); try: fairlead rm web}
   */
  public String message(String cameBack) {
    StringBuilder line = new StringBuilder(backend).append(" could not ").append(operation);
    line.append(": ").append(cameBack.strip().replaceAll("\\s*[\\r\\n]+\\s*", " "));
    nativeCode.ifPresent(code -> line.append(" (").append(code).append(')'));
    remedy.ifPresent(hint -> line.append("; try: ").append(hint));
    return line.toString();
  }
}
