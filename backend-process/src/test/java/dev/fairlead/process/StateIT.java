package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.process.internal.supervisor.ContainerRecord;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotExecutableException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.exec.ExecSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** The state directory: private, honest when it is damaged, and safe for many at once. */
class StateIT {

  private static final String SECRET = "correct-horse-battery";

  @RegisterExtension final Fixture fixture = new Fixture();

  @Test
  void onlyItsUserCanReadIt() throws IOException {
    ContainerId id =
        fixture.started(Fixture.sh("echo $TOKEN; sleep 600").secretEnv("TOKEN", SECRET));
    fixture.logged(id, SECRET);
    try (Stream<Path> all = Files.walk(fixture.home())) {
      for (Path each : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .as(each.toString())
            .endsWith("------");
      }
    }
  }

  @Test
  void secretsAreInNoCommandLineLabelOrPlan() {
    ContainerSpec spec = Fixture.sh("echo $TOKEN; sleep 600").secretEnv("TOKEN", SECRET).build();
    ContainerId id = Fixture.get(fixture.containers().launch(spec, PlanMode.STRICT)).id();
    fixture.logged(id, SECRET);
    Fixture.get(
            fixture
                .containers()
                .exec(id, ExecSpec.builder(List.of("sleep", "600")).env("X", SECRET).build()))
        .exit();
    assertThat(Processes.commandLines()).contains("sleep 600").doesNotContain(SECRET);
    assertThat(fixture.inspect(id).toString()).doesNotContain(SECRET);
    assertThat(Fixture.get(fixture.backend().plan(spec)).toString()).doesNotContain(SECRET);
  }

  @Test
  void whatCannotBeReadIsShownAsSuchAndNeverLeftOut() throws IOException {
    ContainerId id = fixture.started(Fixture.sh("exit 0"));
    Fixture.done(fixture.containers().waitFor(id, WaitCondition.NOT_RUNNING));
    Path spec = fixture.directory(id).resolve(ContainerRecord.FILE);
    String whole = Files.readString(spec);
    for (String damaged : new String[] {whole.substring(0, whole.length() / 2), "", "rubbish"}) {
      Files.writeString(spec, damaged);
      assertThat(
              fixture.containers().list(ContainerFilter.all()).collectList().block(Fixture.LIMIT))
          .singleElement()
          .satisfies(
              info -> {
                assertThat(info.state()).isEqualTo(ContainerState.UNKNOWN);
                assertThat(info.nativeState()).contains(spec.getParent().toString());
              });
      fixture
          .containers()
          .inspect(id)
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(BackendFailureException.class)
                      .hasMessageContaining("rm -f " + id.value()))
          .verify(Fixture.LIMIT);
    }
    Files.delete(spec);
    fixture
        .containers()
        .inspect(id)
        .as(StepVerifier::create)
        .expectError(BackendFailureException.class)
        .verify(Fixture.LIMIT);
    Files.writeString(spec, whole);
    assertThat(fixture.inspect(id).state()).isEqualTo(ContainerState.EXITED);
  }

  @Test
  void whatCannotBeReadIsRemovedByForceWithItsProcesses() throws IOException {
    ContainerId id = fixture.started(Fixture.sh("sleep 600").name("damaged"));
    String mark = fixture.inspect(id).id().value();
    Files.writeString(fixture.directory(id).resolve("spec"), "rubbish");
    fixture
        .containers()
        .remove(id, RemoveOptions.defaults())
        .as(StepVerifier::create)
        .expectError(BackendFailureException.class)
        .verify(Fixture.LIMIT);
    Fixture.done(fixture.containers().remove(ContainerId.of("damaged"), RemoveOptions.force()));
    assertThat(Processes.withVariable("FAIRLEAD_CONTAINER_ID", mark)).isEmpty();
    assertThat(fixture.containers().list(ContainerFilter.all()).collectList().block(Fixture.LIMIT))
        .isEmpty();
  }

  @Test
  void aNameIsGivenOnceHoweverManyAskForIt() {
    ContainerSpec spec = Fixture.sh("exit 0").name("only-one").build();
    Flux.range(0, 20)
        .flatMap(i -> fixture.containers().create(spec, PlanMode.STRICT), 20)
        .map(CreateResult::outcome)
        .filter(CreateResult.Outcome.CREATED::equals)
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectComplete()
        .verify(Fixture.LIMIT);
    fixture
        .containers()
        .create(Fixture.sh("exit 1").name("only-one").build(), PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(((ConflictException) error).differingFields())
                    .containsExactly("command"))
        .verify(Fixture.LIMIT);
  }

  @Test
  void aNameWhoseContainerWasNeverFinishedIsFree() throws IOException {
    Files.writeString(fixture.home().resolve("names/broken"), "0123456789abcdef0123456789abcdef");
    ContainerSpec spec = Fixture.sh("exit 0").name("broken").build();
    CreateResult made = Fixture.get(fixture.containers().create(spec, PlanMode.STRICT));
    assertThat(made.outcome()).isEqualTo(CreateResult.Outcome.CREATED);
    ContainerInfo found = fixture.inspect(ContainerId.of("broken"));
    assertThat(found.id()).isEqualTo(made.id());
  }

  @Test
  void manyStartsAtOnceStartItOnce() {
    ContainerId id =
        Fixture.get(
                fixture
                    .containers()
                    .create(Fixture.sh("echo once; sleep 600").build(), PlanMode.STRICT))
            .id();
    Flux.range(0, 8)
        .flatMap(i -> fixture.containers().start(id).thenReturn(i), 8)
        .as(StepVerifier::create)
        .expectNextCount(8)
        .expectComplete()
        .verify(Fixture.LIMIT);
    fixture.logged(id, "once");
    assertThat(fixture.log(id)).isEqualTo("once\n");
  }

  @Test
  void aStartRightAfterTheEndIsAStart() {
    ContainerSpec spec = Fixture.sh("echo run").build();
    ContainerId id = Fixture.get(fixture.containers().create(spec, PlanMode.STRICT)).id();
    for (int run = 1; run <= 10; run++) {
      Fixture.done(fixture.containers().start(id));
      Fixture.done(fixture.containers().waitFor(id, WaitCondition.NOT_RUNNING));
    }
    assertThat(fixture.log(id)).isEqualTo("run\n".repeat(10));
  }

  @Test
  void whatCannotStartSaysWhyAndStaysAsItWas(@TempDir Path directory) throws IOException {
    Path plain = Files.writeString(directory.resolve("plain"), "text");
    Path script = Files.writeString(directory.resolve("script"), "#!/no/such/interpreter\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    assertStartFails(
        ContainerSpec.builder("host").command("no-such-program"), NotFoundException.class);
    assertStartFails(
        ContainerSpec.builder("host").command(plain.toString()), NotExecutableException.class);
    assertStartFails(
        ContainerSpec.builder("host").command(script.toString()), NotFoundException.class);
    Path gone = Files.createDirectory(directory.resolve("gone"));
    ContainerSpec there = Fixture.sh("exit 0").workingDirectory(gone.toString()).build();
    ContainerId id = Fixture.get(fixture.containers().create(there, PlanMode.STRICT)).id();
    Files.delete(gone);
    fixture
        .containers()
        .start(id)
        .as(StepVerifier::create)
        .expectError(InvalidSpecException.class)
        .verify(Fixture.LIMIT);
    fixture
        .containers()
        .create(there, PlanMode.STRICT)
        .as(StepVerifier::create)
        .expectError(InvalidSpecException.class)
        .verify(Fixture.LIMIT);
  }

  private void assertStartFails(ContainerSpecBuilder spec, Class<? extends Throwable> kind) {
    ContainerId id = Fixture.get(fixture.containers().create(spec.build(), PlanMode.STRICT)).id();
    fixture.containers().start(id).as(StepVerifier::create).expectError(kind).verify(Fixture.LIMIT);
    assertThat(fixture.inspect(id).state()).isEqualTo(ContainerState.CREATED);
  }

  @Test
  void aDirectoryThatOthersCanChangeIsRefused(@TempDir Path directory) throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> ProcessSubject.open(open))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("chmod 700");
  }

  @Test
  void aLongPathWorksAsWell(@TempDir Path directory) throws IOException {
    Path deep = directory.resolve("d".repeat(120)).resolve("home");
    Backend backend = ProcessSubject.open(deep);
    ContainerSpec spec = Fixture.sh("exit 5").build();
    ContainerId id = Fixture.get(backend.containers().launch(spec, PlanMode.STRICT)).id();
    assertThat(Fixture.get(backend.containers().waitFor(id, WaitCondition.NOT_RUNNING)).code())
        .hasValue(5);
    Fixture.done(backend.close());
    Path sockets = StateDirectory.sockets(deep, Optional.empty());
    Processes.eventually(
        "no supervisor is left", () -> Processes.matching(deep.toString()).isEmpty());
    assertThat(sockets).isEmptyDirectory();
    Files.delete(sockets);
  }
}
