package dev.fairlead.app.docs;

import dev.fairlead.core.RuntimeKernel;
import dev.fairlead.core.report.RuntimeSelection;
import dev.fairlead.spi.ProbeContext;
import dev.fairlead.testing.RealRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The table of capabilities against a real cluster. */
class KubernetesTableIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void kubernetesColumnIsWhatTheBackendDeclares() throws IOException {
    ProbeContext here = ProbeContext.ofThisMachine();
    Map<String, String> environment = new HashMap<>(here.environment());
    environment.put("KUBECONFIG", RealRuntime.kubernetes().kubeconfig().toString());
    RuntimeKernel kernel =
        RuntimeKernel.builder()
            .machine(here.withEnvironment(environment).withDeadline(PATIENCE))
            .probeDeadline(PATIENCE)
            .build();
    CapabilitiesTable.check(
        "kubernetes",
        Mono.usingWhen(
                kernel.open(RuntimeSelection.named("kubernetes")),
                runtime -> Mono.just(runtime.capabilities()),
                runtime -> runtime.close())
            .block(PATIENCE.multipliedBy(2)));
  }
}
