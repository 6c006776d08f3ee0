package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.ContainerInfo.PublishedPort;
import dev.fairlead.spi.container.PortProtocol;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tables say in the words of docker 28.2. */
class DockerWordsTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "-5, Less than a second",
    "0, Less than a second",
    "1, 1 second",
    "59, 59 seconds",
    "60, About a minute",
    "119, About a minute",
    "120, 2 minutes",
    "3599, 59 minutes",
    "3600, About an hour",
    "5399, About an hour",
    "5400, 2 hours",
    "170999, 47 hours",
    "171000, 2 days",
    "1207799, 13 days",
    "1209600, 2 weeks",
    "5184000, 2 months",
    "63072000, 2 years"
  })
  void anAgeIsToldInOneUnit(long seconds, String words) {
    assertThat(Elapsed.between(NOW.minusSeconds(seconds), NOW)).isEqualTo(words);
  }

  @Test
  void timesHaveTheirZone() {
    assertThat(CalendarTime.of(Optional.of(NOW), ZoneId.of("UTC")))
        .isEqualTo("2026-11-26 12:00:00 +0000 UTC");
    assertThat(CalendarTime.of(Optional.of(NOW), ZoneId.of("Europe/Berlin")))
        .isEqualTo("2026-11-26 13:00:00 +0100 CET");
    assertThat(CalendarTime.of(Optional.empty())).isEmpty();
  }

  @Nested
  class Ports {

    private static PublishedPort exposed(int port, PortProtocol protocol) {
      return new PublishedPort(port, protocol, "", OptionalInt.empty());
    }

    private static PublishedPort published(String address, int host, int port) {
      return new PublishedPort(port, PortProtocol.TCP, address, OptionalInt.of(host));
    }

    @Test
    void exposedOnesInARowAreARange() {
      assertThat(
              PortList.of(
                  List.of(
                      exposed(6000, PortProtocol.UDP),
                      exposed(5002, PortProtocol.TCP),
                      exposed(5000, PortProtocol.TCP),
                      exposed(5001, PortProtocol.TCP),
                      exposed(7000, PortProtocol.TCP))))
          .isEqualTo("5000-5002/tcp, 7000/tcp, 6000/udp");
    }

    @Test
    void aRangeUnderItsOwnNumbersIsOneForEachAddress() {
      assertThat(
              PortList.of(
                  List.of(
                      published("0.0.0.0", 80, 80),
                      published("::", 80, 80),
                      published("0.0.0.0", 81, 81),
                      published("::", 81, 81))))
          .isEqualTo("0.0.0.0:80-81->80-81/tcp, [::]:80-81->80-81/tcp");
    }

    @Test
    void otherNumbersAreToldOneByOneAndLast() {
      assertThat(
              PortList.of(
                  List.of(
                      published("127.0.0.1", 8080, 80),
                      published("127.0.0.1", 8081, 81),
                      exposed(99, PortProtocol.TCP))))
          .isEqualTo("99/tcp, 127.0.0.1:8080->80/tcp, 127.0.0.1:8081->81/tcp");
    }

    @Test
    void noPortsAreNothing() {
      assertThat(PortList.of(List.of())).isEmpty();
    }
  }
}
