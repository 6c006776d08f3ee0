package dev.fairlead.tck.fake;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.volume.Volumes;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A runtime in memory that keeps the whole contract. Containers execute virtual processes; see the
 * description of this package. Safe for use by several threads.
 */
public final class FakeBackend implements Backend {

  private final FakeWorld world;
  private final FakePlanner planner;
  private final FakeImages images;
  private final FakeContainers containers;
  private final FakeVolumes volumes;
  private final FakeNetworks networks;
  private final FakeSystem system;

  private FakeBackend(Builder builder) {
    Capabilities capabilities = builder.capabilities();
    world =
        new FakeWorld(
            builder.id, capabilities, builder.scheduler, builder.deadline, builder.programs);
    planner = new FakePlanner(builder.id, capabilities);
    FakeImageStore store = new FakeImageStore(world.errors);
    builder.images.forEach(image -> store.add(ImageReference.parse(image), FakeImage.from(image)));
    images = new FakeImages(world, store, builder.registries(world.errors));
    containers = new FakeContainers(world, store, planner);
    volumes = new FakeVolumes(world);
    networks = new FakeNetworks(world);
    system = new FakeSystem(world);
  }

  /**
   * Starts a backend that can do all that a fake one can, and has the image {@code host}.
   *
   * @return a builder, for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * What goes wrong.
   *
   * @return the faults of this backend, none at first
   */
  public FakeFaults faults() {
    return world.faults;
  }

  /**
   * Breaks all connections at once. Attachments, waits, events and logs end in an error; a followed
   * log goes on where it was.
   */
  public void cut() {
    world.cut();
  }

  /**
   * How many attachments, waits and streams are open.
   *
   * @return the number; 0 when everybody released what they had
   */
  public int openStreams() {
    return world.openStreams();
  }

  @Override
  public String id() {
    return world.id;
  }

  @Override
  public Endpoint endpoint() {
    return Endpoint.of(URI.create("fake:///" + world.id));
  }

  @Override
  public Capabilities capabilities() {
    return world.capabilities();
  }

  @Override
  public Mono<Plan> plan(ContainerSpec spec) {
    return world.call("plan", () -> Mono.fromSupplier(() -> planner.plan(spec)));
  }

  @Override
  public Containers containers() {
    return containers;
  }

  @Override
  public Images images() {
    return images;
  }

  @Override
  public Volumes volumes() {
    return volumes;
  }

  @Override
  public Networks networks() {
    return networks;
  }

  @Override
  public RuntimeSystem system() {
    return system;
  }

  @Override
  public Mono<Void> close() {
    return Mono.fromRunnable(world::close);
  }

  /** Collects what a fake backend is like. */
  public static final class Builder {

    private static final Set<Capability> ABLE =
        EnumSet.of(
            Capability.CREATE_WITHOUT_START,
            Capability.START_AGAIN,
            Capability.KILL,
            Capability.STOP_OPTIONS,
            Capability.DETACH,
            Capability.PAUSE,
            Capability.RENAME,
            Capability.AUTO_REMOVE,
            Capability.EXIT_CODE_AFTER_THE_FACT,
            Capability.KILL_SIGNALS,
            Capability.TOP,
            Capability.TOP_ARGUMENTS,
            Capability.STATS,
            Capability.ATTACH,
            Capability.ATTACH_RUNNING,
            Capability.ATTACH_STREAMS_APART,
            Capability.ATTACH_BYTES_EXACT,
            Capability.ATTACH_HISTORY,
            Capability.STDIN,
            Capability.STDIN_CLOSE,
            Capability.TTY,
            Capability.RESIZE,
            Capability.EXEC,
            Capability.EXEC_STDIN,
            Capability.EXEC_TTY,
            Capability.EXEC_KILL,
            Capability.EXEC_ENV,
            Capability.EXEC_WORKDIR,
            Capability.LOGS,
            Capability.LOG_STREAMS_APART,
            Capability.LOG_BYTES_EXACT,
            Capability.LOG_TIMESTAMPS,
            Capability.LOG_RANGE,
            Capability.LOG_TAIL,
            Capability.LOG_FOLLOW,
            Capability.PORT_PUBLISH,
            Capability.RANDOM_HOST_PORT,
            Capability.EVENTS,
            Capability.EVENT_HISTORY,
            Capability.EXPORT,
            Capability.COMMIT,
            Capability.IMAGE_PULL,
            Capability.IMAGE_PUSH,
            Capability.IMAGE_BUILD,
            Capability.REGISTRY_CREDENTIALS,
            Capability.IMAGE_INSPECT,
            Capability.IMAGE_LIST,
            Capability.IMAGE_TAG,
            Capability.IMAGE_REMOVE,
            Capability.IMAGE_PRUNE,
            Capability.IMAGE_HISTORY,
            Capability.IMAGE_SAVE,
            Capability.IMAGE_LOAD,
            Capability.IMAGE_IMPORT,
            Capability.FILE_COPY,
            Capability.FILE_COPY_STOPPED,
            Capability.VOLUMES,
            Capability.NETWORKS,
            Capability.NETWORK_CONNECT,
            Capability.NAME_RESOLUTION,
            Capability.CONTAINER_PRUNE);

    private final Set<Capability> able = EnumSet.copyOf(ABLE);
    private final Set<String> images = new LinkedHashSet<>(List.of("host"));
    private final Set<String> registry = new LinkedHashSet<>();
    private final Map<String, RegistryCredentials> logins = new HashMap<>();
    private final Map<String, FakeProgram> programs = new HashMap<>();
    private String id = "fake";
    private Scheduler scheduler = Schedulers.parallel();
    private Duration deadline = Duration.ofSeconds(30);

    private Builder() {}

    /**
     * Sets the name of the backend.
     *
     * @param value {@code fake} by default
     * @return this builder
     */
    public Builder id(String value) {
      id = Objects.requireNonNull(value, "id");
      return this;
    }

    /**
     * Sets where processes run and where time comes from.
     *
     * @param value {@link Schedulers#parallel()} by default
     * @return this builder
     */
    public Builder scheduler(Scheduler value) {
      scheduler = Objects.requireNonNull(value, "scheduler");
      return this;
    }

    /**
     * Sets how long a call may stay without an answer.
     *
     * @param value 30 seconds by default
     * @return this builder
     */
    public Builder operationTimeout(Duration value) {
      deadline = Objects.requireNonNull(value, "operationTimeout");
      return this;
    }

    /**
     * Adds an image that is here.
     *
     * @param value the image as users write it
     * @return this builder
     */
    public Builder image(String value) {
      images.add(Objects.requireNonNull(value, "image"));
      return this;
    }

    /**
     * Adds an image that can be pulled.
     *
     * @param value the image as users write it
     * @return this builder
     */
    public Builder pullable(String value) {
      registry.add(Objects.requireNonNull(value, "pullable"));
      return this;
    }

    /**
     * Adds a registry that asks for a login before it gives or takes an image.
     *
     * @param name the registry as in the names of images
     * @param login what it asks for
     * @return this builder
     */
    public Builder guarded(String name, RegistryCredentials login) {
      logins.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(login, "login"));
      return this;
    }

    /**
     * Adds a program that containers can execute.
     *
     * @param name the first word of the command
     * @param value what it does
     * @return this builder
     */
    public Builder program(String name, FakeProgram value) {
      programs.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "program"));
      return this;
    }

    /**
     * Takes capabilities away, as of a runtime that lacks them.
     *
     * @param values the capabilities
     * @return this builder
     */
    public Builder without(Capability... values) {
      able.removeAll(Set.of(values));
      return this;
    }

    /**
     * Ends the collection.
     *
     * @return a new backend
     */
    public FakeBackend build() {
      return new FakeBackend(this);
    }

    private FakeRegistries registries(FakeErrors errors) {
      FakeRegistries registries = new FakeRegistries(errors);
      registry.forEach(image -> registries.add(ImageReference.parse(image), FakeImage.from(image)));
      logins.forEach(registries::guard);
      return registries;
    }

    private Capabilities capabilities() {
      Capabilities.Builder declared = Capabilities.builder();
      for (Capability capability : Capability.values()) {
        if (able.contains(capability)) {
          declared.with(capability);
        } else {
          declared.without(capability, "this fake runtime does not offer it");
        }
      }
      return declared.build();
    }
  }
}
