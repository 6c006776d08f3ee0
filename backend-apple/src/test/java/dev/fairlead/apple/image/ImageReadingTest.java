package dev.fairlead.apple.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.apple.program.Fields;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.ImageInfo;
import dev.fairlead.transport.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images of the releases (reference, section 3.2). */
class ImageReadingTest {

  @Test
  void anImageHasTheConfigurationOfItsPlatform() {
    String json =
        """
        [{"id":"aa11","configuration":{"name":"docker.io/library/alpine:3.20",
          "creationDate":"1970-01-01T00:00:00Z","descriptor":{"digest":"sha256:aa11","size":9}},
          "variants":[
          {"platform":{"os":"unknown","architecture":"unknown"},"digest":"sha256:ee","size":1},
          {"platform":{"os":"linux","architecture":"arm64","variant":"v8"},"digest":"sha256:cc33",
           "size":4091234,"config":{"config":{"Env":["PATH=/bin"],"Cmd":["/bin/sh"],
           "Labels":{"a":"b"},"User":""},"rootfs":{"diff_ids":["sha256:dd44"]}}}]}]
        """
            .replace("aa11", "a".repeat(64));
    AppleImage image =
        new AppleImage(
            Fields.listOf(Json.standard().readArray(json.getBytes(StandardCharsets.UTF_8))).get(0));
    Platform arm = Platform.parse("linux/arm64");
    assertThat(image.has(arm)).isTrue();
    assertThat(image.has(Platform.parse("linux/amd64"))).isFalse();
    ImageInfo info = AppleImage.info(List.of(image), arm);
    assertThat(info.created()).as("a date that is not known").isEmpty();
    assertThat(info.sizeBytes()).hasValue(4091234);
    assertThat(info.labels()).containsEntry("a", "b");
    assertThat(info.configuration().orElseThrow().command()).containsExactly("/bin/sh");
    assertThat(info.configuration().orElseThrow().exposedPorts())
        .as("what the program does not tell")
        .isEmpty();
  }
}
