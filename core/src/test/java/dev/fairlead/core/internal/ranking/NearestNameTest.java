package dev.fairlead.core.internal.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> KNOWN =
      List.of("docker", "podman", "process", "kubernetes", "k8s", "apple");

  @ParameterizedTest
  @CsvSource({
    "dokcer,docker",
    "Docker,docker",
    "docekr,docker",
    "podmann,podman",
    "kube,kubernetes",
    "kubernets,kubernetes",
    "k8,k8s",
    "aple,apple",
    "proces,process"
  })
  void aSlipFindsWhatWasMeant(String typed, String meant) {
    assertThat(NearestName.to(typed, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"containerd", "x", "lxc", "''", "firecracker"})
  void whatIsFarFromAllFindsNothing(String typed) {
    assertThat(NearestName.to(typed, KNOWN)).isEmpty();
  }

  @Test
  void betweenTwoEquallyNearTheFirstInTheAlphabetIsTaken() {
    assertThat(NearestName.to("ab", List.of("ac", "aa"))).contains("aa");
  }
}
