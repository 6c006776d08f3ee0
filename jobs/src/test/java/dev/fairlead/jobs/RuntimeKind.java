package dev.fairlead.jobs;

import dev.fairlead.spi.Capability;
import java.util.Set;

/** Runtimes that differ in how a job is made on them. */
enum RuntimeKind {
  NAMES(Set.of(Capability.ISOLATION)),
  ADDRESSES(Set.of(Capability.ISOLATION), Capability.NAME_RESOLUTION),
  ONE_MACHINE(Set.of(), Capability.NETWORKS, Capability.NAME_RESOLUTION),
  MADE_AND_STARTED(
      Set.of(Capability.ISOLATION),
      Capability.NETWORKS,
      Capability.NAME_RESOLUTION,
      Capability.CREATE_WITHOUT_START),
  ATTACHED(
      Set.of(Capability.ISOLATION),
      Capability.DETACH,
      Capability.EXIT_CODE_AFTER_THE_FACT,
      Capability.NAME_RESOLUTION),
  SCHEDULED(
      Set.of(Capability.ISOLATION, Capability.INDEXED_JOBS),
      Capability.NETWORKS,
      Capability.NAME_RESOLUTION);

  private final Set<Capability> more;
  private final Capability[] without;

  RuntimeKind(Set<Capability> more, Capability... without) {
    this.more = more;
    this.without = without;
  }

  Rig rig() {
    return new Rig(more, without);
  }
}
