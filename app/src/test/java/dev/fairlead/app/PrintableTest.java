package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void whatATerminalWouldObeyIsWrittenOut() {
    assertThat(Printable.of("a\u001b[2Jb\u0007 \u009b1m")).isEqualTo("a\\x1b[2Jb\\x07 \\x9b1m");
  }

  @Test
  void linesBecomeOne() {
    assertThat(Printable.of("first\r\nsecond\tthird\n")).isEqualTo("first  second third");
  }

  @Test
  void everythingElseStays() {
    assertThat(Printable.of("naïve – 漢字 😀 \\x1b")).isEqualTo("naïve – 漢字 😀 \\x1b");
  }
}
