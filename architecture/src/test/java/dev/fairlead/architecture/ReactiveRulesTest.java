package dev.fairlead.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.ParallelFlux;

/** Only the command and tests wait; everything else is assembled and left to its subscriber. */
class ReactiveRulesTest {

  private static final Set<String> WAITING =
      Set.of(
          "block",
          "blockOptional",
          "blockFirst",
          "blockLast",
          "toIterable",
          "toStream",
          "toFuture",
          "subscribe");

  @Test
  void librariesNeitherBlockNorSubscribe() {
    noClasses()
        .that(areLibrary())
        .should()
        .accessTargetWhere(waitsForAPublisher().and(DescribedPredicate.not(passesASubscriberOn())))
        .check(MainClasses.ALL);
  }

  @Test
  void librariesDoNotSleep() {
    noClasses()
        .that(areLibrary())
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .check(MainClasses.ALL);
  }

  @Test
  void librariesPrintNothing() {
    noClasses()
        .that(areLibrary())
        .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(MainClasses.ALL);
  }

  /** All but the command, and the kit: its contracts are tests, its fake runtime has a life. */
  private static DescribedPredicate<JavaClass> areLibrary() {
    return describe(
        "are library code",
        type ->
            Module.of(type)
                .filter(module -> module != Module.APP && module != Module.TCK)
                .isPresent());
  }

  private static DescribedPredicate<JavaAccess<?>> waitsForAPublisher() {
    return JavaAccess.Predicates.target(
            describe(
                "a method that waits for a publisher",
                target ->
                    WAITING.contains(target.getName())
                        && (target.getOwner().isAssignableTo(Mono.class)
                            || target.getOwner().isAssignableTo(Flux.class)
                            || target.getOwner().isAssignableTo(ParallelFlux.class))))
        .forSubtype();
  }

  /** What an operator hands to its subscriber, and goes on by from one source to the next. */
  private static boolean isSubscriptionOfAnOperator(JavaClass type) {
    return type.isAssignableTo(Subscription.class)
        && type.getEnclosingClass().filter(outer -> outer.isAssignableTo(Mono.class)).isPresent();
  }

  /** An operator is subscribed to by somebody, and hands him on to its source or sources. */
  private static DescribedPredicate<JavaAccess<?>> passesASubscriberOn() {
    return describe(
        "an operator's own subscription to its source",
        access ->
            (access.getOrigin().getName().equals("subscribe")
                    && (access.getOriginOwner().isAssignableTo(MonoOperator.class)
                        || access.getOriginOwner().isAssignableTo(FluxOperator.class)))
                || (isSubscriptionOfAnOperator(access.getOriginOwner())
                    && access instanceof JavaMethodCall call
                    && call.getTarget().getRawParameterTypes().size() == 1
                    && call.getTarget()
                        .getRawParameterTypes()
                        .get(0)
                        .isEquivalentTo(CoreSubscriber.class)));
  }
}
