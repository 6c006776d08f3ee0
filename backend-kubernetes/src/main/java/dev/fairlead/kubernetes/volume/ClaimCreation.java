package dev.fairlead.kubernetes.volume;

import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.volume.VolumeSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Makes claims, or finds the ones that are there. It is not waited until a claim is met: a class
 * that waits for the first pod (WaitForFirstConsumer) would never do it.
 */
final class ClaimCreation {

  private final Claims claims;
  private final StorageClasses classes;
  private final Clock clock;

  ClaimCreation(Claims claims, StorageClasses classes, Clock clock) {
    this.claims = claims;
    this.classes = classes;
    this.clock = clock;
  }

  /** Makes one, or takes the one of that name if it was made from the same specification. */
  Mono<PersistentVolumeClaim> create(VolumeSpec spec, String operation) {
    return Mono.defer(
        () -> {
          require(spec, operation);
          Map<String, String> labels = new LinkedHashMap<>(spec.labels());
          labels.putAll(Ownership.marks(spec.canonicalFields(), spec.labels(), clock));
          return claims
              .create(ClaimMapping.claim(spec, labels, classes, classes.size()), operation)
              .onErrorResume(
                  ConflictException.class,
                  taken -> existing(spec.name(), taken, operation).map(it -> same(spec, it)));
        });
  }

  /**
   * Makes one for a mount, or takes whatever is there.
   *
   * @param asked the class that is asked for
   * @param size its size if it is made
   * @param marks labels that tell who made it
   */
  Mono<PersistentVolumeClaim> ensure(
      String volume,
      Optional<String> asked,
      String size,
      Map<String, String> marks,
      String operation) {
    return Mono.defer(
        () -> {
          VolumeSpec.Builder spec = VolumeSpec.builder(volume);
          asked.ifPresent(spec::driver);
          return claims
              .create(ClaimMapping.claim(spec.build(), marks, classes, size), operation)
              .onErrorResume(ConflictException.class, taken -> existing(volume, taken, operation));
        });
  }

  private void require(VolumeSpec spec, String operation) {
    ErrorContext context = Claims.context(spec.name(), operation);
    if (!spec.driverOptions().isEmpty()) {
      throw new InvalidSpecException(
          context.withRemedy("a class of storage that has them, by --driver"),
          "options of the driver belong to a class of storage, and not to a claim",
          null);
    }
    classes
        .refusal(spec.driver())
        .ifPresent(
            reason -> {
              throw new InvalidSpecException(
                  context.withRemedy("--driver with a class of storage"), reason, null);
            });
  }

  private Mono<PersistentVolumeClaim> existing(
      String volume, ConflictException taken, String operation) {
    return claims
        .find(volume, operation)
        .onErrorMap(NotFoundException.class, gone -> taken)
        .doOnNext(
            claim -> {
              if (ClaimMapping.deleted(claim)) {
                throw new ConflictException(
                    Claims.context(volume, operation).withRemedy("again in some seconds"),
                    "a claim of that name is being deleted",
                    null);
              }
            });
  }

  private static PersistentVolumeClaim same(VolumeSpec spec, PersistentVolumeClaim claim) {
    List<String> different =
        Ownership.differences(spec.canonicalFields(), PodLabels.read(claim.getMetadata()));
    if (!different.isEmpty()) {
      throw new ConflictException(
          different,
          Claims.context(spec.name(), "create volume " + spec.name())
              .withNativeCode("HTTP 409")
              .withRemedy("another name, or fairlead volume rm " + spec.name() + " first"),
          "a volume of that name exists and differs in " + String.join(", ", different),
          null);
    }
    return claim;
  }
}
