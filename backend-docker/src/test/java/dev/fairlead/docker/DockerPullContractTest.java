package dev.fairlead.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.PullContract;
import dev.fairlead.testing.RealRuntime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

/** The registry gets its image from the daemon itself, which then forgets the name. */
class DockerPullContractTest extends PullContract {

  @RegisterExtension static final DockerUnderTest DOCKER = new DockerUnderTest();

  private static final Duration LONG = Duration.ofSeconds(50);

  private ImageReference image;

  @BeforeEach
  void push() {
    image = ImageReference.parse(RealRuntime.registry() + "/tck/busybox:one");
    ImageReference here = ImageReference.parse(DOCKER.image());
    DOCKER.backend().images().tag(here, image).block(LONG);
    Long errors =
        Mono.usingWhen(
                EngineClient.open(
                    "docker", Endpoint.of(RealRuntime.docker()), BackendOptions.defaults()),
                DockerPullContractTest::push,
                EngineClient::close)
            .block(LONG);
    assertThat(errors).isZero();
    DOCKER.backend().images().remove(image, ImageInUse.REFUSE).blockLast(LONG);
  }

  private static Mono<Long> push(EngineClient client) {
    return client.stream(
            client
                .post("push", "/images/{}/push", RealRuntime.registry() + "/tck/busybox")
                .query("tag", "one")
                .header("X-Registry-Auth", "e30=")
                .patient(),
            JsonObject::stream)
        .filter(line -> line.has("error"))
        .count();
  }

  @Override
  protected ContractSubject subject() {
    return DOCKER;
  }

  @Override
  protected ImageReference pullable() {
    return image;
  }
}
