package dev.fairlead.engine;

import dev.fairlead.spi.ArchiveNames;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpResponse;
import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Files that go into and out of containers, running or not: {@code GET} and {@code PUT
 * /containers/{id}/archive}.
 */
final class Copying {

  private final EngineClient client;

  Copying(EngineClient client) {
    this.client = client;
  }

  Flux<ByteBuffer> out(ContainerId id, String path) {
    EngineCall call =
        client
            .get("copy " + path + " from container " + id, "/containers/{}/archive", id.value())
            .missing(NotFoundException.Kind.PATH)
            .query("path", path)
            .lasting();
    return TarEnd.required(client.stream(call, HttpResponse::body), client, call);
  }

  /**
   * A directory is never replaced by something else, nor something else by a directory. What the
   * daemon has not unpacked when the source fails stays away, and the last file may be cut off.
   */
  Mono<Void> in(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    EngineCall call =
        client
            .put(
                "copy to " + directory + " in container " + id,
                "/containers/{}/archive",
                id.value())
            .missing(NotFoundException.Kind.PATH)
            .query("path", directory)
            .query("noOverwriteDirNonDir", "1")
            .lasting();
    return client.dialect().archiveIsUnpackedAnywhere()
        ? new CopyTarget(client, id, directory, call.context())
            .check()
            .then(Mono.defer(() -> put(call, ArchiveNames.within(tar, call.context()))))
        : put(call, tar);
  }

  private Mono<Void> put(EngineCall call, Publisher<ByteBuffer> tar) {
    return client.send(call.stream(tar, "application/x-tar")).then();
  }
}
