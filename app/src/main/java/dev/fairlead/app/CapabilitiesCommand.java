package dev.fairlead.app;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

/** Shows what the runtime can do, and why it cannot do the rest. */
@Command(
    name = "capabilities",
    description = "Show what the runtime can do, and why it cannot do the rest.")
final class CapabilitiesCommand extends RuntimeCommand {

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    return session.runtime().doOnNext(this::print).thenReturn(ExitCodes.OK);
  }

  private void print(ContainerRuntime runtime) {
    Capabilities capabilities = runtime.capabilities();
    Output output = output();
    if (output.json()) {
      List<Document> all = new ArrayList<>();
      for (Capability capability : Capability.values()) {
        all.add(
            new Document()
                .with("capability", capability.label())
                .with("declared", capabilities.has(capability))
                .with("note", capabilities.note(capability))
                .with("absence", capabilities.absence(capability)));
      }
      output.document(
          new Document()
              .with("runtime", runtime.id())
              .with("endpoint", runtime.endpoint())
              .with("capabilities", all)
              .fields());
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Capability capability : Capability.values()) {
      rows.add(
          List.of(
              capability.label(),
              capabilities.has(capability) ? "yes" : "no",
              capabilities.note(capability).or(() -> capabilities.absence(capability)).orElse("")));
    }
    output.table(List.of("CAPABILITY", runtime.id().toUpperCase(Locale.ROOT), ""), rows);
  }
}
