package dev.fairlead.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.OperatingSystem;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.RegistryCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a login is found, and what is said when it cannot be read; on machines made up. */
class StoredLoginsTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String SECRET = "s3cr3t-w0rd";
  private static final ErrorContext ASKING = ErrorContext.of("docker", "pull x");

  @TempDir Path home;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void aPathWithTheProgramsOfTheTest() {
    environment.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
  }

  private StoredLogins logins() {
    return StoredLogins.docker(
        new ProbeContext(
            environment,
            home,
            OperatingSystem.LINUX,
            Optional.empty(),
            Duration.ofSeconds(1),
            home));
  }

  private Optional<RegistryLogin> find(String image) {
    return logins().find(ASKING, ImageReference.parse(image)).blockOptional(LIMIT);
  }

  private RegistryCredentials found(String image) {
    return find(image).orElseThrow().credentials();
  }

  private Path write(String path, String text) throws IOException {
    Path file = home.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void program(String name, String script) throws IOException {
    Path file = write("bin/docker-credential-" + name, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String packed(String user) {
    byte[] text = (user + ":" + SECRET).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(text);
  }

  private static String auths(String key, String user) {
    return "{\"auths\":{\"" + key + "\":{\"auth\":\"" + packed(user) + "\"}}}";
  }

  @ParameterizedTest(name = "{0} is for {1}")
  @CsvSource({
    "r.example:5000,r.example:5000/a/b:1",
    "https://r.example/v1/,r.example/a",
    "https://index.docker.io/v1/,busybox",
    "docker.io,busybox",
    "r.example/a,r.example/a/b:1",
    "r.example/a/b,r.example/a/b:1"
  })
  void theNamesOfRegistriesAreUnderstood(String key, String image) throws IOException {
    write(".docker/config.json", auths(key, "me"));
    assertThat(found(image)).isEqualTo(RegistryCredentials.basic("me", SECRET));
  }

  @Test
  void anotherRegistryGetsNothing() throws IOException {
    write(".docker/config.json", auths("r.example", "me"));
    assertThat(find("other.example/a")).isEmpty();
    assertThat(find("busybox")).isEmpty();
    assertThat(find("r.example:5000/a")).isEmpty();
  }

  @Test
  void theMostSpecialNameWins() throws IOException {
    write(
        ".docker/config.json",
        "{\"auths\":{\"r.example\":{\"auth\":\""
            + packed("all")
            + "\"},\"r.example/team\":{\"auth\":\""
            + packed("team")
            + "\"}}}");
    assertThat(found("r.example/team/x")).isEqualTo(RegistryCredentials.basic("team", SECRET));
    assertThat(found("r.example/other/x")).isEqualTo(RegistryCredentials.basic("all", SECRET));
  }

  @Test
  void dockersFileComesBeforePodmans() throws IOException {
    write(".config/containers/auth.json", auths("r.example", "podman"));
    assertThat(found("r.example/a")).isEqualTo(RegistryCredentials.basic("podman", SECRET));
    write(".docker/config.json", auths("r.example", "docker"));
    assertThat(found("r.example/a")).isEqualTo(RegistryCredentials.basic("docker", SECRET));
    write("run/containers/auth.json", auths("p.example", "runtime"));
    environment.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
    assertThat(found("p.example/a")).isEqualTo(RegistryCredentials.basic("runtime", SECRET));
  }

  @Test
  void variablesNameOtherFiles() throws IOException {
    write(".docker/config.json", auths("r.example", "default"));
    write("elsewhere/config.json", auths("r.example", "elsewhere"));
    environment.put("DOCKER_CONFIG", home.resolve("elsewhere").toString());
    assertThat(found("r.example/a")).isEqualTo(RegistryCredentials.basic("elsewhere", SECRET));
    write("auth.json", auths("q.example", "file"));
    environment.put("REGISTRY_AUTH_FILE", home.resolve("auth.json").toString());
    assertThat(found("q.example/a")).isEqualTo(RegistryCredentials.basic("file", SECRET));
  }

  @Test
  void anIdentityTokenStandsForUserAndPassword() throws IOException {
    write(
        ".docker/config.json",
        "{\"auths\":{\"r.example\":{\"auth\":\""
            + packed("me")
            + "\",\"identitytoken\":\"tok\"}}}");
    assertThat(found("r.example/a")).isEqualTo(RegistryCredentials.identityToken("tok"));
  }

  @Test
  void aProgramIsAskedByStandardInput() throws IOException {
    program(
        "test",
        "read server; [ \"$1\" = get ] || exit 9;"
            + " echo \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"$server\\\",\\\"Secret\\\":\\\"x\\\"}\"");
    write(".docker/config.json", "{\"credHelpers\":{\"r.example\":\"test\"}}");
    assertThat(found("r.example/a")).isEqualTo(RegistryCredentials.basic("r.example", "x"));
    write(".docker/config.json", "{\"credsStore\":\"test\"}");
    assertThat(found("busybox"))
        .isEqualTo(RegistryCredentials.basic("https://index.docker.io/v1/", "x"));
  }

  @Test
  void theUserOfATokenIsNone() throws IOException {
    program("test", "echo '{\"Username\":\"<token>\",\"Secret\":\"tok\"}'");
    write(".docker/config.json", "{\"credsStore\":\"test\"}");
    assertThat(found("r.example/a")).isEqualTo(RegistryCredentials.identityToken("tok"));
  }

  @Test
  void aProgramThatHasNoneLeavesItToTheNextPlace() throws IOException {
    program("test", "echo credentials not found in native keychain; exit 1");
    write(".docker/config.json", "{\"credsStore\":\"test\"}");
    assertThat(find("r.example/a")).isEmpty();
    write(".config/containers/auth.json", auths("r.example", "podman"));
    assertThat(found("r.example/a")).isEqualTo(RegistryCredentials.basic("podman", SECRET));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo the store is locked >&2; exit 3",
        "echo '{\"Secret\":\"" + SECRET + "\"}'; exit 3",
        "echo '{\"Secret\":\"" + SECRET + "\"}'",
        "echo '" + SECRET + "'",
        "kill -9 $$"
      })
  void aProgramThatFailsIsNamedAndItsSecretIsNot(String script) throws IOException {
    program("test", script);
    write(".docker/config.json", "{\"credsStore\":\"test\"}");
    assertThatThrownBy(() -> find("r.example/a"))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("docker-credential-test")
        .hasMessageContaining(".docker/config.json")
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "../bin/test", "a/b"})
  void aProgramThatIsNotThereIsAnErrorToo(String name) throws IOException {
    program("test", "echo '{\"Username\":\"u\",\"Secret\":\"s\"}'");
    write(".docker/config.json", "{\"credsStore\":\"" + name + "\"}");
    assertThatThrownBy(() -> find("r.example/a"))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining("docker-credential-" + name)
        .hasMessageContaining("PATH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auths\":{\"r.example\":{\"auth\":\"" + SECRET + "\"}}}",
        "{\"auths\":{\"r.example\":{\"auth\":\"bm90aGluZw==\"}}}",
        "{\"auths\": " + SECRET,
        "[\"" + SECRET + "\"]"
      })
  void aFileThatCannotBeUnderstoodIsNamedAndNotQuoted(String text) throws IOException {
    write(".docker/config.json", text);
    assertThatThrownBy(() -> find("r.example/a"))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining(".docker/config.json")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void allLoginsAreThoseOfFilesAndPrograms() throws IOException {
    program(
        "store",
        "if [ \"$1\" = list ]; then echo '{\"https://s.example\":\"u\"}'; exit; fi; read server;"
            + " [ $server = s.example ] || { echo credentials not found; exit 1; };"
            + " echo '{\"Username\":\"store\",\"Secret\":\"x\"}'");
    write(
        ".docker/config.json",
        "{\"credsStore\":\"store\",\"auths\":{\"r.example\":{\"auth\":\"" + packed("me") + "\"}}}");
    write(".config/containers/auth.json", auths("p.example", "podman"));

    Map<String, RegistryLogin> all = logins().all(ASKING).block(LIMIT);

    assertThat(all).containsOnlyKeys("r.example", "s.example", "p.example");
    assertThat(all.get("s.example").credentials())
        .isEqualTo(RegistryCredentials.basic("store", "x"));
    assertThat(all.toString()).doesNotContain(SECRET);
  }
}
