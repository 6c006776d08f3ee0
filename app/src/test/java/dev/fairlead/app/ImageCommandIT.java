package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The commands for images against real runtimes and real registries. */
@OnEachRuntime
class ImageCommandIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter LiveRuntime runtime;
  @TempDir Path home;

  private final String name = "fairlead-app-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealDaemonIsThere() throws IOException {
    assertThat(runtime.endpoint()).isNotNull();
    runtime.requires(home, "image-list");
  }

  @AfterEach
  void nothingIsLeftBehind() throws IOException {
    cli().run("rm", "-f", name);
    for (JsonNode image : JSON.readTree(cli().run("-o", "json", "image", "ls").out())) {
      for (JsonNode reference : image.get("references")) {
        if (reference.asText().contains(name)) {
          cli().run("image", "rm", "-f", reference.asText());
        }
      }
    }
  }

  private Cli cli() {
    return runtime.cli(home);
  }

  private static void fine(Cli.Result result) {
    assertThat(result.code()).as(result::toString).isZero();
  }

  private Path write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void anArchiveBringsTheSameImageBack() throws IOException {
    fine(cli().run("create", "--name", name, "busybox", "true"));
    String id = cli().run("commit", "-c", "CMD [\"pwd\"]", name, name + ":one").out().strip();
    assertThat(id).startsWith("sha256:");
    fine(cli().run("image", "save", name + ":one", "-o", "one.tar"));
    fine(cli().run("rm", name));
    assertThat(cli().run("image", "rm", name + ":one").out()).contains("Untagged", "Deleted");
    assertThat(cli().run("image", "load", "-q", "-i", "one.tar").out()).isEqualTo(name + ":one\n");
    JsonNode image = JSON.readTree(cli().run("image", "inspect", name + ":one").out()).get(0);
    assertThat(image.get("id").asText()).isEqualTo(id);
    byte[] archive = cli().run("image", "save", id.substring(7, 19)).bytes();
    assertThat(archive.length % 512).isZero();
    assertThat(cli().input(archive).run("image", "load").out()).contains("Loaded image");
    assertThat(JSON.readTree(cli().run("-o", "json", "image", "history", name + ":one").out()))
        .hasSizeGreaterThan(1);
  }

  @Test
  void aFileIsNotTouchedByAnArchiveThatFails() throws IOException {
    Path file = write("kept.tar", "kept");
    assertThat(cli().run("image", "save", name + ":none", "-o", "kept.tar").code()).isEqualTo(125);
    assertThat(cli().run("export", name, "-o", "kept.tar").code()).isEqualTo(125);
    assertThat(file).hasContent("kept");
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.filter(path -> path.toString().endsWith(".part"))).isEmpty();
    }
  }

  @Test
  void theFilesOfAContainerBecomeAnImage() {
    fine(cli().run("run", "--name", name, "busybox", "sh", "-c", "echo kept > /kept"));
    fine(cli().run("export", "-o", "files.tar", name));
    fine(cli().run("rm", name));
    fine(cli().run("image", "import", "-c", "CMD [\"cat\",\"/kept\"]", "files.tar", name + ":in"));
    assertThat(cli().run("run", "--rm", name + ":in").out()).isEqualTo("kept\n");
  }

  @Test
  void aFailedStepEndsWith125AndShowsWhatItWrote() throws IOException {
    write("ctx/Dockerfile", "FROM busybox\nRUN echo some output; exit 7\n");
    for (List<String> quiet : List.of(List.<String>of(), List.of("-q"))) {
      Cli.Result result =
          cli()
              .run(
                  Stream.of(
                          Stream.of("image", "build", "-t", name + ":bad"),
                          quiet.stream(),
                          Stream.of("ctx"))
                      .flatMap(part -> part)
                      .toArray(String[]::new));
      assertThat(result.code()).isEqualTo(125);
      assertThat(result.err())
          .contains("some output\n")
          .contains("step 2/2, RUN echo some output; exit 7, failed");
      assertThat(result.out()).isEmpty();
    }
    assertThat(cli().run("image", "inspect", name + ":bad").code()).isEqualTo(125);
  }

  @Test
  void aContextOfTenThousandFilesIsSentWithoutThoseThatAreIgnored() throws IOException {
    for (int directory = 0; directory < 100; directory++) {
      for (int file = 0; file < 100; file++) {
        write("ctx/d" + directory + "/f" + file + (file % 2 == 0 ? ".txt" : ".log"), "x");
      }
    }
    write("ctx/.dockerignore", "**/*.log\n!d7/f1.log\nd8\n");
    write("ctx/Dockerfile", "FROM busybox\nCOPY . /ctx\nRUN find /ctx -type f | wc -l\n");

    Cli.Result result = cli().run("image", "build", "-t", name + ":many", "ctx");

    fine(result);
    // 99 directories with 50 texts each, one log that was brought back, and the two files beside.
    assertThat(result.err().lines().map(String::strip)).contains(String.valueOf(99 * 50 + 1 + 2));
    assertThat(result.out()).startsWith("sha256:");
  }

  @Test
  void argumentsLabelsAndStagesArrive() throws IOException {
    write(
        "ctx/docker/File",
        "FROM busybox AS first\nARG WHO\nRUN echo built for $WHO\nFROM first\nRUN exit 9\n");
    Cli.Result result =
        cli()
            .with("WHO", "somebody")
            .run(
                "image",
                "build",
                "-t",
                name + ":args",
                "-f",
                "docker/File",
                "--target",
                "first",
                "--build-arg",
                "WHO",
                "--label",
                "a=b",
                "ctx");
    fine(result);
    assertThat(result.err()).contains("built for somebody");
    assertThat(cli().run("image", "inspect", name + ":args").out()).contains("\"a\" : \"b\"");
  }

  @Test
  void anOpenRegistryTakesAndGives() {
    String there = RealRuntime.registry() + "/" + name + ":one";
    fine(cli().run("image", "tag", "busybox", there));
    assertThat(cli().run("image", "push", "-q", there).out()).matches("\\S+@sha256:[0-9a-f]{64}\n");
    fine(cli().run("image", "rm", there));
    fine(cli().run("image", "pull", "-q", there));
    assertThat(cli().run("run", "--rm", there, "echo", "here").out()).isEqualTo("here\n");
  }

  @Test
  void aStoredLoginIsUsedAndAWrongOneIsSaidInOneLine() throws IOException {
    RealRuntime.GuardedRegistry registry = RealRuntime.guardedRegistry();
    String there = registry.name() + "/" + name + ":one";
    fine(cli().run("image", "tag", "busybox", there));
    login(registry, "wr0ng-w0rd");
    Cli.Result refused = cli().run("image", "push", "-q", there);
    assertThat(refused.code()).isEqualTo(125);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err())
        .contains(there, "unauthorized", "config.json")
        .doesNotContain("wr0ng-w0rd");
    login(registry, registry.password());
    fine(cli().run("image", "push", "-q", there));
    fine(cli().run("image", "rm", there));
    fine(cli().run("image", "pull", "-q", there));
  }

  private void login(RealRuntime.GuardedRegistry registry, String password) throws IOException {
    byte[] login = (registry.user() + ":" + password).getBytes(StandardCharsets.UTF_8);
    write(
        ".docker/config.json",
        "{\"auths\":{\""
            + registry.name()
            + "\":{\"auth\":\""
            + Base64.getEncoder().encodeToString(login)
            + "\"}}}");
  }

  @Test
  void aCredentialProgramOnThePathIsAskedAndItsFailureIsNotPassedOver() throws IOException {
    RealRuntime.GuardedRegistry registry = RealRuntime.guardedRegistry();
    String there = registry.name() + "/" + name + ":one";
    fine(cli().run("image", "tag", "busybox", there));
    write(".docker/config.json", "{\"credHelpers\":{\"" + registry.name() + "\":\"it\"}}");
    Cli.Result missing = asking().run("image", "push", "-q", there);
    assertThat(missing.code()).isEqualTo(125);
    assertThat(missing.err()).contains("docker-credential-it", "PATH");
    program("echo the store is locked; exit 1");
    assertThat(asking().run("image", "push", "-q", there).err())
        .contains("docker-credential-it", "the store is locked");
    program(
        "read server; echo '{\"Username\":\""
            + registry.user()
            + "\",\"Secret\":\""
            + registry.password()
            + "\"}'");
    fine(asking().run("image", "push", "-q", there));
  }

  private Cli asking() {
    return cli().with("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
  }

  private void program(String script) throws IOException {
    Path file = write("bin/docker-credential-it", "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
