package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.access.AccessChoice;
import dev.fairlead.kubernetes.access.ClusterPlaces;
import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.testing.RealKubernetes;
import dev.fairlead.testing.RealRuntime;
import dev.fairlead.transport.http.HttpRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.core.publisher.Mono;

/**
 * A namespace of a real cluster, opened by way of the provider; nothing of a test is left in it.
 */
final class OpenNamespace implements BeforeEachCallback, AfterEachCallback {

  static final Duration LIMIT = Duration.ofSeconds(50);
  static final String IMAGE = "test/busybox:1";

  private static final String LABEL = "fairlead.test";

  private final List<Backend> opened = new ArrayList<>();
  private final List<RawObjects> lent = new ArrayList<>();
  private final String mark = UUID.randomUUID().toString().substring(0, 8);
  private RealKubernetes cluster;
  private Backend backend;

  @Override
  public void beforeEach(ExtensionContext context) {
    cluster = RealRuntime.kubernetes();
    backend = open(cluster.kubeconfig(), BackendOptions.defaults());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (backend != null) {
      containers()
          .list(mine())
          .concatMap(info -> containers().remove(info.id(), RemoveOptions.force()))
          .then()
          .block(LIMIT);
    }
    lent.forEach(RawObjects::close);
    opened.forEach(each -> each.close().block(LIMIT));
  }

  static ProbeContext machine(Path kubeconfig) {
    return new ProbeContext(
        Map.of("KUBECONFIG", kubeconfig.toString()),
        kubeconfig.getParent(),
        OperatingSystem.LINUX,
        Optional.empty(),
        Duration.ofSeconds(10),
        kubeconfig.getParent());
  }

  static Candidate probe(Path kubeconfig) {
    return Objects.requireNonNull(
        new KubernetesProvider().probe(machine(kubeconfig)).blockLast(LIMIT));
  }

  /** Another client of the same cluster. */
  Backend open(Path kubeconfig, BackendOptions options) {
    Backend another =
        Objects.requireNonNull(
            new KubernetesProvider()
                .open(
                    probe(kubeconfig).endpoint(),
                    options.with(BackendOptions.MACHINE, machine(kubeconfig)))
                .block(LIMIT));
    opened.add(another);
    return another;
  }

  /** Something that the contract has no word for. */
  <T> T asked(Function<ApiServer, Mono<T>> act) {
    return get(
        Mono.usingWhen(
            new ClusterPlaces(machine(cluster.kubeconfig()), Clock.systemUTC())
                .find(AccessChoice.inForce())
                .map(access -> ApiServer.open(access, BackendOptions.defaults())),
            act,
            ApiServer::close));
  }

  RealKubernetes cluster() {
    return cluster;
  }

  Backend backend() {
    return backend;
  }

  Containers containers() {
    return backend.containers();
  }

  boolean has(Capability capability) {
    return backend.capabilities().has(capability);
  }

  ContainerSpecBuilder sh(String script) {
    return ContainerSpec.builder(IMAGE).command("sh", "-c", script).label(LABEL, mark);
  }

  /** The objects of this test as an administrator sees them; closed after it. */
  RawObjects objects() {
    RawObjects objects = new RawObjects(cluster.kubeconfig(), LABEL + "=" + mark);
    lent.add(objects);
    return objects;
  }

  String name(String suffix) {
    return "it-" + mark + "-" + suffix;
  }

  ContainerFilter mine() {
    return ContainerFilter.all().withLabel(LABEL, mark);
  }

  List<ContainerInfo> list() {
    return get(containers().list(mine()).collectList());
  }

  static <T> T get(Mono<T> step) {
    return Objects.requireNonNull(step.block(LIMIT), "it completed without a value");
  }

  /** A pod as somebody else describes it, with the label by which it is removed. */
  ContainerId podBySomebodyElse(String suffix, Map<String, Object> more) {
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", "main");
    container.put("image", IMAGE);
    container.putAll(more);
    Map<String, Object> pod =
        Map.of(
            "metadata",
            Map.of("name", name(suffix), "labels", mine().labels()),
            "spec",
            Map.of("restartPolicy", "Never", "containers", List.of(container)));
    ApiPath path = ApiPath.pods(cluster.namespace());
    asked(
        server ->
            server.call(
                ApiCall.ofContainer("POST", path, "make a pod")
                    .with(HttpRequest.post(path.path()).json(pod)),
                Map.class));
    return ContainerId.of(name(suffix));
  }
}
