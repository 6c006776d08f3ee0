package dev.fairlead.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.CandidateOrigin;
import dev.fairlead.spi.CandidateState;
import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.BackendUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Finding the program on machines that are made up. */
class AppleProbeTest {

  private static final Duration STEP = Duration.ofSeconds(60);

  @TempDir Path directory;

  private Stage stage;

  @BeforeEach
  void stage() {
    stage = Stage.alone(directory);
  }

  private ProbeContext machine(OperatingSystem system, Map<String, String> more) {
    ProbeContext plain = stage.machine();
    Map<String, String> environment = new HashMap<>(plain.environment());
    environment.putAll(more);
    return new ProbeContext(
        environment, directory, system, Optional.empty(), plain.deadline(), directory);
  }

  private ProbeContext mac() {
    return machine(OperatingSystem.MACOS, Map.of());
  }

  private static Candidate look(ProbeContext machine) {
    List<Candidate> found = new AppleProvider().probe(machine).collectList().block(STEP);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** A program of the machine that is made up, which is the stand-in. */
  private Path installed(String place) throws IOException {
    Path file = directory.resolve(place.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\nexec '" + Stage.PROGRAM + "' \"$@\"\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private static void assertAbsent(Candidate candidate, String why) {
    assertThat(candidate.state()).isEqualTo(CandidateState.ABSENT);
    assertThat(candidate.evidence().toString()).contains(why);
    assertThat(candidate.remedy()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(value = OperatingSystem.class, mode = EnumSource.Mode.EXCLUDE, names = "MACOS")
  void isAbsentElsewhereAndNothingIsLookedAt(OperatingSystem system) throws IOException {
    Path program = installed("/usr/local/bin/container");
    assertAbsent(
        look(machine(system, Map.of("PATH", program.getParent().toString()))), "macOS only");
    assertThat(stage.calls()).isEmpty();
  }

  @Test
  void isAbsentOnAMacWithoutIt() {
    assertAbsent(look(mac()), "no program called container");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/opt/homebrew/bin/container", "/usr/local/bin/container"})
  void isFoundWhereHomebrewPutsIt(String place) throws IOException {
    Path program = installed(place);
    Candidate found = look(mac());
    assertThat(found.state()).isEqualTo(CandidateState.AVAILABLE);
    assertThat(found.endpoint().uri().getPath()).isEqualTo(program.toString());
    assertThat(found.versions().orElseThrow().version()).isEqualTo("1.2.2");
    assertThat(found.rank()).isEqualTo(200);
    assertThat(found.origin()).isEqualTo(CandidateOrigin.WELL_KNOWN);
  }

  @Test
  void thePathComesFirst() throws IOException {
    installed("/opt/homebrew/bin/container");
    Path mine = installed("/mine/container");
    String path = stage.machine().environment().get("PATH");
    Candidate found =
        look(machine(OperatingSystem.MACOS, Map.of("PATH", "/mine:relative:" + path)));
    assertThat(found.endpoint().uri().getPath()).isEqualTo(mine.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.12.3", "0.6.0"})
  void anOlderReleaseSaysInOneLineWhatToDo(String version) throws IOException {
    installed("/opt/homebrew/bin/container");
    stage.control("VERSION=" + version);
    Candidate found = look(mac());
    assertThat(found.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(found.evidence().toString()).contains(version).contains("1.0.0 or newer");
    assertThat(found.remedy().orElseThrow()).contains("upgrade").doesNotContain("\n");
    assertThat(stage.calls()).as("its service is not asked").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0", "1.2.2", "1.4.1", "1.7.1"})
  void everyReleaseFromTheFirstIsTaken(String version) throws IOException {
    installed("/opt/homebrew/bin/container");
    stage.control("VERSION=" + version);
    Candidate found = look(mac());
    assertThat(found.state()).isEqualTo(CandidateState.AVAILABLE);
    assertThat(found.versions().orElseThrow().version()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2.2", "1.4.1"})
  void aServiceThatIsDownIsNamedAndNotStarted(String version) throws IOException {
    Path program = installed("/opt/homebrew/bin/container");
    stage.control("VERSION=" + version, "DOWN=yes");
    Candidate found = look(mac());
    assertThat(found.state()).isEqualTo(CandidateState.UNHEALTHY);
    assertThat(found.remedy()).contains("container system start --enable-kernel-install");
    assertThat(stage.calls()).noneMatch(call -> call.contains("start"));
    assertThat(
            new AppleProvider()
                .open(new AppleProgram(program).endpoint(), stage.options())
                .<Throwable>map(opened -> new AssertionError("it opened"))
                .onErrorResume(Mono::just)
                .block(STEP))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("--enable-kernel-install");
  }

  @Test
  void whoNamesAProgramHasItLookedAtAnywhere() {
    ProbeContext linux = machine(OperatingSystem.LINUX, Map.of());
    Candidate named = look(linux.withExplicitHost(Stage.endpoint().uri()));
    assertThat(named.state()).isEqualTo(CandidateState.AVAILABLE);
    assertThat(named.origin()).isEqualTo(CandidateOrigin.EXPLICIT);
    Candidate variable =
        look(
            machine(
                OperatingSystem.LINUX, Map.of(AppleProgram.VARIABLE, Stage.PROGRAM.toString())));
    assertThat(variable.state()).isEqualTo(CandidateState.AVAILABLE);
    assertThat(variable.origin()).isEqualTo(CandidateOrigin.VARIABLE);
    Candidate missing = look(linux.withExplicitHost(URI.create("apple:///no/such/program")));
    assertThat(missing.state()).isEqualTo(CandidateState.ABSENT);
    Candidate nonsense = look(linux.withExplicitHost(URI.create("apple://host/program")));
    assertThat(nonsense.state()).isEqualTo(CandidateState.ABSENT);
    assertThat(
            new AppleProvider()
                .probe(linux.withExplicitHost(URI.create("unix:///docker.sock")))
                .collectList()
                .block(STEP))
        .isEmpty();
  }

  @Test
  void aProgramThatHangsIsUnhealthyWithinTheDeadline() {
    stage.control("HANG='system status'");
    ProbeContext machine =
        machine(OperatingSystem.LINUX, Map.of())
            .withExplicitHost(Stage.endpoint().uri())
            .withDeadline(Duration.ofSeconds(3));
    assertThat(look(machine).state()).isEqualTo(CandidateState.UNHEALTHY);
  }
}
