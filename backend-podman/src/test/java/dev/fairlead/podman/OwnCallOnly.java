package dev.fairlead.podman;

import dev.fairlead.engine.CreationForm;
import dev.fairlead.engine.CreationForms;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.engine.JsonObject;
import dev.fairlead.engine.probe.EngineTraits;
import dev.fairlead.podman.libpod.LibpodForm;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A Podman whose containers are all made by its own call, also those that need not be. */
final class OwnCallOnly implements EngineTraits {

  /** Fewer than any machine that runs tests allows. */
  private static final int PROCESSES = 4096;

  private final PodmanTraits usual = new PodmanTraits();

  @Override
  public Capabilities capabilities(EngineClient client, JsonObject info) {
    return usual.capabilities(client, info);
  }

  @Override
  public CreationForms forms(EngineClient client) {
    CreationForm own = new WithinTheMachinesLimits(new LibpodForm());
    return (spec, otherwise) -> own;
  }

  /**
   * Whoever sets a limit by this call gets the kernel's maximum for processes with it, which a
   * Podman whose own limits are lower may not give.
   */
  private record WithinTheMachinesLimits(LibpodForm form) implements CreationForm {

    @Override
    public String path() {
      return form.path();
    }

    @Override
    public Map<String, String> query(ContainerSpec spec) {
      return form.query(spec);
    }

    @Override
    public Map<String, Object> body(ContainerSpec spec, Function<EnvValue, String> environment) {
      Map<String, Object> body = form.body(spec, environment);
      if (body.get("r_limits") instanceof List<?> limits) {
        List<Object> more = new ArrayList<>(limits);
        more.add(Map.of("type", "nproc", "soft", PROCESSES, "hard", PROCESSES));
        body.put("r_limits", more);
      }
      return body;
    }

    @Override
    public Optional<FieldPlan> fate(SpecField field, ContainerSpec spec) {
      return form.fate(field, spec);
    }
  }
}
