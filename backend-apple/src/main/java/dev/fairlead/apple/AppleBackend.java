package dev.fairlead.apple;

import dev.fairlead.apple.image.AppleImages;
import dev.fairlead.apple.image.ImageStore;
import dev.fairlead.apple.making.ApplePlanner;
import dev.fairlead.apple.making.CreateArguments;
import dev.fairlead.apple.making.Creation;
import dev.fairlead.apple.program.AppleErrors;
import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.apple.program.AppleVersion;
import dev.fairlead.apple.program.Closing;
import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Program;
import dev.fairlead.apple.program.Service;
import dev.fairlead.apple.state.Snapshots;
import dev.fairlead.apple.store.AppleNetworks;
import dev.fairlead.apple.store.AppleVolumes;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.network.Networks;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.volume.Volumes;
import dev.fairlead.transport.process.ProcessLauncher;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Apple's program, opened. */
final class AppleBackend implements Backend {

  private final Endpoint endpoint;
  private final ProcessLauncher launcher;
  private final Cleanups cleanups = new Cleanups();
  private final Closing closing = new Closing();
  private final ApplePlanner planner;
  private final AppleContainers containers;
  private final AppleImages images;
  private final AppleVolumes volumes;
  private final AppleNetworks networks;
  private final AppleSystem system;

  private AppleBackend(
      Endpoint endpoint,
      BackendOptions options,
      ProcessLauncher launcher,
      Program program,
      AppleVersion version) {
    this.endpoint = endpoint;
    this.launcher = launcher;
    Platform usual = platform(options.machine().operatingSystem());
    Snapshots snapshots = new Snapshots(program);
    ImageStore store = new ImageStore(program);
    CreateArguments arguments = new CreateArguments(usual);
    this.planner = new ApplePlanner(version, arguments, Clock.systemUTC());
    Creation creation =
        new Creation(program, store, snapshots, planner, arguments, usual, cleanups);
    this.containers = new AppleContainers(program, snapshots, creation, options, cleanups, closing);
    this.images = new AppleImages(program, store, snapshots, usual, closing);
    this.volumes = new AppleVolumes(program, snapshots, closing);
    this.networks = new AppleNetworks(program, snapshots, closing);
    this.system = new AppleSystem(new Service(program), version, usual.architecture(), closing);
  }

  /**
   * Asks the program for its version and its service for its state.
   *
   * @return the backend; {@link dev.fairlead.spi.error.BackendUnavailableException} with what to do
   *     if the program is too old or the service does not run
   */
  static Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
    String operation = "open " + endpoint;
    AppleProgram file = AppleProgram.of(endpoint.uri());
    return Mono.defer(
        () -> {
          ProcessLauncher launcher = ProcessLauncher.open();
          Program program = new Program(file, options, launcher);
          return version(operation, program)
              .flatMap(
                  version ->
                      new Service(program)
                          .require(operation)
                          .<Backend>map(
                              status ->
                                  new AppleBackend(endpoint, options, launcher, program, version)))
              .onErrorMap(error -> AppleErrors.map(operation, error))
              .onErrorResume(error -> launcher.close().then(Mono.error(error)));
        });
  }

  private static Mono<AppleVersion> version(String operation, Program program) {
    return program
        .run(operation, null, Invocation.of("--version"))
        .flatMap(
            sentence -> {
              Optional<AppleVersion> version = AppleVersion.in(sentence);
              return version.filter(found -> found.atLeast(AppleVersion.OLDEST)).isPresent()
                  ? Mono.just(version.get())
                  : Mono.error(
                      AppleErrors.unavailable(
                          operation, tooOld(version, sentence), AppleErrors.UPGRADE));
            });
  }

  static String tooOld(Optional<AppleVersion> version, String sentence) {
    return version
        .map(
            found ->
                "it is release " + found + ", and " + AppleVersion.OLDEST + " or newer is needed")
        .orElseGet(
            () ->
                "it tells no version but '" + sentence.lines().findFirst().orElse("nothing") + "'");
  }

  /** On macOS the program runs on Apple silicon only, whatever Java was built for. */
  private static Platform platform(OperatingSystem system) {
    String machine = System.getProperty("os.arch", "");
    boolean arm = system == OperatingSystem.MACOS || machine.equals("aarch64");
    return Platform.parse("linux/" + (arm ? "arm64" : "amd64"));
  }

  @Override
  public String id() {
    return AppleProgram.ID;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public Capabilities capabilities() {
    return AppleCapabilities.declared();
  }

  @Override
  public Mono<Plan> plan(ContainerSpec spec) {
    Objects.requireNonNull(spec, "spec");
    return Mono.fromSupplier(() -> planner.plan(spec));
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
    return cleanups
        .settled()
        .then(Mono.<Void>fromRunnable(closing::close))
        .then(containers.close())
        .then(launcher.close());
  }
}
