package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.tck.tar.TarFormat;
import dev.fairlead.tck.tar.TarItem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Files that go into and out of containers as archives. */
@DisplayName("Files")
public abstract class FileContract extends BackendContract {

  private static final String PLACE = "/tmp";
  private static final long TIME = 1_600_000_000;
  private static final int LARGE = 8 << 20;
  private static final int CHUNK = 64 << 10;

  /** For subclasses. */
  protected FileContract() {}

  private String name(String suffix) {
    return freeName() + suffix;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Mono<Void> in(ContainerId id, String directory, TarItem... items) {
    return containers().copyIn(id, directory, Mono.just(TarFormat.write(List.of(items))));
  }

  private List<TarItem> out(ContainerId id, String path) {
    return get(Captured.files(containers().copyOut(id, path)));
  }

  private static TarItem item(List<TarItem> items, String name) {
    return items.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + items));
  }

  private TarItem file(String name) {
    return TarItem.file(name, 0644, TIME, bytes("content of " + name));
  }

  /** Rules 2 and 4. If this fails, look at what is lost or changed on the way in or out. */
  @Test
  @DisplayName("come back as they were: content, modes, times and links")
  void comeBack() {
    requires(Capability.FILE_COPY);
    ContainerId id = started(script(Scripts.IDLE));
    String root = name("-d");
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    done(
        in(
            id,
            PLACE,
            TarItem.directory(root, 0750, TIME),
            TarItem.file(root + "/bytes", 0640, TIME + 1, all),
            TarItem.file(root + "/empty", 0600, TIME + 2, new byte[0]),
            TarItem.file(root + "/program", 0755, TIME + 3, bytes("#!/bin/sh\n")),
            TarItem.link(root + "/link", "bytes"),
            TarItem.link(root + "/dangling", "/no/such/place"),
            TarItem.directory(root + "/sub", 0700, TIME + 4),
            file(root + "/sub/deep")));
    List<TarItem> back = out(id, PLACE + "/" + root);
    assertThat(back).hasSize(8);
    TarItem file = item(back, root + "/bytes");
    assertThat(file.content()).isEqualTo(ByteBuffer.wrap(all));
    assertThat(file.mode()).isEqualTo(0640);
    assertThat(file.modifiedSeconds()).isEqualTo(TIME + 1);
    assertThat(item(back, root + "/empty").content().remaining()).isZero();
    assertThat(item(back, root + "/program").mode()).isEqualTo(0755);
    assertThat(item(back, root + "/link").kind()).isEqualTo(TarItem.Kind.LINK);
    assertThat(item(back, root + "/link").link()).isEqualTo("bytes");
    assertThat(item(back, root + "/dangling").link()).isEqualTo("/no/such/place");
    assertThat(item(back, root).mode()).isEqualTo(0750);
    assertThat(item(back, root + "/sub").mode()).isEqualTo(0700);
    assertThat(item(back, root + "/sub/deep").text()).contains("deep");
    List<TarItem> alone = out(id, PLACE + "/" + root + "/bytes");
    assertThat(alone).hasSize(1);
    assertThat(alone.get(0).name()).isEqualTo("bytes");
  }

  /**
   * Rule 2. If this fails, what is missing is passed over, or the wrong thing is called missing.
   */
  @Test
  @DisplayName("that are not there, and places that are not there, are an error")
  void mustBeThere() {
    requires(Capability.FILE_COPY);
    ContainerId id = started(script(Scripts.IDLE));
    String nowhere = PLACE + "/" + name("-nowhere");
    NotFoundException noFile = error(NotFoundException.class, containers().copyOut(id, nowhere));
    assertThat(noFile.kind()).isEqualTo(NotFoundException.Kind.PATH);
    assertThat(noFile.getMessage()).contains(backend().id()).contains(nowhere);
    NotFoundException noPlace = error(NotFoundException.class, in(id, nowhere, file("x")));
    assertThat(noPlace.kind()).isEqualTo(NotFoundException.Kind.PATH);
    assertThat(noPlace.getMessage()).contains(nowhere);
    assertThat(error(NotFoundException.class, containers().copyOut(missing(), PLACE)).kind())
        .isEqualTo(NotFoundException.Kind.CONTAINER);
    assertThat(error(NotFoundException.class, in(missing(), PLACE, file("x"))).kind())
        .isEqualTo(NotFoundException.Kind.CONTAINER);
    done(in(id, PLACE, file(name("-file"))));
    error(ContainerException.class, in(id, PLACE + "/" + name("-file"), file("x")));
  }

  /** Rule 2. If this fails, files are copied to where the container must not be changed. */
  @Test
  @DisplayName("cannot be copied into a container whose root is read-only")
  void cannotChangeAReadOnlyRoot() {
    requires(Capability.FILE_COPY);
    ContainerSpec readOnly = script(Scripts.IDLE).readOnlyRoot(true).build();
    boolean kept =
        get(backend().plan(readOnly)).fields().stream()
            .anyMatch(
                field ->
                    field.field() == SpecField.READ_ONLY
                        && field.disposition() == Disposition.KEPT);
    if (kept) {
      ContainerId id = started(readOnly.toBuilder());
      assertThat(error(ContainerException.class, in(id, PLACE, file(name("")))).getMessage())
          .contains("read-only");
      assertThat(out(id, PLACE)).isNotEmpty();
    }
  }

  /** If this fails, an archive reaches files that it has no business with. */
  @Test
  @DisplayName("with names that lead out of the place are refused")
  void stayWithin() {
    requires(Capability.FILE_COPY);
    ContainerId id = started(script(Scripts.IDLE));
    error(ContainerException.class, in(id, PLACE, file("../" + name("-out"))));
    error(NotFoundException.class, containers().copyOut(id, "/" + name("-out")));
  }

  /** Rule 8. If this fails, it is declared that files of what is stopped can be copied. */
  @Test
  @DisplayName("are copied while the container is stopped, and are there afterwards")
  void areCopiedWhileStopped() {
    requires(Capability.FILE_COPY, Capability.FILE_COPY_STOPPED);
    ContainerId id = started(script(Scripts.IDLE));
    end(id);
    done(in(id, PLACE, file(name(""))));
    assertThat(out(id, PLACE + "/" + name("")).get(0).text()).contains("content of");
  }

  /** Rules 4 and 5. If this fails, something is lost or doubled for a reader that is slow. */
  @Test
  @DisplayName("arrive whole although they are large and the reader is slow")
  void arriveWhole() {
    requires(Capability.FILE_COPY);
    ContainerId id = started(script(Scripts.IDLE));
    byte[] large = new byte[LARGE];
    new Random(7).nextBytes(large);
    ByteBuffer archive = TarFormat.write(List.of(TarItem.file(name(""), 0644, TIME, large)));
    done(containers().copyIn(id, PLACE, chunks(archive)));
    Flux<ByteBuffer> slowly =
        containers()
            .copyOut(id, PLACE + "/" + name(""))
            .concatMap(chunk -> Mono.just(chunk).delayElement(Duration.ofMillis(1)), 1);
    List<TarItem> back = get(Captured.files(slowly));
    assertThat(back.get(0).content()).isEqualTo(ByteBuffer.wrap(large));
  }

  private static Flux<ByteBuffer> chunks(ByteBuffer archive) {
    int count = (archive.remaining() + CHUNK - 1) / CHUNK;
    return Flux.range(0, count)
        .map(
            index ->
                archive.slice(index * CHUNK, Math.min(CHUNK, archive.remaining() - index * CHUNK)));
  }

  /** Rule 7. If this fails, a reader that leaves leaves a connection behind. */
  @Test
  @DisplayName("are let go at once by a reader that leaves")
  void areLetGo() {
    requires(Capability.FILE_COPY);
    ContainerId id = started(script(Scripts.IDLE));
    byte[] large = new byte[LARGE];
    ByteBuffer archive = TarFormat.write(List.of(TarItem.file(name(""), 0644, TIME, large)));
    done(containers().copyIn(id, PLACE, chunks(archive)));
    assertThat(get(containers().copyOut(id, PLACE + "/" + name("")).next()).hasRemaining())
        .isTrue();
    everythingIsReleased(subject().releaseTimeout());
  }

  /** Rule 2. If this fails, half an archive is taken for a whole one. */
  @Test
  @DisplayName("of an archive that breaks off are an error")
  void mustComeToAnEnd() {
    requires(Capability.FILE_COPY);
    ContainerId id = started(script(Scripts.IDLE));
    ByteBuffer archive = TarFormat.write(List.of(file(name("-a")), file(name("-b"))));
    Flux<ByteBuffer> broken =
        Flux.concat(
            Mono.just(archive.slice(0, 1024)),
            Mono.error(() -> new IllegalStateException("the source is broken")));
    error(RuntimeException.class, containers().copyIn(id, PLACE, broken));
    error(NotFoundException.class, containers().copyOut(id, PLACE + "/" + name("-b")));
  }
}
