package dev.fairlead.spi.container;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.image.RegistryCredentials;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a container is made from. Immutable; built by {@link #builder(String)}. No value of an
 * environment variable is ever shown by {@link #toString()}.
 *
 * @param image the image as the user wrote it, not blank
 * @param name the container's name; empty to let the runtime choose
 * @param process its first process
 * @param mounts what it sees of the outside
 * @param networking how it is connected
 * @param resources how much it may use
 * @param security what it may do
 * @param devices which devices it may use
 * @param lifecycle how it lives and ends
 * @param labels labels
 * @param annotations annotations, where the runtime tells them from labels
 * @param platform for which machine the image is; empty for the runtime's own
 * @param pullPolicy when the image is pulled
 * @param imageCredentials what whoever pulls the image shows to its registry; empty for none, or
 *     what the runtime knows by itself. Not part of what makes two specifications different
 * @param logDriver where its output is kept; empty for the runtime's default
 * @param pod name or id of the pod that it joins; empty for none
 * @param backendOptions wishes that only one backend knows: the key begins with the backend's id
 *     and a dot, and other backends pass over it
 */
public record ContainerSpec(
    String image,
    Optional<String> name,
    ProcessSpec process,
    List<Mount> mounts,
    NetworkingSpec networking,
    ResourceLimits resources,
    SecuritySpec security,
    DeviceSpec devices,
    LifecycleSpec lifecycle,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<Platform> platform,
    PullPolicy pullPolicy,
    Optional<RegistryCredentials> imageCredentials,
    Optional<LogDriver> logDriver,
    Optional<String> pod,
    Map<String, String> backendOptions) {

  /** Checks and copies. */
  public ContainerSpec {
    if (image.isBlank()) {
      throw new IllegalArgumentException("a container needs an image");
    }
    name.ifPresent(ContainerId::of);
    Objects.requireNonNull(process, "process");
    mounts = List.copyOf(mounts);
    Objects.requireNonNull(networking, "networking");
    Objects.requireNonNull(resources, "resources");
    Objects.requireNonNull(security, "security");
    Objects.requireNonNull(devices, "devices");
    Objects.requireNonNull(lifecycle, "lifecycle");
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(pullPolicy, "pullPolicy");
    Objects.requireNonNull(imageCredentials, "imageCredentials");
    Objects.requireNonNull(logDriver, "logDriver");
    Objects.requireNonNull(pod, "pod");
    backendOptions = Collections.unmodifiableMap(new LinkedHashMap<>(backendOptions));
  }

  /**
   * Starts a specification.
   *
   * @param image the image as a user would write it
   * @return a builder with nothing else set
   */
  public static ContainerSpecBuilder builder(String image) {
    return new ContainerSpecBuilder(image);
  }

  /**
   * Starts from this specification.
   *
   * @return a builder with all of it set
   */
  public ContainerSpecBuilder toBuilder() {
    return new ContainerSpecBuilder(this);
  }

  /**
   * The fields that say something: those that a plan has to account for.
   *
   * @return the set fields, in the order of {@link SpecField}
   */
  public Set<SpecField> fieldsSet() {
    EnumSet<SpecField> set = EnumSet.noneOf(SpecField.class);
    for (SpecField field : SpecField.values()) {
      if (field.isSet(this)) {
        set.add(field);
      }
    }
    return Collections.unmodifiableSet(set);
  }
}
