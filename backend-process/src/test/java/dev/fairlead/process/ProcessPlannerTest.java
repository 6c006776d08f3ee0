package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Platform;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ProcessPlannerTest {

  private final ProcessPlanner planner = new ProcessPlanner(new HostUser(Set.of("me", "1000")));

  private FieldPlan of(SpecField field, UnaryOperator<ContainerSpecBuilder> wish) {
    ContainerSpec spec = wish.apply(ContainerSpec.builder("host").command("true")).build();
    return planner.plan(spec).fields().stream()
        .filter(each -> each.field() == field)
        .findFirst()
        .orElseThrow();
  }

  private void assertDisposition(
      Disposition expected, SpecField field, UnaryOperator<ContainerSpecBuilder> wish) {
    assertThat(of(field, wish).disposition()).as(field.label()).isEqualTo(expected);
  }

  @Test
  void onlyThisMachineIsAnImage() {
    assertDisposition(Disposition.KEPT, SpecField.IMAGE, spec -> spec);
    FieldPlan other = of(SpecField.IMAGE, spec -> spec.image("busybox"));
    assertThat(other.disposition()).isEqualTo(Disposition.DROPPED);
    assertThat(other.detail()).contains("only the image 'host' exists here");
  }

  @Test
  void whatIsSoAnywayIsKept() {
    assertDisposition(Disposition.KEPT, SpecField.USER, spec -> spec.user("me"));
    assertDisposition(Disposition.KEPT, SpecField.USER, spec -> spec.user("1000"));
    assertDisposition(Disposition.DROPPED, SpecField.USER, spec -> spec.user("root"));
    assertDisposition(Disposition.DROPPED, SpecField.USER, spec -> spec.user("me:staff"));
    assertDisposition(
        Disposition.KEPT, SpecField.NETWORKS, spec -> spec.network(NetworkAttachment.to("host")));
    assertDisposition(
        Disposition.DROPPED,
        SpecField.NETWORKS,
        spec -> spec.network(NetworkAttachment.to("none")));
    assertDisposition(Disposition.KEPT, SpecField.PID, spec -> spec.pidNamespace("host"));
    assertDisposition(Disposition.DROPPED, SpecField.IPC, spec -> spec.ipcNamespace("private"));
    assertDisposition(
        Disposition.KEPT,
        SpecField.PLATFORM,
        spec ->
            spec.platform(
                Platform.parse(HostImages.operatingSystem() + "/" + HostImages.architecture())));
    assertDisposition(
        Disposition.DROPPED, SpecField.PLATFORM, spec -> spec.platform(Platform.parse("cp-m/z80")));
  }

  @Test
  void gpusAreSeenAllOrAreNotKept() {
    assertDisposition(
        Disposition.APPROXIMATED, SpecField.GPUS, spec -> spec.gpus(GpuRequest.all()));
    assertDisposition(Disposition.DROPPED, SpecField.GPUS, spec -> spec.gpus(GpuRequest.count(1)));
  }

  @Test
  void optionsOfOtherBackendsArePassedOver() {
    assertDisposition(
        Disposition.KEPT,
        SpecField.BACKEND_OPTIONS,
        spec -> spec.backendOption("docker.runtime", "runc"));
    assertDisposition(
        Disposition.DROPPED,
        SpecField.BACKEND_OPTIONS,
        spec -> spec.backendOption("process.nice", "5"));
  }

  @Test
  void theNativeRequestCanBePastedAndHidesSecrets() {
    ContainerSpec spec =
        ContainerSpec.builder("host")
            .command("sh", "-c", "echo 'a b'")
            .secretEnv("TOKEN", "hunter2")
            .build();
    assertThat(planner.plan(spec).nativeRequest())
        .contains("sh -c 'echo '\\''a b'\\'''")
        .contains("TOKEN=***")
        .doesNotContain("hunter2");
  }
}
