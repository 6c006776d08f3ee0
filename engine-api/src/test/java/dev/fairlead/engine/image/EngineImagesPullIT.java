package dev.fairlead.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.registry.RegistryLogins;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.image.PullProgress.Phase;
import dev.fairlead.testing.RealRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Images that go from a real daemon to a real registry, are removed, and come back. */
class EngineImagesPullIT {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final int LAYER_BYTES = 3_000_000;

  private EngineClient client;
  private EngineImages images;
  private String repository;
  private ImageReference image;

  @BeforeEach
  void pushAnImage() {
    Endpoint docker = Endpoint.of(RealRuntime.docker());
    repository = RealRuntime.registry() + "/it/" + UUID.randomUUID().toString().substring(0, 8);
    client = EngineClient.open("docker", docker, BackendOptions.defaults()).block(LONG);
    images = new EngineImages(client, RegistryLogins.none());
    image = ImageReference.parse(repository + ":v1");
    commitLayer();
    push("v1");
  }

  @AfterEach
  void removeTheImage() {
    if (client == null) {
      return;
    }
    images
        .list(ImageFilter.all())
        .filter(this::isOurs)
        .concatMap(found -> images.remove(found.id(), ImageInUse.FORCE))
        .then(client.close())
        .block(LONG);
  }

  /** Also one that was pulled by its digest and has no tag. */
  private boolean isOurs(ImageInfo found) {
    String name = ImageReference.parse(repository).name();
    return Stream.concat(found.references().stream(), found.digests().stream())
        .anyMatch(reference -> reference.name().equals(name));
  }

  @Test
  void aPullTellsItsStepsAndBringsTheImage() {
    remove(image);

    List<PullProgress> steps = pull(image);

    assertThat(steps.get(0).phase()).isEqualTo(Phase.RESOLVING);
    PullProgress last = steps.get(steps.size() - 1);
    assertThat(last.phase()).isEqualTo(Phase.DONE);
    assertThat(last.status()).contains("Downloaded newer image");
    assertThat(last.digest()).hasValueSatisfying(digest -> assertThat(digest).hasSize(71));
    assertThat(steps)
        .anySatisfy(
            step -> {
              assertThat(step.phase()).isEqualTo(Phase.DOWNLOADING);
              assertThat(step.totalBytes().orElse(0)).isGreaterThanOrEqualTo(LAYER_BYTES);
              assertThat(step.currentBytes().orElse(0)).isPositive();
            });
    assertThat(steps).anyMatch(step -> step.phase() == Phase.COMPLETE && step.layer().isPresent());
    assertThat(images.inspect(image).block(LONG).references()).containsExactly(image);
  }

  @Test
  void aSecondPullIsUpToDate() {
    List<PullProgress> steps = pull(image);

    assertThat(steps.get(steps.size() - 1).status()).contains("up to date");
  }

  @Test
  void aPullByDigestBringsExactlyThat() {
    ImageReference exact = images.inspect(image).block(LONG).digests().get(0);
    remove(image);

    pull(exact);

    ImageInfo info = images.inspect(exact).block(LONG);
    assertThat(info.digests()).containsExactly(exact);
    assertThat(info.references()).isEmpty();
  }

  @Test
  void aPullWithoutTagBringsLatestAndNoOther() {
    ImageReference latest = ImageReference.parse(repository);
    images.tag(image, latest).block(LONG);
    push("latest");
    remove(image);
    remove(latest);

    pull(latest);

    assertThat(
            images
                .list(ImageFilter.all().withReference(latest))
                .flatMapIterable(ImageInfo::references)
                .collectList()
                .block(LONG))
        .containsExactly(latest);
  }

  @Test
  void aPullThatIsReadSlowlyComesToItsEnd() {
    remove(image);

    images
        .pull(image, PullOptions.defaults())
        .limitRate(1)
        .concatMap(step -> Mono.delay(Duration.ofMillis(5)).thenReturn(step.phase()), 1)
        .as(StepVerifier::create)
        .thenConsumeWhile(phase -> phase != Phase.DONE)
        .expectNext(Phase.DONE)
        .expectComplete()
        .verify(LONG);
  }

  @Test
  void aMissingTagAndAMissingRepositoryAreNotFound() {
    for (String name : List.of(repository + ":v2", repository + "/none:v1")) {
      images
          .pull(ImageReference.parse(name), PullOptions.defaults())
          .as(StepVerifier::create)
          .expectErrorSatisfies(
              error -> {
                assertThat(error).isInstanceOf(NotFoundException.class);
                assertThat(error).hasMessageContaining("docker could not pull " + name);
                assertThat(((NotFoundException) error).kind())
                    .isEqualTo(NotFoundException.Kind.IMAGE);
                assertThat(((ContainerException) error).context().remedy())
                    .hasValueSatisfying(hint -> assertThat(hint).contains("another name or tag"));
              })
          .verify(LONG);
    }
  }

  @Test
  void aRegistryThatIsDownIsUnavailableAndWorthAnotherTry() {
    ImageReference nowhere = ImageReference.parse("127.0.0.1:1/fairlead/missing:none");

    images
        .pull(nowhere, PullOptions.defaults())
        .as(StepVerifier::create)
        .expectErrorSatisfies(
            error -> {
              assertThat(error).isInstanceOf(BackendUnavailableException.class);
              assertThat(error).hasMessageContaining("connection refused");
              assertThat(error).hasMessageContaining("can reach 127.0.0.1:1");
            })
        .verify(LONG);
  }

  @Test
  void anImageOfAnotherPlatformIsNotFoundAlthoughDockerFetchesIt() {
    remove(image);

    images
        .pull(image, PullOptions.defaults().withPlatform(Platform.parse("linux/arm64")))
        .as(StepVerifier::create)
        .thenConsumeWhile(step -> true)
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("linux/arm64"))
        .verify(LONG);
  }

  @Test
  void removingTellsWhatWentAndTheSecondTimeNothing() {
    List<ImageRemoval> gone = images.remove(image, ImageInUse.REFUSE).collectList().block(LONG);

    assertThat(gone).extracting(ImageRemoval::kind).contains(ImageRemoval.Kind.UNTAGGED);
    assertThat(gone).extracting(ImageRemoval::reference).contains(image);
    assertThat(images.remove(image, ImageInUse.REFUSE).collectList().block(LONG)).isEmpty();
  }

  private List<PullProgress> pull(ImageReference name) {
    return images.pull(name, PullOptions.defaults()).collectList().block(LONG);
  }

  private void remove(ImageReference name) {
    images.remove(name, ImageInUse.REFUSE).blockLast(LONG);
  }

  /** A layer that nothing else has and that does not shrink: random bytes. */
  private void commitLayer() {
    String set = "set up the test";
    String id =
        client
            .object(
                client
                    .post(set, "/containers/create")
                    .json(
                        Map.of(
                            "Image",
                            "busybox",
                            "Cmd",
                            List.of("sh", "-c", "head -c " + LAYER_BYTES + " /dev/urandom >/x"))))
            .map(created -> created.text("Id").orElseThrow())
            .block(LONG);
    client.send(client.post(set, "/containers/{}/start", id)).block(LONG);
    client.send(client.post(set, "/containers/{}/wait", id).patient()).block(LONG);
    client
        .send(
            client
                .post(set, "/commit")
                .query("container", id)
                .query("repo", repository)
                .query("tag", "v1")
                .json(Map.of()))
        .then(client.send(client.delete(set, "/containers/{}", id)))
        .block(LONG);
  }

  /** Docker 20.10 wants the header of credentials even where there are none: this is {@code {}}. */
  private void push(String tag) {
    Flux<JsonObject> lines =
        client.stream(
            client
                .post("set up the test", "/images/{}/push", repository)
                .query("tag", tag)
                .header("X-Registry-Auth", "e30=")
                .patient(),
            JsonObject::stream);
    List<String> errors =
        lines
            .flatMapIterable(line -> line.text("error").stream().toList())
            .collectList()
            .block(LONG);
    assertThat(Stream.ofNullable(errors).flatMap(List::stream)).isEmpty();
  }
}
