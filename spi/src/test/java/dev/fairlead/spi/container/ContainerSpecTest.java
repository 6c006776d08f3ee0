package dev.fairlead.spi.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.image.RegistryCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ContainerSpecTest {

  static ContainerSpec everything() {
    return ContainerSpec.builder("busybox:1")
        .name("web")
        .entrypoint(List.of("sh"))
        .command("-c", "true")
        .env("PLAIN", "visible-value")
        .secretEnv("TOKEN", "s3cr3t")
        .user("nobody")
        .workingDirectory("/srv")
        .stdin(ProcessSpec.Stdin.OPEN_ONCE)
        .tty(true)
        .mount(
            new Mount.Bind(
                "/a", "/b", Mount.Access.READ_ONLY, Mount.Relabel.NONE, Optional.empty()))
        .mount(new Mount.NamedVolume(Optional.of("data"), "/data", Mount.Access.READ_WRITE))
        .mount(new Mount.Tmpfs("/tmp", OptionalLong.of(1024), OptionalInt.of(01777)))
        .network(NetworkAttachment.to("net"))
        .port(PortBinding.tcp(8080, 80))
        .publishAll(true)
        .hostname("h")
        .extraHost("x", NetworkingSpec.HOST_GATEWAY)
        .dnsServer("127.0.0.1")
        .dnsSearch("example.test")
        .dnsOption("ndots:1")
        .memoryBytes(1 << 26)
        .memorySwapBytes(1 << 27)
        .memoryReservationBytes(1 << 25)
        .nanoCpus(500_000_000)
        .cpuShares(512)
        .cpuset("0")
        .pidsLimit(10)
        .shmBytes(1 << 20)
        .oomScoreAdjustment(1)
        .ulimit(new ResourceLimits.Ulimit("nofile", 10, 20))
        .privileged(true)
        .capAdd("NET_ADMIN")
        .capDrop("NET_RAW")
        .readOnlyRoot(true)
        .securityOption("no-new-privileges")
        .group("100")
        .sysctl("net.ipv4.ip_forward", "1")
        .userNamespace("host")
        .pidNamespace("host")
        .ipcNamespace("host")
        .device(new DeviceSpec.DeviceNode("/dev/null", "/dev/x", "rw"))
        .cdiDevice("acme.com/gpu=0")
        .gpus(GpuRequest.all())
        .restartPolicy(RestartPolicy.parse("always"))
        .healthCheck(HealthCheck.exec(List.of("true")))
        .stopSignal(Signal.INT)
        .stopGrace(Duration.ofSeconds(3))
        .init(true)
        .label("k", "v")
        .annotation("a", "b")
        .platform(Platform.parse("linux/amd64"))
        .pullPolicy(PullPolicy.ALWAYS)
        .imageCredentials(RegistryCredentials.basic("user", "p4ssw0rd"))
        .logDriver(new LogDriver("json-file", java.util.Map.of()))
        .pod("p")
        .backendOption("docker.x", "y")
        .build();
  }

  @Test
  void onlyTheImageIsSetAtFirst() {
    assertThat(ContainerSpec.builder("busybox").build().fieldsSet())
        .containsExactly(SpecField.IMAGE);
  }

  @Test
  void everyFieldCanBeSetAndIsSeen() {
    // Removal after the end excludes a restart policy, so it is seen on its own.
    ContainerSpec removed = ContainerSpec.builder("x").autoRemove(true).build();
    assertThat(removed.fieldsSet()).contains(SpecField.AUTO_REMOVE);
    assertThat(everything().fieldsSet())
        .hasSize(SpecField.values().length - 1)
        .doesNotContain(SpecField.AUTO_REMOVE);
  }

  @Test
  void aCopyThroughTheBuilderIsEqual() {
    assertThat(everything().toBuilder().build()).isEqualTo(everything());
  }

  @Test
  void noValueOfTheEnvironmentIsShown() {
    assertThat(everything().toString())
        .doesNotContain("s3cr3t")
        .doesNotContain("p4ssw0rd")
        .doesNotContain("visible-value");
  }

  @Test
  void removalAndRestartExcludeEachOther() {
    assertThatThrownBy(() -> everything().toBuilder().autoRemove(true).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("restarted");
  }

  @Test
  void malformedValuesAreRefusedWithTheValue() {
    assertThatThrownBy(() -> ContainerSpec.builder(" ").build()).hasMessageContaining("image");
    assertThatThrownBy(() -> ContainerSpec.builder("x").name("a b").build())
        .hasMessageContaining("a b");
    assertThatThrownBy(() -> ContainerSpec.builder("x").workingDirectory("rel").build())
        .hasMessageContaining("rel");
    assertThatThrownBy(() -> ContainerSpec.builder("x").env("A=B", "c").build())
        .hasMessageContaining("A=B");
    assertThatThrownBy(() -> ContainerSpec.builder("x").memoryBytes(0).build())
        .hasMessageContaining("memory");
    assertThatThrownBy(() -> PortBinding.tcp(99999, 80)).hasMessageContaining("99999");
  }
}
