package dev.fairlead.tck.broken;

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

/** Passes everything on; a broken one overrides what it breaks. */
class ForwardingImages implements Images {

  private final Images honest;

  ForwardingImages(Images honest) {
    this.honest = honest;
  }

  @Override
  public String backend() {
    return honest.backend();
  }

  @Override
  public Flux<PullProgress> pull(ImageReference image, PullOptions options) {
    return honest.pull(image, options);
  }

  @Override
  public Flux<PushProgress> push(ImageReference image, PushOptions options) {
    return honest.push(image, options);
  }

  @Override
  public Flux<BuildEvent> build(BuildSpec spec) {
    return honest.build(spec);
  }

  @Override
  public Mono<ImageInfo> inspect(ImageReference image) {
    return honest.inspect(image);
  }

  @Override
  public Flux<ImageInfo> list(ImageFilter filter) {
    return honest.list(filter);
  }

  @Override
  public Mono<Void> tag(ImageReference source, ImageReference target) {
    return honest.tag(source, target);
  }

  @Override
  public Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
    return honest.remove(image, inUse);
  }

  @Override
  public Mono<PruneReport> prune(ImagePruneOptions options) {
    return honest.prune(options);
  }

  @Override
  public Flux<ImageHistoryEntry> history(ImageReference image) {
    return honest.history(image);
  }

  @Override
  public Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
    return honest.save(images, options);
  }

  @Override
  public Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
    return honest.load(tar);
  }

  @Override
  public Flux<Long> saveTo(
      List<ImageReference> images, SaveOptions options, WritableByteChannel target) {
    return honest.saveTo(images, options, target);
  }

  @Override
  public Flux<LoadEvent> loadFrom(Path archive) {
    return honest.loadFrom(archive);
  }

  @Override
  public Mono<ImageInfo> importArchive(Publisher<ByteBuffer> tar, ImportSpec spec) {
    return honest.importArchive(tar, spec);
  }
}
