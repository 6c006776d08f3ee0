package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/** Who the users of a container are outside of it, on real Podmans with and without root. */
class OwnersAndNamespacesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A user of the image that nothing belongs to by itself. */
  private static final int SOMEBODY = 1234;

  private final String name = "fairlead-ns-" + UUID.randomUUID().toString().substring(0, 8);

  @TempDir Path directory;

  private Backend backend;

  @BeforeEach
  void aRealServiceIsThere() {
    backend = open(RealRuntime.podman());
  }

  @AfterEach
  void nothingIsLeft() {
    leave();
  }

  private void leave() {
    backend.containers().remove(ContainerId.of(name), RemoveOptions.force()).block(PATIENCE);
    backend.close().block(PATIENCE);
  }

  private static Backend open(URI host) {
    return get(new PodmanProvider().open(Endpoint.of(host), BackendOptions.defaults()));
  }

  private void withoutTheRightsOfRoot() {
    leave();
    backend = open(RealRuntime.rootlessPodman());
  }

  private static <T> T get(Mono<T> step) {
    return step.block(PATIENCE);
  }

  private ContainerSpecBuilder spec(String script) {
    return ContainerSpec.builder("busybox").name(name).command("sh", "-c", script);
  }

  private String output(ContainerSpecBuilder spec) {
    ContainerId id = get(backend.containers().create(spec.build(), PlanMode.STRICT)).id();
    backend.containers().start(id).block(PATIENCE);
    get(backend.containers().waitFor(id, WaitCondition.NOT_RUNNING));
    return get(
        backend
            .containers()
            .logs(id, LogOptions.all())
            .ofType(OutputFrame.class)
            .map(frame -> StandardCharsets.UTF_8.decode(frame.bytes()).toString())
            .collect(Collectors.joining()));
  }

  private static Mount bind(Path source, Mount.Relabel relabel, Mount.Owner owner) {
    return new Mount.Bind(
        source.toString(), "/seen", Mount.Access.READ_WRITE, relabel, Optional.empty(), owner);
  }

  @Test
  void aDirectoryIsGivenToTheUserOfTheContainer() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "content");
    assertThat(Files.getAttribute(directory, "unix:uid")).isNotEqualTo(SOMEBODY);

    Mount given = bind(directory, Mount.Relabel.NONE, Mount.Owner.CONTAINER);
    String out =
        output(
            spec("echo more >>/seen/file && echo written")
                .user(String.valueOf(SOMEBODY))
                .mount(given));

    assertThat(out).isEqualTo("written\n");
    assertThat(Files.getAttribute(directory, "unix:uid")).isEqualTo(SOMEBODY);
    assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(SOMEBODY);
    assertThat(file).hasContent("contentmore");
  }

  @Test
  void withoutThatWishItKeepsItsOwner() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Object before = Files.getAttribute(directory, "unix:uid");

    Mount kept = bind(directory, Mount.Relabel.NONE, Mount.Owner.KEPT);
    String out =
        output(
            spec("touch /seen/x 2>/dev/null || echo refused")
                .user(String.valueOf(SOMEBODY))
                .mount(kept));

    assertThat(out).isEqualTo("refused\n");
    assertThat(Files.getAttribute(directory, "unix:uid")).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(
      value = Mount.Relabel.class,
      names = {"SHARED", "PRIVATE"})
  void labelsAreAskedForAlsoWhereNothingIsLabelled(Mount.Relabel relabel) throws IOException {
    Files.writeString(directory.resolve("file"), "content");
    ContainerSpecBuilder labelled =
        spec("cat /seen/file").mount(bind(directory, relabel, Mount.Owner.KEPT));

    Plan plan = get(backend.plan(labelled.build()));
    String letter = relabel == Mount.Relabel.SHARED ? "z" : "Z";
    assertThat(plan.nativeRequest().replaceAll("\\s", ""))
        .contains("/libpod/containers/create", "\"options\":[\"rw\",\"rbind\",\"" + letter + "\"]");
    assertThat(plan.fields())
        .allSatisfy(field -> assertThat(field.disposition()).isEqualTo(Disposition.KEPT));
    assertThat(output(labelled)).isEqualTo("content");
  }

  @Test
  void aMissingDirectoryThatIsToBeLabelledIsRefused() {
    Path missing = directory.resolve("missing");
    ContainerSpecBuilder labelled =
        spec("true").mount(bind(missing, Mount.Relabel.SHARED, Mount.Owner.KEPT));
    assertThatExceptionOfType(ContainerException.class)
        .isThrownBy(() -> output(labelled))
        .withMessageContaining(missing.toString());
    assertThat(missing).doesNotExist();
  }

  /** Lines of first id inside, first id outside and how many. */
  private List<String> userIds(String mode) {
    return output(spec("cat /proc/self/uid_map").userNamespace(mode))
        .lines()
        .map(line -> line.strip().replaceAll("\\s+", " "))
        .toList();
  }

  @Test
  void theNamespaceOfTheHostIsThatOfTheMachine() throws IOException {
    List<String> machine =
        Files.readAllLines(Path.of("/proc/self/uid_map")).stream()
            .map(line -> line.strip().replaceAll("\\s+", " "))
            .toList();
    assertThat(userIds("host")).isEqualTo(machine);
  }

  @Test
  void whatNeedsAUserOtherThanRootIsAnErrorWithItsReason() {
    assertThatExceptionOfType(ContainerException.class)
        .isThrownBy(() -> userIds("keep-id"))
        .withMessageContaining("rootless");
  }

  @Test
  void theUserKeepsItsIdInside() throws IOException {
    withoutTheRightsOfRoot();
    Object user = Files.getAttribute(Path.of(RealRuntime.rootlessPodman().getPath()), "unix:uid");

    assertThat(userIds("keep-id")).contains(user + " 0 1").hasSizeGreaterThan(1);
  }

  @Test
  void aNamespaceOfItsOwnHasNoneOfTheUsersIds() {
    withoutTheRightsOfRoot();
    assertThat(userIds("auto"))
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).matches("0 [1-9]\\d* \\d{4,}"));
  }

  @Test
  void theUsersOwnIdIsNotMapped() {
    withoutTheRightsOfRoot();
    assertThat(userIds("nomap")).hasSize(1).allSatisfy(line -> assertThat(line).startsWith("0 1 "));
  }
}
