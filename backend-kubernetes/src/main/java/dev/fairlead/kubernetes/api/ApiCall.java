package dev.fairlead.kubernetes.api;

import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import java.util.Objects;
import java.util.Optional;

/**
 * One request and what it is for, as errors tell it.
 *
 * @param request what is sent, without credentials
 * @param path the resource that it is about
 * @param operation what was asked, in words that follow "could not", for example {@code start
 *     container web}
 * @param missing what is missing when the server answers 404
 */
public record ApiCall(
    HttpRequest request, ApiPath path, String operation, NotFoundException.Kind missing) {

  /** Checks that no part is null. */
  public ApiCall {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(operation, "operation");
    Objects.requireNonNull(missing, "missing");
  }

  /**
   * A call about a container.
   *
   * @param method the method
   * @param path the resource
   * @param operation what was asked
   * @return the call, whose 404 means that the container is not there
   */
  public static ApiCall ofContainer(String method, ApiPath path, String operation) {
    return new ApiCall(
        HttpRequest.of(method, path.path()), path, operation, NotFoundException.Kind.CONTAINER);
  }

  /**
   * This call with another request to the same resource.
   *
   * @param changed what is sent
   * @return a copy
   */
  public ApiCall with(HttpRequest changed) {
    return new ApiCall(changed, path, operation, missing);
  }

  /**
   * What an error about it begins with.
   *
   * @return the context
   */
  public ErrorContext context() {
    return ErrorContext.of(ApiServer.BACKEND, operation).withResource(path.name().orElse(null));
  }

  /**
   * The verb that a role needs for it, see "Authorization Overview", request verbs.
   *
   * @return for example {@code create}
   */
  public String verb() {
    Optional<String> name = path.name();
    return switch (request.method()) {
      case "GET", "HEAD" -> name.isPresent() ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> name.isPresent() ? "delete" : "deletecollection";
      default -> request.method();
    };
  }
}
