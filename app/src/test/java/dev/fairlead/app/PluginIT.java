package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.core.RuntimeKernel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.test.StepVerifier;

/** A backend that nobody knew of when the command was built: one jar, dropped into a directory. */
class PluginIT {

  private static final String SOURCE =
      """
      package plugged;

      import dev.fairlead.spi.Backend;
      import dev.fairlead.spi.BackendOptions;
      import dev.fairlead.spi.BackendProvider;
      import dev.fairlead.spi.Candidate;
      import dev.fairlead.spi.CandidateOrigin;
      import dev.fairlead.spi.Endpoint;
      import dev.fairlead.spi.ProbeContext;
      import dev.fairlead.spi.VersionRange;
      import dev.fairlead.tck.fake.FakeBackend;
      import java.net.URI;
      import java.util.List;
      import java.util.Optional;
      import reactor.core.publisher.Flux;
      import reactor.core.publisher.Mono;

      public final class PluggedProvider implements BackendProvider {
        public String id() {
          return "plugged";
        }

        public Flux<Candidate> probe(ProbeContext context) {
          return Flux.just(
              Candidate.available(
                  "plugged",
                  Endpoint.of(URI.create("plugged:///here")),
                  CandidateOrigin.WELL_KNOWN,
                  new VersionRange("1.0", Optional.empty(), Optional.empty()),
                  "a plugin",
                  10,
                  List.of()));
        }

        public Mono<Backend> open(Endpoint endpoint, BackendOptions options) {
          return Mono.fromSupplier(() -> FakeBackend.builder().id("plugged").image("busybox").build());
        }
      }
      """;

  @TempDir Path home;

  private Path plugins;
  private Path jar;

  @BeforeEach
  void aDirectoryThatNobodyElseCanWrite() throws IOException {
    plugins = Files.createDirectory(home.resolve("plugins"));
    Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwx------"));
    jar = compiled();
  }

  @Test
  void aJarThatWasDroppedInIsListedAndUsable() throws IOException {
    drop();
    Cli.Result doctor = new Cli(home).run("--plugins", plugins.toString(), "-o", "json", "doctor");
    JsonNode chosen = new ObjectMapper().readTree(doctor.out()).get("chosen");
    assertThat(chosen.get("runtime").asText()).as(doctor.toString()).isEqualTo("plugged");
    Cli.Result run =
        new Cli(home)
            .run(
                "--plugins",
                plugins.toString(),
                "run",
                "--rm",
                "busybox",
                "sh",
                "-c",
                "echo plugged; exit 4");
    assertThat(run.code()).as(run.toString()).isEqualTo(4);
    assertThat(run.out()).isEqualTo("plugged\n");
  }

  @Test
  void aRunningProcessFindsItWithinFiveSeconds() {
    RuntimeKernel kernel = RuntimeKernel.builder().pluginDirectory(plugins).build();
    AtomicLong dropped = new AtomicLong();
    kernel
        .health()
        .map(report -> report.providers().stream().anyMatch(found -> found.id().equals("plugged")))
        .as(StepVerifier::create)
        .expectNext(false)
        .then(this::drop)
        .then(() -> dropped.set(System.nanoTime()))
        .thenConsumeWhile(found -> !found)
        .expectNext(true)
        .thenCancel()
        .verify(Duration.ofSeconds(30));
    assertThat(Duration.ofNanos(System.nanoTime() - dropped.get()))
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aDirectoryThatOthersCanWriteIsRefusedWithTheRemedy() throws IOException {
    drop();
    Files.setPosixFilePermissions(plugins, PosixFilePermissions.fromString("rwxrwxrwx"));
    Cli.Result doctor = new Cli(home).run("--plugins", plugins.toString(), "doctor");
    assertThat(doctor.out()).contains("problem: ").contains("chmod").doesNotContain("plugged:///");
  }

  private void drop() {
    try {
      Files.move(jar, plugins.resolve("plugged.jar"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path compiled() throws IOException {
    Path classes = Files.createDirectory(home.resolve("classes"));
    Path source = Files.writeString(home.resolve("PluggedProvider.java"), SOURCE);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(code).isZero();
    Path made = home.resolve("plugged.jar");
    try (OutputStream file = Files.newOutputStream(made);
        JarOutputStream entries = new JarOutputStream(file)) {
      entries.putNextEntry(new ZipEntry("plugged/PluggedProvider.class"));
      entries.write(Files.readAllBytes(classes.resolve("plugged/PluggedProvider.class")));
      entries.putNextEntry(new ZipEntry("META-INF/services/dev.fairlead.spi.BackendProvider"));
      entries.write("plugged.PluggedProvider\n".getBytes(StandardCharsets.UTF_8));
    }
    return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
  }
}
