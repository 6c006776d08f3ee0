package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.Home;
import dev.fairlead.process.internal.supervisor.Programs;
import dev.fairlead.process.internal.supervisor.Supervisor;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.transport.http.HttpAddress;
import dev.fairlead.transport.http.HttpTransport;
import dev.fairlead.transport.http.HttpTransportOptions;
import dev.fairlead.transport.process.ProcessLauncher;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Local processes, opened on one state directory. */
final class ProcessBackend implements Backend {

  private final Endpoint endpoint;
  private final Capabilities capabilities;
  private final ProcessPlanner planner;
  private final HttpTransport transport;
  private final ProcessLauncher launcher;
  private final ProcessContainers containers;
  private final Images images = new HostImages();
  private final RuntimeSystem system;

  private ProcessBackend(
      Endpoint endpoint,
      Capabilities capabilities,
      ProcessPlanner planner,
      HttpTransport transport,
      ProcessLauncher launcher,
      ProcessContainers containers,
      RuntimeSystem system) {
    this.endpoint = endpoint;
    this.capabilities = capabilities;
    this.planner = planner;
    this.transport = transport;
    this.launcher = launcher;
    this.containers = containers;
    this.system = system;
  }

  /** Makes the state directory if need be; blocks. */
  static ProcessBackend open(Endpoint endpoint, BackendOptions options) throws IOException {
    Home home = new Home(Path.of(endpoint.uri().getPath()).toAbsolutePath().normalize());
    StateDirectory.prepare(home);
    Path sockets =
        endpoint
            .setting(ProcessBackendProvider.SOCKETS)
            .map(Path::of)
            .orElseGet(() -> StateDirectory.sockets(home.path(), Optional.empty()));
    StateDirectory.prepareSockets(sockets);
    ProcessPlanner planner = new ProcessPlanner(HostUser.current());
    HttpTransport transport =
        HttpTransport.open(
            new HttpAddress.Unix(sockets.resolve("none")),
            HttpTransportOptions.defaults().withConnectTimeout(options.connectTimeout()));
    ProcessLauncher launcher = ProcessLauncher.open();
    SupervisorClient client = new SupervisorClient(transport, launcher, home, sockets, classPath());
    ContainerStore store = new ContainerStore(home);
    return new ProcessBackend(
        endpoint,
        ProcessCapabilities.of(Programs.sessionPrefix()),
        planner,
        transport,
        launcher,
        new ProcessContainers(store, client, launcher, planner, options),
        new ProcessSystem(home.path()));
  }

  /** The directory or jar that this class itself was loaded from, wherever that is. */
  private static String classPath() throws IOException {
    CodeSource source = Supervisor.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IOException("the supervisor's classes are in no file that a JVM could load");
    }
    try {
      String file = Path.of(source.getLocation().toURI()).toString();
      if (file.contains(File.pathSeparator)) {
        throw new IOException(
            "a JVM cannot load classes from "
                + file
                + ", which has a '"
                + File.pathSeparator
                + "'");
      }
      return file;
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException(
          "a JVM cannot load the supervisor's classes from " + source.getLocation(), e);
    }
  }

  @Override
  public String id() {
    return ProcessBackendProvider.ID;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
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
  public RuntimeSystem system() {
    return system;
  }

  @Override
  public Mono<Void> close() {
    return containers.close().then(transport.close()).then(launcher.close());
  }
}
