package dev.fairlead.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAddressTest {

  @Test
  void aUnixSocketIsAPath() {
    HttpAddress address = HttpAddress.parse(URI.create("unix:///var/run/a%20b.sock"));
    assertThat(address).isEqualTo(new HttpAddress.Unix(Path.of("/var/run/a b.sock")));
    assertThat(address).hasToString("unix:///var/run/a b.sock");
    assertThat(address.hostHeader()).isEqualTo("localhost");
  }

  @ParameterizedTest
  @CsvSource({
    "tcp://localhost:2375, localhost, localhost:2375",
    "http://127.0.0.1:80/, 127.0.0.1, 127.0.0.1:80",
    "TCP://[::1]:2375, ::1, [::1]:2375",
  })
  void aTcpAddressIsHostAndPort(String uri, String host, String header) {
    HttpAddress address = HttpAddress.parse(URI.create(uri));
    assertThat(address).isInstanceOf(HttpAddress.Tcp.class);
    assertThat(((HttpAddress.Tcp) address).host()).isEqualTo(host);
    assertThat(address.hostHeader()).isEqualTo(header);
  }

  @ParameterizedTest
  @CsvSource({
    "/var/run/docker.sock, needs a scheme",
    "unix://var/run/docker.sock, three slashes",
    "unix:///, path of the Unix socket is missing",
    "unix:relative, path of the Unix socket is missing",
    "unix:///a?b, no place in an address",
    "tcp://localhost, port is missing",
    "tcp://:2375, host is missing",
    "tcp://a_b:1, host is missing or malformed",
    "tcp://localhost:70000, between 1 and 65535",
    "tcp://localhost:1/path, path has no place",
    "tcp://localhost:1?a, no place in an address",
    "ssh://host, scheme 'ssh' are not",
    "https://host:1, scheme 'https' are not",
  })
  void whatIsWrongIsSaid(String uri, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpAddress.parse(URI.create(uri)))
        .withMessageContaining(words);
  }

  @Test
  void aPasswordIsNotRepeated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpAddress.parse(URI.create("tcp://me:secret@host:1")))
        .withMessageContaining("user information")
        .withMessageNotContaining("secret");
  }

  @Test
  void aRelativePathIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HttpAddress.Unix(Path.of("docker.sock")));
  }
}
