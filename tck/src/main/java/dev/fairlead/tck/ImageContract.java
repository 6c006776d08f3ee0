package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The images of a runtime, as far as one that is here already can show them. */
@DisplayName("Images")
public abstract class ImageContract extends BackendContract {

  /** For subclasses. */
  protected ImageContract() {}

  private Images images() {
    return backend().images();
  }

  private ImageReference here() {
    return ImageReference.parse(subject().image());
  }

  private ImageReference notHere() {
    return ImageReference.parse(subject().missingImage());
  }

  /** Rule 2. If this fails, a missing image looks like an empty one. */
  @Test
  @DisplayName("are inspected by name and by id, and are not found when they are not here")
  void areInspected() {
    requires(Capability.IMAGE_INSPECT);
    ImageInfo image = get(images().inspect(here()));
    assertThat(image.references()).as("its names").contains(here());
    assertThat(image.configuration()).as("its configuration").isPresent();
    assertThat(get(images().inspect(image.id())).id()).isEqualTo(image.id());
    NotFoundException error = error(NotFoundException.class, images().inspect(notHere()));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.IMAGE);
  }

  /** Rule 8. If this fails, the filter is passed over. */
  @Test
  @DisplayName("are listed, all or by name")
  void areListed() {
    requires(Capability.IMAGE_LIST);
    List<ImageInfo> all = get(images().list(ImageFilter.all()).collectList());
    assertThat(all).anyMatch(image -> image.references().contains(here()));
    List<ImageInfo> named =
        get(images().list(ImageFilter.all().withReference(here())).collectList());
    assertThat(named).hasSize(1);
    assertThat(get(images().list(ImageFilter.all().withReference(notHere())).collectList()))
        .isEmpty();
  }

  /** Rules 2 and 10. If this fails, look at what removing a name and removing an image mean. */
  @Test
  @DisplayName("get further names and lose them again")
  void areTagged() {
    requires(Capability.IMAGE_TAG, Capability.IMAGE_REMOVE, Capability.IMAGE_INSPECT);
    ImageReference name = ImageReference.parse("fairlead.invalid/tck/" + freeName() + ":one");
    try {
      done(images().tag(here(), name));
      assertThat(get(images().inspect(name)).id()).isEqualTo(get(images().inspect(here())).id());
      done(images().remove(name, ImageInUse.REFUSE));
      error(NotFoundException.class, images().inspect(name));
      assertThat(get(images().remove(name, ImageInUse.REFUSE).collectList()))
          .as("what a second removal removes")
          .isEmpty();
      assertThat(get(images().inspect(here())).references()).contains(here());
      error(NotFoundException.class, images().tag(notHere(), name));
    } finally {
      done(images().remove(name, ImageInUse.REFUSE));
    }
  }

  /** Rule 2. If this fails, an error inside a successful answer is passed over. */
  @Test
  @DisplayName("that cannot be pulled are an error and not the end of a pull")
  void failToBePulled() {
    requires(Capability.IMAGE_PULL);
    ContainerException error =
        error(ContainerException.class, images().pull(notHere(), PullOptions.defaults()));
    assertThat(error.getMessage()).contains(notHere().repository());
  }
}
