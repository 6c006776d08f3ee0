package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.tck.tar.TarFormat;
import dev.fairlead.tck.tar.TarItem;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Backends whose copies of files are wrong. */
public final class BrokenFiles {

  private BrokenFiles() {}

  private static Backend out(Backend honest, UnaryOperator<Flux<ByteBuffer>> broken) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
            return broken.apply(super.copyOut(id, path));
          }
        });
  }

  private static Backend in(Backend honest, UnaryOperator<Mono<Void>> broken) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
            return broken.apply(super.copyIn(id, directory, tar));
          }
        });
  }

  public static Backend endsArchivesEarly(Backend honest) {
    return out(honest, archive -> archive.map(chunk -> chunk.slice(0, chunk.remaining() / 2)));
  }

  public static Backend forgetsLinks(Backend honest) {
    return out(
        honest,
        archive ->
            archive.map(
                chunk ->
                    TarFormat.write(
                        TarFormat.read(chunk).stream()
                            .filter(item -> item.kind() != TarItem.Kind.LINK)
                            .toList())));
  }

  public static Backend takesMissingForEmpty(Backend honest) {
    return out(honest, archive -> archive.onErrorComplete(NotFoundException.class));
  }

  public static Backend copiesNothing(Backend honest) {
    return in(honest, work -> Mono.empty());
  }

  public static Backend takesHalfForWhole(Backend honest) {
    return in(honest, work -> work.onErrorComplete(IllegalStateException.class));
  }

  public static Backend dropsForSlowReaders(Backend honest) {
    return out(honest, Flux::onBackpressureDrop);
  }

  /** For a backend that does not declare it. */
  public static Backend promisesTheStopped(Backend honest) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public Capabilities capabilities() {
        Capabilities.Builder more = Capabilities.builder();
        super.capabilities().declared().forEach(more::with);
        return more.with(Capability.FILE_COPY_STOPPED).build();
      }
    };
  }

  /** Opens an attachment for each copy, and leaves it open. */
  public static Backend keepsTheConnection(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
            return attach(id, AttachOptions.output()).thenMany(super.copyOut(id, path));
          }
        });
  }
}
