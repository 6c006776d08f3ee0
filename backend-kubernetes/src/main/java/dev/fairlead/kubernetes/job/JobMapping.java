package dev.fairlead.kubernetes.job;

import dev.fairlead.kubernetes.mapping.Names;
import dev.fairlead.kubernetes.mapping.PodLabels;
import dev.fairlead.kubernetes.mapping.PodMapping;
import dev.fairlead.kubernetes.mapping.SecretNames;
import dev.fairlead.kubernetes.mapping.StorageClasses;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.job.IndexedJobSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the Job of a ranked job, and the Service without an address of its own by which its pods
 * find each other. See "Indexed Job" in the documentation of Kubernetes: the pod of index i has the
 * host name {@code <job>-<i>}.
 */
final class JobMapping {

  /** Tells the pods of one job from those of all others. */
  static final String SELECTOR = Ownership.PREFIX + "indexed-job";

  /** Where a controller writes the index of a pod (Kubernetes 1.21 and later). */
  static final String INDEX = "batch.kubernetes.io/job-completion-index";

  private final IndexedJobSpec spec;
  private final ContainerSpec template;
  private final List<ContainerSpec> initSteps;
  private final Map<String, String> labels;
  private final String mark;
  private final StorageClasses storage;

  /**
   * Prepares the mapping.
   *
   * @param spec what the job is to be
   * @param template what its containers are made from, with their marks
   * @param initSteps what has to succeed before, with their marks
   * @param labels its labels, with its marks
   * @param mark a word that no other job of the namespace has
   * @param storage whether named volumes can be claims
   */
  JobMapping(
      IndexedJobSpec spec,
      ContainerSpec template,
      List<ContainerSpec> initSteps,
      Map<String, String> labels,
      String mark,
      StorageClasses storage) {
    this.spec = spec;
    this.template = template;
    this.initSteps = List.copyOf(initSteps);
    this.labels = Map.copyOf(labels);
    this.mark = mark;
    this.storage = storage;
  }

  /**
   * The Job.
   *
   * @param secrets those of the template, then those of each init step
   */
  Job job(List<SecretNames> secrets) {
    Pod made = pod(template, secrets.get(0));
    PodSpec pod = made.getSpec();
    pod.setRestartPolicy("Never");
    Container main = pod.getContainers().get(0);
    main.setEnv(environment(main.getEnv()));
    pod.setInitContainers(initContainers(pod, secrets.subList(1, secrets.size())));
    spec.headlessServicePort().ifPresent(port -> pod.setSubdomain(Names.service(spec.name())));
    return new JobBuilder()
        .withMetadata(meta())
        .withNewSpec()
        .withCompletionMode("Indexed")
        .withCompletions(spec.nodes())
        .withParallelism(spec.nodes())
        .withBackoffLimit(spec.backoffLimit())
        .withActiveDeadlineSeconds(spec.timeout().map(JobMapping::seconds).orElse(null))
        .withTtlSecondsAfterFinished(
            spec.retention().map(time -> Math.toIntExact(seconds(time))).orElse(null))
        .withNewTemplate()
        .withMetadata(templateMeta(made.getMetadata()))
        .withSpec(pod)
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The Service; empty where the containers need not find each other. */
  Optional<Service> service() {
    if (spec.headlessServicePort().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ServiceBuilder()
            .withNewMetadata()
            .withName(Names.service(spec.name()))
            .withLabels(PodLabels.fitting(labels))
            .addToLabels(SELECTOR, mark)
            .endMetadata()
            .withNewSpec()
            .withClusterIP("None")
            // A node is looked for by the others while it is not ready.
            .withPublishNotReadyAddresses(true)
            .withSelector(Map.of(SELECTOR, mark))
            .addNewPort()
            .withName("rendezvous")
            .withPort(spec.headlessServicePort().getAsInt())
            .endPort()
            .endSpec()
            .build());
  }

  private Pod pod(ContainerSpec container, SecretNames secrets) {
    return new PodMapping(container, spec.name(), secrets, storage, value -> value).pod();
  }

  private ObjectMeta meta() {
    Map<String, String> annotations = new LinkedHashMap<>();
    PodLabels.others(labels).ifPresent(text -> annotations.put(PodLabels.ANNOTATION, text));
    return new ObjectMetaBuilder()
        .withName(spec.name())
        .withLabels(PodLabels.fitting(labels))
        .addToLabels(SELECTOR, mark)
        .withAnnotations(annotations)
        .build();
  }

  private ObjectMeta templateMeta(ObjectMeta pod) {
    return new ObjectMetaBuilder(pod).withName(null).addToLabels(SELECTOR, mark).build();
  }

  /** The name by which the pod of index 0 is found. */
  static String leader(String job, String service) {
    return job + "-0." + service;
  }

  /** Seconds, rounded up, so that nothing ends too early. */
  private static long seconds(Duration time) {
    return time.plusNanos(999_999_999).toSeconds();
  }

  private List<EnvVar> environment(List<EnvVar> own) {
    List<EnvVar> all = new ArrayList<>(own);
    for (String name : spec.indexVariables()) {
      all.add(
          new EnvVarBuilder()
              .withName(name)
              .withNewValueFrom()
              .withNewFieldRef()
              .withFieldPath("metadata.annotations['" + INDEX + "']")
              .endFieldRef()
              .endValueFrom()
              .build());
    }
    String leader = leader(spec.name(), Names.service(spec.name()));
    for (String name : spec.leaderVariables()) {
      all.add(new EnvVarBuilder().withName(name).withValue(leader).build());
    }
    return all;
  }

  /** Each step is a container of the pod; its volumes get names of their own. */
  private List<Container> initContainers(PodSpec pod, List<SecretNames> secrets) {
    List<Container> steps = new ArrayList<>();
    for (SecretNames names : secrets) {
      String place = "init-" + steps.size();
      PodSpec step = pod(initSteps.get(steps.size()), names).getSpec();
      Container container = step.getContainers().get(0);
      container.setName(place);
      container.setEnv(environment(container.getEnv()));
      container.getVolumeMounts().forEach(mount -> mount.setName(place + "-" + mount.getName()));
      for (Volume volume : step.getVolumes()) {
        volume.setName(place + "-" + volume.getName());
        pod.getVolumes().add(volume);
      }
      step.getImagePullSecrets().stream()
          .filter(secret -> !pod.getImagePullSecrets().contains(secret))
          .forEach(pod.getImagePullSecrets()::add);
      steps.add(container);
    }
    return steps;
  }
}
