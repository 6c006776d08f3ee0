package dev.fairlead.kubernetes.api;

import dev.fairlead.spi.error.NotFoundException;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountList;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetList;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobList;
import java.util.Objects;

/** The kinds of objects of one namespace that are used here. */
public final class Resources {

  private final ApiServer server;
  private final String namespace;

  /**
   * Names a namespace, and asks nothing.
   *
   * @param server the server
   * @param namespace the namespace, which need not exist
   */
  public Resources(ApiServer server, String namespace) {
    this.server = Objects.requireNonNull(server, "server");
    this.namespace = Objects.requireNonNull(namespace, "namespace");
  }

  /**
   * Whose objects these are.
   *
   * @return the name of the namespace
   */
  public String namespace() {
    return namespace;
  }

  private <T extends HasMetadata, L extends KubernetesResourceList<T>> ApiResource<T, L> of(
      ApiPath collection, Class<T> type, Class<L> list, NotFoundException.Kind missing) {
    return new ApiResource<>(server, collection, type, list, missing);
  }

  /**
   * The pods.
   *
   * @return access to them
   */
  public ApiResource<Pod, PodList> pods() {
    return of(ApiPath.pods(namespace), Pod.class, PodList.class, NotFoundException.Kind.CONTAINER);
  }

  /**
   * The Deployments.
   *
   * @return access to them
   */
  public ApiResource<Deployment, DeploymentList> deployments() {
    return of(
        ApiPath.ofGroup("apps", "v1", namespace, "deployments"),
        Deployment.class,
        DeploymentList.class,
        NotFoundException.Kind.CONTAINER);
  }

  /**
   * The replica sets.
   *
   * @return access to them
   */
  public ApiResource<ReplicaSet, ReplicaSetList> replicaSets() {
    return of(
        ApiPath.ofGroup("apps", "v1", namespace, "replicasets"),
        ReplicaSet.class,
        ReplicaSetList.class,
        NotFoundException.Kind.OTHER);
  }

  /**
   * The Jobs.
   *
   * @return access to them
   */
  public ApiResource<Job, JobList> jobs() {
    return of(
        ApiPath.ofGroup("batch", "v1", namespace, "jobs"),
        Job.class,
        JobList.class,
        NotFoundException.Kind.JOB);
  }

  /**
   * The Services.
   *
   * @return access to them
   */
  public ApiResource<Service, ServiceList> services() {
    return of(
        ApiPath.core(namespace, "services"),
        Service.class,
        ServiceList.class,
        NotFoundException.Kind.OTHER);
  }

  /**
   * The secrets.
   *
   * @return access to them
   */
  public ApiResource<Secret, SecretList> secrets() {
    return of(
        ApiPath.core(namespace, "secrets"),
        Secret.class,
        SecretList.class,
        NotFoundException.Kind.OTHER);
  }

  /**
   * The claims on storage.
   *
   * @return access to them
   */
  public ApiResource<PersistentVolumeClaim, PersistentVolumeClaimList> claims() {
    return of(
        ApiPath.core(namespace, "persistentvolumeclaims"),
        PersistentVolumeClaim.class,
        PersistentVolumeClaimList.class,
        NotFoundException.Kind.VOLUME);
  }

  /**
   * What the parts of the cluster tell of other objects.
   *
   * @return access to them
   */
  public ApiResource<Event, EventList> events() {
    return of(
        ApiPath.core(namespace, "events"),
        Event.class,
        EventList.class,
        NotFoundException.Kind.OTHER);
  }

  /**
   * The service accounts.
   *
   * @return access to them
   */
  public ApiResource<ServiceAccount, ServiceAccountList> serviceAccounts() {
    return of(
        ApiPath.core(namespace, "serviceaccounts"),
        ServiceAccount.class,
        ServiceAccountList.class,
        NotFoundException.Kind.OTHER);
  }
}
