package dev.fairlead.spi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortProtocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ImageValuesTest {

  private static final String SECRET = "hunter2";
  private static final ImageReference NAME = ImageReference.parse("mine:1");

  @Test
  void credentialsNeverShowTheirSecret() {
    RegistryCredentials basic = RegistryCredentials.basic("ann", SECRET);
    RegistryCredentials token = RegistryCredentials.identityToken(SECRET);

    assertThat(basic.toString()).contains("ann").doesNotContain(SECRET);
    assertThat(token.toString()).doesNotContain(SECRET);
    assertThat(PullOptions.defaults().withCredentials(basic).toString()).doesNotContain(SECRET);
    assertThat(PushOptions.defaults().withCredentials(token).toString()).doesNotContain(SECRET);
  }

  @Test
  void emptyCredentialsAreRefusedWithoutTheirSecret() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegistryCredentials.basic("", SECRET))
        .withMessageContaining("user name")
        .satisfies(error -> assertThat(error.getMessage()).doesNotContain(SECRET));
    assertThatIllegalArgumentException().isThrownBy(() -> RegistryCredentials.identityToken(""));
  }

  @Test
  void aBuildShowsNeitherArgumentsNorCredentials() {
    BuildSpec spec =
        BuildSpec.builder(BuildContext.directory(Path.of("ctx")))
            .buildArg("TOKEN", SECRET)
            .credentials("quay.io", RegistryCredentials.basic("ann", SECRET))
            .build();

    assertThat(spec.toString()).contains("TOKEN", "quay.io").doesNotContain(SECRET);
  }

  @Test
  void aBuildKeepsItsOwnCopies() {
    BuildSpec.Builder builder =
        BuildSpec.builder(BuildContext.tar(Flux.empty())).tag(NAME).label("a", "1");
    BuildSpec spec = builder.build();
    builder.tag(ImageReference.parse("other")).label("a", "2").buildArg("b", "3");

    assertThat(spec.tags()).containsExactly(NAME);
    assertThat(spec.labels()).containsExactly(Map.entry("a", "1"));
    assertThat(spec.buildArgs()).isEmpty();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> spec.tags().add(NAME));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> spec.labels().put("x", "y"));
  }

  @Test
  void aCopyOfABuildHasEverything() {
    BuildSpec spec =
        BuildSpec.builder(BuildContext.directory(Path.of("ctx")))
            .dockerfile("docker/Dockerfile")
            .tag(NAME)
            .buildArg("A", "1")
            .label("l", "v")
            .target("stage")
            .platform(Platform.parse("linux/arm64"))
            .cache(BuildCache.IGNORE)
            .basePull(BasePull.ALWAYS)
            .credentials("quay.io", RegistryCredentials.identityToken("t"))
            .transport(RegistryTransport.INSECURE)
            .build();

    assertThat(spec.toBuilder().build()).isEqualTo(spec);
    assertThat(spec.toBuilder().target("other").build()).isNotEqualTo(spec);
  }

  @Test
  void aResultCannotBeNamedByWhatIsNoName() {
    ImageReference id = ImageReference.parse("sha256:0123456789ab");
    ImageReference pinned = ImageReference.parse("a@sha256:" + "0".repeat(64));
    BuildContext context = BuildContext.directory(Path.of("ctx"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> BuildSpec.builder(context).tag(id).build())
        .withMessageContaining("cannot name a new image");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BuildSpec.builder(context).tag(pinned).build());
    assertThatIllegalArgumentException().isThrownBy(() -> ImportSpec.to(id));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BuildSpec.builder(context).dockerfile("").build());
  }

  @Test
  void anImageKeepsItsOwnCopies() {
    Map<String, String> environment = new HashMap<>(Map.of("PATH", "/bin"));
    List<String> layers = new ArrayList<>(List.of("sha256:1"));
    ImageConfiguration configuration =
        new ImageConfiguration(
            List.of(),
            List.of("sh"),
            environment,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Set.of(new ExposedPort(80, PortProtocol.TCP))),
            Optional.empty(),
            layers);
    environment.clear();
    layers.clear();

    assertThat(configuration.environment()).containsKey("PATH");
    assertThat(configuration.layers()).hasSize(1);
    ImageInfo info =
        ImageInfo.builder(ImageReference.parse("sha256:0123456789ab"))
            .reference(NAME)
            .sizeBytes(5)
            .configuration(configuration)
            .build();
    assertThat(info.references()).containsExactly(NAME);
    assertThat(info.configuration()).contains(configuration);
    assertThat(info.created()).isEmpty();
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ExposedPort(0, PortProtocol.TCP));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ExposedPort(65_536, PortProtocol.UDP))
        .withMessageContaining("65536");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BuildEvent.Step(0, OptionalInt.empty(), "RUN true"));
  }
}
