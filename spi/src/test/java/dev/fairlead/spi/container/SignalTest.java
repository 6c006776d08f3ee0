package dev.fairlead.spi.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {

  @ParameterizedTest
  @CsvSource({
    "TERM, 15, SIGTERM",
    "SIGTERM, 15, SIGTERM",
    "sigkill, 9, SIGKILL",
    "15, 15, SIGTERM",
    "RTMIN+3, 37, SIGRTMIN+3",
    "IOT, 6, SIGABRT"
  })
  void namesAndNumbersAreRead(String text, int number, String name) {
    assertThat(Signal.parse(text)).isEqualTo(new Signal(number, name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NOPE", "0", "32", "33", "65", "99999999999"})
  void whatIsNoSignalIsRefused(String text) {
    assertThatThrownBy(() -> Signal.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numberAndNameBelongTogether() {
    assertThatThrownBy(() -> new Signal(9, "SIGTERM")).hasMessageContaining("9");
  }
}
