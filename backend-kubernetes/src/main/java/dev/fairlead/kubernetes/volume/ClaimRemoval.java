package dev.fairlead.kubernetes.volume;

import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationTimeoutException;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * Removes claims that no pod mounts. The server itself would only mark one that is in use
 * (finalizer {@code kubernetes.io/pvc-protection}), and take it away behind the last pod's back.
 */
final class ClaimRemoval {

  private final Claims claims;
  private final Duration patience;

  ClaimRemoval(Claims claims, Duration patience) {
    this.claims = claims;
    this.patience = patience;
  }

  /** Removes a volume's claim and waits until it is gone; it may be gone before. */
  Mono<Void> remove(String volume, String operation) {
    return claims
        .find(volume, operation)
        .flatMap(claim -> remove(claim, operation))
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  /** Removes a claim unless a pod mounts it. */
  Mono<Void> remove(PersistentVolumeClaim claim, String operation) {
    return refuseUsed(claim, "it is in use by ", operation)
        .then(Mono.defer(() -> claims.delete(claim, operation)))
        .then(Mono.defer(() -> claims.gone(claim, operation)))
        .timeout(
            patience,
            // A pod may have taken it since it was looked for them.
            Mono.defer(
                () ->
                    refuseUsed(claim, "it is marked to go, and still in use by ", operation)
                        .then(Mono.error(() -> late(claim, operation)))));
  }

  private Mono<Void> refuseUsed(PersistentVolumeClaim claim, String how, String operation) {
    String volume = ClaimMapping.name(claim.getMetadata());
    return claims
        .users(operation)
        .flatMap(
            users -> {
              Set<String> pods = users.getOrDefault(claim.getMetadata().getName(), Set.of());
              return pods.isEmpty()
                  ? Mono.<Void>empty()
                  : Mono.error(
                      () ->
                          new ConflictException(
                              Claims.context(volume, operation)
                                  .withRemedy("fairlead rm " + String.join(" ", pods) + " first"),
                              how + String.join(", ", pods),
                              null));
            });
  }

  private OperationTimeoutException late(PersistentVolumeClaim claim, String operation) {
    return new OperationTimeoutException(
        Claims.context(ClaimMapping.name(claim.getMetadata()), operation)
            .withRemedy("kubectl describe pvc " + claim.getMetadata().getName()),
        "the claim is marked to go, and was still there after " + patience.toSeconds() + " s",
        new TimeoutException());
  }
}
