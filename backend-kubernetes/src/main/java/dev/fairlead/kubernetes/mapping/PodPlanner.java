package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Ownership;
import java.time.Clock;
import java.util.List;

/**
 * Tells what a specification would become in a cluster: the objects, and the fate of each field.
 */
public final class PodPlanner {

  private static final String BACKEND = "kubernetes";
  private static final String MASK = "***";

  private final String namespace;
  private final StorageClasses storage;
  private final Clock clock;

  /**
   * Creates a planner.
   *
   * @param namespace where pods are made
   * @param storage whether named volumes can be claims
   * @param clock tells when, for the marks
   */
  public PodPlanner(String namespace, StorageClasses storage, Clock clock) {
    this.namespace = namespace;
    this.storage = storage;
    this.clock = clock;
  }

  /**
   * Plans.
   *
   * @param spec what is asked for
   * @return the request with masked values, and the fate of each field that is set
   */
  public Plan plan(ContainerSpec spec) {
    return new Plan(BACKEND, request(Ownership.mark(spec, clock)), fates(spec));
  }

  /**
   * Refuses what the plan would refuse.
   *
   * @param spec what is asked for
   * @param mode whether dropped fields are accepted
   * @throws dev.fairlead.spi.error.InvalidSpecException if it is strict and a field is dropped
   */
  public void require(ContainerSpec spec, PlanMode mode) {
    new Plan(BACKEND, "", fates(spec)).require(mode);
  }

  private List<FieldPlan> fates(ContainerSpec spec) {
    FieldFates fates = new FieldFates(spec, storage);
    return spec.fieldsSet().stream().map(fates::of).toList();
  }

  private String request(ContainerSpec spec) {
    String name = spec.name().map(Names::pod).orElse("fairlead-" + MASK);
    SecretMapping secrets = new SecretMapping(spec, name);
    StringBuilder text = new StringBuilder();
    secrets
        .secrets()
        .forEach(
            secret ->
                text.append("POST /api/v1/namespaces/")
                    .append(namespace)
                    .append("/secrets\n(")
                    .append(secret.getMetadata().getName())
                    .append(", with values that are not shown)\n"));
    new VolumeNames(spec, storage)
        .claimed()
        .forEach(
            volume ->
                text.append("POST /api/v1/namespaces/")
                    .append(namespace)
                    .append("/persistentvolumeclaims\n(")
                    .append(Names.pod(volume))
                    .append(", unless it is there)\n"));
    PodMapping pod = new PodMapping(spec, name, secrets.names(), storage, value -> MASK);
    if (DeploymentMapping.isAskedFor(spec)) {
      DeploymentMapping mapping = new DeploymentMapping(spec, name, MASK, pod);
      post(text, "/apis/apps/v1", "deployments", mapping.deployment());
      mapping.service().ifPresent(service -> post(text, "/api/v1", "services", service));
    } else {
      post(text, "/api/v1", "pods", pod.pod());
    }
    return text.toString().stripTrailing();
  }

  private void post(StringBuilder text, String group, String resource, Object object) {
    text.append("POST ")
        .append(group)
        .append("/namespaces/")
        .append(namespace)
        .append('/')
        .append(resource)
        .append('\n')
        .append(ShownJson.of(object))
        .append('\n');
  }
}
