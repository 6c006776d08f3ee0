package dev.fairlead.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The main classes of all modules, read once. */
final class MainClasses {

  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(MainClasses::isNoTestSupport)
          .importPackages("dev.fairlead");

  private MainClasses() {}

  static Set<JavaClass> of(Module module) {
    return ALL.stream()
        .filter(type -> Module.of(type).equals(Optional.of(module)))
        .collect(Collectors.toSet());
  }

  private static boolean isNoTestSupport(Location location) {
    return !location.contains("/dev/fairlead/testing/");
  }
}
