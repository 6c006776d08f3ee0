package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.PushProgress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pushing to a registry; for backends whose tests have one that takes images of anybody. */
@DisplayName("Pushing")
public abstract class PushContract extends BackendContract {

  /** For subclasses. */
  protected PushContract() {}

  /**
   * A registry that takes images without a login.
   *
   * @return its name as in names of images, for example {@code 127.0.0.1:5000}
   */
  protected abstract String registry();

  private Images images() {
    return backend().images();
  }

  private ImageReference name(String registry) {
    return ImageReference.parse(registry + "/tck/" + freeName() + ":one");
  }

  private void tag(ImageReference name) {
    done(images().tag(ImageReference.parse(subject().image()), name));
  }

  private void untag(ImageReference name) {
    done(images().remove(name, ImageInUse.REFUSE));
  }

  /** Rule 2. If this fails, the end of the answer is taken for the end of the push. */
  @Test
  @DisplayName("tells its steps and the digest, and the registry has the image when it is done")
  void bringsTheImageThere() {
    requires(Capability.IMAGE_PUSH, Capability.IMAGE_PULL, Capability.IMAGE_TAG);
    requires(Capability.IMAGE_REMOVE, Capability.IMAGE_INSPECT);
    ImageReference name = name(registry());
    tag(name);
    try {
      List<PushProgress> steps = get(images().push(name, PushOptions.defaults()).collectList());
      PushProgress last = steps.get(steps.size() - 1);
      assertThat(last.phase()).isEqualTo(PushProgress.Phase.DONE);
      assertThat(last.digest())
          .hasValueSatisfying(digest -> assertThat(digest).matches("sha256:[0-9a-f]{64}"));
      assertThat(steps).allMatch(step -> !step.status().contains("\n"));
      untag(name);
      error(NotFoundException.class, images().inspect(name));
      done(images().pull(name, PullOptions.defaults()));
      assertThat(get(images().inspect(name)).references()).contains(name);
    } finally {
      untag(name);
    }
  }

  /** Rule 2. If this fails, an error inside a successful answer is passed over. */
  @Test
  @DisplayName("fails for an image that is not here")
  void needsTheImage() {
    requires(Capability.IMAGE_PUSH);
    NotFoundException error =
        error(NotFoundException.class, images().push(name(registry()), PushOptions.defaults()));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.IMAGE);
  }

  /** Rule 2. If this fails, an error inside a successful answer is passed over. */
  @Test
  @DisplayName("fails when the registry does not answer")
  void needsTheRegistry() {
    requires(Capability.IMAGE_PUSH, Capability.IMAGE_TAG, Capability.IMAGE_REMOVE);
    ImageReference name = name(ImageReference.parse(subject().missingImage()).registry());
    tag(name);
    try {
      ContainerException error =
          error(ContainerException.class, images().push(name, PushOptions.defaults()));
      assertThat(error.getMessage()).contains(name.repository());
    } finally {
      untag(name);
    }
  }
}
