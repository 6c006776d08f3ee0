package dev.fairlead.kubernetes.workload;

import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.spi.error.ConflictException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * What is made as the property of another object, and is collected with it, whoever deletes that.
 */
public final class Owned {

  private final Resources resources;
  private final HasMetadata owner;
  private final String operation;

  /**
   * Prepares it.
   *
   * @param resources of which namespace
   * @param owner the object, as the server has it
   * @param operation what is asked
   */
  public Owned(Resources resources, HasMetadata owner, String operation) {
    this.resources = resources;
    this.owner = owner;
    this.operation = operation;
  }

  /**
   * Makes a Service.
   *
   * @param wanted the Service; empty for none
   * @param taken makes the error for a name that is in use, from the reason
   * @return completes when the server has it
   */
  public Mono<Void> service(Optional<Service> wanted, Function<String, ConflictException> taken) {
    return Mono.justOrEmpty(wanted)
        .flatMap(
            service -> {
              service
                  .getMetadata()
                  .setOwnerReferences(
                      List.of(
                          new OwnerReferenceBuilder()
                              .withApiVersion(owner.getApiVersion())
                              .withKind(owner.getKind())
                              .withName(owner.getMetadata().getName())
                              .withUid(owner.getMetadata().getUid())
                              .build()));
              return resources
                  .services()
                  .create(service, operation)
                  .onErrorMap(
                      ConflictException.class,
                      inUse -> taken.apply("a Service has the name that it needs"));
            })
        .then();
  }
}
