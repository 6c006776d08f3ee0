package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Completion of names in a real bash, of containers on a real Docker Engine. */
class NameCompletionIT {

  private static final Path BASH = Path.of("/bin/bash");

  @TempDir Path home;

  private final String name = "fairlead-tab-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealDaemonAndBashAreThere() throws IOException {
    assertThat(RealRuntime.docker()).isNotNull();
    assumeTrue(Files.isExecutable(BASH), "there is no " + BASH);
    cli().run("run", "-d", "--name", name, "busybox", "sleep", "600");
    Files.writeString(home.resolve("script"), cli().run("completion", "bash").out());
    Path bin = Files.createDirectory(home.resolve("bin"));
    Path command = bin.resolve("fairlead");
    Files.writeString(
        command, "#!/bin/sh\nexec " + String.join(" ", Child.command()) + " \"$@\"\n");
    assertThat(command.toFile().setExecutable(true)).isTrue();
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    cli().run("rm", "-f", name);
    Instant deadline = Instant.now().plusSeconds(20);
    while (isAsking() && Instant.now().isBefore(deadline)) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    assertThat(isAsking()).as("somebody still asks in the background").isFalse();
  }

  /** Whoever asks has a file of its own until the answer is there. */
  private boolean isAsking() throws IOException {
    Path cache = home.resolve("cache/fairlead");
    if (!Files.exists(cache)) {
      return false;
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.anyMatch(
          file -> !file.getFileName().toString().matches("names\\.[a-z]+\\.\\d+"));
    }
  }

  private Cli cli() {
    return new Cli(home).with("DOCKER_HOST", RealRuntime.docker().toString());
  }

  /** What a key offers after words, the last of them unfinished; nothing may be said beside it. */
  private String offered(String docker, String words) throws IOException, InterruptedException {
    int last = words.split(" ", -1).length - 1;
    ProcessBuilder builder =
        new ProcessBuilder(
                BASH.toString(),
                "--norc",
                "-c",
                // Only a shell that completes has this one.
                "compopt() { :; }; . ./script; COMP_WORDS=("
                    + words.replaceFirst(" $", " ''")
                    + "); COMP_CWORD="
                    + last
                    + "; _fairlead_with_names; echo \"${COMPREPLY[@]}\"")
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().put("CLASSPATH", Child.classPath());
    builder.environment().put("DOCKER_HOST", docker);
    builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
    builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    Process bash = builder.start();
    bash.getOutputStream().close();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return out.strip();
  }

  @Test
  void namesOfContainersAreOfferedAtTheLatestWithOneOfTheNextKeys() throws Exception {
    String docker = RealRuntime.docker().toString();
    Instant deadline = Instant.now().plusSeconds(40);
    String offered = "";
    while (!offered.equals(name) && Instant.now().isBefore(deadline)) {
      offered = offered(docker, "fairlead exec fairlead-tab-");
      assertThat(offered).matches("(fairlead-tab-[0-9a-f]+ ?)*");
      offered = offered.contains(name) ? name : "";
    }
    assertThat(offered).isEqualTo(name);
    assertThat(offered(docker, "fairlead shel")).isEqualTo("shell");
  }

  @Test
  void volumesAndNetworksAreOfferedWhereTheyBelong() throws Exception {
    String docker = RealRuntime.docker().toString();
    cli().run("volume", "create", name + "-v");
    try {
      Instant deadline = Instant.now().plusSeconds(40);
      String volumes = "";
      String networks = "";
      while (!(volumes.contains(name) && networks.contains("bridge"))
          && Instant.now().isBefore(deadline)) {
        volumes = offered(docker, "fairlead volume rm ");
        networks = offered(docker, "fairlead network rm ");
      }
      assertThat(volumes.split(" ")).contains(name + "-v").doesNotContain(name);
      assertThat(networks.split(" ")).contains("bridge", "host").doesNotContain(name);
    } finally {
      cli().run("volume", "rm", name + "-v");
    }
  }

  @Test
  void withoutADaemonNothingIsOfferedAndNothingSaid() throws Exception {
    String nobody = "unix://" + home.resolve("none.sock");
    assertThat(offered(nobody, "fairlead exec x")).isEmpty();
    try (Stream<Path> files = Files.list(home.resolve("cache/fairlead"))) {
      assertThat(files).allSatisfy(file -> assertThat(file).isEmptyFile());
    }
  }
}
