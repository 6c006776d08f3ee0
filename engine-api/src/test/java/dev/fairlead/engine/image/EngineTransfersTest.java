package dev.fairlead.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.EngineContainers;
import dev.fairlead.engine.FakeDaemon;
import dev.fairlead.engine.KernelSupport;
import dev.fairlead.engine.Peculiarities;
import dev.fairlead.engine.registry.RegistryLogin;
import dev.fairlead.engine.registry.RegistryLogins;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.StreamInterruptedException;
import dev.fairlead.spi.image.BuildContext;
import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.PushProgress;
import dev.fairlead.spi.image.RegistryCredentials;
import dev.fairlead.spi.image.SaveOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What daemons answer while images come and go, word for word; most of it inside of a 200. */
class EngineTransfersTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final ImageReference IMAGE = ImageReference.parse("127.0.0.1:5000/test/x:1");
  private static final String PUSH_PATH = "/images/127.0.0.1%3A5000%2Ftest%2Fx/push";
  private static final String DIGEST = "sha256:" + "17".repeat(32);
  private static final String ID = "sha256:" + "16".repeat(32);

  @TempDir Path directory;
  private FakeDaemon daemon;
  private EngineImages images;

  @BeforeEach
  void startDaemon() throws IOException {
    daemon = new FakeDaemon(directory);
    images = new EngineImages(daemon.client(), RegistryLogins.none());
  }

  @AfterEach
  void stopDaemon() throws IOException {
    daemon.close();
  }

  private static Flux<ByteBuffer> bytes(String text) {
    return Flux.just(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static <E extends Throwable> E error(Class<E> kind, Publisher<?> step) {
    List<Throwable> errors = new ArrayList<>();
    StepVerifier.create(Flux.from(step).then()).expectErrorSatisfies(errors::add).verify(LIMIT);
    assertThat(errors.get(0)).isInstanceOf(kind);
    return kind.cast(errors.get(0));
  }

  @Test
  void aPushTellsItsStepsAndTheDigest() {
    daemon.answer(
        PUSH_PATH,
        200,
        """
        {"status":"The push refers to repository [127.0.0.1:5000/test/x]"}
        {"status":"Preparing","progressDetail":{},"id":"a27ce2128565"}
        {"status":"Pushing","progressDetail":{"current":5,"total":9},"progress":"[=>]","id":"a27ce2128565"}
        {"status":"Pushed","progressDetail":{},"id":"a27ce2128565"}
        {"status":"1: digest: %s size: 527"}
        {"progressDetail":{},"aux":{"Tag":"1","Digest":"%s","Size":527}}
        """
            .formatted(DIGEST, DIGEST));

    List<PushProgress> steps =
        images.push(IMAGE, PushOptions.defaults()).collectList().block(LIMIT);

    assertThat(steps)
        .extracting(PushProgress::phase)
        .containsExactly(
            PushProgress.Phase.OTHER,
            PushProgress.Phase.PREPARING,
            PushProgress.Phase.UPLOADING,
            PushProgress.Phase.UPLOADED,
            PushProgress.Phase.DONE);
    assertThat(steps.get(2).currentBytes()).hasValue(5);
    assertThat(steps.get(2).totalBytes()).hasValue(9);
    assertThat(steps.get(4).digest()).contains(DIGEST);
    assertThat(daemon.requests()).anyMatch(request -> request.endsWith("/push?tag=1"));
  }

  /** Docker 28 with the image store of containerd has no {@code aux}. */
  @Test
  void theDigestIsReadFromWordsToo() {
    daemon.answer(PUSH_PATH, 200, "{\"status\":\"1: digest: " + DIGEST + " size: 527\"}");

    assertThat(images.push(IMAGE, PushOptions.defaults()).blockLast(LIMIT).digest())
        .contains(DIGEST);
  }

  @Test
  void aPushWithoutADigestIsNotDone() {
    daemon.answer(PUSH_PATH, 200, "{\"status\":\"Pushed\",\"id\":\"a27ce2128565\"}");

    error(BackendFailureException.class, images.push(IMAGE, PushOptions.defaults()));
  }

  @Test
  void aRefusedLoginIsSaidInOneLineThatNamesItsOrigin() {
    daemon.answer(
        PUSH_PATH,
        200,
        "{\"errorDetail\":{\"message\":\"unauthorized: authentication required\"},"
            + "\"error\":\"unauthorized: authentication required\"}");
    RegistryLogins stored =
        new RegistryLogins() {
          @Override
          public Mono<RegistryLogin> find(ErrorContext asking, ImageReference image) {
            return Mono.just(
                new RegistryLogin(RegistryCredentials.basic("me", "s3cr3t"), "/home/me/config"));
          }

          @Override
          public Mono<Map<String, RegistryLogin>> all(ErrorContext asking) {
            return Mono.just(Map.of());
          }
        };

    AccessDeniedException error =
        error(
            AccessDeniedException.class,
            new EngineImages(daemon.client(), stored).push(IMAGE, PushOptions.defaults()));

    assertThat(error)
        .hasMessageContaining(IMAGE.toString())
        .hasMessageContaining("than that of /home/me/config")
        .hasMessageNotContaining("s3cr3t")
        .hasMessageNotContaining("\n");
  }

  /** Docker 20.10: the second is said where the repository has other tags. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "An image does not exist locally with the tag: 127.0.0.1:5000/test/x",
        "tag does not exist: 127.0.0.1:5000/test/x:1"
      })
  void anImageThatIsNotHereCannotBePushed(String words) {
    daemon.answer(
        PUSH_PATH, 200, "{\"errorDetail\":{\"message\":\"" + words + "\"},\"error\":\"x\"}");

    NotFoundException error =
        error(NotFoundException.class, images.push(IMAGE, PushOptions.defaults()));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.IMAGE);
    assertThat(error).hasMessageContaining("fairlead image tag");
  }

  @Test
  void anArchiveThatEndsEarlyIsInterrupted() {
    daemon.answer("/images/get", 200, "x".repeat(2048));

    error(StreamInterruptedException.class, images.save(List.of(IMAGE), SaveOptions.defaults()));
  }

  @Test
  void anErrorBehindAnArchiveIsItsError() {
    daemon.answer(
        "/images/get",
        200,
        "x".repeat(512)
            + "{\"errorDetail\":{\"message\":\"write /tmp/1: no space left on device\"},"
            + "\"error\":\"write /tmp/1: no space left on device\"}\r\n");

    BackendFailureException error =
        error(BackendFailureException.class, images.save(List.of(IMAGE), SaveOptions.defaults()));
    assertThat(error).hasMessageContaining("no space left on device");
  }

  @Test
  void anExportThatEndsEarlyIsInterrupted() {
    daemon.answer("/containers/web/export", 200, "\0".repeat(1000));
    EngineContainers containers =
        new EngineContainers(
            daemon.client(),
            Capabilities.builder().withTheRest().build(),
            KernelSupport.full(),
            Peculiarities.none(),
            Clock.systemUTC());

    error(StreamInterruptedException.class, containers.export(ContainerId.of("web")));
  }

  @Test
  void aWholeArchivePasses() {
    daemon.answer("/images/get", 200, "x".repeat(512) + "\0".repeat(1024));

    assertThat(
            images
                .save(List.of(IMAGE), SaveOptions.defaults())
                .map(ByteBuffer::remaining)
                .reduce(0, Integer::sum)
                .block(LIMIT))
        .isEqualTo(1536);
    assertThat(daemon.requests())
        .anyMatch(request -> request.endsWith("names=127.0.0.1%3A5000%2Ftest%2Fx%3A1"));
  }

  @Test
  void aLoadTellsWhatIsHereNow() {
    daemon.answer(
        "/images/load",
        200,
        """
        {"status":"Loading layer","progressDetail":{"current":32768,"total":65536},"id":"a27ce2128565"}
        {"stream":"Loaded image: test/x:1\\n"}
        {"stream":"Loaded image ID: %s\\n"}
        """
            .formatted(ID));

    assertThat(images.load(bytes("tar")).collectList().block(LIMIT))
        .hasSize(3)
        .contains(
            new LoadEvent.Loaded(ImageReference.parse("test/x:1")),
            new LoadEvent.Loaded(ImageReference.parse(ID)));
  }

  @Test
  void aLoadOfNothingAndAnErrorInsideAreErrors() {
    daemon.answer("/images/load", 200, "");
    error(BackendFailureException.class, images.load(bytes("tar")));
    daemon.answer(
        "/images/load",
        200,
        "{\"errorDetail\":{\"message\":\"invalid tar header\"},\"error\":\"invalid tar header\"}");
    ContainerException error = error(ContainerException.class, images.load(bytes("tar")));
    assertThat(error).hasMessageContaining("invalid tar header");
  }

  @Test
  void anImportWithoutAnIdIsNotDone() {
    daemon.answer("/images/create", 200, "{\"status\":\"done\"}");

    error(BackendFailureException.class, images.importArchive(bytes("tar"), ImportSpec.to(IMAGE)));
  }

  private static BuildSpec.Builder spec() {
    return BuildSpec.builder(BuildContext.tar(bytes("tar")));
  }

  @Test
  void aBuildTellsItsStepsApartFromWhatLooksLikeOne() {
    daemon.answer(
        "/build",
        200,
        """
        {"stream":"Step 1/2 : FROM busybox"}
        {"stream":"\\n"}
        {"stream":" ---> 09aea79abb98\\n"}
        {"stream":"Step 2/2 : RUN echo 'Step 1/2 : FROM me'"}
        {"stream":"\\n"}
        {"stream":"Step 1/2 : FROM me\\n"}
        {"stream":"\\u001b[91mto standard error\\n\\u001b[0m"}
        {"stream":"\\u001b[91mits own colour\\n"}
        {"stream":"[Warning] a word\\n"}
        {"aux":{"ID":"%s"}}
        {"stream":"Successfully built 161616161616\\n"}
        """
            .formatted(ID));
    daemon.answer("/images/sha256%3A" + "16".repeat(32) + "/json", 200, "{\"Id\":\"" + ID + "\"}");

    List<BuildEvent> events = images.build(spec().build()).collectList().block(LIMIT);

    assertThat(events)
        .containsExactly(
            new BuildEvent.Step(1, OptionalInt.of(2), "FROM busybox"),
            new BuildEvent.Output(" ---> 09aea79abb98\n"),
            new BuildEvent.Step(2, OptionalInt.of(2), "RUN echo 'Step 1/2 : FROM me'"),
            new BuildEvent.Output("Step 1/2 : FROM me\n"),
            new BuildEvent.Output("to standard error\n"),
            new BuildEvent.Output("\u001b[91mits own colour\n"),
            new BuildEvent.Warning("a word"),
            new BuildEvent.Output("Successfully built 161616161616\n"),
            new BuildEvent.Built(ImageReference.parse(ID), List.of()));
  }

  @Test
  void aFailedStepIsNamedWithItsCode() {
    daemon.answer(
        "/build",
        200,
        """
        {"stream":"Step 1/2 : FROM busybox"}
        {"stream":"Step 2/2 : RUN nosuch"}
        {"errorDetail":{"code":127,"message":"The command '/bin/sh -c nosuch' returned a non-zero code: 127"},"error":"The command '/bin/sh -c nosuch' returned a non-zero code: 127"}
        """);

    BackendFailureException error =
        error(BackendFailureException.class, images.build(spec().build()));
    assertThat(error)
        .hasMessageContaining("step 2/2, RUN nosuch, failed")
        .hasMessageContaining("exit code 127");
  }

  @Test
  void aBaseImageThatCannotBeHadIsNamedByItsStep() {
    daemon.answer(
        "/build",
        200,
        """
        {"stream":"Step 1/2 : FROM busybox"}
        {"stream":"Step 2/2 : FROM nosuch:1"}
        {"error":"pull access denied for nosuch, repository does not exist or may require 'docker login'"}
        """);

    ContainerException error = error(NotFoundException.class, images.build(spec().build()));
    assertThat(error).hasMessageContaining("step 2/2").hasMessageContaining("FROM nosuch:1");
  }

  @Test
  void aBuildThatGaveItsNameToAnotherImageIsNotDone() {
    daemon.answer("/build", 200, "{\"aux\":{\"ID\":\"" + ID + "\"}}");
    daemon.answer("/images/sha256%3A" + "16".repeat(32) + "/json", 200, "{\"Id\":\"" + ID + "\"}");
    daemon.answer(
        "/images/127.0.0.1%3A5000%2Ftest%2Fx%3A1/json",
        200, "{\"Id\":\"sha256:" + "18".repeat(32) + "\"}");

    BackendFailureException error =
        error(BackendFailureException.class, images.build(spec().tag(IMAGE).build()));
    assertThat(error).hasMessageContaining("is not what was built");
  }

  @Test
  void aBuildThatTellsNoImageIsNotDone() {
    daemon.answer("/build", 200, "{\"stream\":\"Step 1/1 : FROM busybox\"}");

    error(BackendFailureException.class, images.build(spec().build()));
  }
}
