package dev.fairlead.kubernetes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  private static final String SUBDOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

  @ParameterizedTest
  @ValueSource(strings = {"web", "web-1", "web.example", "0"})
  void nameOfAPodStays(String name) {
    assertThat(Names.pod(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"My_App", "a__b", "x-", "UPPER", "a..b", "Z"})
  void otherNameIsMadeFitAndStaysApart(String name) {
    assertThat(Names.pod(name)).matches(SUBDOMAIN).hasSizeLessThanOrEqualTo(63);
    assertThat(Names.pod(name)).isEqualTo(Names.pod(name)).isNotEqualTo(Names.pod(name + "_"));
    assertThat(Names.pod(Names.pod(name))).isEqualTo(Names.pod(name));
  }

  @Test
  void longNameIsCut() {
    String name = "Long_" + "x".repeat(300);
    assertThat(Names.pod(name)).matches(SUBDOMAIN).hasSize(63);
    assertThat(Names.pod(name)).isNotEqualTo(Names.pod(name + "y"));
  }

  @Test
  void labelsThatDoNotFitComeBackFromTheAnnotation() {
    Map<String, String> labels =
        Map.of("tier", "web", "empty", "", "note", "a=b c", "not a key", "x", "org/" + "n", "v");
    ObjectMetaBuilder meta =
        new ObjectMetaBuilder()
            .withLabels(PodLabels.fitting(labels))
            .addToAnnotations(PodLabels.ANNOTATION, PodLabels.others(labels).orElseThrow());
    assertThat(meta.getLabels()).containsOnlyKeys("tier", "empty", "org/n");
    assertThat(PodLabels.read(meta.build())).isEqualTo(labels);
    assertThat(PodLabels.selector(labels)).isEqualTo("org/n=v,tier=web");
  }
}
