package dev.fairlead.kubernetes;

import static dev.fairlead.kubernetes.OpenNamespace.LIMIT;
import static dev.fairlead.kubernetes.OpenNamespace.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.kubernetes.api.ApiCall;
import dev.fairlead.kubernetes.api.ApiPath;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.system.ContainerEvent;
import dev.fairlead.spi.system.EventAction;
import dev.fairlead.spi.system.EventFilter;
import dev.fairlead.testing.RequestLog;
import dev.fairlead.testing.RequestLog.Request;
import dev.fairlead.transport.http.HttpRequest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** More pods than one machine can run: what is asked and kept does not grow with time. */
@Isolated
class ManyPodsIT {

  private static final int PODS = 500;
  private static final Duration LONG = Duration.ofMinutes(3);

  /** A pod of the test is about 3 KB as JSON, and a few times that as an object. */
  private static final long A_FEW_PODS_MORE = 16L << 20;

  @RegisterExtension final OpenNamespace space = new OpenNamespace();

  private String crowd;
  private Backend backend;

  @BeforeEach
  void makePods() {
    crowd = space.name("crowd");
    space.cluster().makePlainPods(crowd, PODS);
    backend =
        space.open(
            space.cluster().kubeconfig(),
            BackendOptions.defaults().with(KubernetesProvider.NAMESPACE, crowd));
  }

  @AfterEach
  void removePods() {
    space.cluster().removePlainPods(crowd);
  }

  private List<Request> ours(RequestLog requests) {
    return requests.all().stream()
        .filter(each -> each.uri().contains("/namespaces/" + crowd + "/"))
        .filter(each -> each.userAgent().startsWith("fairlead"))
        .toList();
  }

  private long listed() {
    return get(backend.containers().list(ContainerFilter.all()).count());
  }

  private static long heap() {
    ManagementFactory.getMemoryMXBean().gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void listIsReadInPagesAndLeavesNothing() {
    RequestLog requests = space.cluster().requestsFromNow();
    assertThat(listed()).isEqualTo(PODS);
    List<Request> asked = ours(requests);
    assertThat(asked).hasSize(2);
    assertThat(asked.get(0).uri()).contains("limit=250");
    assertThat(asked.get(1).uri()).contains("limit=250").contains("continue=");
    long before = heap();
    for (int turn = 0; turn < 10; turn++) {
      assertThat(listed()).isEqualTo(PODS);
    }
    assertThat(heap() - before).as("bytes that ten lists left").isLessThan(A_FEW_PODS_MORE);
    assertThat(ours(requests)).hasSize(2 + 2 * 10);
  }

  @Test
  void watchIsOneListAndOneConnectionHoweverMuchHappens() {
    listed();
    long before = heap();
    RequestLog requests = space.cluster().requestsFromNow();
    Sinks.One<Boolean> following = Sinks.one();
    CompletableFuture<Set<String>> removed =
        backend
            .system()
            .events(EventFilter.all())
            .doOnNext(event -> following.tryEmitValue(true))
            .filter(event -> event.action() == EventAction.REMOVED)
            .map(ContainerEvent::resourceId)
            .take(PODS)
            .collect(Collectors.toSet())
            .toFuture();
    // What is made after the list is told: then it is followed.
    makeAnother().repeat().takeUntilOther(following.asMono()).blockLast(LIMIT);
    assertThat(heap() - before).as("bytes that the watch keeps").isLessThan(A_FEW_PODS_MORE);
    space.cluster().removePlainPods(crowd);
    assertThat(removed).succeedsWithin(LONG);
    assertThat(removed.join()).hasSize(PODS);
    List<Request> asked =
        ours(requests).stream().filter(each -> !each.verb().equals("create")).toList();
    assertThat(asked).filteredOn(each -> each.verb().equals("list")).hasSize(2);
    assertThat(asked).filteredOn(each -> each.verb().equals("watch")).hasSizeBetween(1, 2);
    assertThat(asked).extracting(Request::verb).containsOnly("list", "watch");
  }

  private Mono<String> makeAnother() {
    ApiPath path = ApiPath.pods(crowd);
    Map<String, Object> container = Map.of("name", "main", "image", OpenNamespace.IMAGE);
    Map<String, Object> pod =
        Map.of(
            "metadata",
            Map.of("generateName", "another-"),
            "spec",
            Map.of("schedulerName", "nobody", "containers", List.of(container)));
    return Mono.fromSupplier(
        () ->
            space.asked(
                server ->
                    server
                        .call(
                            ApiCall.ofContainer("POST", path, "make a pod")
                                .with(HttpRequest.post(path.path()).json(pod)),
                            Map.class)
                        .map(Object::toString)));
  }
}
