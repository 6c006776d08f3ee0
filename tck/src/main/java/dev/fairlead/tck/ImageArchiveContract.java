package dev.fairlead.tck;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.image.ImageInUse;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.Images;
import dev.fairlead.spi.image.ImportSpec;
import dev.fairlead.spi.image.LoadEvent;
import dev.fairlead.spi.image.SaveOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** Images that leave the runtime as archives and come back, or come from the files of one. */
@DisplayName("Archives of images")
public abstract class ImageArchiveContract extends BackendContract {

  private static final Map<String, String> FILES = Map.of("greeting", "hello\n");

  private ImageReference name = ImageReference.parse("fairlead.invalid/tck/none");

  /** Where archives lie meanwhile. */
  @TempDir private Path directory = Path.of("");

  /** For subclasses. */
  protected ImageArchiveContract() {}

  /** Chooses a name that nothing else has. */
  @BeforeEach
  void chooseAName() {
    name = ImageReference.parse("fairlead.invalid/tck/" + freeName() + ":one");
  }

  /** Removes what the test made. */
  @AfterEach
  void removeTheImage() {
    if (has(Capability.IMAGE_REMOVE)) {
      done(images().remove(name, ImageInUse.FORCE));
    }
  }

  private Images images() {
    return backend().images();
  }

  private ImageReference here() {
    return ImageReference.parse(subject().image());
  }

  private ImageReference notHere() {
    return ImageReference.parse(subject().missingImage());
  }

  private static Flux<ByteBuffer> bytes(byte[] content) {
    return Flux.defer(() -> Flux.just(ByteBuffer.wrap(content).asReadOnlyBuffer()));
  }

  /** An image that the test may remove: one of its own where it can be made. */
  private ImageInfo sample() {
    if (has(Capability.IMAGE_IMPORT)) {
      return get(
          images()
              .importArchive(
                  Flux.just(TarSample.of(FILES).bytes()),
                  ImportSpec.to(name).withChanges(List.of("CMD [\"hello\"]"))));
    }
    done(images().tag(here(), name));
    return get(images().inspect(name));
  }

  private byte[] save(ImageReference image) {
    return collected(images().save(List.of(image), SaveOptions.defaults()));
  }

  private byte[] collected(Flux<ByteBuffer> archive) {
    return get(
        archive
            .reduceWith(
                ByteArrayOutputStream::new,
                (all, part) -> {
                  byte[] copy = new byte[part.remaining()];
                  part.get(copy);
                  all.write(copy, 0, copy.length);
                  return all;
                })
            .map(ByteArrayOutputStream::toByteArray));
  }

  private List<LoadEvent> load(byte[] archive) {
    return get(images().load(bytes(archive)).collectList());
  }

  /** Rule 2. If this fails, look at names that the archive does not keep, or ids that change. */
  @Test
  @DisplayName("bring back the image that was packed, with its name and id")
  void bringTheImageBack() {
    requires(Capability.IMAGE_SAVE, Capability.IMAGE_LOAD, Capability.IMAGE_TAG);
    requires(Capability.IMAGE_REMOVE, Capability.IMAGE_INSPECT);
    ImageInfo before = sample();
    byte[] archive = save(name);
    done(images().remove(name, ImageInUse.REFUSE));
    error(NotFoundException.class, images().inspect(name));
    assertThat(load(archive)).contains(new LoadEvent.Loaded(name));
    assertThat(get(images().inspect(name)).id()).isEqualTo(before.id());
  }

  /** Rule 2. If this fails, an archive that was cut completes as if it were whole. */
  @Test
  @DisplayName("are whole when they end")
  void areWhole() {
    requires(Capability.IMAGE_SAVE);
    assertThat(TarSample.isWhole(save(here()))).as("the end of the archive is there").isTrue();
  }

  private long saved(ImageReference image, Path file) throws IOException {
    try (FileChannel target = FileChannel.open(file, CREATE_NEW, WRITE)) {
      return get(images().saveTo(List.of(image), SaveOptions.defaults(), target).last());
    }
  }

  /** Rule 2. If this fails, look at what of an archive does not get into a file, or out of it. */
  @Test
  @DisplayName("in files bring back the image that was packed")
  void bringTheImageBackFromAFile() throws IOException {
    requires(Capability.IMAGE_SAVE, Capability.IMAGE_LOAD, Capability.IMAGE_TAG);
    requires(Capability.IMAGE_REMOVE, Capability.IMAGE_INSPECT);
    ImageInfo before = sample();
    Path file = directory.resolve("image.tar");
    long written = saved(name, file);
    assertThat(file).as("as much as was told is there").hasSize(written);
    assertThat(TarSample.isWhole(Files.readAllBytes(file))).as("the end is there").isTrue();
    done(images().remove(name, ImageInUse.REFUSE));
    error(NotFoundException.class, images().inspect(name));
    assertThat(get(images().loadFrom(file).collectList())).contains(new LoadEvent.Loaded(name));
    assertThat(get(images().inspect(name)).id()).isEqualTo(before.id());
  }

  /** Rule 2. If this fails, half an archive counts as a whole one. */
  @Test
  @DisplayName("in files that are cut off, or not there, are an error and leave no image")
  void mustBeWholeInAFile() throws IOException {
    requires(Capability.IMAGE_SAVE, Capability.IMAGE_LOAD, Capability.IMAGE_IMPORT);
    requires(Capability.IMAGE_REMOVE, Capability.IMAGE_INSPECT);
    sample();
    Path file = directory.resolve("image.tar");
    long written = saved(name, file);
    done(images().remove(name, ImageInUse.REFUSE));
    try (FileChannel whole = FileChannel.open(file, WRITE)) {
      whole.truncate(written / 2);
    }
    error(Throwable.class, images().loadFrom(file));
    error(NotFoundException.class, images().inspect(name));
    error(UncheckedIOException.class, images().loadFrom(directory.resolve("none.tar")));
  }

  /** Rules 2 and 7. If this fails, a full disk goes unnoticed, or packing goes on. */
  @Test
  @DisplayName("that cannot be written are an error, and are packed no more")
  void mustBeWritable() throws IOException {
    requires(Capability.IMAGE_SAVE);
    Path file = Files.createFile(directory.resolve("image.tar"));
    List<ImageReference> images = List.of(here());
    FileChannel target = FileChannel.open(file, WRITE);
    try (target) {
      done(images().saveTo(images, SaveOptions.defaults(), target).take(1));
      everythingIsReleased(subject().releaseTimeout());
    }
    UncheckedIOException error =
        error(UncheckedIOException.class, images().saveTo(images, SaveOptions.defaults(), target));
    assertThat(error).hasCauseInstanceOf(ClosedChannelException.class);
    everythingIsReleased(subject().releaseTimeout());
  }

  /** Rule 2. If this fails, a missing image makes an empty archive. */
  @Test
  @DisplayName("are not made of images that are not here")
  void needTheImage() {
    requires(Capability.IMAGE_SAVE);
    NotFoundException error =
        error(NotFoundException.class, images().save(List.of(notHere()), SaveOptions.defaults()));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.IMAGE);
  }

  /** Rule 7. If this fails, an archive that nobody reads any more is packed on. */
  @Test
  @DisplayName("end when nobody wants more of them")
  void endOnCancel() {
    requires(Capability.IMAGE_SAVE);
    done(images().save(List.of(here()), SaveOptions.defaults()).take(1));
    everythingIsReleased(subject().releaseTimeout());
  }

  /** Rule 2. If this fails, an error inside a successful answer is passed over. */
  @Test
  @DisplayName("that are none, or hold no image, are an error")
  void mustHoldAnImage() {
    requires(Capability.IMAGE_LOAD);
    byte[] garbage = new byte[4096];
    Arrays.fill(garbage, (byte) 'x');
    error(ContainerException.class, images().load(bytes(garbage)));
    byte[] other = collected(Flux.just(TarSample.of(FILES).bytes()));
    error(ContainerException.class, images().load(bytes(other)));
  }

  /** Rule 2. If this fails, half an archive counts as a whole one. */
  @Test
  @DisplayName("that break off while they are sent are an error, and leave no image")
  void mustArriveWhole() {
    requires(Capability.IMAGE_SAVE, Capability.IMAGE_LOAD, Capability.IMAGE_IMPORT);
    requires(Capability.IMAGE_REMOVE, Capability.IMAGE_INSPECT);
    sample();
    byte[] archive = save(name);
    done(images().remove(name, ImageInUse.REFUSE));
    Flux<ByteBuffer> half =
        bytes(Arrays.copyOf(archive, archive.length / 2))
            .concatWith(Flux.error(() -> new IllegalStateException("the disk is gone")));
    error(Throwable.class, images().load(half));
    error(NotFoundException.class, images().inspect(name));
  }

  /** Rule 8. If this fails, look at what becomes of the name and of the instructions. */
  @Test
  @DisplayName("of a file system become an image")
  void becomeAnImage() {
    requires(Capability.IMAGE_IMPORT, Capability.IMAGE_INSPECT);
    ImageInfo image = sample();
    assertThat(image.references()).contains(name);
    assertThat(image.configuration().orElseThrow().command()).containsExactly("hello");
    assertThat(get(images().inspect(name)).id()).isEqualTo(image.id());
  }

  /** Rule 2. If this fails, an image without a past looks like one that is not here. */
  @Test
  @DisplayName("or not, images have a history")
  void haveAHistory() {
    requires(Capability.IMAGE_HISTORY);
    assertThat(get(images().history(here()).collectList())).isNotEmpty();
    NotFoundException error = error(NotFoundException.class, images().history(notHere()));
    assertThat(error.kind()).isEqualTo(NotFoundException.Kind.IMAGE);
  }
}
