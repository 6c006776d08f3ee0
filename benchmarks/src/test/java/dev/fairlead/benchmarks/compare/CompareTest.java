package dev.fairlead.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every row is run by every peer, and each checks what it read: the figures mean nothing. */
class CompareTest {

  @Test
  void everyRowIsRunByEveryPeer() throws Exception {
    Map<String, String> tables = Compare.run(List.of("--smoke"));
    for (Workload workload : Workload.values()) {
      if (workload.onScriptedDaemon()) {
        assertThat(tables).containsKey(workload.title());
        assertThat(tables.get(workload.title())).contains(workload.peers());
      }
    }
  }
}
