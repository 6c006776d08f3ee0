package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pulling from a registry; for backends whose tests have one. */
@DisplayName("Pulling")
public abstract class PullContract extends BackendContract {

  /** For subclasses. */
  protected PullContract() {}

  /**
   * An image that the registry has. The test removes it from the runtime.
   *
   * @return its name
   */
  protected abstract ImageReference pullable();

  /** Rule 2. If this fails, the end of the answer is taken for the end of the pull. */
  @Test
  @DisplayName("tells its steps, and the image is here when it is done")
  void bringsTheImage() {
    requires(Capability.IMAGE_PULL);
    List<PullProgress> steps =
        get(backend().images().pull(pullable(), PullOptions.defaults()).collectList());
    assertThat(steps.get(steps.size() - 1).phase()).isEqualTo(PullProgress.Phase.DONE);
    assertThat(steps).allMatch(step -> !step.status().contains("\n"));
    requires(Capability.IMAGE_INSPECT, Capability.IMAGE_REMOVE);
    assertThat(get(backend().images().inspect(pullable())).references()).contains(pullable());
    done(backend().images().remove(pullable(), ImageInUse.REFUSE));
  }

  /** Rule 2. If this fails, a tag that the registry does not have counts as pulled. */
  @Test
  @DisplayName("fails when the registry does not have the image")
  void needsTheImage() {
    requires(Capability.IMAGE_PULL);
    ImageReference other = pullable().withTag("no-such-tag");
    NotFoundException error =
        error(NotFoundException.class, backend().images().pull(other, PullOptions.defaults()));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.IMAGE);
  }
}
