package dev.fairlead.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What a module keeps to itself. */
class EncapsulationTest {

  private static final List<String> FOREIGN =
      List.of(
          "com.github.dockerjava.", "io.netty.", "reactor.netty.", "com.fasterxml.", "picocli.");

  @Test
  void internalPackagesAreUsedByTheirOwnModuleOnly() {
    classes().should(leaveInternalsOfOtherModulesAlone()).check(MainClasses.ALL);
  }

  @Test
  void noForeignTypeIsInASignatureThatOthersSee() {
    classes()
        .that(areSeenByOtherModules())
        .should(haveNoForeignTypeInTheirSignatures())
        .check(MainClasses.ALL);
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices()
        .assignedFrom(packagesWithTheContractAsOne())
        .should()
        .beFreeOfCycles()
        .check(MainClasses.ALL);
  }

  @Test
  void everyPackageSaysWhatMayBeNull() {
    classes().should(beInANullMarkedPackage()).check(MainClasses.ALL);
  }

  @Test
  void classesAreNamedAfterTheirJob() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .check(MainClasses.ALL);
  }

  /** The packages of the contract are drawers of one cupboard: a backend holds its facets. */
  private static SliceAssignment packagesWithTheContractAsOne() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return Module.of(type).equals(Optional.of(Module.SPI))
            ? SliceIdentifier.of("dev.fairlead.spi")
            : SliceIdentifier.of(type.getPackageName());
      }

      @Override
      public String getDescription() {
        return "packages, with the contract's as one";
      }
    };
  }

  private static ArchCondition<JavaClass> leaveInternalsOfOtherModulesAlone() {
    return new ArchCondition<>("leave the internals of other modules alone") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          boolean closed = (target.getPackageName() + ".").contains(".internal.");
          if (closed
              && target.getPackageName().startsWith("dev.fairlead.")
              && !Module.of(target).equals(Module.of(type))) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  private static DescribedPredicate<JavaClass> areSeenByOtherModules() {
    return DescribedPredicate.describe(
        "are seen by other modules",
        type ->
            isVisible(type)
                && !(type.getPackageName() + ".").contains(".internal.")
                && !Module.of(type).equals(Optional.of(Module.APP)));
  }

  private static boolean isVisible(JavaClass type) {
    boolean open =
        type.getModifiers().contains(JavaModifier.PUBLIC)
            || type.getModifiers().contains(JavaModifier.PROTECTED);
    return open && type.getEnclosingClass().map(EncapsulationTest::isVisible).orElse(true);
  }

  private static ArchCondition<JavaClass> haveNoForeignTypeInTheirSignatures() {
    return new ArchCondition<>("have no foreign type in their signatures") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<JavaType> parents =
            Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        complain(type, type.getName(), parents, events);
        for (JavaMember member : type.getMembers()) {
          if (member.getModifiers().contains(JavaModifier.PUBLIC)
              || member.getModifiers().contains(JavaModifier.PROTECTED)) {
            complain(type, member.getFullName(), typesOf(member), events);
          }
        }
      }
    };
  }

  private static Stream<JavaType> typesOf(JavaMember member) {
    if (member instanceof JavaCodeUnit code) {
      return Stream.of(
              Stream.of(code.getReturnType()),
              code.getParameterTypes().stream(),
              code.getThrowsClause().stream().map(thrown -> (JavaType) thrown.getRawType()))
          .flatMap(types -> types);
    }
    return Stream.of(((JavaField) member).getType());
  }

  private static void complain(
      JavaClass type, String where, Stream<JavaType> types, ConditionEvents events) {
    types
        .flatMap(each -> each.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .filter(each -> FOREIGN.stream().anyMatch(each.getName()::startsWith))
        .forEach(
            each ->
                events.add(
                    SimpleConditionEvent.violated(type, where + " shows " + each.getName())));
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package that is @NullMarked") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getPackageName() + " has no package-info.java with @NullMarked"));
        }
      }
    };
  }
}
