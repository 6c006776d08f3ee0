package dev.fairlead.tck;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendProvider;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A backend that breaks one promise.
 *
 * @param rule the rule of the contract
 * @param contract where the kit must notice
 * @param test the test that must fail
 * @param prepare hands the backend to the rig
 * @param name what is wrong with it
 */
record Broken(int rule, Class<?> contract, String test, Runnable prepare, String name) {
  @Override
  public String toString() {
    return "rule " + rule + ": " + name;
  }

  static Broken backend(
      int rule, Class<?> contract, String test, String name, UnaryOperator<Backend> broken) {
    return backend(rule, contract, test, name, broken, FakeBackend.builder());
  }

  static Broken backend(
      int rule,
      Class<?> contract,
      String test,
      String name,
      UnaryOperator<Backend> broken,
      FakeBackend.Builder builder) {
    return new Broken(rule, contract, test, () -> Rig.examine(subject(builder, broken)), name);
  }

  static FakeSubject subject(FakeBackend.Builder builder, UnaryOperator<Backend> broken) {
    FakeBackend fake = builder.build();
    return new FakeSubject(fake, broken.apply(fake), Duration.ofSeconds(3));
  }

  static Broken provider(int rule, String test, String name, Supplier<BackendProvider> broken) {
    return new Broken(rule, Rig.Probe.class, test, () -> Rig.examine(broken.get()), name);
  }
}
