package dev.fairlead.engine.registry;

import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.image.ImageReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The logins that the user's own tools have stored. The files are asked in order, and the first one
 * that has a login wins. Within a file the program of {@code credHelpers} for the registry comes
 * first, else that of {@code credsStore}, and what is in the file itself is next.
 */
public final class StoredLogins implements RegistryLogins {

  private final List<Path> files;
  private final Map<String, String> environment;

  private StoredLogins(List<Path> files, Map<String, String> environment) {
    this.files = List.copyOf(files);
    this.environment = Map.copyOf(environment);
  }

  /**
   * Docker's own file, then Podman's.
   *
   * @param machine where the files are, by {@code DOCKER_CONFIG}, {@code REGISTRY_AUTH_FILE},
   *     {@code XDG_RUNTIME_DIR}, {@code XDG_CONFIG_HOME} and home, and whose {@code PATH} has the
   *     programs
   * @return the logins; no file is read before they are asked for
   */
  public static StoredLogins docker(ProbeContext machine) {
    return new StoredLogins(
        Stream.concat(Stream.of(dockers(machine)), podmans(machine)).toList(),
        machine.environment());
  }

  /**
   * Podman's own files, then Docker's.
   *
   * @param machine as for {@link #docker(ProbeContext)}
   * @return the logins; no file is read before they are asked for
   */
  public static StoredLogins podman(ProbeContext machine) {
    return new StoredLogins(
        Stream.concat(podmans(machine), Stream.of(dockers(machine))).toList(),
        machine.environment());
  }

  private static Path dockers(ProbeContext machine) {
    return machine
        .variable("DOCKER_CONFIG")
        .map(Path::of)
        .orElse(machine.home().resolve(".docker"))
        .resolve("config.json");
  }

  private static Stream<Path> podmans(ProbeContext machine) {
    Optional<Path> named = machine.variable("REGISTRY_AUTH_FILE").map(Path::of);
    if (named.isPresent()) {
      return named.stream();
    }
    Path auth = Path.of("containers", "auth.json");
    Path configuration =
        machine.variable("XDG_CONFIG_HOME").map(Path::of).orElse(machine.home().resolve(".config"));
    return Stream.concat(
            machine.variable("XDG_RUNTIME_DIR").map(Path::of).stream(), Stream.of(configuration))
        .map(directory -> directory.resolve(auth));
  }

  @Override
  public Mono<RegistryLogin> find(ErrorContext asking, ImageReference image) {
    Objects.requireNonNull(asking, "asking");
    Objects.requireNonNull(image, "image");
    return files(asking)
        .concatMap(file -> in(file, asking, RegistryKey.of(image), image.registry()), 1)
        .next();
  }

  private Flux<LoginFile> files(ErrorContext asking) {
    return Flux.fromIterable(files)
        .concatMap(
            path ->
                Mono.fromCallable(() -> LoginFile.read(path, asking))
                    .subscribeOn(Schedulers.boundedElastic())
                    .flatMap(Mono::justOrEmpty),
            1);
  }

  private Mono<RegistryLogin> in(
      LoginFile file, ErrorContext asking, List<String> keys, String registry) {
    Mono<RegistryLogin> kept = Mono.defer(() -> Mono.justOrEmpty(file.kept(keys, registry)));
    return file.helper(registry)
        .map(name -> program(name, file, asking).get(RegistryKey.server(registry)))
        .map(asked -> asked.switchIfEmpty(kept))
        .orElse(kept);
  }

  private CredentialProgram program(String name, LoginFile file, ErrorContext asking) {
    return new CredentialProgram(name, file.path(), environment, asking);
  }

  @Override
  public Mono<Map<String, RegistryLogin>> all(ErrorContext asking) {
    Objects.requireNonNull(asking, "asking");
    return files(asking)
        .concatMap(file -> allIn(file, asking), 1)
        .reduceWith(
            LinkedHashMap::new,
            (all, entry) -> {
              all.putIfAbsent(entry.getKey(), entry.getValue());
              return all;
            });
  }

  private Flux<Map.Entry<String, RegistryLogin>> allIn(LoginFile file, ErrorContext asking) {
    Mono<List<String>> stored =
        file.store().map(name -> program(name, file, asking).list()).orElse(Mono.just(List.of()));
    return stored
        .flatMapIterable(servers -> registries(file, servers))
        .concatMap(
            registry ->
                in(file, asking, RegistryKey.ofRegistry(registry), registry)
                    .map(login -> Map.entry(registry, login)),
            1);
  }

  private static List<String> registries(LoginFile file, List<String> servers) {
    List<String> registries = new ArrayList<>(file.registries());
    servers.stream()
        .flatMap(server -> RegistryKey.registry(server).stream())
        .filter(registry -> !registries.contains(registry))
        .forEach(registries::add);
    return registries;
  }

  @Override
  public String toString() {
    return "StoredLogins" + files;
  }
}
