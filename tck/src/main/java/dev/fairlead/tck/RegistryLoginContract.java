package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.RegistryCredentials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** Registries that ask for a login; for backends whose tests have one. */
@DisplayName("A registry with a password")
public abstract class RegistryLoginContract extends BackendContract {

  private static final String WRONG = "wr0ng-pass-w0rd";

  private ImageReference name = ImageReference.parse("fairlead.invalid/tck/none");

  /** For subclasses. */
  protected RegistryLoginContract() {}

  /**
   * A registry that asks for a login, and of which the machine has stored none.
   *
   * @return its name as in names of images
   */
  protected abstract String registry();

  /**
   * The login that it asks for.
   *
   * @return user and password
   */
  protected abstract RegistryCredentials.Basic login();

  /** Gives the image a name in the registry. */
  @BeforeEach
  void tag() {
    requires(Capability.REGISTRY_CREDENTIALS, Capability.IMAGE_TAG, Capability.IMAGE_REMOVE);
    name = ImageReference.parse(registry() + "/tck/" + freeName() + ":one");
    done(images().tag(ImageReference.parse(subject().image()), name));
  }

  /** Takes the name away again. */
  @AfterEach
  void untag() {
    if (has(Capability.IMAGE_REMOVE)) {
      done(images().remove(name, ImageInUse.REFUSE));
    }
  }

  private Images images() {
    return backend().images();
  }

  private RegistryCredentials wrong() {
    return RegistryCredentials.basic(login().username(), WRONG);
  }

  /** Rule 2. If this fails, look at how credentials reach the registry. */
  @Test
  @DisplayName("takes and gives an image for the right one")
  void takesTheRightOne() {
    requires(Capability.IMAGE_PUSH, Capability.IMAGE_PULL);
    done(images().push(name, PushOptions.defaults().withCredentials(login())));
    done(images().remove(name, ImageInUse.REFUSE));
    done(images().pull(name, PullOptions.defaults().withCredentials(login())));
  }

  /**
   * Rules 2 and 14. If this fails, a refusal counts as success, or the error shows the password.
   */
  @Test
  @DisplayName("refuses a push with a wrong one, or without")
  void refusesToTake() {
    requires(Capability.IMAGE_PUSH);
    refused(images().push(name, PushOptions.defaults().withCredentials(wrong())));
    refused(images().push(name, PushOptions.defaults()));
  }

  /**
   * Rules 2 and 14. If this fails, a refusal counts as success, or the error shows the password.
   */
  @Test
  @DisplayName("refuses a pull with a wrong one, or without")
  void refusesToGive() {
    requires(Capability.IMAGE_PUSH, Capability.IMAGE_PULL);
    done(images().push(name, PushOptions.defaults().withCredentials(login())));
    refused(images().pull(name, PullOptions.defaults().withCredentials(wrong())));
    refused(images().pull(name, PullOptions.defaults()));
  }

  private void refused(Publisher<?> step) {
    AccessDeniedException error = error(AccessDeniedException.class, step);
    assertThat(error.getMessage())
        .contains(name.toString())
        .doesNotContain("\n", WRONG, login().password());
    assertThat(String.valueOf(error.getCause())).doesNotContain(WRONG, login().password());
  }
}
