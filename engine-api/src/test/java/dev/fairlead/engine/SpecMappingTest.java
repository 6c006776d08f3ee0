package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.DeviceSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.LogDriver;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.PullPolicy;
import dev.fairlead.spi.container.ResourceLimits;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpecMappingTest {

  private static final ApiVersion OLD = new ApiVersion(1, 41);
  private static final ApiVersion NEW = new ApiVersion(1, 51);
  private static final Dialect PLAIN =
      new Dialect(new EngineVersion(EngineFamily.DOCKER, "Docker Engine", "28.5.2", OLD, NEW));
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);

  static final Capabilities DOCKER =
      Capabilities.builder()
          .without(Capability.PODS, "Docker has no pods")
          .without(Capability.CDI_DEVICES, "it looks for no device specifications")
          .withTheRest()
          .build();
  private static final Capabilities ALL = Capabilities.builder().withTheRest().build();

  private static ContainerSpecBuilder nearlyAll() {
    return ContainerSpec.builder("busybox:1")
        .name("web")
        .entrypoint(List.of())
        .command("echo", "a b")
        .env("PLAIN", "seen-nowhere")
        .secretEnv("TOKEN", "hush-hush")
        .user("1:2")
        .workingDirectory("/w")
        .stdin(ProcessSpec.Stdin.OPEN_ONCE)
        .tty(true)
        .mount(
            new Mount.Bind(
                "/s", "/t", Mount.Access.READ_ONLY, Mount.Relabel.NONE, Optional.of("rslave")))
        .mount(
            new Mount.Bind(
                "/s2", "/t2", Mount.Access.READ_WRITE, Mount.Relabel.PRIVATE, Optional.empty()))
        .mount(new Mount.NamedVolume(Optional.of("v"), "/v", Mount.Access.READ_WRITE))
        .mount(new Mount.Tmpfs("/tmp", OptionalLong.of(1000), OptionalInt.of(01777)))
        .network(
            new NetworkAttachment(
                "n1",
                List.of("alias"),
                Optional.of("10.0.0.2"),
                Optional.empty(),
                Optional.of("02:00:00:00:00:01")))
        .network(NetworkAttachment.to("n2"))
        .port(PortBinding.tcp(8080, 80))
        .port(PortBinding.tcp(8081, 80))
        .port(PortBinding.randomTcp(81))
        .publishAll(true)
        .hostname("h")
        .extraHost("x", "host-gateway")
        .dnsServer("10.0.0.1")
        .dnsSearch("lan")
        .dnsOption("ndots:1")
        .memoryBytes(100)
        .memorySwapBytes(200)
        .memoryReservationBytes(50)
        .nanoCpus(1_500_000_000L)
        .cpuShares(512)
        .cpuset("0-1")
        .pidsLimit(10)
        .shmBytes(1024)
        .oomScoreAdjustment(5)
        .ulimit(new ResourceLimits.Ulimit("nofile", 10, 20))
        .privileged(true)
        .capAdd("NET_ADMIN")
        .capDrop("ALL")
        .readOnlyRoot(true)
        .securityOption("no-new-privileges")
        .group("video")
        .sysctl("net.core.somaxconn", "10")
        .userNamespace("host")
        .pidNamespace("host")
        .ipcNamespace("host")
        .device(new DeviceSpec.DeviceNode("/dev/a", "/dev/b", "rw"))
        .cdiDevice("acme.com/gpu=0")
        .gpus(GpuRequest.count(2))
        .restartPolicy(RestartPolicy.parse("on-failure:3"))
        .healthCheck(HealthCheck.exec(List.of("true")))
        .stopSignal(Signal.INT)
        .stopGrace(Duration.ofMillis(1500))
        .init(true)
        .label("l", "1")
        .annotation("a", "2")
        .platform(Platform.parse("linux/arm64"))
        .pullPolicy(PullPolicy.NEVER)
        .logDriver(new LogDriver("json-file", Map.of("max-size", "1m")))
        .backendOption("podman.x", "y");
  }

  private static Plan plan(ApiVersion api, ContainerSpecBuilder spec) {
    return planner(api, api.equals(NEW) ? ALL : DOCKER, KernelSupport.full()).plan(spec.build());
  }

  private static SpecPlanner planner(
      ApiVersion api, Capabilities capabilities, KernelSupport kernel) {
    SpecMapping form = new SpecMapping(api, PLAIN, capabilities);
    return new SpecPlanner(
        "docker", api, PLAIN, capabilities, kernel, spec -> form, HealthChecking.BY_DAEMON, NOON);
  }

  private static Set<SpecField> of(Plan plan, Disposition disposition) {
    return plan.fields().stream()
        .filter(field -> field.disposition() == disposition)
        .map(FieldPlan::field)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(SpecField.class)));
  }

  @Test
  void everyFieldThatIsSetHasItsFate() {
    ContainerSpec spec = nearlyAll().build();
    assertThat(spec.fieldsSet())
        .as("the sample sets everything but what excludes it")
        .hasSize(SpecField.values().length - 3)
        .doesNotContain(SpecField.AUTO_REMOVE, SpecField.POD, SpecField.IMAGE_CREDENTIALS);
    for (ApiVersion api : List.of(OLD, NEW)) {
      assertThat(plan(api, nearlyAll()).fields())
          .extracting(FieldPlan::field)
          .containsExactlyElementsOf(spec.fieldsSet());
    }
  }

  @Test
  void newDaemonsLoseNothingAndOldOnesSayWhat() {
    assertThat(of(plan(NEW, nearlyAll()), Disposition.DROPPED)).isEmpty();
    assertThat(of(plan(NEW, nearlyAll()), Disposition.APPROXIMATED))
        .containsExactly(SpecField.ENV, SpecField.BIND_MOUNTS, SpecField.STOP_GRACE);
    assertThat(of(plan(OLD, nearlyAll()), Disposition.DROPPED))
        .containsExactly(SpecField.CDI_DEVICES, SpecField.ANNOTATIONS);
    assertThat(
            of(
                planner(NEW, DOCKER, KernelSupport.full())
                    .plan(nearlyAll().pod("p").backendOption("docker.nonsense", "1").build()),
                Disposition.DROPPED))
        .containsExactly(SpecField.CDI_DEVICES, SpecField.POD, SpecField.BACKEND_OPTIONS);
  }

  @Test
  void whatIsKeptIsInTheRequestAndWhatIsDroppedIsNot() {
    for (ApiVersion api : List.of(OLD, NEW)) {
      String bare =
          json(
              new SpecMapping(api, PLAIN, api.equals(NEW) ? ALL : DOCKER)
                  .body(ContainerSpec.builder("busybox:1").build(), EnvValue::value));
      String whole =
          json(
              new SpecMapping(api, PLAIN, api.equals(NEW) ? ALL : DOCKER)
                  .body(nearlyAll().build(), EnvValue::value));
      assertThat(whole.length()).isGreaterThan(bare.length());
      assertThat(whole.contains("acme.com/gpu=0")).isEqualTo(api.equals(NEW));
      assertThat(whole.contains("Annotations")).isEqualTo(api.equals(NEW));
    }
  }

  @Test
  void whatTheKernelLacksIsDroppedAndNotIgnored() {
    KernelSupport bare =
        KernelSupport.of(
            JsonObject.read(
                "{\"SwapLimit\":false,\"PidsLimit\":false,\"CPUShares\":true,\"MemoryLimit\":true}"
                    .getBytes(StandardCharsets.UTF_8)));
    ContainerSpecBuilder spec =
        ContainerSpec.builder("busybox")
            .memoryBytes(100)
            .memorySwapBytes(200)
            .cpuShares(2)
            .pidsLimit(10)
            .securityOption("apparmor=mine");
    Plan plan = planner(NEW, ALL, bare).plan(spec.build());
    assertThat(of(plan, Disposition.DROPPED))
        .containsExactly(SpecField.MEMORY_SWAP, SpecField.PIDS_LIMIT, SpecField.SECURITY_OPTIONS);
    assertThat(plan.dropped()).allMatch(field -> field.detail().contains("the daemon"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "none", "container:web"})
  void portsAreDroppedWhereTheNetworkPublishesNone(String network) {
    ContainerSpecBuilder spec =
        ContainerSpec.builder("busybox")
            .port(PortBinding.tcp(8080, 80))
            .publishAll(true)
            .network(NetworkAttachment.to(network));
    assertThat(of(plan(NEW, spec), Disposition.DROPPED))
        .containsExactly(SpecField.PORTS, SpecField.PUBLISH_ALL);
  }

  @Test
  void valuesOfVariablesAreInTheRequestAndNeverInThePlan() {
    assertThat(json(new SpecMapping(NEW, PLAIN, ALL).body(nearlyAll().build(), EnvValue::value)))
        .contains("PLAIN=seen-nowhere", "TOKEN=hush-hush");
    assertThat(plan(NEW, nearlyAll()).toString())
        .doesNotContain("seen-nowhere")
        .doesNotContain("hush-hush")
        .contains("PLAIN=***", "TOKEN=***");
  }

  @Test
  void theNativeRequestIsTheCallAsItIsSent() {
    Plan plan =
        plan(
            OLD,
            ContainerSpec.builder("busybox")
                .name("web")
                .command("true")
                .port(PortBinding.tcp(8080, 80))
                .network(NetworkAttachment.to("n1"))
                .network(NetworkAttachment.to("n2").withAliases(List.of("b"))));
    assertThat(plan.nativeRequest())
        .startsWith("POST /v1.41/containers/create?name=web\n{\n  \"Image\": \"busybox\",\n")
        .contains("  \"Cmd\": [\"true\"],\n")
        .contains("\"dev.fairlead.created\": \"2026-01-02T12:00:00Z\"")
        .contains("  \"ExposedPorts\": {\n    \"80/tcp\": {}\n  },\n")
        .contains("\"NetworkMode\": \"n1\"")
        .endsWith("POST /v1.41/networks/n2/connect\n{\n  \"Aliases\": [\"b\"]\n}");
    assertThat(plan.nativeRequest())
        .isEqualTo(
            plan(
                    OLD,
                    ContainerSpec.builder("busybox")
                        .name("web")
                        .command("true")
                        .port(PortBinding.tcp(8080, 80))
                        .network(NetworkAttachment.to("n1"))
                        .network(NetworkAttachment.to("n2").withAliases(List.of("b"))))
                .nativeRequest());
  }

  @Test
  void theBodyHasTheFormsThatTheDaemonTakes() {
    JsonObject body =
        JsonObject.read(
            Json.standard()
                .write(
                    new SpecMapping(NEW, PLAIN, ALL).body(nearlyAll().build(), EnvValue::value)));
    JsonObject host = body.object("HostConfig");
    assertThat(json(new SpecMapping(NEW, PLAIN, ALL).body(nearlyAll().build(), EnvValue::value)))
        .contains("\"Entrypoint\":[\"\"]");
    assertThat(body.number("StopTimeout")).hasValue(2);
    assertThat(body.flag("StdinOnce")).isTrue();
    assertThat(host.object("PortBindings").objects("80/tcp"))
        .extracting(binding -> binding.text("HostPort").orElse(""))
        .containsExactly("8080", "8081");
    assertThat(host.texts("Binds")).containsExactly("/s2:/t2:rw,Z");
    assertThat(host.objects("Mounts"))
        .extracting(mount -> mount.text("Type").orElse(""))
        .containsExactly("bind", "volume", "tmpfs");
    assertThat(host.objects("DeviceRequests")).hasSize(2);
    assertThat(host.object("RestartPolicy").number("MaximumRetryCount")).hasValue(3);
    assertThat(body.object("NetworkingConfig").object("EndpointsConfig").names())
        .containsExactly("n1", "n2");
    assertThat(body.object("Healthcheck").texts("Test")).containsExactly("CMD", "true");
  }

  private static String json(Object value) {
    return new String(Json.standard().write(value), StandardCharsets.UTF_8);
  }
}
