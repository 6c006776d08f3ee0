package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.spi.ArchiveNames;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Names in archives that lead out of the directory, in every form that a name has. */
class ArchiveNamesTest {

  private static final ErrorContext CONTEXT = ErrorContext.of("podman", "copy");
  private static final String LONG = "d/".repeat(120);

  private static byte[] archive(int form, String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.setLongFileMode(form);
      for (String name : names) {
        byte[] content = ("../" + name).getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static List<Integer> passed(byte[] archive, int piece) {
    Flux<ByteBuffer> pieces =
        Flux.range(0, (archive.length + piece - 1) / piece)
            .map(
                i ->
                    ByteBuffer.wrap(
                        archive, i * piece, Math.min(piece, archive.length - i * piece)));
    return ArchiveNames.within(pieces, CONTEXT).map(ByteBuffer::remaining).collectList().block();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 513, 1 << 20})
  void whatStaysWithinPassesWhole(int piece) throws IOException {
    for (int form :
        List.of(TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX)) {
      byte[] archive = archive(form, "a", "b/..c", "...", "/abs", LONG + "file", "last");

      assertThat(passed(archive, piece).stream().mapToInt(size -> size).sum())
          .isEqualTo(archive.length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 513, 1 << 20})
  void whatLeadsOutIsRefused(int piece) throws IOException {
    for (int form :
        List.of(TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX)) {
      for (String name : List.of("../x", "a/../../x", "..", LONG + "../x")) {
        byte[] archive = archive(form, "first", name, "last");

        assertThatThrownBy(() -> passed(archive, piece))
            .as(name)
            .isInstanceOf(InvalidSpecException.class)
            .hasMessageContaining("outside of the directory");
      }
    }
  }
}
