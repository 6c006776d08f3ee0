package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.image.ImageInUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What is declared works, and what is not is refused before any request. */
@DisplayName("Capabilities")
public abstract class CapabilityContract extends BackendContract {

  /** For subclasses. */
  protected CapabilityContract() {}

  /**
   * Rule 8. Everything is asked of things that do not exist: a refusal proves that nobody looked
   * for them. If this fails, a capability that is not declared has an operation that answers.
   */
  @Test
  @DisplayName("that are not declared refuse each of their operations")
  void undeclaredIsRefused() {
    List<String> wrong = new ArrayList<>();
    operations()
        .forEach(
            (capability, operations) -> {
              for (OperationTable.Operation operation : operations) {
                if (!has(capability)) {
                  wrongAboutRefusal(capability, outcome(operation)).ifPresent(wrong::add);
                }
              }
            });
    assertThat(wrong).as("operations that do not refuse as they should").isEmpty();
  }

  private Optional<String> wrongAboutRefusal(Capability capability, Object outcome) {
    if (!(outcome instanceof OperationUnsupportedException refusal)) {
      return Optional.of(capability.label() + " is not refused, but " + outcome);
    }
    if (refusal.capability() != capability) {
      return Optional.of(
          capability.label() + " is refused for want of " + refusal.capability().label());
    }
    String message = String.valueOf(refusal.getMessage());
    return message.contains(backend().id()) && message.contains(capability.label())
        ? Optional.empty()
        : Optional.of(capability.label() + " is refused without naming it: " + message);
  }

  /**
   * Rule 8. If this fails, a capability is declared whose operation is still the inherited refusal.
   */
  @Test
  @DisplayName("that are declared do not refuse")
  void declaredIsNotRefused() {
    List<String> wrong = new ArrayList<>();
    operations()
        .forEach(
            (capability, operations) -> {
              for (OperationTable.Operation operation : operations) {
                if (has(capability)
                    && outcome(operation) instanceof OperationUnsupportedException refusal) {
                  wrong.add(capability.label() + ": " + refusal.getMessage());
                }
              }
            });
    assertThat(wrong).as("declared operations that refuse").isEmpty();
  }

  /**
   * Rule 8. If this fails, an absence has no reason, or a capability is both declared and absent.
   */
  @Test
  @DisplayName("that are not declared say why")
  void absenceHasAReason() {
    for (Capability capability : Capability.values()) {
      if (has(capability)) {
        assertThat(backend().capabilities().absence(capability)).as(capability.label()).isEmpty();
      } else {
        assertThat(backend().capabilities().absence(capability).orElse(""))
            .as("why there is no " + capability.label())
            .isNotBlank();
      }
    }
  }

  /** Removes what a daemon has made of nothing. */
  @AfterEach
  void noImageIsLeft() {
    if (has(Capability.IMAGE_REMOVE)) {
      done(backend().images().remove(OperationTable.BROKEN_IMAGE, ImageInUse.FORCE));
    }
  }

  private Map<Capability, List<OperationTable.Operation>> operations() {
    return OperationTable.of(
        backend(), script("true").image(subject().missingImage()).name(missing().value()).build());
  }

  private Object outcome(OperationTable.Operation operation) {
    Mono<Object> outcome =
        Flux.from(operation.call()).then(Mono.<Object>just("success")).onErrorResume(Mono::just);
    return get(outcome);
  }
}
