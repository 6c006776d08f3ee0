package dev.fairlead.process.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "line\nline",
        "\\",
        "\\n",
        "\n\\n\n",
        "end",
        "é漢\uD83D\uDE00",
        "\r"
      })
  void everyValueComesBackAsItWas(String value) throws IOException {
    Fields read = Fields.decode(new Fields().add("value", value).add("value", "x").encode());
    assertThat(read.all("value")).isEqualTo(List.of(value, "x"));
  }

  @Test
  void whatIsCutOffAnywhereIsAnError() {
    byte[] whole = new Fields().add("name", "value").add("other", "more").encode();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Fields.decode(cut))
          .as("the first %d bytes", length)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFileIsPrivateAndReplacedWhole(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("file");
    new Fields().add("turn", "1").write(file);
    new Fields().add("turn", "2").write(file);
    assertThat(Fields.read(file).get("turn")).isEqualTo("2");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void timesKeepTheirNanoseconds() throws IOException {
    Instant time = Instant.parse("2026-03-04T05:06:07.000000089Z");
    Fields read = Fields.decode(new Fields().add("at", time).encode());
    assertThat(read.instant("at")).isEqualTo(time);
  }

  @Test
  void valuesAreNotShown() {
    assertThat(new Fields().add("token", "hunter2").toString())
        .contains("token")
        .doesNotContain("hunter2");
  }
}
