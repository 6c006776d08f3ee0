package dev.fairlead.kubernetes.mapping;

import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.transport.http.Json;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Secret values in the cluster's own store: the pod's description only points to them. Their names
 * are used once, so that none is ever taken for that of another pod.
 */
public final class SecretMapping {

  private static final String DOCKER_CONFIG = "kubernetes.io/dockerconfigjson";

  private static final String ENVIRONMENT = "-env-";
  private static final String REGISTRY = "-pull-";

  private final ContainerSpec spec;
  private final String pod;
  private final SecretNames names;

  /**
   * Finds out which secrets a pod needs.
   *
   * @param spec what the container is made from
   * @param pod the name of its pod
   */
  public SecretMapping(ContainerSpec spec, String pod) {
    this.spec = spec;
    this.pod = pod;
    this.names =
        new SecretNames(
            spec.process().env().values().stream().anyMatch(SecretMapping::isSecret)
                ? Optional.of(pod + ENVIRONMENT + Names.word())
                : Optional.empty(),
            spec.imageCredentials().map(login -> pod + REGISTRY + Names.word()));
  }

  /**
   * The names of the secrets that were made for a pod.
   *
   * @param pod the pod
   * @return the names; those that it was told to use are not among them
   */
  public static List<String> of(Pod pod) {
    return of(pod.getMetadata().getName(), pod.getSpec());
  }

  /**
   * The names of the secrets that were made for the pods of one container.
   *
   * @param name the name that they were made for: of the pod, or of the Deployment
   * @param pod what the pod is made from
   * @return the names; those that it was told to use are not among them
   */
  public static List<String> of(String name, PodSpec pod) {
    Stream<String> environment =
        Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
            .flatMap(container -> container.getEnv().stream())
            .filter(variable -> variable.getValueFrom() != null)
            .map(variable -> variable.getValueFrom().getSecretKeyRef())
            .filter(Objects::nonNull)
            .map(key -> key.getName())
            .filter(secret -> secret.startsWith(name + ENVIRONMENT));
    Stream<String> registry =
        pod.getImagePullSecrets().stream()
            .map(LocalObjectReference::getName)
            .filter(secret -> secret.startsWith(name + REGISTRY));
    return Stream.concat(environment, registry).distinct().toList();
  }

  static boolean isSecret(EnvValue value) {
    return value.sensitivity() == EnvValue.Sensitivity.SECRET;
  }

  /** The key under which the value of a variable is kept, by its place among all. */
  static String key(int place) {
    return "v" + place;
  }

  /**
   * Their names.
   *
   * @return the names, of those that are needed
   */
  public SecretNames names() {
    return names;
  }

  /**
   * The secrets themselves.
   *
   * @return none if none is needed
   */
  public List<Secret> secrets() {
    List<Secret> secrets = new ArrayList<>();
    names.environment().ifPresent(name -> secrets.add(secret(name, "Opaque", environment())));
    names
        .registry()
        .ifPresent(
            name ->
                secrets.add(
                    secret(name, DOCKER_CONFIG, Map.of(".dockerconfigjson", dockerConfig()))));
    return secrets;
  }

  private Secret secret(String name, String type, Map<String, String> data) {
    return new SecretBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(name)
                .withLabels(PodLabels.fitting(spec.labels()))
                .addToAnnotations(Names.ANNOTATION, pod)
                .build())
        .withType(type)
        .withData(data)
        .build();
  }

  private Map<String, String> environment() {
    Map<String, String> data = new LinkedHashMap<>();
    int place = 0;
    for (EnvValue value : spec.process().env().values()) {
      if (isSecret(value)) {
        data.put(key(place), base64(value.value()));
      }
      place++;
    }
    return data;
  }

  private String dockerConfig() {
    RegistryCredentials login = spec.imageCredentials().orElseThrow();
    Map<String, Object> entry = new LinkedHashMap<>();
    if (login instanceof RegistryCredentials.Basic basic) {
      entry.put("auth", base64(basic.username() + ":" + basic.password()));
    } else if (login instanceof RegistryCredentials.IdentityToken token) {
      entry.put("identitytoken", token.token());
    }
    // Kubelets find it by host and path of the image, whatever the registry is.
    String key = ImageReference.parse(spec.image()).registry();
    return base64(
        new String(
            Json.standard().write(Map.of("auths", Map.of(key, entry))), StandardCharsets.UTF_8));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
