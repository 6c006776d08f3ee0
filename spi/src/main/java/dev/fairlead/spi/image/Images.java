package dev.fairlead.spi.image;

import dev.fairlead.spi.ArchiveFile;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Refusal;
import dev.fairlead.spi.system.PruneReport;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The images of one runtime.
 *
 * <p>Every operation is cold: nothing happens before subscription, and each subscription is a new
 * act. Every operation may signal the errors of {@link dev.fairlead.spi.error}; one that the
 * backend does not declare signals {@link dev.fairlead.spi.error.OperationUnsupportedException}.
 * Cancelling releases the connection at once; what the runtime does then with a half-done transfer
 * is its own affair, but no name is given to a half-done image. Safe for concurrent use.
 */
public interface Images {

  /**
   * The backend that these images belong to.
   *
   * @return its id
   */
  String backend();

  /**
   * Fetches an image from its registry. Completes only when the image is here; an error that the
   * runtime reports inside a successful response is an error of this flux.
   *
   * @param image the name, with a tag or digest or meaning {@code latest}; never all tags
   * @param options platform, credentials and transport
   * @return the steps; the last is of phase {@link PullProgress.Phase#DONE}. Signals {@link
   *     dev.fairlead.spi.error.NotFoundException} when the registry does not have it, {@link
   *     dev.fairlead.spi.error.AccessDeniedException} when it refuses
   */
  default Flux<PullProgress> pull(ImageReference image, PullOptions options) {
    return Refusal.flux(backend(), Capability.IMAGE_PULL, "pull " + image);
  }

  /**
   * Sends an image to its registry. Completes only when the registry has it.
   *
   * @param image the name, with a tag or meaning {@code latest}; never all tags
   * @param options platform, credentials and transport
   * @return the steps; the last is of phase {@link PushProgress.Phase#DONE}. Signals {@link
   *     dev.fairlead.spi.error.NotFoundException} when it is not here
   */
  default Flux<PushProgress> push(ImageReference image, PushOptions options) {
    return Refusal.flux(backend(), Capability.IMAGE_PUSH, "push " + image);
  }

  /**
   * Builds an image.
   *
   * @param spec what it is built from
   * @return steps and output as they come; the last is {@link BuildEvent.Built}. Cancelling leaves
   *     no name behind.
   */
  default Flux<BuildEvent> build(BuildSpec spec) {
    return Refusal.flux(backend(), Capability.IMAGE_BUILD, "build an image");
  }

  /**
   * Looks at one image that is here.
   *
   * @param image name or id
   * @return the image with its configuration. Signals {@link
   *     dev.fairlead.spi.error.NotFoundException} when it is not here
   */
  default Mono<ImageInfo> inspect(ImageReference image) {
    return Refusal.mono(backend(), Capability.IMAGE_INSPECT, "inspect image " + image);
  }

  /**
   * What a name stands for among the images that are here. Runtimes differ in what they take a name
   * without a registry for, and some have settings for it.
   *
   * @param image name or id
   * @return the name with its registry, or the id of an image that has no name which fits. The same
   *     as was given if nothing that is here has it, and on runtimes that take a name for what
   *     {@link ImageReference} does
   */
  default Mono<ImageReference> qualify(ImageReference image) {
    return Mono.just(image);
  }

  /**
   * Lists the images that are here.
   *
   * @param filter which ones
   * @return the images, in no special order
   */
  default Flux<ImageInfo> list(ImageFilter filter) {
    return Refusal.flux(backend(), Capability.IMAGE_LIST, "list images");
  }

  /**
   * Gives an image a further name. An image that had the name loses it.
   *
   * @param source name or id
   * @param target the further name
   * @return completes when the name is given. Signals {@link
   *     dev.fairlead.spi.error.NotFoundException} when the source is not here
   */
  default Mono<Void> tag(ImageReference source, ImageReference target) {
    return Refusal.mono(backend(), Capability.IMAGE_TAG, "tag " + source + " as " + target);
  }

  /**
   * Takes a name away from an image, and the image with its last name. Never removes a container.
   *
   * @param image name or id
   * @param inUse what happens when something still refers to it
   * @return what went; empty when it was not here. Signals {@link
   *     dev.fairlead.spi.error.ConflictException} when it is in use
   */
  default Flux<ImageRemoval> remove(ImageReference image, ImageInUse inUse) {
    return Refusal.flux(backend(), Capability.IMAGE_REMOVE, "remove image " + image);
  }

  /**
   * Removes images that no container uses.
   *
   * @param options which of them
   * @return what went
   */
  default Mono<PruneReport> prune(ImagePruneOptions options) {
    return Refusal.mono(backend(), Capability.IMAGE_PRUNE, "prune images");
  }

  /**
   * How an image was made.
   *
   * @param image name or id
   * @return the steps, the newest first. Signals {@link dev.fairlead.spi.error.NotFoundException}
   *     when it is not here
   */
  default Flux<ImageHistoryEntry> history(ImageReference image) {
    return Refusal.flux(backend(), Capability.IMAGE_HISTORY, "show the history of " + image);
  }

  /**
   * Packs images into one archive.
   *
   * @param images names or ids, at least one
   * @param options platform and layout
   * @return the bytes of a tar archive as read-only buffers, by demand; completes only when it is
   *     whole
   */
  default Flux<ByteBuffer> save(List<ImageReference> images, SaveOptions options) {
    return Refusal.flux(backend(), Capability.IMAGE_SAVE, "save " + images);
  }

  /**
   * Packs images into one archive and writes it to a channel. What is under way takes the same
   * little memory however long the archive is and however fast it comes, which makes this the way
   * to a file.
   *
   * <p>What was written before an error stays where it is: only completion says that the archive is
   * whole. After a cancellation the write that was under way may still end.
   *
   * @param images names or ids, at least one
   * @param options platform and layout
   * @param target where it is written to, from where it stands, by threads that may block; has to
   *     be in blocking mode, and is neither forced to a disk nor closed
   * @return how many bytes have been written, told again and again and at last of the whole
   *     archive, by demand: nothing is written that was not asked for. Signals {@link
   *     java.io.UncheckedIOException} when the target fails
   */
  default Flux<Long> saveTo(
      List<ImageReference> images, SaveOptions options, WritableByteChannel target) {
    return ArchiveFile.write(save(images, options), target);
  }

  /**
   * Takes images out of an archive.
   *
   * @param tar the bytes of an uncompressed tar archive, subscribed to once for each subscription
   * @return the steps, and {@link LoadEvent.Loaded} for each image; completes only when all are
   *     here, and at least one was in it
   */
  default Flux<LoadEvent> load(Publisher<ByteBuffer> tar) {
    return Refusal.flux(backend(), Capability.IMAGE_LOAD, "load images");
  }

  /**
   * Takes images out of an archive in a file, without taking all of it through this process where
   * the operating system can do without.
   *
   * @param archive an uncompressed tar archive, opened anew for each subscription
   * @return as {@link #load(Publisher)}; signals {@link java.io.UncheckedIOException} when the file
   *     cannot be read, or becomes shorter meanwhile
   */
  default Flux<LoadEvent> loadFrom(Path archive) {
    return load(ArchiveFile.read(archive));
  }

  /**
   * Makes an image of the archive of a file system.
   *
   * @param tar the bytes of an uncompressed tar archive, subscribed to once for each subscription
   * @param spec name and configuration of the image
   * @return the image
   */
  default Mono<ImageInfo> importArchive(Publisher<ByteBuffer> tar, ImportSpec spec) {
    return Refusal.mono(backend(), Capability.IMAGE_IMPORT, "import an image");
  }

  /**
   * The images of a backend that has none.
   *
   * @param backend its id
   * @return refuses every operation
   */
  static Images unsupported(String backend) {
    Objects.requireNonNull(backend, "backend");
    return () -> backend;
  }
}
