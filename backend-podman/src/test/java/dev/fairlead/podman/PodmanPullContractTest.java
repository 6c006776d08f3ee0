package dev.fairlead.podman;

import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.tck.ContractSubject;
import dev.fairlead.tck.PullContract;
import dev.fairlead.testing.RealRuntime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The registry gets its image from the daemon itself, which then forgets the name. */
class PodmanPullContractTest extends PullContract {

  @RegisterExtension static final PodmanUnderTest PODMAN = new PodmanUnderTest();

  private static final Duration LONG = Duration.ofSeconds(50);

  private ImageReference image;

  @BeforeEach
  void push() {
    image = ImageReference.parse(RealRuntime.registry() + "/tck/busybox:one");
    Images images = PODMAN.backend().images();
    images.tag(ImageReference.parse(PODMAN.image()), image).block(LONG);
    images.push(image, PushOptions.defaults()).blockLast(LONG);
    images.remove(image, ImageInUse.REFUSE).blockLast(LONG);
  }

  @Override
  protected ContractSubject subject() {
    return PODMAN;
  }

  @Override
  protected ImageReference pullable() {
    return image;
  }
}
