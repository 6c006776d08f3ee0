package dev.fairlead.kubernetes.state;

import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotExecutableException;
import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why a pod does not start, in the cluster's own words. The reasons are those of the kubelet
 * (pkg/kubelet/images/types.go, pkg/kubelet/container/sync_result.go) and of the scheduler.
 *
 * @param kind what is wrong
 * @param reason the cluster's word
 * @param message what it says of it
 */
public record StartTrouble(Kind kind, String reason, String message) {

  /** What is wrong. */
  public enum Kind {
    /** The image is not there, or cannot be had. */
    IMAGE,
    /** The registry wants a login, or another one. */
    LOGIN,
    /** The pod as it is described cannot be started. */
    DESCRIPTION,
    /** The program is not in the image. */
    PROGRAM,
    /** The program cannot be executed. */
    NOT_EXECUTABLE,
    /** No node has room for it, or what it asks for. */
    UNSCHEDULABLE,
    /** Anything else, for example an eviction before the start. */
    OTHER
  }

  private static final Pattern PASSING =
      Pattern.compile(
          "i/o timeout|tls handshake timeout|toomanyrequests|too many requests|"
              + "temporary failure|server misbehaving|\\b50[0234]\\b|qps exceeded");
  private static final Pattern LOGIN_NEEDED =
      Pattern.compile("unauthorized|authentication required|no basic auth|access denied|denied:");
  private static final Pattern NO_PROGRAM =
      Pattern.compile("no such file or directory|executable file not found");
  private static final Pattern NO_RIGHT =
      Pattern.compile("permission denied|is a directory|exec format error");

  /** Checks that no part is null. */
  public StartTrouble {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(message, "message");
  }

  /**
   * Looks for what keeps a pod from starting.
   *
   * @param view the pod
   * @return the trouble; empty if it started, or goes on well, or failed in a way that passes
   */
  public static Optional<StartTrouble> of(PodView view) {
    Optional<StartTrouble> waiting = view.waiting().flatMap(StartTrouble::ofWaiting);
    if (waiting.isPresent()) {
      return waiting;
    }
    Optional<StartTrouble> ended = view.terminated().flatMap(StartTrouble::ofTerminated);
    return ended.isPresent() ? ended : ofPod(view);
  }

  private static Optional<StartTrouble> ofWaiting(ContainerStateWaiting waiting) {
    String reason = String.valueOf(waiting.getReason());
    String message = Optional.ofNullable(waiting.getMessage()).orElse("");
    return switch (reason) {
      case "ErrImageNeverPull" -> trouble(Kind.IMAGE, reason, message);
      case "InvalidImageName",
          "ImageInspectError",
          "SignatureValidationFailed",
          "CreateContainerConfigError" ->
          trouble(Kind.DESCRIPTION, reason, message);
      case "ErrImagePull", "ImagePullBackOff", "RegistryUnavailable" -> pull(reason, message);
      case "CreateContainerError", "RunContainerError" -> start(reason, message);
      default -> Optional.empty();
    };
  }

  /** What a registry does not have it will not have in a minute; what is busy may be free then. */
  private static Optional<StartTrouble> pull(String reason, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    if (PASSING.matcher(words).find()) {
      return Optional.empty();
    }
    return trouble(LOGIN_NEEDED.matcher(words).find() ? Kind.LOGIN : Kind.IMAGE, reason, message);
  }

  private static Optional<StartTrouble> start(String reason, String message) {
    String words = message.toLowerCase(Locale.ROOT);
    if (NO_PROGRAM.matcher(words).find()) {
      return trouble(Kind.PROGRAM, reason, message);
    }
    return trouble(
        NO_RIGHT.matcher(words).find() ? Kind.NOT_EXECUTABLE : Kind.OTHER, reason, message);
  }

  private static Optional<StartTrouble> ofTerminated(ContainerStateTerminated end) {
    String reason = String.valueOf(end.getReason());
    return reason.equals("ContainerCannotRun") || reason.equals("StartError")
        ? start(reason, Optional.ofNullable(end.getMessage()).orElse(""))
        : Optional.empty();
  }

  private static Optional<StartTrouble> ofPod(PodView view) {
    Pod pod = view.pod();
    Optional<PodStatus> status = Optional.ofNullable(pod.getStatus());
    if (view.phase().equals("Failed") && view.terminated().isEmpty()) {
      return trouble(
          Kind.OTHER,
          status.map(PodStatus::getReason).orElse("Failed"),
          status.map(PodStatus::getMessage).orElse("the pod failed before its container started"));
    }
    return new PodWords(view)
        .unplaced()
        .filter(condition -> "Unschedulable".equals(condition.getReason()))
        .map(
            condition ->
                new StartTrouble(
                    Kind.UNSCHEDULABLE,
                    "Unschedulable",
                    Optional.ofNullable(condition.getMessage()).orElse("no node takes it")));
  }

  private static Optional<StartTrouble> trouble(Kind kind, String reason, String message) {
    return Optional.of(new StartTrouble(kind, reason, message));
  }

  /**
   * This trouble and what else the cluster says of it.
   *
   * @param more what is said
   * @return a copy
   */
  public StartTrouble with(String more) {
    return new StartTrouble(kind, reason, message.isBlank() ? more : message + "; " + more);
  }

  /**
   * Whether waiting can end it without anybody doing something to the pod: a node may be added.
   *
   * @return true if it may pass
   */
  public boolean mayPass() {
    return kind == Kind.UNSCHEDULABLE;
  }

  /**
   * The error that says so.
   *
   * @param context what was asked
   * @param image the image of the container
   * @return the error
   */
  public ContainerException error(ErrorContext context, String image) {
    ErrorContext known = context.withNativeCode(reason);
    String said = message.isBlank() ? reason : message;
    return switch (kind) {
      case IMAGE ->
          new NotFoundException(
              NotFoundException.Kind.IMAGE,
              known.withRemedy("an image that the nodes have or can pull"),
              "no image " + image + ": " + said,
              null);
      case LOGIN ->
          new AccessDeniedException(
              known.withRemedy(
                  "credentials for that registry, or the option kubernetes.image-pull-secrets"),
              "the registry did not give image " + image + ": " + said,
              null);
      case DESCRIPTION -> new InvalidSpecException(known, said, null);
      case PROGRAM ->
          new NotFoundException(
              NotFoundException.Kind.COMMAND,
              known.withRemedy("a program that the image has"),
              said,
              null);
      case NOT_EXECUTABLE ->
          new NotExecutableException(
              known.withRemedy("a program that may be executed"), said, null);
      case UNSCHEDULABLE ->
          new BackendFailureException(
              known.withRemedy("less memory, processors or GPUs, or another node selector"),
              said,
              null);
      case OTHER -> new BackendFailureException(known, said, null);
    };
  }
}
