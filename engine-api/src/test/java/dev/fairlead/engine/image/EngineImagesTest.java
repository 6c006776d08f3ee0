package dev.fairlead.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.FakeDaemon;
import dev.fairlead.engine.registry.RegistryLogins;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.image.ExposedPort;
import dev.fairlead.spi.image.ImageConfiguration;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress.Phase;
import dev.fairlead.spi.image.RegistryTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;

/** What daemons answer about images, word for word. */
class EngineImagesTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ImageReference IMAGE = ImageReference.parse("127.0.0.1:5000/test/x:1");
  private static final String IMAGE_PATH = "/images/127.0.0.1%3A5000%2Ftest%2Fx%3A1/json";
  private static final String ID = "sha256:" + "16".repeat(32);
  private static final String PULLED =
      String.join(
          "\r\n",
          "{\"status\":\"Pulling from test/x\",\"id\":\"1\"}",
          "{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"a27ce2128565\"}",
          "{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\"a27ce2128565\"}",
          "{\"status\":\"Status: Downloaded newer image for 127.0.0.1:5000/test/x:1\"}",
          "");

  @TempDir Path directory;
  private FakeDaemon daemon;
  private EngineImages images;

  @BeforeEach
  void startDaemon() throws IOException {
    daemon = new FakeDaemon(directory);
    images = new EngineImages(daemon.client(), RegistryLogins.none());
  }

  @AfterEach
  void endDaemon() throws IOException {
    daemon.close();
  }

  @Test
  void aPullAsksForOneTagAndEndsWhenTheImageIsSeen() {
    daemon.answer("/images/create", 200, PULLED).answer(IMAGE_PATH, 200, image("amd64"));

    images
        .pull(IMAGE, PullOptions.defaults())
        .map(step -> step.phase())
        .as(StepVerifier::create)
        .expectNext(Phase.RESOLVING, Phase.WAITING, Phase.COMPLETE, Phase.DONE)
        .expectComplete()
        .verify(LIMIT);

    assertThat(daemon.requests())
        .anyMatch(line -> line.endsWith("/create?fromImage=127.0.0.1%3A5000%2Ftest%2Fx&tag=1"));
  }

  @Test
  void aPullWithoutTagIsThatOfLatestAlone() {
    images
        .pull(ImageReference.parse("busybox"), PullOptions.defaults())
        .onErrorComplete()
        .blockLast(LIMIT);

    assertThat(daemon.requests())
        .anyMatch(line -> line.endsWith("?fromImage=docker.io%2Flibrary%2Fbusybox&tag=latest"));
  }

  @Test
  void aPullByDigestAsksForTheDigest() {
    String digest = "sha256:" + "ab".repeat(32);
    images
        .pull(ImageReference.parse("x:1@" + digest), PullOptions.defaults())
        .onErrorComplete()
        .blockLast(LIMIT);

    assertThat(daemon.requests())
        .anyMatch(line -> line.endsWith("&tag=" + digest.replace(":", "%3A")));
  }

  @ParameterizedTest
  @CsvSource({
    "'manifest for 127.0.0.1:5000/test/x:1 not found: manifest unknown: manifest unknown', NotFoundException, another name or tag",
    "'pull access denied for test/x, repository does not exist or may require ''docker login'': denied', NotFoundException, credentials for 127.0.0.1:5000 if it is private",
    "'Head \"https://r/v2/x/manifests/1\": no basic auth credentials', AccessDeniedException, credentials for 127.0.0.1:5000",
    "'Get \"http://127.0.0.1:5000/v2/\": dial tcp 127.0.0.1:5000: connect: connection refused', BackendUnavailableException, can reach 127.0.0.1:5000",
    "'toomanyrequests: You have reached your pull rate limit', BackendUnavailableException, credentials",
    "'Get \"https://r/v2/\": dial tcp: lookup r: no such host', BackendFailureException, can reach",
    "'http: server gave HTTP response to HTTPS client', BackendFailureException, insecure-registries",
    "'write /data/tmp/x: no space left on device', BackendFailureException, free space",
  })
  void anErrorInsideTheAnswerIsTheSameAsOneByStatus(String words, String kind, String remedy) {
    String json = words.replace("\"", "\\\"");
    daemon.answer(
        "/images/create",
        200,
        "{\"status\":\"Pulling from x\"}\n{\"errorDetail\":{\"message\":\""
            + json
            + "\"},"
            + "\"error\":\""
            + json
            + "\"}\n");
    expectPullError(kind, remedy, 1);

    int status = kind.startsWith("NotFound") ? 404 : 500;
    daemon.answer("/images/create", status, "{\"message\":\"" + json + "\"}");
    expectPullError(kind, remedy, 0);
  }

  private void expectPullError(String kind, String remedy, int steps) {
    images
        .pull(IMAGE, PullOptions.defaults())
        .as(StepVerifier::create)
        .expectNextCount(steps)
        .expectErrorSatisfies(
            error -> {
              assertThat(error.getClass().getSimpleName()).isEqualTo(kind);
              assertThat(error).hasMessageStartingWith("docker could not pull " + IMAGE);
              assertThat(((ContainerException) error).context().remedy())
                  .hasValueSatisfying(text -> assertThat(text).contains(remedy));
            })
        .verify(LIMIT);
  }

  @Test
  void aPullThatIsCutBeforeItsEndIsInterrupted() {
    daemon.raw(
        "/images/create",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n{\"status\":\"Pulling from x\"}\n\n\r\n");
    Thread cutter =
        new Thread(
            () -> {
              try {
                daemon.server().accepted().await(10, TimeUnit.SECONDS);
                while (daemon.requests().stream().noneMatch(line -> line.contains("create"))) {
                  Thread.onSpinWait();
                }
                daemon.server().close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    cutter.start();

    images
        .pull(IMAGE, PullOptions.defaults())
        .as(StepVerifier::create)
        .thenConsumeWhile(step -> true)
        .expectError(StreamInterruptedException.class)
        .verify(LIMIT);
  }

  @Test
  void aPullThatEndsWellWithoutAnImageIsNoSuccess() {
    daemon
        .answer("/images/create", 200, "{\"status\":\"Pulling from test/x\",\"id\":\"1\"}\n")
        .answer(IMAGE_PATH, 404, "{\"message\":\"No such image: 127.0.0.1:5000/test/x:1\"}");

    images
        .pull(IMAGE, PullOptions.defaults())
        .as(StepVerifier::create)
        .expectNextCount(1)
        .expectError(NotFoundException.class)
        .verify(LIMIT);
  }

  @Test
  void aPullOfAnotherPlatformThanTheOneAskedForFails() {
    daemon.answer("/images/create", 200, PULLED).answer(IMAGE_PATH, 200, image("amd64"));

    images
        .pull(IMAGE, PullOptions.defaults().withPlatform(Platform.parse("linux/arm64")))
        .as(StepVerifier::create)
        .expectNextCount(3)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("for linux/amd64")
                    .hasMessageContaining("none for linux/arm64"))
        .verify(LIMIT);
    assertThat(daemon.requests()).anyMatch(line -> line.endsWith("&platform=linux%2Farm64"));
  }

  @Test
  void demandIsKeptAndCancellingClosesTheConnection() throws InterruptedException {
    daemon.answer("/images/create", 200, PULLED);

    images
        .pull(IMAGE, PullOptions.defaults())
        .as(flux -> StepVerifier.create(flux, 1))
        .expectNextCount(1)
        .thenCancel()
        .verify(LIMIT);

    assertThat(daemon.server().gone().await(1, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatCannotBePulledIsRefusedBeforeAnyRequest() {
    int before = daemon.requests().size();

    images
        .pull(ImageReference.parse(ID), PullOptions.defaults())
        .as(StepVerifier::create)
        .expectError(InvalidSpecException.class)
        .verify(LIMIT);
    images
        .pull(IMAGE, PullOptions.defaults().withTransport(RegistryTransport.INSECURE))
        .as(StepVerifier::create)
        .expectError(OperationUnsupportedException.class)
        .verify(LIMIT);

    assertThat(daemon.requests()).hasSize(before);
  }

  @Test
  void inspectTellsAllThatTheImageSays() {
    daemon.answer(IMAGE_PATH, 200, image("amd64"));

    ImageInfo info = images.inspect(IMAGE).block(LIMIT);

    assertThat(info.id()).hasToString(ID);
    assertThat(info.references()).containsExactly(IMAGE);
    assertThat(info.digests()).hasSize(1);
    assertThat(info.created()).contains(Instant.parse("2026-11-22T05:23:01.938441077Z"));
    assertThat(info.sizeBytes()).hasValue(1_984_255);
    assertThat(info.platform()).contains(Platform.parse("linux/amd64"));
    assertThat(info.labels()).isEqualTo(Map.of("a", "b"));
    ImageConfiguration configuration = info.configuration().orElseThrow();
    assertThat(configuration.command()).containsExactly("sh");
    assertThat(configuration.entrypoint()).isEmpty();
    assertThat(configuration.environment()).isEqualTo(Map.of("PATH", "/bin", "X", "a=b"));
    assertThat(configuration.exposedPorts())
        .contains(
            Set.of(new ExposedPort(80, PortProtocol.TCP), new ExposedPort(53, PortProtocol.UDP)));
    assertThat(configuration.volumes()).contains(Set.of("/data"));
    assertThat(configuration.layers()).hasSize(1);
  }

  @Test
  void aMissingImageIsNotFoundAndSaysHowToGetIt() {
    daemon.answer(IMAGE_PATH, 404, "{\"message\":\"No such image: 127.0.0.1:5000/test/x:1\"}");

    images
        .inspect(IMAGE)
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("fairlead image pull"))
        .verify(LIMIT);
  }

  @Test
  void aListIsFilteredByNameTagAndLabel() {
    daemon.answer(
        "/images/json",
        200,
        "["
            + listed("16", "\"a/b:1\",\"a/b:2\"")
            + ","
            + listed("17", "\"a/b/c:1\"")
            + ","
            + listed("18", "\"<none>:<none>\"")
            + "]");

    assertThat(ids(ImageFilter.all())).containsExactly("16", "17", "18");
    assertThat(ids(ImageFilter.all().withReference(ImageReference.parse("a/b"))))
        .containsExactly("16");
    assertThat(ids(ImageFilter.all().withReference(ImageReference.parse("a/b:2"))))
        .containsExactly("16");
    assertThat(ids(ImageFilter.all().withReference(ImageReference.parse("a/b:3")))).isEmpty();
    assertThat(ids(ImageFilter.all().withNaming(ImageFilter.Naming.UNNAMED))).containsExactly("18");
    assertThat(ids(ImageFilter.all().withNaming(ImageFilter.Naming.NAMED)))
        .containsExactly("16", "17");
    ids(ImageFilter.all().withLabels(Map.of("k", "")));
    assertThat(daemon.requests().get(daemon.requests().size() - 1))
        .endsWith("?filters=%7B%22label%22%3A%5B%22k%22%5D%7D");
  }

  @Test
  void removingWhatIsNotThereIsNothingAndNoError() {
    images.remove(IMAGE, ImageInUse.REFUSE).as(StepVerifier::create).expectComplete().verify(LIMIT);
  }

  private Iterable<String> ids(ImageFilter filter) {
    return images
        .list(filter)
        .map(image -> image.id().canonical().substring(7, 9))
        .collectList()
        .block(LIMIT);
  }

  private static String listed(String digits, String names) {
    return "{\"Id\":\"sha256:"
        + digits.repeat(32)
        + "\",\"RepoTags\":["
        + names
        + "],\"RepoDigests\":null,\"Labels\":null,\"Created\":1795324981,\"Size\":1}";
  }

  private static String image(String architecture) {
    return "{\"Id\":\""
        + ID
        + "\",\"RepoTags\":[\"127.0.0.1:5000/test/x:1\"],\"RepoDigests\":["
        + "\"127.0.0.1:5000/test/x@sha256:"
        + "ab".repeat(32)
        + "\"],"
        + "\"Created\":\"2026-11-22T05:23:01.938441077Z\",\"Config\":{\"User\":\"\","
        + "\"Env\":[\"PATH=/bin\",\"X=a=b\"],\"Cmd\":[\"sh\"],\"Entrypoint\":null,"
        + "\"ExposedPorts\":{\"80/tcp\":{},\"53/udp\":{}},\"Volumes\":{\"/data\":{}},"
        + "\"Labels\":{\"a\":\"b\"}},\"Architecture\":\""
        + architecture
        + "\",\"Os\":\"linux\","
        + "\"Size\":1984255,\"RootFS\":{\"Type\":\"layers\",\"Layers\":[\"sha256:"
        + "a2".repeat(32)
        + "\"]}}";
  }
}
