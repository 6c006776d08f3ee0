package dev.fairlead.core.internal.policy;

import dev.fairlead.spi.image.BuildEvent;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.ImageFilter;
import dev.fairlead.spi.image.ImageHistoryEntry;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImagePruneOptions;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.ImageRemoval;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PullProgress;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.PushProgress;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Images with deadlines and retries. */
public final class ImagesUnderPolicy implements Images {

  private final Images below;
  private final Calls calls;

  /**
   * Puts policies on top.
   *
   * @param below the backend's own
   * @param calls what is added
   */
  public ImagesUnderPolicy(Images below, Calls calls) {
    this.below = below;
    this.calls = calls;
  }

  @Override
  public String backend() {
    return below.backend();
  }

  @Override
  public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
    return calls.repeatableTransfer("pull " + image, below.pull(image, options));
  }

  @Override
  public Flux<PushProgress> push(ImageReference image, PushOptions options) {
    return calls.transfer("push " + image, below.push(image, options));
  }

  @Override
  public Flux<BuildEvent> build(BuildSpec spec) {
    return calls.stream("build an image", below.build(spec));
  }

  @Override
  public Mono<ImageInfo> inspect(ImageReference image) {
    return calls.repeatable("inspect image " + image, below.inspect(image));
  }

  @Override
  public Mono<ImageReference> qualify(ImageReference image) {
    return calls.repeatable("find image " + image, below.qualify(image));
  }

  @Override
  public Flux<ImageInfo> list(ImageFilter filter) {
    return calls.repeatable("list images", below.list(filter));
  }

  @Override
  public Mono<Void> tag(ImageReference source, ImageReference target) {
    return calls.repeatable("tag " + source + " as " + target, below.tag(source, target));
  }

  @Override
  public Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
    return calls.repeatable("remove image " + image, below.remove(image, inUse));
  }

  @Override
  public Mono<PruneReport> prune(ImagePruneOptions options) {
    return calls.work("prune images", below.prune(options));
  }

  @Override
  public Flux<ImageHistoryEntry> history(ImageReference image) {
    return calls.repeatable("show the history of " + image, below.history(image));
  }

  @Override
  public Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
    return calls.transfer("save " + images, below.save(images, options));
  }

  @Override
  public Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
    return calls.stream("load images", below.load(tar));
  }

  @Override
  public Flux<Long> saveTo(
      List<ImageReference> images, SaveOptions options, WritableByteChannel target) {
    return calls.toFile("save " + images, below.saveTo(images, options, target));
  }

  @Override
  public Flux<LoadEvent> loadFrom(Path archive) {
    return calls.fromFile("load " + archive, below.loadFrom(archive));
  }

  @Override
  public Mono<ImageInfo> importArchive(Publisher<ByteBuffer> tar, ImportSpec spec) {
    return calls.work("import an image", below.importArchive(tar, spec));
  }
}
