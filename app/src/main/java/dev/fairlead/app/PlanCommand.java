package dev.fairlead.app;

import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.container.ContainerSpec;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Mono;

/** Shows what a run would become on the runtime, and starts nothing. */
@Command(
    name = "plan",
    description = "Show what a run would become on the runtime; takes run's own flags.")
final class PlanCommand extends RuntimeCommand {

  @Mixin ContainerOptions container = new ContainerOptions();

  @Override
  Mono<Integer> execute(Session session) {
    ContainerSpec spec = root().spec(container);
    return session
        .runtime()
        .flatMap(runtime -> ImageArgument.in(runtime.images(), container.on(runtime.id(), spec)).flatMap(runtime::plan))
        .doOnNext(this::print)
        .map(plan -> plan.dropped().isEmpty() || root().lenient ? ExitCodes.OK : ExitCodes.FAILED);
  }

  private void print(Plan plan) {
    Output output = output();
    if (output.json()) {
      output.document(
          new Document()
              .with("runtime", plan.backend())
              .with(
                  "fields",
                  plan.fields().stream()
                      .map(
                          field ->
                              new Document()
                                  .with("field", field.field().label())
                                  .with("disposition", field.disposition())
                                  .with("detail", field.detail()))
                      .toList())
              .with("nativeRequest", plan.nativeRequest())
              .fields());
      return;
    }
    output.table(
        List.of("FIELD", "FATE", ""), plan.fields().stream().map(PlanCommand::row).toList());
    output.line("\n" + plan.nativeRequest());
  }

  private static List<String> row(FieldPlan field) {
    return List.of(
        field.field().label(), field.disposition().name().toLowerCase(Locale.ROOT), field.detail());
  }
}
