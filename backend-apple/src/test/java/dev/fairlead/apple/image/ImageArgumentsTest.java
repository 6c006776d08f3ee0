package dev.fairlead.apple.image;

import dev.fairlead.apple.program.VerbRow;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.RegistryTransport;
import dev.fairlead.spi.image.SaveOptions;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that have to do with images; each row names where it is written down. */
class ImageArgumentsTest {

  private static final Platform ARM = Platform.parse("linux/arm64");
  private static final ImageReference ALPINE = ImageReference.parse("alpine");

  static List<VerbRow> rows() {
    return List.of(
        new VerbRow(
            "2.2 image pull",
            ImageArguments.pull(ALPINE, PullOptions.defaults(), ARM),
            "image pull --progress none --platform linux/arm64 docker.io/library/alpine:latest"),
        new VerbRow(
            "2.2 --scheme",
            ImageArguments.pull(
                ImageReference.parse("127.0.0.1:5000/x:1"),
                PullOptions.defaults()
                    .withTransport(RegistryTransport.INSECURE)
                    .withPlatform(Platform.parse("linux/amd64")),
                ARM),
            "image pull --progress none --platform linux/amd64 --scheme http 127.0.0.1:5000/x:1"),
        new VerbRow(
            "2.2 image save",
            ImageArguments.save(List.of("a:1", "b:2"), SaveOptions.defaults(), ARM),
            "image save --platform linux/arm64 a:1 b:2"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachVerbHasItsWords(VerbRow row) {
    row.check();
  }
}
