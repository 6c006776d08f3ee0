package dev.fairlead.kubernetes.access;

import static dev.fairlead.kubernetes.access.Machines.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.error.AccessDeniedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that do not stay what they were. */
class RenewalTest {

  @TempDir Path directory;

  private final Hands clock = new Hands();

  /** A clock that a test sets. */
  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static String header(Credentials credentials) {
    return String.valueOf(credentials.header().block(LIMIT));
  }

  @Test
  void tokenFileIsReadAgainAfterAMinuteOrARejection() {
    Path file = Machines.write(directory.resolve("token"), "one");
    TokenFile token = new TokenFile(file, clock);
    assertThat(header(token)).isEqualTo("Bearer one");
    Machines.write(file, "two");
    assertThat(header(token)).isEqualTo("Bearer one");
    clock.now = clock.now.plus(Duration.ofSeconds(61));
    assertThat(header(token)).isEqualTo("Bearer two");
    Machines.write(file, "three");
    assertThat(token.rejected("Bearer two")).isTrue();
    assertThat(header(token)).isEqualTo("Bearer three");
  }

  private Credentials plugin(String script, String more) throws IOException {
    Path program = Machines.write(directory.resolve("bin/plugin"), "#!/bin/sh\n" + script);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    String exec =
        "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: [a, 'b c'],"
            + " env: [{name: COLOUR, value: red}], provideClusterInfo: true"
            + more
            + "}}";
    Path file =
        Machines.write(
            directory.resolve("bin/config"),
            Machines.kubeconfig("p", "https://a.invalid:6443", exec));
    return new ClusterPlaces(
            Machines.in(directory, Map.of("KUBECONFIG", file.toString(), "PATH", "/usr/bin:/bin")),
            clock)
        .find(AccessChoice.inForce())
        .blockOptional(LIMIT)
        .orElseThrow()
        .credentials();
  }

  private static String answer(String status) {
    return "cat <<END\n{\"kind\":\"ExecCredential\",\"status\":" + status + "}\nEND\n";
  }

  private int runs() throws IOException {
    return Files.readAllLines(directory.resolve("bin/runs")).size();
  }

  @Test
  void pluginIsRunAgainWhenItsTokenExpiresOrIsRejected() throws IOException {
    String count = "cd \"$(dirname \"$0\")\"; echo \"$1/$2/$COLOUR\" >> runs\n";
    Credentials plugin =
        plugin(
            count
                + "echo \"$KUBERNETES_EXEC_INFO\" > info\n"
                + answer(
                    "{\"token\":\"t$(wc -l < runs)\","
                        + "\"expirationTimestamp\":\"2026-01-01T01:00:00Z\"}"),
            "");
    assertThat(header(plugin)).isEqualTo("Bearer t1");
    assertThat(header(plugin)).isEqualTo("Bearer t1");
    assertThat(runs()).isEqualTo(1);
    assertThat(Files.readString(directory.resolve("bin/runs"))).isEqualTo("a/b c/red\n");
    assertThat(Files.readString(directory.resolve("bin/info")))
        .contains("\"interactive\":false", "\"server\":\"https://a.invalid:6443\"");

    assertThat(plugin.rejected("Bearer t1")).isTrue();
    assertThat(header(plugin)).isEqualTo("Bearer t2");
    clock.now = Instant.parse("2026-01-01T01:00:00Z");
    assertThat(header(plugin)).isEqualTo("Bearer t3");
  }

  @Test
  void pluginThatFailsSaysWhyAndShowsNoSecret() {
    assertThatThrownBy(() -> plugin("echo log in first >&2; echo s3cret; exit 3", ""))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("./plugin")
        .hasMessageContaining("code 3: log in first")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> plugin("echo s3cret", ""))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("no JSON")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
    assertThatThrownBy(() -> plugin(answer("{}"), ""))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("neither a token nor a certificate");
  }

  @Test
  void pluginThatIsNotThereIsNamedWithItsHint() {
    assertThatThrownBy(
            () ->
                new ClusterPlaces(
                        Machines.in(
                            directory,
                            Map.of(
                                "KUBECONFIG",
                                Machines.write(
                                        directory.resolve("c"),
                                        Machines.kubeconfig(
                                            "p",
                                            "https://a.invalid",
                                            "{exec: {apiVersion: client.authentication.k8s.io/v1,"
                                                + " command: /no/such/plugin, installHint: get"
                                                + " it}}"))
                                    .toString())),
                        clock)
                    .find(AccessChoice.inForce())
                    .block(LIMIT))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("/no/such/plugin")
        .hasMessageContaining("try: get it");
  }
}
