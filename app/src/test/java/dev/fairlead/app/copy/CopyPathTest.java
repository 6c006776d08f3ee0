package dev.fairlead.app.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyPathTest {

  @ParameterizedTest
  @CsvSource({
    "web:/etc, web, /etc",
    "web:etc/, web, etc/",
    "web:/a:b, web, /a:b",
    "/a:b, , /a:b",
    "./web:x, , ./web:x",
    "..:x, , ..:x",
    "file, , file",
    "-, , -"
  })
  void aSideIsAPathOrAContainerAndAPath(String text, String container, String path) {
    CopyPath parsed = CopyPath.parse(text);
    assertThat(parsed.container().orElse(null)).isEqualTo(container);
    assertThat(parsed.path()).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "web:", ":/etc"})
  void whatHasNoPathIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> CopyPath.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "etc, /etc",
    "/etc/, /etc",
    "/etc/., /etc",
    "//etc//x, /etc/x",
    "/etc/../srv, /srv",
    "/../.., /",
    "., /",
    "/, /"
  })
  void aPathInsideBeginsAtTheRoot(String path, String inside) {
    assertThat(CopyPath.parse("web:" + path).inside()).isEqualTo(inside);
  }

  @Test
  void theEndSaysWhatIsMeant() {
    assertThat(CopyPath.parse("web:/etc/.").meansContents()).isTrue();
    assertThat(CopyPath.parse(".").meansContents()).isTrue();
    assertThat(CopyPath.parse("web:/etc/").meansContents()).isFalse();
    assertThat(CopyPath.parse("web:/etc/").meansDirectory()).isTrue();
    assertThat(CopyPath.parse("a..").meansContents()).isFalse();
    assertThat(CopyPath.parse("-").isStream()).isTrue();
    assertThat(CopyPath.parse("web:-").isStream()).isFalse();
  }

  @Test
  void aLinkInsideIsFollowedFromWhereItIs() {
    assertThat(CopyPath.follow("/etc/link", "real")).isEqualTo("/etc/real");
    assertThat(CopyPath.follow("/etc/link", "../srv/real")).isEqualTo("/srv/real");
    assertThat(CopyPath.follow("/link", "/srv/real/")).isEqualTo("/srv/real");
  }
}
