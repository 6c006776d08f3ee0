package dev.fairlead.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may use whom: the table of modules, executed. */
class ImportTableTest {

  /** A rule over classes that were not found holds always, so this one comes first. */
  @ParameterizedTest
  @EnumSource
  void everySourceOfTheModuleWasSeenAsAClass(Module module) {
    List<String> sources =
        module.sources().stream()
            .map(file -> file.getFileName().toString().replace(".java", ""))
            .toList();
    Set<String> seen =
        MainClasses.of(module).stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());
    assertThat(sources).isNotEmpty();
    assertThat(seen).containsAll(sources);
  }

  @ParameterizedTest
  @EnumSource
  void theModuleUsesOnlyWhatItMay(Module module) {
    classes()
        .that()
        .resideInAPackage(module.packages())
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(module.uses())
        .check(MainClasses.ALL);
  }

  @Test
  void everyClassBelongsToAModule() {
    assertThat(MainClasses.ALL)
        .extracting(Module::of)
        .isNotEmpty()
        .doesNotContain(Optional.<Module>empty());
  }
}
