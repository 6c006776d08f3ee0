package dev.fairlead.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.testing.RealRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Podman's own force takes the containers of an image with it; that of the contract does not. */
class PodmanImageRemovalIT {

  private static final Duration LONG = Duration.ofSeconds(50);
  private static final ImageReference NAME = ImageReference.parse("fairlead.invalid/used:one");

  private final List<ContainerId> made = new ArrayList<>();
  private Backend podman;
  private String image;

  @BeforeEach
  void makeAnImageThatIsUsed() {
    podman =
        new PodmanProvider()
            .open(Endpoint.of(RealRuntime.podman()), BackendOptions.defaults())
            .block(LONG);
    ContainerId source = create("busybox");
    image = podman.containers().commit(source, CommitSpec.to(NAME.toString())).block(LONG);
  }

  @AfterEach
  void leaveNothing() {
    if (podman != null) {
      made.forEach(id -> podman.containers().remove(id, RemoveOptions.force()).block(LONG));
      podman.images().remove(ImageReference.parse(image), ImageInUse.FORCE).blockLast(LONG);
      podman.close().block(LONG);
    }
  }

  private ContainerId create(String of) {
    ContainerSpec spec = ContainerSpec.builder(of).command("sleep", "600").init(true).build();
    ContainerId id = podman.containers().create(spec, PlanMode.STRICT).block(LONG).id();
    made.add(id);
    return id;
  }

  @Test
  void aRunningContainerIsAConflictAndRunsOn() {
    ContainerId user = create(NAME.toString());
    podman.containers().start(user).block(LONG);

    assertThatThrownBy(
            () -> podman.images().remove(NAME, ImageInUse.FORCE).collectList().block(LONG))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("runs");
    assertThat(podman.containers().inspect(user).block(LONG).state())
        .isEqualTo(ContainerState.RUNNING);
    podman.containers().stop(user, StopOptions.defaults()).block(LONG);
  }

  @Test
  void aContainerThatDoesNotRunStaysAndSoDoesItsImageWithoutItsName() {
    ContainerId user = create(NAME.toString());

    assertThat(podman.images().remove(NAME, ImageInUse.FORCE).collectList().block(LONG)).hasSize(1);
    assertThatThrownBy(() -> podman.images().inspect(NAME).block(LONG))
        .isInstanceOf(NotFoundException.class);
    assertThat(podman.containers().inspect(user).block(LONG).imageId()).contains(image);
    assertThat(podman.images().inspect(ImageReference.parse(image)).block(LONG).references())
        .isEmpty();
  }
}
