package dev.fairlead.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoliciesTest {

  @Test
  void eachPartCanBeReplacedAlone() {
    RuntimePolicies policies =
        RuntimePolicies.defaults()
            .withOwner("ci-1")
            .withCallTimeout(Duration.ofSeconds(1))
            .withLongCallTimeout(Duration.ofSeconds(2))
            .withTransferSilence(Duration.ofSeconds(3))
            .withRetry(RetryPolicy.never());
    assertThat(policies.owner()).contains("ci-1");
    assertThat(policies.callTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(policies.longCallTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(policies.transferSilence()).isEqualTo(Duration.ofSeconds(3));
    assertThat(policies.retry().retries()).isZero();
  }

  @Test
  void anOwnerMustFitALabelOfEveryRuntime() {
    for (String owner : new String[] {"", " ", "a b", "-a", "a.", "x".repeat(64)}) {
      assertThatThrownBy(() -> RuntimePolicies.defaults().withOwner(owner))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be an owner");
    }
  }

  @Test
  void limitsMustBePositive() {
    RuntimePolicies policies = RuntimePolicies.defaults();
    assertThatThrownBy(() -> policies.withCallTimeout(Duration.ZERO))
        .hasMessage("the call timeout must be positive, but is PT0S");
    assertThatThrownBy(() -> policies.withLongCallTimeout(Duration.ofSeconds(-1)))
        .hasMessageContaining("long call timeout");
    assertThatThrownBy(() -> policies.withTransferSilence(Duration.ZERO))
        .hasMessageContaining("transfer silence");
  }

  @Test
  void retriesMustMakeSense() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new RetryPolicy(-1, second, second, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, second, Duration.ZERO, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, second, second, 1.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RetryPolicy(1, second, second, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
