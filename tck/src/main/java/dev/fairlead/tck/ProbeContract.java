package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.error.BackendUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Looking for a runtime, and opening it. */
@DisplayName("A probe")
public abstract class ProbeContract {

  private static final Duration STEP = Duration.ofSeconds(20);
  private static final String SECRET = "tck-probe-s3cret";

  /** A place for machines that are made up. */
  @TempDir Path temporary;

  /** For subclasses. */
  protected ProbeContract() {}

  /**
   * What is examined.
   *
   * @return the provider
   */
  protected abstract BackendProvider provider();

  /**
   * A machine on which the runtime is found.
   *
   * @return the machine as the probe is to see it
   */
  protected abstract ProbeContext here();

  private List<Candidate> probe(ProbeContext context) {
    return Objects.requireNonNull(
        provider()
            .probe(context)
            .collectList()
            .block(context.deadline().multipliedBy(2).plusSeconds(3)));
  }

  private ProbeContext nowhere() {
    try {
      Path home = Files.createDirectories(temporary.resolve("home"));
      Path root = Files.createDirectories(temporary.resolve("root"));
      return new ProbeContext(
          Map.of("PATH", root.toString()),
          home,
          here().operatingSystem(),
          Optional.empty(),
          here().deadline(),
          root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** If this fails, configuration files that name backends will not work everywhere. */
  @Test
  @DisplayName("belongs to a provider with a stable name")
  void hasAName() {
    assertThat(provider().id()).matches("[a-z][a-z0-9-]*");
    assertThat(provider().aliases()).allMatch(alias -> alias.matches("[a-z][a-z0-9-]*"));
    assertThat(provider().aliases()).doesNotContain(provider().id());
  }

  /** Rules 1 and 2. If this fails, the runtime is not found where the context says that it is. */
  @Test
  @DisplayName("finds the runtime, tells what it saw, and finds it again")
  void findsTheRuntime() {
    List<Candidate> found = probe(here());
    assertThat(found).anyMatch(Candidate::usable);
    for (Candidate candidate : found) {
      assertThat(candidate.backend()).isEqualTo(provider().id());
      assertThat(candidate.evidence()).as("what was tried at " + candidate.endpoint()).isNotEmpty();
      assertThat(candidate.usable()).isEqualTo(candidate.versions().isPresent());
      assertThat(candidate.usable()).isEqualTo(candidate.flavour().isPresent());
    }
    assertThat(probe(here()))
        .extracting(Candidate::endpoint, Candidate::state)
        .containsExactlyInAnyOrderElementsOf(
            found.stream().map(each -> tuple(each.endpoint(), each.state())).toList());
  }

  /**
   * A probe is a function of its argument. If this fails, it reads the process's own environment.
   */
  @Test
  @DisplayName("of a machine with nothing on it chooses nothing, fails not, and changes nothing")
  void findsNothingWhereNothingIs() {
    assertThat(probe(nowhere())).noneMatch(each -> each.usable() && each.choosable());
    try (Stream<Path> left = Files.walk(temporary)) {
      assertThat(left).hasSize(3);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rule 12. If this fails, a socket that accepts and never answers holds up the whole report. */
  @Test
  @DisplayName("of an endpoint that never answers ends within its deadline")
  void survivesSilence() throws IOException {
    Path socket = temporary.resolve("silent.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      long began = System.nanoTime();
      List<Candidate> found = probe(nowhere().withExplicitHost(URI.create("unix://" + socket)));
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isLessThan(here().deadline().plusSeconds(2));
      assertThat(found).noneMatch(each -> each.usable() && each.choosable());
    }
  }

  /**
   * Rule 2. If this fails, a refused connection is an error of the probe, or looks like a runtime.
   */
  @Test
  @DisplayName("of an endpoint where nothing is says what it tried there")
  void survivesAbsence() {
    URI nothing = URI.create("unix://" + temporary.resolve("nothing.sock"));
    for (Candidate candidate : probe(nowhere().withExplicitHost(nothing))) {
      assertThat(candidate.usable() && candidate.choosable()).isFalse();
      assertThat(candidate.evidence()).isNotEmpty();
    }
  }

  /** Rule 14. If this fails, a value of the environment is quoted in evidence. */
  @Test
  @DisplayName("shows no value of a variable that may be a secret")
  void showsNoSecret() {
    Map<String, String> environment = new HashMap<>(here().environment());
    environment.put("REGISTRY_TOKEN", SECRET);
    ProbeContext context = here().withEnvironment(environment);
    assertThat(context.toString()).doesNotContain(SECRET);
    assertThat(probe(context).toString()).doesNotContain(SECRET);
  }

  /** Rules 2 and 12. If this fails, a closed backend hangs or answers. */
  @Test
  @DisplayName("leads to a backend that can be opened, used, and closed twice")
  void leadsToABackend() {
    Candidate found = probe(here()).stream().filter(Candidate::usable).findFirst().orElseThrow();
    Backend backend =
        Objects.requireNonNull(
            provider().open(found.endpoint(), BackendOptions.defaults()).block(STEP));
    assertThat(backend.id()).isEqualTo(provider().id());
    assertThat(backend.endpoint()).isEqualTo(found.endpoint());
    assertThat(backend.system().info().block(STEP)).isNotNull();
    backend.close().block(STEP);
    backend.close().block(STEP);
    Throwable error =
        backend
            .containers()
            .list(ContainerFilter.all())
            .then(Mono.<Throwable>empty())
            .onErrorResume(Mono::just)
            .block(STEP);
    assertThat(error).isInstanceOf(BackendUnavailableException.class);
  }
}
