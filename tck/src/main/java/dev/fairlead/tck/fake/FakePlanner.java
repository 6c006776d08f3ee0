package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says of each field of a specification what becomes of it in a fake backend. */
final class FakePlanner {

  private static final Set<SpecField> KEPT =
      EnumSet.of(
          SpecField.IMAGE,
          SpecField.NAME,
          SpecField.ENTRYPOINT,
          SpecField.COMMAND,
          SpecField.ENV,
          SpecField.WORKDIR,
          SpecField.STOP_SIGNAL,
          SpecField.STOP_GRACE,
          SpecField.LABELS);

  private static final Map<SpecField, Capability> BY_CAPABILITY =
      Map.of(
          SpecField.STDIN, Capability.STDIN,
          SpecField.TTY, Capability.TTY,
          SpecField.PORTS, Capability.PORT_PUBLISH,
          SpecField.VOLUME_MOUNTS, Capability.VOLUMES,
          SpecField.NETWORKS, Capability.NETWORKS,
          SpecField.AUTO_REMOVE, Capability.AUTO_REMOVE);

  private final String backend;
  private final Capabilities capabilities;

  FakePlanner(String backend, Capabilities capabilities) {
    this.backend = backend;
    this.capabilities = capabilities;
  }

  Plan plan(ContainerSpec spec) {
    List<FieldPlan> fields = spec.fieldsSet().stream().map(field -> fate(field, spec)).toList();
    String request =
        "execute "
            + spec.process().command()
            + " in "
            + spec.image()
            + " with the variables "
            + spec.process().env().keySet();
    return new Plan(backend, request, fields);
  }

  private FieldPlan fate(SpecField field, ContainerSpec spec) {
    Capability needed = BY_CAPABILITY.get(field);
    if (KEPT.contains(field) || (needed != null && capabilities.has(needed))) {
      return FieldPlan.kept(field);
    }
    if (field == SpecField.PULL_POLICY || field == SpecField.IMAGE_CREDENTIALS) {
      return FieldPlan.approximated(
          field, "it is up to whoever pulls before the container is made");
    }
    if (field == SpecField.INIT) {
      return FieldPlan.approximated(field, "virtual processes leave no orphans to reap");
    }
    boolean forOthers =
        field == SpecField.BACKEND_OPTIONS
            && spec.backendOptions().keySet().stream()
                .noneMatch(key -> key.startsWith(backend + "."));
    return forOthers
        ? FieldPlan.kept(field)
        : FieldPlan.dropped(field, "a virtual process has nothing like it");
  }
}
