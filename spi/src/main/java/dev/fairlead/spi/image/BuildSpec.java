package dev.fairlead.spi.image;

import dev.fairlead.spi.container.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an image is built from. Values of build arguments and credentials are never shown.
 *
 * @param context the files that the build can use
 * @param dockerfile path of the instructions within the context, with slashes
 * @param tags names for the result; may be empty
 * @param buildArgs values for the {@code ARG} instructions; they stay in the image's history, so
 *     they are no place for secrets
 * @param labels labels of the result
 * @param target the stage to build; empty for the last
 * @param platform the platform to build for; empty for the runtime's own
 * @param cache whether the results of earlier builds may be used
 * @param basePull when the registry is asked for the images that the build starts from
 * @param credentials what registries ask for, by the registry as in {@link ImageReference#registry}
 * @param transport how strictly the ways to registries are protected
 */
public record BuildSpec(
    BuildContext context,
    String dockerfile,
    List<ImageReference> tags,
    Map<String, String> buildArgs,
    Map<String, String> labels,
    Optional<String> target,
    Optional<Platform> platform,
    BuildCache cache,
    BasePull basePull,
    Map<String, RegistryCredentials> credentials,
    RegistryTransport transport) {

  /** The path of the instructions when none is given. */
  public static final String DEFAULT_DOCKERFILE = "Dockerfile";

  /** Checks and copies. */
  public BuildSpec {
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(dockerfile, "dockerfile");
    tags = List.copyOf(tags);
    buildArgs = Map.copyOf(buildArgs);
    labels = Map.copyOf(labels);
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(platform, "platform");
    Objects.requireNonNull(cache, "cache");
    Objects.requireNonNull(basePull, "basePull");
    credentials = Map.copyOf(credentials);
    Objects.requireNonNull(transport, "transport");
    if (dockerfile.isEmpty()) {
      throw new IllegalArgumentException("the path of the Dockerfile is empty");
    }
    for (ImageReference tag : tags) {
      if (tag.isId() || tag.digest().isPresent()) {
        throw new IllegalArgumentException(
            "\"" + tag + "\" cannot name a new image: an id or a digest is a result of the build");
      }
    }
  }

  /**
   * Starts a specification.
   *
   * @param context the files that the build can use
   * @return a builder with the defaults
   */
  public static Builder builder(BuildContext context) {
    return new Builder(context);
  }

  /**
   * Starts a changed copy.
   *
   * @return a builder with the values of this specification
   */
  public Builder toBuilder() {
    Builder builder = new Builder(context);
    builder.dockerfile = dockerfile;
    builder.tags.addAll(tags);
    builder.buildArgs.putAll(buildArgs);
    builder.labels.putAll(labels);
    builder.target = target;
    builder.platform = platform;
    builder.cache = cache;
    builder.basePull = basePull;
    builder.credentials.putAll(credentials);
    builder.transport = transport;
    return builder;
  }

  @Override
  public String toString() {
    return "BuildSpec[context="
        + context
        + ", dockerfile="
        + dockerfile
        + ", tags="
        + tags
        + ", buildArgs="
        + buildArgs.keySet()
        + ", labels="
        + labels
        + ", target="
        + target
        + ", platform="
        + platform
        + ", cache="
        + cache
        + ", basePull="
        + basePull
        + ", credentials="
        + credentials.keySet()
        + ", transport="
        + transport
        + "]";
  }

  /** Collects a specification; for one thread. */
  public static final class Builder {

    private BuildContext context;
    private String dockerfile = DEFAULT_DOCKERFILE;
    private final List<ImageReference> tags = new ArrayList<>();
    private final Map<String, String> buildArgs = new TreeMap<>();
    private final Map<String, String> labels = new TreeMap<>();
    private Optional<String> target = Optional.empty();
    private Optional<Platform> platform = Optional.empty();
    private BuildCache cache = BuildCache.USE;
    private BasePull basePull = BasePull.IF_ABSENT;
    private final Map<String, RegistryCredentials> credentials = new TreeMap<>();
    private RegistryTransport transport = RegistryTransport.RUNTIME_DEFAULT;

    private Builder(BuildContext context) {
      this.context = Objects.requireNonNull(context, "context");
    }

    /**
     * Takes other files.
     *
     * @param value the files that the build can use
     * @return this builder
     */
    public Builder context(BuildContext value) {
      context = Objects.requireNonNull(value, "context");
      return this;
    }

    /**
     * Takes other instructions than {@code Dockerfile}.
     *
     * @param value their path within the context
     * @return this builder
     */
    public Builder dockerfile(String value) {
      dockerfile = value;
      return this;
    }

    /**
     * Adds a name for the result.
     *
     * @param value the name
     * @return this builder
     */
    public Builder tag(ImageReference value) {
      tags.add(Objects.requireNonNull(value, "tag"));
      return this;
    }

    /**
     * Sets a build argument.
     *
     * @param name its name
     * @param value its value
     * @return this builder
     */
    public Builder buildArg(String name, String value) {
      buildArgs.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Sets a label of the result.
     *
     * @param name its name
     * @param value its value
     * @return this builder
     */
    public Builder label(String name, String value) {
      labels.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Builds one stage.
     *
     * @param value its name or number
     * @return this builder
     */
    public Builder target(String value) {
      target = Optional.of(value);
      return this;
    }

    /**
     * Builds for one platform.
     *
     * @param value the platform
     * @return this builder
     */
    public Builder platform(Platform value) {
      platform = Optional.of(value);
      return this;
    }

    /**
     * Says whether earlier results may be used.
     *
     * @param value {@link BuildCache#USE} by default
     * @return this builder
     */
    public Builder cache(BuildCache value) {
      cache = value;
      return this;
    }

    /**
     * Says when the registry is asked for the images that the build starts from.
     *
     * @param value {@link BasePull#IF_ABSENT} by default
     * @return this builder
     */
    public Builder basePull(BasePull value) {
      basePull = value;
      return this;
    }

    /**
     * Adds credentials.
     *
     * @param registry the registry they are for
     * @param value what it asks for
     * @return this builder
     */
    public Builder credentials(String registry, RegistryCredentials value) {
      credentials.put(
          Objects.requireNonNull(registry, "registry"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Says how strictly the ways to registries are protected.
     *
     * @param value {@link RegistryTransport#RUNTIME_DEFAULT} by default
     * @return this builder
     */
    public Builder transport(RegistryTransport value) {
      transport = value;
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return the specification
     * @throws IllegalArgumentException if a tag is an id or has a digest, or the path is empty
     */
    public BuildSpec build() {
      return new BuildSpec(
          context,
          dockerfile,
          tags,
          buildArgs,
          labels,
          target,
          platform,
          cache,
          basePull,
          credentials,
          transport);
    }
  }
}
