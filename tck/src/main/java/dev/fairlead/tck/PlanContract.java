package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.error.InvalidSpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What a plan says of each field, and that the backend keeps its word. */
@DisplayName("A plan")
public abstract class PlanContract extends BackendContract {

  /** Fields that cannot do what they say where a capability is absent. */
  private static final Map<Capability, SpecField> NEEDED =
      Map.of(
          Capability.STDIN, SpecField.STDIN,
          Capability.TTY, SpecField.TTY,
          Capability.AUTO_REMOVE, SpecField.AUTO_REMOVE,
          Capability.RESTART_POLICY, SpecField.RESTART_POLICY,
          Capability.HEALTH_CHECK, SpecField.HEALTH_CHECK,
          Capability.PORT_PUBLISH, SpecField.PORTS,
          Capability.PODS, SpecField.POD,
          Capability.GPU, SpecField.GPUS,
          Capability.CDI_DEVICES, SpecField.CDI_DEVICES);

  /** For subclasses. */
  protected PlanContract() {}

  private ContainerSpec with(SpecField field) {
    return wish(field, script("exit 0")).build();
  }

  private static ContainerSpecBuilder wish(SpecField field, ContainerSpecBuilder spec) {
    return Objects.requireNonNull(SpecSamples.all().get(field)).apply(spec);
  }

  private Plan plan(ContainerSpec spec) {
    return get(backend().plan(spec));
  }

  private Disposition fate(Plan plan, SpecField field) {
    return get(
        Flux.fromIterable(plan.fields())
            .filter(each -> each.field() == field)
            .map(FieldPlan::disposition)
            .single());
  }

  private void assertComplete(ContainerSpec spec) {
    Plan plan = plan(spec);
    assertThat(plan.fields())
        .as("the fields of the plan")
        .extracting(FieldPlan::field)
        .containsExactlyElementsOf(spec.fieldsSet());
    assertThat(plan.backend()).isEqualTo(backend().id());
    assertThat(plan.nativeRequest()).isNotBlank();
  }

  /** Rule 9. If this fails, a field is forgotten: neither kept, nor approximated, nor dropped. */
  @Test
  @DisplayName("accounts for every field that is set, alone and together")
  void accountsForEveryField() {
    ContainerSpecBuilder all = script("exit 0");
    for (SpecField field : SpecField.values()) {
      assertComplete(with(field));
      if (field != SpecField.AUTO_REMOVE) {
        all = wish(field, all);
      }
    }
    assertComplete(all.build());
    assertThat(get(marked().count())).as("containers made by planning").isZero();
  }

  /** Rules 8 and 9. If this fails, a field is kept although the capability for it is absent. */
  @Test
  @DisplayName("keeps no field whose capability is not declared")
  void agreesWithCapabilities() {
    List<String> wrong = new ArrayList<>();
    NEEDED.forEach(
        (capability, field) -> {
          if (!has(capability) && fate(plan(with(field)), field) == Disposition.KEPT) {
            wrong.add(field.label() + " is kept without " + capability.label());
          }
        });
    assertThat(wrong).isEmpty();
  }

  /**
   * Rule 9. If this fails, what would be ignored is not refused, or the refusal does not name it.
   */
  @Test
  @DisplayName("that drops a field refuses the specification in strict mode")
  void strictRefuses() {
    for (SpecField field : SpecField.values()) {
      ContainerSpec spec = with(field);
      if (fate(plan(spec), field) == Disposition.DROPPED) {
        InvalidSpecException error =
            error(InvalidSpecException.class, containers().launch(spec, PlanMode.STRICT));
        assertThat(error.getMessage()).as(field.label()).contains(field.label());
        if (has(Capability.CREATE_WITHOUT_START)) {
          error(InvalidSpecException.class, containers().create(spec, PlanMode.STRICT));
        }
        if (has(Capability.ATTACH)) {
          error(
              InvalidSpecException.class,
              containers().runAttached(spec, PlanMode.STRICT, AttachOptions.output()));
        }
      }
    }
    assertThat(get(marked().count())).as("containers after refusals").isZero();
  }

  /**
   * Rule 9. If this fails, a wish that only this backend could know, and does not, is passed over;
   * or one for another backend is not; or lenient mode refuses as strict mode does.
   */
  @Test
  @DisplayName("drops unknown wishes for this backend alone, which lenient mode accepts")
  void lenientAccepts() {
    ContainerSpec other = with(SpecField.BACKEND_OPTIONS);
    assertThat(fate(plan(other), SpecField.BACKEND_OPTIONS)).isNotEqualTo(Disposition.DROPPED);
    ContainerSpec own =
        script(Scripts.IDLE).backendOption(backend().id() + ".no-such-wish", "true").build();
    assertThat(fate(plan(own), SpecField.BACKEND_OPTIONS)).isEqualTo(Disposition.DROPPED);
    error(InvalidSpecException.class, containers().launch(own, PlanMode.STRICT));
    assertThat(get(containers().launch(own, PlanMode.LENIENT)).id()).isNotNull();
  }

  /**
   * Rule 9. If this fails, the plan says that a field is kept, and the container does not have it.
   */
  @Test
  @DisplayName("keeps its word about what it keeps")
  void keepsItsWord() {
    requires(Capability.ATTACH);
    String script = "printf '%s|' \"$A\"; pwd; ";
    StringBuilder expected = new StringBuilder("kept value|/\n");
    ContainerSpecBuilder probe = script("").env("A", "kept value").workingDirectory("/");
    assertThat(plan(probe.build()).dropped()).isEmpty();
    if (fate(plan(with(SpecField.USER)), SpecField.USER) == Disposition.KEPT) {
      probe.user("1000:1000");
      script += "id -u; ";
      expected.append("1000\n");
    }
    if (fate(plan(with(SpecField.HOSTNAME)), SpecField.HOSTNAME) == Disposition.KEPT) {
      probe.hostname("tck-host");
      script += "hostname; ";
      expected.append("tck-host\n");
    }
    if (fate(plan(with(SpecField.READ_ONLY)), SpecField.READ_ONLY) == Disposition.KEPT) {
      probe.readOnlyRoot(true);
      script += "touch /tck-probe 2>/dev/null || echo read-only; ";
      expected.append("read-only\n");
    }
    assertThat(run(probe.command(subject().shell(script))).out()).isEqualTo(expected.toString());
  }

  /** Rule 9. If this fails, entrypoint and command are put together in another way. */
  @Test
  @DisplayName("that keeps an entrypoint executes it before the command")
  void keepsTheEntrypoint() {
    requires(Capability.ATTACH);
    List<String> shell = subject().shell("printf %s \"$1\"");
    ContainerSpecBuilder spec = script("").entrypoint(shell).command("zero", "first");
    if (fate(plan(spec.build()), SpecField.ENTRYPOINT) == Disposition.DROPPED) {
      error(InvalidSpecException.class, containers().launch(spec.build(), PlanMode.STRICT));
    } else {
      assertThat(run(spec).out()).isEqualTo("first");
    }
  }
}
