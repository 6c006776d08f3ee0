package dev.fairlead.kubernetes.volume;

import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.kubernetes.mapping.VolumeNames;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The claims of one namespace as volumes. A volume's driver is its class of storage, and its size
 * what its claim asks for. Lists show all claims of the namespace; a prune removes only those that
 * bear Fairlead's mark, since a claim without a pod may wait for another program's next one.
 */
public final class KubernetesVolumes implements Volumes {

  private static final String BACKEND = "kubernetes";

  private final StorageClasses classes;
  private final Claims claims;
  private final ClaimCreation creation;
  private final ClaimRemoval removal;

  /**
   * Creates the facet.
   *
   * @param server the server
   * @param namespace whose claims are meant
   * @param classes the cluster's classes of storage
   * @param patience how long a claim may take to go
   * @param clock tells when a volume was made, for its marks
   */
  public KubernetesVolumes(
      ApiServer server, String namespace, StorageClasses classes, Duration patience, Clock clock) {
    this.classes = classes;
    this.claims = new Claims(server, namespace);
    this.creation = new ClaimCreation(claims, classes, clock);
    this.removal = new ClaimRemoval(claims, patience);
  }

  /**
   * The cluster's classes of storage.
   *
   * @return as they were when the cluster was opened
   */
  public StorageClasses classes() {
    return classes;
  }

  @Override
  public String backend() {
    return BACKEND;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Signals {@link dev.fairlead.spi.error.InvalidSpecException} for options of the driver, and
   * for a class that the cluster does not have. Completes when the claim is made; storage is found
   * for it then, or when the first pod mounts it.
   */
  @Override
  public Mono<VolumeInfo> create(VolumeSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return creation.create(spec, "create volume " + spec.name()).map(ClaimMapping::info);
  }

  @Override
  public Mono<VolumeInfo> inspect(String name) {
    Objects.requireNonNull(name, "name");
    return claims.find(name, "inspect volume " + name).map(ClaimMapping::info);
  }

  @Override
  public Flux<VolumeInfo> list(VolumeFilter filter) {
    Objects.requireNonNull(filter, "filter");
    String operation = "list volumes";
    Flux<PersistentVolumeClaim> wanted =
        claims.list(filter.labels(), operation).filter(claim -> matches(claim, filter));
    if (filter.usage() == VolumeFilter.Usage.ANY) {
      return wanted.map(ClaimMapping::info);
    }
    boolean used = filter.usage() == VolumeFilter.Usage.USED;
    return claims
        .users(operation)
        .map(Map::keySet)
        .flatMapMany(
            mounted ->
                wanted.filter(claim -> isAmong(claim, mounted) == used).map(ClaimMapping::info));
  }

  private static boolean isAmong(PersistentVolumeClaim claim, Set<String> names) {
    return names.contains(claim.getMetadata().getName());
  }

  private static boolean matches(PersistentVolumeClaim claim, VolumeFilter filter) {
    return (filter.names().isEmpty()
            || filter.names().contains(ClaimMapping.name(claim.getMetadata())))
        && PodLabels.match(PodLabels.read(claim.getMetadata()), filter.labels());
  }

  @Override
  public Mono<Void> remove(String name) {
    Objects.requireNonNull(name, "name");
    return removal.remove(name, "remove volume " + name);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Volumes without a name end with their pods, so that none are left for {@link
   * VolumePruneOptions.Scope#ANONYMOUS}.
   */
  @Override
  public Mono<PruneReport> prune(VolumePruneOptions options) {
    Objects.requireNonNull(options, "options");
    if (options.scope() == VolumePruneOptions.Scope.ANONYMOUS) {
      return Mono.just(new PruneReport(List.of(), OptionalLong.empty()));
    }
    return list(VolumeFilter.all()
            .withLabels(options.labels())
            .withUsage(VolumeFilter.Usage.UNUSED))
        .filter(volume -> volume.labels().containsKey(Ownership.OWNER))
        .map(VolumeInfo::name)
        .concatMap(
            name ->
                removal
                    .remove(name, "prune volumes")
                    .thenReturn(name)
                    .onErrorResume(ConflictException.class, used -> Mono.empty()),
            1)
        .collectList()
        .map(removed -> new PruneReport(removed, OptionalLong.empty()));
  }

  /**
   * The claims of one attempt to make a pod.
   *
   * @param volumes what its specification mounts
   * @param marks labels of what is made, among them {@link Ownership#ATTEMPT}
   * @param operation what is being done
   * @return the claims, of which nothing is made yet
   */
  public MountedClaims mounted(VolumeNames volumes, Map<String, String> marks, String operation) {
    return new MountedClaims(claims, creation, removal, volumes, marks, operation);
  }
}
