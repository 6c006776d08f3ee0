package dev.fairlead.app;

import dev.fairlead.spi.container.ProcessTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Lists the processes of a container. */
@Command(name = "top", description = "List the processes of a container.")
final class TopCommand extends RuntimeCommand {

  @Parameters(index = "0", paramLabel = "CONTAINER", description = "Name or id.")
  String container = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PS-OPTION",
      description = "Options of ps, such as -o pid,comm; they need the column of process numbers.")
  List<String> psArguments = new ArrayList<>();

  @Override
  boolean onlyLooks() {
    return true;
  }

  @Override
  Mono<Integer> execute(Session session) {
    return session
        .runtime()
        .flatMap(runtime -> runtime.containers().top(id(container), psArguments))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private void print(ProcessTable table) {
    if (output().json()) {
      output().document(table.rows().stream().map(row -> named(table.titles(), row)).toList());
    } else {
      output().table(table.titles(), table.rows());
    }
  }

  private static Map<String, String> named(List<String> titles, List<String> row) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (int column = 0; column < titles.size(); column++) {
      cells.put(titles.get(column), row.get(column));
    }
    return cells;
  }
}
