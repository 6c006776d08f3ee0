package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.CommitSpec;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.tck.TarSample;
import java.nio.ByteBuffer;
import reactor.core.publisher.Flux;

/**
 * What is made of a container of a fake backend as a whole. Its files are those of its image, since
 * its processes write none.
 */
final class FakeCommits {

  private final FakeWorld world;
  private final FakeImageStore store;

  FakeCommits(FakeWorld world, FakeImageStore store) {
    this.world = world;
    this.store = store;
  }

  String commit(ContainerId id, CommitSpec spec) {
    FakeImage image = image("commit", id).withStep("commit of " + id);
    for (String change : spec.changes()) {
      image = image.changed(change);
    }
    FakeImage made = image;
    return spec.reference()
        .map(name -> store.add(ImageReference.parse(name), made))
        .orElseGet(() -> store.add(made))
        .canonical();
  }

  Flux<ByteBuffer> export(ContainerId id) {
    return FakeArchives.bytes(TarSample.of(image("export", id).files()));
  }

  private FakeImage image(String operation, ContainerId id) {
    FakeContainer container = world.require(operation, id);
    ImageReference name = ImageReference.parse(container.spec.image());
    return store.image(store.require(operation, name));
  }
}
