package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.access.AccessChoice;
import dev.fairlead.kubernetes.access.ClusterAccess;
import dev.fairlead.kubernetes.access.ClusterPlaces;
import dev.fairlead.kubernetes.api.ApiResource;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.kubernetes.api.Resources;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.testing.RealKubernetes;
import dev.fairlead.testing.RealRuntime;
import dev.fairlead.transport.http.HttpAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real cluster, and pods that are gone after the test. */
final class StreamedCluster implements BeforeEachCallback, AfterEachCallback {

  static final Duration LIMIT = Duration.ofSeconds(50);
  private static final String IMAGE = "test/busybox:1";

  private final List<String> made = new ArrayList<>();
  private final List<ApiServer> servers = new ArrayList<>();
  private final Cleanups cleanups = new Cleanups();
  private RealKubernetes cluster;
  private ClusterAccess access;
  private ApiServer server;
  private PodStreams streams;

  @Override
  public void beforeEach(ExtensionContext context) {
    cluster = RealRuntime.kubernetes();
    ProbeContext machine =
        new ProbeContext(
            Map.of("KUBECONFIG", cluster.kubeconfig().toString()),
            Path.of("/nonexistent"),
            OperatingSystem.LINUX,
            Optional.empty(),
            Duration.ofSeconds(5),
            Path.of("/"));
    access =
        new ClusterPlaces(machine, Clock.systemUTC()).find(AccessChoice.inForce()).block(LIMIT);
    server = open(access);
    streams = new PodStreams(server, cluster.namespace(), cleanups, Duration.ofSeconds(30));
  }

  private ApiServer open(ClusterAccess to) {
    ApiServer opened = ApiServer.open(to, BackendOptions.defaults());
    servers.add(opened);
    return opened;
  }

  RealKubernetes cluster() {
    return cluster;
  }

  PodStreams streams() {
    return streams;
  }

  InetSocketAddress address() {
    HttpAddress.Tls tls = (HttpAddress.Tls) access.address();
    return new InetSocketAddress(tls.host(), tls.port());
  }

  /** The same through another port of loopback. */
  PodStreams through(int port) {
    HttpAddress.Tls tls = (HttpAddress.Tls) access.address();
    ClusterAccess other =
        new ClusterAccess(
            access.server(),
            new HttpAddress.Tls("127.0.0.1", port, tls.material(), tls.proxy()),
            access.credentials(),
            access.namespace(),
            access.context(),
            access.source());
    return new PodStreams(open(other), cluster.namespace(), cleanups, Duration.ofSeconds(30));
  }

  private ApiResource<Pod, PodList> pods() {
    return new Resources(server, cluster.namespace()).pods();
  }

  /** What a pod has beside its command. */
  enum Wish {
    STDIN,
    TTY
  }

  /** A pod whose container runs, or has run already. */
  ContainerId started(List<String> command, Wish... wishes) {
    String name = "stream-" + UUID.randomUUID().toString().substring(0, 12);
    List<Wish> all = List.of(wishes);
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .withTerminationGracePeriodSeconds(0L)
            .withAutomountServiceAccountToken(false)
            .addNewContainer()
            .withName("main")
            .withImage(IMAGE)
            .withImagePullPolicy("Never")
            .withCommand(command)
            .withStdin(all.contains(Wish.STDIN) || all.contains(Wish.TTY))
            .withTty(all.contains(Wish.TTY))
            .endContainer()
            .endSpec()
            .build();
    made.add(name);
    pods().create(pod, "create a pod").block(LIMIT);
    ContainerId id = new ContainerId(name);
    new PodLook(server, cluster.namespace())
        .when(id, "wait for a pod", facts -> facts.stage() != PodFacts.Stage.WAITING)
        .block(LIMIT);
    return id;
  }

  ContainerId script(String script, Wish... wishes) {
    return started(List.of("sh", "-c", script), wishes);
  }

  ContainerId idle(Wish... wishes) {
    return script("trap 'exit 0' TERM; while :; do sleep 1; done", wishes);
  }

  PodFacts facts(ContainerId id) {
    return new PodLook(server, cluster.namespace()).now(id, "look at a pod").block(LIMIT);
  }

  void delete(ContainerId id) {
    pods()
        .delete(
            id.value(),
            new ApiResource.DeleteOptions(Optional.of(0L), Optional.empty()),
            "delete a pod")
        .block(LIMIT);
  }

  /** Waits for what goes on though nobody waits for it. */
  void settle() {
    cleanups.settled().block(LIMIT);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try {
      made.forEach(name -> delete(new ContainerId(name)));
      settle();
    } finally {
      servers.forEach(opened -> opened.close().block(LIMIT));
    }
  }
}
