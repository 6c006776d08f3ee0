package dev.fairlead.kubernetes.volume;

import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.VolumeNames;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The claims that a pod mounts: those that are not there are made before it, and taken back if it
 * comes to nothing. What was there before, and what another pod mounts by now, is left alone.
 */
public final class MountedClaims {

  private final Claims claims;
  private final ClaimCreation creation;
  private final ClaimRemoval removal;
  private final VolumeNames volumes;
  private final Map<String, String> marks;
  private final String operation;

  MountedClaims(
      Claims claims,
      ClaimCreation creation,
      ClaimRemoval removal,
      VolumeNames volumes,
      Map<String, String> marks,
      String operation) {
    this.claims = claims;
    this.creation = creation;
    this.removal = removal;
    this.volumes = volumes;
    this.marks = Map.copyOf(marks);
    this.operation = operation;
  }

  /**
   * Makes what is not there, one after the other.
   *
   * @return completes when the server has all of them; whether storage was found for them shows
   *     when the pod is placed
   */
  public Mono<Void> ensure() {
    return Flux.fromIterable(volumes.claimed())
        .concatMap(
            volume ->
                creation.ensure(volume, volumes.storageClass(), volumes.size(), marks, operation))
        .then();
  }

  /**
   * Removes those that bear the mark of this attempt. The pod has to be gone before.
   *
   * @return completes when they are gone
   */
  public Mono<Void> takeBack() {
    return Flux.fromIterable(volumes.claimed())
        .concatMap(
            volume ->
                claims
                    .find(volume, operation)
                    .filter(
                        claim ->
                            String.valueOf(marks.get(Ownership.ATTEMPT))
                                .equals(PodLabels.read(claim.getMetadata()).get(Ownership.ATTEMPT)))
                    .flatMap(claim -> removal.remove(claim, operation))
                    .onErrorResume(NotFoundException.class, none -> Mono.empty())
                    .onErrorResume(ConflictException.class, used -> Mono.empty()))
        .then();
  }
}
