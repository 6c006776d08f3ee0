package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import org.junit.jupiter.api.Test;

class SpecSamplesTest {

  @Test
  void everyFieldHasASampleThatSetsIt() {
    assertThat(SpecSamples.all()).containsOnlyKeys(SpecField.values());
    SpecSamples.all()
        .forEach(
            (field, wish) ->
                assertThat(wish.apply(ContainerSpec.builder("image")).build().fieldsSet())
                    .as("what the sample for %s sets", field.label())
                    .contains(field));
  }
}
