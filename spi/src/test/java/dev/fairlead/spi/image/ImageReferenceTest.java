package dev.fairlead.spi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "busybox, docker.io/library/busybox:latest, busybox:latest",
    "busybox:1.36, docker.io/library/busybox:1.36, busybox:1.36",
    "library/busybox, docker.io/library/busybox:latest, busybox:latest",
    "docker.io/busybox, docker.io/library/busybox:latest, busybox:latest",
    "docker.io/library/busybox, docker.io/library/busybox:latest, busybox:latest",
    "index.docker.io/busybox, docker.io/library/busybox:latest, busybox:latest",
    "index.docker.io/a/b, docker.io/a/b:latest, a/b:latest",
    "library/a/b, docker.io/library/a/b:latest, library/a/b:latest",
    "grafana/grafana:10.0, docker.io/grafana/grafana:10.0, grafana/grafana:10.0",
    "quay.io/podman/hello, quay.io/podman/hello:latest, quay.io/podman/hello:latest",
    "ghcr.io/a/b/c/d:x, ghcr.io/a/b/c/d:x, ghcr.io/a/b/c/d:x",
    "localhost/mine, localhost/mine:latest, localhost/mine:latest",
    "localhost:5000/mine:1, localhost:5000/mine:1, localhost:5000/mine:1",
    "localhost:5000, docker.io/library/localhost:5000, localhost:5000",
    "127.0.0.1:5000/mine, 127.0.0.1:5000/mine:latest, 127.0.0.1:5000/mine:latest",
    "[::1]:5000/mine, [::1]:5000/mine:latest, [::1]:5000/mine:latest",
    "[fd00::1]/mine, [fd00::1]/mine:latest, [fd00::1]/mine:latest",
    "Registry/mine, Registry/mine:latest, Registry/mine:latest",
    "host:80/a, host:80/a:latest, host:80/a:latest",
    "a.b/c, a.b/c:latest, a.b/c:latest",
    "a__b/c_d-e.f---g, docker.io/a__b/c_d-e.f---g:latest, a__b/c_d-e.f---g:latest",
    "x:_v1.2-RC, docker.io/library/x:_v1.2-RC, x:_v1.2-RC",
    "deadbeefcafe, docker.io/library/deadbeefcafe:latest, deadbeefcafe:latest",
    "sha256, docker.io/library/sha256:latest, sha256:latest",
    "host, docker.io/library/host:latest, host:latest",
    "3, docker.io/library/3:latest, 3:latest"
  })
  void fillsInWhatIsLeftOut(String text, String canonical, String familiar) {
    ImageReference reference = ImageReference.parse(text);

    assertThat(reference.canonical()).isEqualTo(canonical);
    assertThat(reference.familiar()).isEqualTo(familiar);
    assertThat(reference).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "busybox",
        "busybox:1",
        "quay.io/a/b",
        "localhost:5000/x:y",
        "[::1]:5000/mine",
        "Registry/mine",
        "sha256:0123456789ab"
      })
  void theFullAndTheShortNameReadAsTheSame(String text) {
    ImageReference reference = ImageReference.parse(text);

    assertThat(ImageReference.parse(reference.canonical())).isEqualTo(reference);
    assertThat(ImageReference.parse(reference.familiar())).isEqualTo(reference);
  }

  @Test
  void theFirstPartIsARegistryOnlyWhereItLooksLikeOne() {
    assertThat(ImageReference.parse("quay/io").registry()).isEqualTo("docker.io");
    assertThat(ImageReference.parse("quay.io/io").registry()).isEqualTo("quay.io");
    assertThat(ImageReference.parse("Quay/io").registry()).isEqualTo("Quay");
    assertThat(ImageReference.parse("localhost/io").registry()).isEqualTo("localhost");
    assertThat(ImageReference.parse("localhosts/io").registry()).isEqualTo("docker.io");
    assertThat(ImageReference.parse("quay:1/io").registry()).isEqualTo("quay:1");
  }

  @Test
  void aDigestTakesThePlaceOfTheDefaultTag() {
    ImageReference pinned = ImageReference.parse("busybox@" + DIGEST);

    assertThat(pinned.canonical()).isEqualTo("docker.io/library/busybox@" + DIGEST);
    assertThat(pinned.tag()).isEmpty();
    assertThat(pinned.effectiveTag()).isEmpty();
    assertThat(pinned.digest()).contains(DIGEST);
  }

  @Test
  void aTagAndADigestStayTogether() {
    ImageReference both = ImageReference.parse("quay.io/a/b:1@" + DIGEST);

    assertThat(both.canonical()).isEqualTo("quay.io/a/b:1@" + DIGEST);
    assertThat(both.tag()).contains("1");
    assertThat(both.digest()).contains(DIGEST);
    assertThat(both.name()).isEqualTo("quay.io/a/b");
  }

  @Test
  void longerDigestsAreKnown() {
    String sha512 = "sha512:" + "f".repeat(128);

    assertThat(ImageReference.parse("a@" + sha512).digest()).contains(sha512);
    assertThat(ImageReference.parse("a@sha384:" + "e".repeat(96)).digest()).isPresent();
  }

  @Test
  void anIdIsNoName() {
    ImageReference id = ImageReference.parse(DIGEST);

    assertThat(id.isId()).isTrue();
    assertThat(id.canonical()).isEqualTo(DIGEST);
    assertThat(id.familiar()).isEqualTo(DIGEST);
    assertThat(id.effectiveTag()).isEmpty();
    assertThat(id.digest()).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(id::registry)
        .withMessageContaining("is the id of an image");
    assertThatIllegalStateException().isThrownBy(id::repository);
    assertThatIllegalStateException().isThrownBy(() -> id.withTag("x"));
  }

  @Test
  void aShortIdIsAnIdOnlyWithItsPrefix() {
    assertThat(ImageReference.parse("sha256:0123456789ab").isId()).isTrue();
    assertThat(ImageReference.parse("0123456789ab").isId()).isFalse();
  }

  @Test
  void waysOfWritingOneNameAreEqual() {
    ImageReference shortName = ImageReference.parse("busybox");
    ImageReference fullName = ImageReference.parse("docker.io/library/busybox:latest");

    assertThat(shortName).isEqualTo(fullName).hasSameHashCodeAs(fullName);
    assertThat(shortName).isNotEqualTo(ImageReference.parse("busybox:1"));
    assertThat(shortName).isNotEqualTo(ImageReference.parse("quay.io/library/busybox"));
  }

  @Test
  void aTagOrADigestReplacesTheOther() {
    ImageReference reference = ImageReference.parse("quay.io/a:1");

    assertThat(reference.withTag("2").canonical()).isEqualTo("quay.io/a:2");
    assertThat(reference.withDigest(DIGEST).canonical()).isEqualTo("quay.io/a@" + DIGEST);
    assertThat(reference.withDigest(DIGEST).withTag("3").canonical()).isEqualTo("quay.io/a:3");
    assertThatIllegalArgumentException().isThrownBy(() -> reference.withTag("a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> reference.withTag(""));
    assertThatIllegalArgumentException().isThrownBy(() -> reference.withDigest("md5:1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "busy box|white space",
        " busybox|white space",
        "busybox\u0000|control character",
        "busybox\t|white space",
        "https://quay.io/a|leave out https://",
        "docker://busybox|leave out docker://",
        "Busybox|lower case",
        "quay.io/Podman/hello|lower case",
        "busybox:|tag after the colon is missing",
        "busybox:.x|may not start with a dot",
        "busybox:-x|may not start with a dot or a hyphen",
        "busybox:a/b|\"a\" is not a valid registry port",
        "a:b:c|may only have a-z",
        "busybox:ä|may only have letters",
        ":latest|repository is missing",
        "/busybox|slash needs something",
        "busybox/|slash needs something",
        "a//b|slash needs something",
        "quay.io/|repository is missing",
        "quay.io/:1|repository is missing",
        "-busybox|may only have a-z",
        "--help|may only have a-z",
        "busybox-|may only have a-z",
        "a___b|may only have a-z",
        "a..b/c|\"a..b\" is not a valid registry host",
        "a/b..c|may only have a-z",
        "a/.b|may only have a-z",
        "../a|not a valid registry host",
        "$(reboot)|may only have a-z",
        "bü/a|may only have a-z",
        "-quay.io/a|not a valid registry host",
        "quay-.io/a|not a valid registry host",
        "quay..io/a|not a valid registry host",
        "quay_x.io/a|not a valid registry host",
        "[::1/a|not a valid registry host",
        "[::1]5000/a|not a valid registry port",
        "[::g]/a|not a valid registry host",
        "quay.io:/a|not a valid registry port",
        "quay.io:0/a|not a valid registry port",
        "quay.io:65536/a|not a valid registry port",
        "quay.io:99999999999/a|not a valid registry port",
        "quay.io:x/a|not a valid registry port",
        "a@|digest after @",
        "a@b|digest after @",
        "a@md5:d41d8cd98f00b204e9800998ecf8427e|digest after @",
        "a@sha256:abc|64 hexadecimal digits",
        "@sha256:abc|64 hexadecimal digits",
        "sha256:abc|12 to 64 hexadecimal digits",
        "sha256:latest|12 to 64 hexadecimal digits"
      })
  void saysWhatIsWrong(String text, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse(text))
        .withMessageStartingWith("image reference \"" + text + "\": ")
        .withMessageContaining(words);
  }

  @Test
  void nothingIsNoReference() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse(""))
        .withMessage("image reference is empty");
  }

  @Test
  void digestsAreLowerCase() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse("a@sha256:" + "A".repeat(64)))
        .withMessageContaining("lower case");
  }

  @Test
  void aBareDigestIsPointedToThePrefix() {
    String hex = "ab".repeat(32);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse(hex))
        .withMessageContaining("write sha256:" + hex);
  }

  @Test
  void lengthsEndWhereTheGrammarEndsThem() {
    assertThat(ImageReference.parse("a:" + "t".repeat(128)).tag()).isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse("a:" + "t".repeat(129)))
        .withMessageContaining("tag is longer than 128");
    assertThat(ImageReference.parse("quay.io/" + "r".repeat(255)).repository()).hasSize(255);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse("quay.io/" + "r".repeat(256)))
        .withMessageContaining("repository is longer than 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse("r".repeat(248)))
        .withMessageContaining("repository is longer than 255");
  }

  @Test
  void aVeryLongTextIsRefusedWithAShortMessage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageReference.parse("quay.io/" + "a.".repeat(500_000)))
        .satisfies(error -> assertThat(error.getMessage()).hasSizeLessThan(500));
  }
}
