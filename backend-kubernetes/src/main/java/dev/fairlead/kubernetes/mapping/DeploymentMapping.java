package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.RestartPolicy;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes the Deployment of a container that is to go on whatever becomes of its process, its pod or
 * its node, and the Service of its ports.
 */
public final class DeploymentMapping {

  /** Tells the pods of one container from those of all others. */
  public static final String SELECTOR = Ownership.PREFIX + "workload";

  private final ContainerSpec spec;
  private final String name;
  private final String mark;
  private final PodMapping pod;

  /**
   * Prepares the mapping.
   *
   * @param spec what the container is made from, with its marks
   * @param name the name of the Deployment
   * @param mark a word that no other container of the namespace has
   * @param pod what its pods are made from
   */
  public DeploymentMapping(ContainerSpec spec, String name, String mark, PodMapping pod) {
    this.spec = spec;
    this.name = name;
    this.mark = mark;
    this.pod = pod;
  }

  /**
   * Whether a container is a Deployment: one that is always restarted, or is asked for as a
   * service. The option {@code kubernetes.service=false} leaves restarts to the kubelet.
   *
   * @param spec what is asked for
   * @return true for a Deployment, false for a pod
   */
  public static boolean isAskedFor(ContainerSpec spec) {
    RestartPolicy.Mode mode = spec.lifecycle().restartPolicy().mode();
    boolean always = mode == RestartPolicy.Mode.ALWAYS || mode == RestartPolicy.Mode.UNLESS_STOPPED;
    return new Wishes(spec.backendOptions()).service().orElse(always);
  }

  /**
   * The Deployment.
   *
   * @return what is sent to the server
   */
  public Deployment deployment() {
    Pod template = pod.pod();
    template.getSpec().setRestartPolicy("Always");
    template.getSpec().getContainers().get(0).setPorts(containerPorts());
    template.getMetadata().setName(null);
    template.getMetadata().getLabels().put(SELECTOR, mark);
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(template.getMetadata().getLabels())
        .withAnnotations(template.getMetadata().getAnnotations())
        .endMetadata()
        .withNewSpec()
        .withReplicas(1)
        .withRevisionHistoryLimit(0)
        .withNewStrategy()
        .withType("Recreate")
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(Map.of(SELECTOR, mark))
        .endSelector()
        .withNewTemplate()
        .withMetadata(template.getMetadata())
        .withSpec(template.getSpec())
        .endTemplate()
        .endSpec()
        .build();
  }

  /**
   * The Service, by which the rest of the cluster finds the container under its name, at its own
   * ports, as on a network of any other runtime.
   *
   * @return what is sent to the server; empty if no port is published
   */
  public Optional<Service> service() {
    List<ServicePort> ports =
        ports().stream()
            .map(
                port ->
                    new ServicePortBuilder()
                        .withName(port.protocol().label() + "-" + port.containerPort())
                        .withPort(port.containerPort())
                        .withTargetPort(new IntOrString(port.containerPort()))
                        .withProtocol(protocol(port))
                        .build())
            .collect(Collectors.toList());
    return ports.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(Names.service(name))
                .withLabels(PodLabels.fitting(spec.labels()))
                .addToLabels(SELECTOR, mark)
                .endMetadata()
                .withNewSpec()
                .withSelector(Map.of(SELECTOR, mark))
                .withPorts(ports)
                .endSpec()
                .build());
  }

  private List<ContainerPort> containerPorts() {
    return ports().stream()
        .map(
            port ->
                new ContainerPortBuilder()
                    .withContainerPort(port.containerPort())
                    .withProtocol(protocol(port))
                    .build())
        .collect(Collectors.toList());
  }

  /** Each port of the container once, on however many ports of a host it is published. */
  private List<PortBinding> ports() {
    return List.copyOf(
        spec.networking().ports().stream()
            .collect(
                Collectors.toMap(
                    port -> port.containerPort() + port.protocol().label(),
                    port -> port,
                    (first, second) -> first,
                    LinkedHashMap::new))
            .values());
  }

  private static String protocol(PortBinding port) {
    return port.protocol().label().toUpperCase(Locale.ROOT);
  }
}
