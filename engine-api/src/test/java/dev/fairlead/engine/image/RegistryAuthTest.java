package dev.fairlead.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.RegistryCredentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The one form of credentials that Docker does not silently leave out. */
class RegistryAuthTest {

  @Test
  void theAlphabetIsThatOfUrlsAndPadded() {
    String value =
        RegistryAuth.value(
            ImageReference.parse("127.0.0.1:5000/x"), RegistryCredentials.basic("me", "p?~>ÿ"));

    assertThat(value).matches("[A-Za-z0-9_-]+=*");
    assertThat(value.length() % 4).isZero();
    assertThat(value).containsAnyOf("_", "-");
    assertThat(decoded(value))
        .isEqualTo(
            "{\"username\":\"me\",\"password\":\"p?~>ÿ\",\"serveraddress\":\"127.0.0.1:5000\"}");
  }

  @Test
  void dockerHubHasTheNameThatCredentialsKnowItBy() {
    String value =
        RegistryAuth.value(ImageReference.parse("busybox"), RegistryCredentials.identityToken("t"));

    assertThat(decoded(value))
        .isEqualTo("{\"identitytoken\":\"t\",\"serveraddress\":\"https://index.docker.io/v1/\"}");
  }

  private static String decoded(String value) {
    return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
  }
}
