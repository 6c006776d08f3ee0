package dev.fairlead.core.ready;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListeningPortsTest {

  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

  private static ListeningPorts read(String address, String state) {
    return ListeningPorts.read(
        HEAD + "   0: " + address + " 00000000:0000 " + state + " 00000000:00000000 00:00000000\n");
  }

  @ParameterizedTest
  @CsvSource({
    "00000000:0050, 80",
    "020011AC:1F90, 8080",
    "00000000000000000000000000000000:0050, 80",
    "0000000000000000FFFF0000020011AC:0050, 80"
  })
  void anAddressThatOthersReachCounts(String address, int port) {
    assertThat(read(address, "0A").reachable()).containsExactly(port);
    assertThat(read(address, "0A").look(port).ready()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0100007F:0050",
    "0B00007F:0050",
    "00000000000000000000000001000000:0050",
    "0000000000000000FFFF00000100007F:0050"
  })
  void theLoopbackAddressDoesNot(String address) {
    ListeningPorts ports = read(address, "0A");
    assertThat(ports.reachable()).isEmpty();
    assertThat(ports.look(80).ready()).isFalse();
    assertThat(ports.look(80).seen()).contains("loopback");
  }

  @Test
  void aConnectionIsNoListener() {
    ListeningPorts ports = read("00000000:0050", "01");
    assertThat(ports.look(80).ready()).isFalse();
    assertThat(ports.look(80).seen()).isEqualTo("nothing listens on port 80 inside");
  }

  @Test
  void otherPortsAreTold() {
    assertThat(read("00000000:1F90", "0A").look(80).seen()).endsWith("inside, but on 8080");
  }
}
