package dev.fairlead.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.engine.FakeDaemon;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumePruneOptions.Scope;
import dev.fairlead.spi.volume.VolumeSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What daemons of several versions answer about volumes, word for word. */
class EngineVolumesTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String MADE_UP = "0123456789abcdef".repeat(4);

  @TempDir Path directory;

  private static EngineVolumes volumes(FakeDaemon daemon) {
    return new EngineVolumes(daemon.client(), Clock.systemUTC());
  }

  private static PruneReport prune(FakeDaemon daemon, Scope scope) {
    return volumes(daemon)
        .prune(VolumePruneOptions.of(scope).withLabels(Map.of("a", "b", "c", "")))
        .block(LIMIT);
  }

  @Test
  void anOldDaemonIsNotAskedToPruneWhenOnlyUnnamedOnesAreMeant() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(directory)) {
      daemon
          .answer(
              "/volumes",
              200,
              "{\"Volumes\":[{\"Name\":\"kept\",\"Driver\":\"local\",\"Labels\":null},{\"Name\":\""
                  + MADE_UP
                  + "\",\"Driver\":\"local\",\"CreatedAt\":\"2026-11-22T09:20:03Z\"}]}")
          .answer("/volumes/" + MADE_UP, 204, "");

      assertThat(prune(daemon, Scope.ANONYMOUS).removed()).containsExactly(MADE_UP);
      assertThat(daemon.requests())
          .anyMatch(line -> line.contains("/volumes?filters=") && line.contains("dangling"))
          .noneMatch(line -> line.contains("/prune") || line.contains("/kept"));
    }
  }

  @Test
  void anOldDaemonPrunesAllByItself() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(directory)) {
      daemon.answer("/volumes/prune", 200, "{\"VolumesDeleted\":[\"x\"],\"SpaceReclaimed\":42}");

      PruneReport report = prune(daemon, Scope.UNUSED);

      assertThat(report.removed()).containsExactly("x");
      assertThat(report.reclaimedBytes()).hasValue(42);
      assertThat(daemon.requests()).noneMatch(line -> line.contains("all"));
    }
  }

  @Test
  void aNewDaemonIsToldWhenNamedOnesAreMeantToo() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(directory, "1.42")) {
      daemon.answer("/volumes/prune", 200, "{\"VolumesDeleted\":null,\"SpaceReclaimed\":0}");

      assertThat(prune(daemon, Scope.ANONYMOUS).removed()).isEmpty();
      assertThat(daemon.requests()).noneMatch(line -> line.contains("all"));
      prune(daemon, Scope.UNUSED);
      assertThat(daemon.requests())
          .anyMatch(
              line ->
                  line.endsWith(
                      "/volumes/prune?filters=%7B%22label%22%3A%5B%22a%3Db%22%2C%22c%22%5D%2C"
                          + "%22all%22%3A%5B%22true%22%5D%7D"));
    }
  }

  @Test
  void aVolumeInUseNamesItsUsersAndNotTheirIds() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(directory)) {
      daemon
          .answer(
              "/volumes/data",
              409,
              "{\"message\":\"remove data: volume is in use - [33a38cce26cb]\"}")
          .answer("/containers/json", 200, "[{\"Id\":\"33a38cce26cb\",\"Names\":[\"/web\"]}]");

      ConflictException conflict =
          catchThrowableOfType(
              ConflictException.class, () -> volumes(daemon).remove("data").block(LIMIT));

      assertThat(conflict)
          .hasMessageContaining("in use by web")
          .hasMessageContaining("fairlead rm web");
    }
  }

  @Test
  void aDriverThatIsNotThereIsAnInvalidWish() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(directory)) {
      // Docker 20.10.24
      daemon
          .answer(
              "/volumes/create",
              404,
              "{\"message\":\"create data: error looking up volume plugin nope: plugin \\\"nope\\\" not"
                  + " found\"}")
          .answer("/volumes/data", 404, "{\"message\":\"get data: no such volume\"}");

      InvalidSpecException refusal =
          catchThrowableOfType(
              InvalidSpecException.class,
              () ->
                  volumes(daemon)
                      .create(VolumeSpec.builder("data").driver("nope").build())
                      .block(LIMIT));

      assertThat(refusal).hasMessageContaining("data").hasMessageContaining("nope");
    }
  }

  @Test
  void aSizeIsRefusedBeforeAnythingIsSent() throws IOException {
    try (FakeDaemon daemon = new FakeDaemon(directory)) {
      int before = daemon.requests().size();

      InvalidSpecException refusal =
          catchThrowableOfType(
              InvalidSpecException.class,
              () ->
                  volumes(daemon)
                      .create(VolumeSpec.builder("data").sizeBytes(1).build())
                      .block(LIMIT));

      assertThat(refusal).hasMessageContaining("size");
      assertThat(daemon.requests()).hasSize(before);
    }
  }
}
