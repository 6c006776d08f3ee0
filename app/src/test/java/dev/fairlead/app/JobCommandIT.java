package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** Jobs on real container runtimes. */
@OnEachRuntime
class JobCommandIT extends JobScenarios {

  @Parameter LiveRuntime runtime;

  @BeforeEach
  void aRealDaemonIsThere() {
    assertThat(runtime.endpoint()).isNotNull();
  }

  @Override
  Cli cli() {
    return runtime.cli(home);
  }

  @Override
  Map<String, String> environment() {
    return runtime.environment();
  }

  @Override
  String runtime() {
    return runtime.id();
  }

  @Override
  boolean mounts() {
    return runtime != LiveRuntime.KUBERNETES;
  }
}
