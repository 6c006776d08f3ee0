package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Backends that declare, plan or show what is not so. */
public final class BrokenPlans {

  private BrokenPlans() {}

  private static Backend plans(Backend honest, BiFunction<Plan, ContainerSpec, Plan> broken) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public Mono<Plan> plan(ContainerSpec spec) {
        return super.plan(spec).map(plan -> broken.apply(plan, spec));
      }
    };
  }

  public static Backend forgetsAField(Backend honest) {
    return plans(
        honest,
        (plan, spec) ->
            new Plan(
                plan.backend(),
                plan.nativeRequest(),
                plan.fields().stream()
                    .filter(field -> field.field() != SpecField.ULIMITS)
                    .toList()));
  }

  /** Says that it keeps the host name, and passes it over. */
  public static Backend keepsWhatItIgnores(Backend honest) {
    return new BrokenBackend(honest, ignoring(honest)) {
      @Override
      public Mono<Plan> plan(ContainerSpec spec) {
        return super.plan(spec).map(plan -> keeping(plan, SpecField.HOSTNAME));
      }
    };
  }

  private static ForwardingContainers ignoring(Backend honest) {
    return new ForwardingContainers(honest.containers()) {
      @Override
      public Mono<AttachedContainer> runAttached(
          ContainerSpec spec, PlanMode mode, AttachOptions options) {
        return super.runAttached(spec, PlanMode.LENIENT, options);
      }
    };
  }

  private static Plan keeping(Plan plan, SpecField field) {
    return new Plan(
        plan.backend(),
        plan.nativeRequest(),
        plan.fields().stream()
            .map(each -> each.field() == field ? FieldPlan.kept(field) : each)
            .toList());
  }

  public static Backend keepsWithoutTheCapability(Backend honest) {
    return plans(honest, (plan, spec) -> keeping(plan, SpecField.HEALTH_CHECK));
  }

  public static Backend forgetsTheTerminal(Backend honest) {
    return altersSpecifications(honest, spec -> spec.toBuilder().tty(false).build());
  }

  public static Backend forgetsTheStopSignal(Backend honest) {
    return altersSpecifications(honest, spec -> spec.toBuilder().stopSignal(Signal.TERM).build());
  }

  /** Makes other containers than were asked for. */
  private static Backend altersSpecifications(
      Backend honest, UnaryOperator<ContainerSpec> altered) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            return super.launch(altered.apply(spec), mode);
          }

          @Override
          public Mono<AttachedContainer> runAttached(
              ContainerSpec spec, PlanMode mode, AttachOptions options) {
            return super.runAttached(altered.apply(spec), mode, options);
          }
        });
  }

  public static Backend dropsInSilence(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            return super.launch(spec, PlanMode.LENIENT);
          }
        });
  }

  public static Backend isNeverLenient(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            return super.launch(spec, PlanMode.STRICT);
          }
        });
  }

  public static Backend plansWishesItDoesNotKnow(Backend honest) {
    return plans(honest, (plan, spec) -> keeping(plan, SpecField.BACKEND_OPTIONS));
  }

  public static Backend dropsWishesForOthers(Backend honest) {
    return plans(
        honest,
        (plan, spec) ->
            new Plan(
                plan.backend(),
                plan.nativeRequest(),
                plan.fields().stream()
                    .map(
                        field ->
                            field.field() == SpecField.BACKEND_OPTIONS
                                ? FieldPlan.dropped(field.field(), "it is not known")
                                : field)
                    .toList()));
  }

  /** An operation that it does not have looks like one without results. */
  public static Backend answersWhatItDoesNotDeclare(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<PortConnection> connectPort(ContainerId id, int port) {
            return Mono.empty();
          }
        });
  }

  /** Looks for the container first, and refuses then. */
  public static Backend refusesTooLate(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<PortConnection> connectPort(ContainerId id, int port) {
            return super.inspect(id).then(super.connectPort(id, port));
          }
        });
  }

  public static Backend refusesWhatItDeclares(Backend honest) {
    return new BrokenBackend(honest, honest.containers()) {
      @Override
      public Capabilities capabilities() {
        Capabilities.Builder more = Capabilities.builder();
        super.capabilities().declared().forEach(more::with);
        return more.with(Capability.PORT_FORWARD).build();
      }
    };
  }

  public static Backend showsSecretsInPlans(Backend honest) {
    return plans(
        honest,
        (plan, spec) -> new Plan(plan.backend(), "run with " + values(spec), plan.fields()));
  }

  private static String values(ContainerSpec spec) {
    return spec.process().env().values().stream()
        .map(EnvValue::value)
        .collect(Collectors.joining(" "));
  }

  public static Backend showsSecretsInErrors(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            return super.launch(spec, mode)
                .onErrorMap(
                    ContainerException.class,
                    error ->
                        new InvalidSpecException(
                            ErrorContext.of(backend(), "launch"),
                            "the request was refused",
                            new IllegalStateException(values(spec))));
          }
        });
  }

  public static Backend showsSecretsInLabels(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          private final Map<ContainerId, String> values = new HashMap<>();

          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            return super.launch(spec, mode).doOnNext(made -> values.put(made.id(), values(spec)));
          }

          @Override
          public Mono<ContainerInfo> inspect(ContainerId id) {
            return super.inspect(id)
                .map(
                    info ->
                        BrokenInfo.with(
                            info,
                            info.state(),
                            Map.of("env", Objects.requireNonNull(values.get(info.id()))),
                            info.exit()));
          }
        });
  }

  /** Gives the process the mask instead of the secret. */
  public static Backend masksTooMuch(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<AttachedContainer> runAttached(
              ContainerSpec spec, PlanMode mode, AttachOptions options) {
            return super.runAttached(
                spec.toBuilder().secretEnv("TOKEN", "***").build(), mode, options);
          }
        });
  }
}
