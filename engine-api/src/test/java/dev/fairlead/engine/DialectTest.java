package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts by family and version. */
class DialectTest {

  private static final ApiVersion API = new ApiVersion(1, 44);

  private static Dialect of(EngineFamily family, String product) {
    return new Dialect(new EngineVersion(family, "it", product, new ApiVersion(1, 24), API));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.3.1", "4.9.5", "5.3.2", "of unknown version", ""})
  void beforeTheVersionThatWasSeenTheWorseIsAssumed(String product) {
    Dialect old = of(EngineFamily.PODMAN, product);

    assertThat(old.topIsOneColumn()).isTrue();
    assertThat(old.removalHasCode()).isFalse();
    assertThat(old.logHeadIsLate()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.4.2", "5.8.6", "5.10.0", "6.0.0-dev", "10.0.1"})
  void fromThatVersionOnItIsAsItWasSeen(String product) {
    Dialect mended = of(EngineFamily.PODMAN, product);

    assertThat(mended.topIsOneColumn()).isFalse();
    assertThat(mended.removalHasCode()).isTrue();
    assertThat(mended.logHeadIsLate()).isFalse();
    assertThat(mended.removalIsPrompt()).as("what is Podman's in every version").isFalse();
  }

  @Test
  void dockerHasNoneOfPodmansFaults() {
    Dialect docker = of(EngineFamily.DOCKER, "20.10.24");

    assertThat(docker.topIsOneColumn()).isFalse();
    assertThat(docker.removalHasCode()).isTrue();
    assertThat(docker.archiveIsUnpackedAnywhere()).isFalse();
    assertThat(docker.savesBothLayouts(API)).isTrue();
    assertThat(docker.savesBothLayouts(new ApiVersion(1, 43))).isFalse();
  }
}
