package dev.fairlead.kubernetes.state;

import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.spi.container.Ownership;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which container a pod belongs to: it is one itself, or it is one of those that a Deployment of
 * Fairlead has one after the other. The latter are owned by a ReplicaSet, whose name is that of the
 * Deployment and the hash that is a label of its pods too.
 *
 * @param id the container's id
 * @param name the name that its user knows
 * @param share whether the pod is all of it
 */
public record ContainerOfPod(String id, String name, Share share) {

  private static final String HASH = "pod-template-hash";
  private static final String REPLICA_SET = "ReplicaSet";

  /** How much of a container a pod is. */
  public enum Share {
    /** The pod is the container. */
    WHOLE,
    /** Other pods were, or will be, the same container. */
    ONE_OF_SEVERAL
  }

  /**
   * Looks at a pod.
   *
   * @param meta what the pod says
   * @return the container
   */
  public static ContainerOfPod of(ObjectMeta meta) {
    Optional<String> deployment = deployment(meta);
    String id = deployment.orElse(meta.getName());
    String name =
        Optional.ofNullable(meta.getAnnotations())
            .map(notes -> notes.get(Names.ANNOTATION))
            .orElse(id);
    return new ContainerOfPod(
        id, name, deployment.isPresent() ? Share.ONE_OF_SEVERAL : Share.WHOLE);
  }

  private static Optional<String> deployment(ObjectMeta meta) {
    Map<String, String> labels = meta.getLabels();
    List<OwnerReference> owners = meta.getOwnerReferences();
    if (labels == null || owners == null || !labels.containsKey(Ownership.OWNER)) {
      return Optional.empty();
    }
    String suffix = "-" + labels.getOrDefault(HASH, "");
    return owners.stream()
        .filter(owner -> REPLICA_SET.equals(owner.getKind()))
        .map(OwnerReference::getName)
        .filter(name -> suffix.length() > 1 && name.endsWith(suffix))
        .map(name -> name.substring(0, name.length() - suffix.length()))
        .findFirst();
  }
}
