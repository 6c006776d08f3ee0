package dev.fairlead.kubernetes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.RestartPolicy;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentMappingTest {

  private static ContainerSpecBuilder spec() {
    return ContainerSpec.builder("busybox").command("sh", "-c", "exit 0").label("app", "shop");
  }

  private static DeploymentMapping mapping(ContainerSpecBuilder spec) {
    ContainerSpec built = spec.build();
    return mapping(built, new SecretMapping(built, "web").names());
  }

  private static DeploymentMapping mapping(ContainerSpec spec, SecretNames secrets) {
    PodMapping pod = new PodMapping(spec, "web", secrets, StorageClasses.none(), value -> value);
    return new DeploymentMapping(spec, "web", "mark", pod);
  }

  private static FieldPlan fate(SpecField field, ContainerSpecBuilder spec) {
    return plan(spec).fields().stream()
        .filter(each -> each.field() == field)
        .findFirst()
        .orElseThrow();
  }

  private static Plan plan(ContainerSpecBuilder spec) {
    return new PodPlanner("ns", StorageClasses.none(), Clock.systemUTC()).plan(spec.build());
  }

  @ParameterizedTest
  @CsvSource({
    "no,,false",
    "on-failure,,false",
    "always,,true",
    "unless-stopped,,true",
    "no,true,true",
    "on-failure,true,true",
    "always,false,false"
  })
  void whatIsToGoOnIsADeployment(String policy, String service, boolean deployment) {
    ContainerSpecBuilder spec = spec().restartPolicy(RestartPolicy.parse(policy));
    if (service != null) {
      spec.backendOption("kubernetes.service", service);
    }
    assertThat(DeploymentMapping.isAskedFor(spec.build())).isEqualTo(deployment);
    assertThat(plan(spec).nativeRequest())
        .contains(deployment ? "/apis/apps/v1/namespaces/ns/deployments" : "/namespaces/ns/pods")
        .contains(deployment ? "\"kind\" : \"Deployment\"" : "\"kind\" : \"Pod\"");
  }

  @Test
  void podsAreOfOneDeploymentAndOfNoOther() {
    Deployment made = mapping(spec()).deployment();
    assertThat(made.getSpec().getReplicas()).isEqualTo(1);
    assertThat(made.getSpec().getSelector().getMatchLabels())
        .containsExactly(Map.entry(DeploymentMapping.SELECTOR, "mark"));
    assertThat(made.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry(DeploymentMapping.SELECTOR, "mark")
        .containsEntry("app", "shop");
    assertThat(made.getSpec().getTemplate().getMetadata().getName()).isNull();
    assertThat(made.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("Always");
    assertThat(mapping(spec()).service()).isEmpty();
  }

  @Test
  void aServiceHasThePortsOfTheContainerOnceEach() {
    ContainerSpecBuilder spec =
        spec()
            .port(PortBinding.tcp(8080, 80))
            .port(PortBinding.tcp(8081, 80))
            .port(PortBinding.randomTcp(443));
    Service service = mapping(spec).service().orElseThrow();
    assertThat(service.getMetadata().getName()).isEqualTo("web");
    assertThat(service.getSpec().getSelector())
        .containsExactly(Map.entry(DeploymentMapping.SELECTOR, "mark"));
    assertThat(service.getSpec().getPorts())
        .extracting(
            port -> port.getName() + " " + port.getPort() + " " + port.getTargetPort().getIntVal())
        .containsExactly("tcp-80 80 80", "tcp-443 443 443");
  }

  @Test
  void portsAreDroppedWithoutAServiceAndSaidHowWithOne() {
    ContainerSpecBuilder spec = spec().port(PortBinding.tcp(8080, 80));
    assertThat(fate(SpecField.PORTS, spec).disposition()).isEqualTo(Disposition.DROPPED);
    assertThat(fate(SpecField.PORTS, spec).detail()).contains("fairlead port-forward");
    spec.backendOption("kubernetes.service", "true");
    assertThat(fate(SpecField.PORTS, spec).disposition()).isEqualTo(Disposition.APPROXIMATED);
    assertThat(fate(SpecField.PORTS, spec).detail()).contains("Service");
  }

  @Test
  void aPolicyIsKeptByADeploymentAndLessByAKubelet() {
    assertThat(fate(SpecField.RESTART_POLICY, spec().restartPolicy(RestartPolicy.parse("always"))))
        .extracting(FieldPlan::disposition)
        .isEqualTo(Disposition.KEPT);
    ContainerSpecBuilder sometimes = spec().restartPolicy(RestartPolicy.parse("on-failure"));
    assertThat(fate(SpecField.RESTART_POLICY, sometimes).detail()).contains("node is lost");
    sometimes.backendOption("kubernetes.service", "true");
    assertThat(fate(SpecField.RESTART_POLICY, sometimes).detail()).contains("any end");
  }

  @Test
  void anotherWordForTheOptionIsRefused() {
    FieldPlan fate =
        fate(SpecField.BACKEND_OPTIONS, spec().backendOption("kubernetes.service", "yes"));
    assertThat(fate.disposition()).isEqualTo(Disposition.DROPPED);
    assertThat(fate.detail()).contains("kubernetes.service");
  }

  @Test
  void secretsAreFoundByTheNameOfTheDeployment() {
    ContainerSpec built = spec().secretEnv("TOKEN", "s3cret").build();
    SecretMapping secrets = new SecretMapping(built, "web");
    Deployment made = mapping(built, secrets.names()).deployment();
    assertThat(SecretMapping.of("web", made.getSpec().getTemplate().getSpec()))
        .containsExactly(secrets.names().environment().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "web,web",
    "1web,s-1web-[0-9a-f]{8}",
    "a.b,s-a-b-[0-9a-f]{8}",
  })
  void aServiceHasANameThatItCanHave(String name, String service) {
    assertThat(Names.service(name)).matches(service);
    assertThat(Names.service("x".repeat(100))).hasSizeLessThanOrEqualTo(63);
  }
}
