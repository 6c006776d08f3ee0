package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.PortBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {

  private static final Path HERE = Path.of("/here");

  @Nested
  class Sizes {

    @ParameterizedTest
    @CsvSource({
      "4096, 4096",
      "512m, 536870912",
      "512M, 536870912",
      "1.5g, 1610612736",
      "1k, 1024",
      "10b, 10",
      "64MiB, 67108864",
      "64MB, 67108864"
    })
    void areReadInPowersOf1024(String text, long bytes) {
      assertThat(SizeSyntax.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "-1", "12x", "1.5.2g", "99999999999999999999", "999999p"})
    void thatAreNoneAreRefused(String text) {
      assertThatThrownBy(() -> SizeSyntax.bytes(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + text + "'")
          .hasMessageContaining("512m");
    }
  }

  @Nested
  class Ports {

    @ParameterizedTest
    @CsvSource({
      "80, 80/tcp",
      "8080:80, 8080:80/tcp",
      "8080:80/udp, 8080:80/udp",
      "127.0.0.1:8080:80, 127.0.0.1:8080:80/tcp",
      "127.0.0.1::80, 127.0.0.1::80/tcp",
      "[::1]:8080:80, [::1]:8080:80/tcp",
      "localhost:8080:80, localhost:8080:80/tcp"
    })
    void areReadAsDockerReadsThem(String text, String binding) {
      assertThat(PortSyntax.parse(text)).map(PortBinding::toString).containsExactly(binding);
    }

    @Test
    void areForwardedToTheSamePortUnlessToldOtherwise() {
      assertThat(PortForwardCommand.bindings("80"))
          .map(PortBinding::toString)
          .containsExactly("80:80/tcp");
      assertThat(PortForwardCommand.bindings(":80")).containsExactly(PortBinding.randomTcp(80));
      assertThat(PortForwardCommand.bindings("[::1]:8080:80"))
          .map(PortBinding::toString)
          .containsExactly("[::1]:8080:80/tcp");
    }

    @Test
    void rangesBecomeSinglePorts() {
      assertThat(PortSyntax.parse("8000-8002:80-82/udp"))
          .map(PortBinding::toString)
          .containsExactly("8000:80/udp", "8001:81/udp", "8002:82/udp");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          ":",
          "http",
          "8080:",
          "0:80",
          "99999:80",
          "80:99999",
          "80/icmp",
          "1-2:80",
          "5-3:5-3",
          "a:b:c:d",
          "8080:80:70:60",
          "::1:80:80"
        })
    void thatAreNoneAreRefusedWithAHint(String text) {
      assertThatThrownBy(() -> PortSyntax.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("'" + text + "' does not publish a port: ");
    }
  }

  @Nested
  class Mounts {

    @Test
    void pathsAreBindsAndNamesAreVolumes() {
      assertThat(MountSyntax.volume("/a:/b", HERE))
          .isEqualTo(
              new Mount.Bind(
                  "/a", "/b", Mount.Access.READ_WRITE, Mount.Relabel.NONE, Optional.empty()));
      assertThat(MountSyntax.volume("data:/b:ro", HERE))
          .isEqualTo(new Mount.NamedVolume(Optional.of("data"), "/b", Mount.Access.READ_ONLY));
      assertThat(MountSyntax.volume("/b", HERE))
          .isEqualTo(new Mount.NamedVolume(Optional.empty(), "/b", Mount.Access.READ_WRITE));
    }

    @Test
    void relativeSourcesAreResolvedHere() {
      assertThat(MountSyntax.volume("./x:/b:Z,rslave", HERE))
          .isEqualTo(
              new Mount.Bind(
                  "/here/x",
                  "/b",
                  Mount.Access.READ_WRITE,
                  Mount.Relabel.PRIVATE,
                  Optional.of("rslave")));
    }

    @Test
    void filesAreLabelledOrGivenToTheContainersUser() {
      Mount given =
          new Mount.Bind(
              "/a",
              "/b",
              Mount.Access.READ_WRITE,
              Mount.Relabel.SHARED,
              Optional.empty(),
              Mount.Owner.CONTAINER);
      assertThat(MountSyntax.volume("/a:/b:z,U", HERE)).isEqualTo(given);
      for (String owner : List.of("U", "U=true", "chown=1")) {
        assertThat(MountSyntax.mount("type=bind,src=/a,dst=/b,relabel=shared," + owner, HERE))
            .isEqualTo(given);
      }
      assertThat(MountSyntax.mount("type=bind,src=/a,dst=/b,relabel=private,U=false", HERE))
          .isEqualTo(
              new Mount.Bind(
                  "/a", "/b", Mount.Access.READ_WRITE, Mount.Relabel.PRIVATE, Optional.empty()));
    }

    @Test
    void keysSayTheSame() {
      assertThat(MountSyntax.mount("type=bind,src=/a,dst=/b,readonly", HERE))
          .isEqualTo(
              new Mount.Bind(
                  "/a", "/b", Mount.Access.READ_ONLY, Mount.Relabel.NONE, Optional.empty()));
      assertThat(MountSyntax.tmpfs("/t:size=64m,mode=1777"))
          .isEqualTo(new Mount.Tmpfs("/t", OptionalLong.of(64 << 20), OptionalInt.of(01777)))
          .isEqualTo(
              MountSyntax.mount("type=tmpfs,target=/t,tmpfs-size=64m,tmpfs-mode=1777", HERE));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          ":/b",
          "/a:",
          "/a:/b:rx",
          "/a:/b:ro:z",
          "a/b:/c",
          "/a:relative",
          "vol:/b:Z",
          "vol:/b:U",
          "vol:/b:rslave"
        })
    void thatAreNoneAreRefused(String text) {
      assertThatThrownBy(() -> MountSyntax.volume(text, HERE))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "type=bind,target=/b",
          "type=nfs,source=a,target=/b",
          "source=a",
          "type=bind,source=/a,target=/b,colour=red",
          "type=tmpfs,target=/t,tmpfs-mode=9",
          "type=tmpfs,target=/t,readonly",
          "type=bind,source=/a,target=/b,relabel=z",
          "type=bind,source=/a,target=/b,U=yes",
          "type=volume,source=a,target=/b,U",
          "type=tmpfs,target=/t,source=/a",
          "type=bind,source=/a,target=/t,tmpfs-size=1m",
          "type=volume,source=a,target=/t,bind-propagation=rslave",
          "type=bind,source=/a,target=/t,bind-propagation=odd",
          "type=bind,source=/a,target=/t,readonly=maybe"
        })
    void keysThatAreNoneAreRefused(String text) {
      assertThatThrownBy(() -> MountSyntax.mount(text, HERE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Times {

    private final Instant now = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
      "5, PT5S",
      "10s, PT10S",
      "1m30s, PT1M30S",
      "500ms, PT0.5S",
      "1.5h, PT1H30M",
      "0, PT0S"
    })
    void durationsAreRead(String text, Duration duration) {
      assertThat(DurationSyntax.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1s", "10x", "s", "1m30", "99999999999h"})
    void durationsThatAreNoneAreRefused(String text) {
      assertThatThrownBy(() -> DurationSyntax.duration(text))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
      "2026-01-02T03:00:00Z, 2026-01-02T03:00:00Z",
      "2026-01-02T04:00:00.5+01:00, 2026-01-02T03:00:00.500Z",
      "10m, 2026-01-02T02:54:05Z",
      "1767322800, 2026-01-02T03:00:00Z",
      "1767322800.25, 2026-01-02T03:00:00.250Z",
      "0, 1970-01-01T00:00:00Z",
      "100, 1970-01-01T00:01:40Z",
      "100s, 2026-01-02T03:02:25Z"
    })
    void pointsInTimeAreRead(String text, Instant time) {
      assertThat(DurationSyntax.instant(text, now)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({
      "2026-01-02, 2026-01-02T00:00:00",
      "2026-01-02T03:04, 2026-01-02T03:04:00",
      "2026-01-02T03:04:05.5, 2026-01-02T03:04:05.500"
    })
    void withoutAZoneTheyAreOfThisMachine(String text, LocalDateTime time) {
      assertThat(DurationSyntax.instant(text, now))
          .isEqualTo(time.atZone(ZoneId.systemDefault()).toInstant());
    }
  }

  @Nested
  class Environment {

    @Test
    void aNameWithoutValueIsTakenOverIfItIsSet() {
      assertThat(EnvironmentSyntax.variable("A", Map.of("A", "1"))).containsEntry("A", "1");
      assertThat(EnvironmentSyntax.variable("B", Map.of("A", "1"))).isEmpty();
      assertThat(EnvironmentSyntax.variable("A=x=y", Map.of())).containsEntry("A", "x=y");
      assertThatThrownBy(() -> EnvironmentSyntax.variable("=x", Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileIsReadAsDockerReadsIt(@TempDir Path directory) throws IOException {
      Path file = directory.resolve("env");
      Files.writeString(
          file,
          "\ufeffA=1\r\n# comment\n\n  B= two \n\tC=\"quoted\"\nHERE\nGONE\nD=\nE=x=y # no comment");
      assertThat(EnvironmentSyntax.file(file, Map.of("HERE", "yes")))
          .containsExactly(
              entry("A", "1"),
              entry("B", " two "),
              entry("C", "\"quoted\""),
              entry("HERE", "yes"),
              entry("D", ""),
              entry("E", "x=y # no comment"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A B=hunter2", "=hunter2", "A =hunter2", "A B"})
    void aBadLineIsNamedWithoutItsValue(String line, @TempDir Path directory) throws IOException {
      Path file = Files.writeString(directory.resolve("env"), "OK=1\n" + line + "\n");
      assertThatThrownBy(() -> EnvironmentSyntax.file(file, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("line 2 of ")
          .hasMessageNotContaining("hunter2");
    }

    @Test
    void aFileThatIsNoTextIsNamed(@TempDir Path directory) throws IOException {
      Path file = Files.write(directory.resolve("env"), new byte[] {'A', '=', (byte) 0xff});
      assertThatThrownBy(() -> EnvironmentSyntax.file(file, Map.of()))
          .hasMessageContaining("UTF-8");
    }

    @Test
    void aMissingFileIsNamed() {
      assertThatThrownBy(() -> EnvironmentSyntax.file(Path.of("/no/such/file"), Map.of()))
          .hasMessageContaining("/no/such/file");
    }
  }
}
