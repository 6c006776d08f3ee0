package dev.fairlead.app;

import dev.fairlead.spi.pod.PodInfo;
import dev.fairlead.spi.pod.PodSpec;
import dev.fairlead.spi.pod.SharedNamespace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Makes a pod without containers; they join it with {@code run --pod}. */
@Command(name = "create", description = "Make a pod; containers join it with run --pod.")
final class PodCreateCommand extends RuntimeCommand {

  @Option(
      names = {"-p", "--publish"},
      paramLabel = "[IP:][PORT:]PORT[/PROTO]",
      description = "Publish a port of the pod, as run -p does.")
  List<String> ports = new ArrayList<>();

  @Option(
      names = {"-l", "--label"},
      paramLabel = "K[=V]",
      description = "Add a label.")
  List<String> labels = new ArrayList<>();

  @Option(names = "--hostname", paramLabel = "NAME", description = "Host name of its containers.")
  @Nullable String hostname;

  @Option(
      names = "--share",
      paramLabel = "NAMESPACES",
      description = "What they share: net, and any of ipc, uts, pid (default: net,ipc,uts)")
  @Nullable String share;

  @Option(
      names = "--network",
      paramLabel = "NETWORK",
      description = "Network that it is on, as run --network has it; may be repeated.")
  List<String> networks = new ArrayList<>();

  @Parameters(paramLabel = "NAME", description = "Name.")
  String name = "";

  @Override
  Mono<Integer> execute(Session session) {
    PodSpec wanted = wanted();
    return session
        .runtime()
        .flatMap(runtime -> runtime.pods().create(wanted, session.planMode()))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private PodSpec wanted() {
    PodSpec.Builder pod = PodSpec.builder(name);
    ports.forEach(text -> PortSyntax.parse(text).forEach(pod::port));
    labels.forEach(text -> Settings.keyValue(text, "label", pod::label));
    networks.forEach(text -> pod.network(NetworkSyntax.parse(text)));
    Settings.ifGiven(hostname, pod::hostname);
    Settings.ifGiven(share, value -> pod.shared(namespaces(value)));
    return pod.build();
  }

  private static SharedNamespace[] namespaces(String text) {
    return Arrays.stream(text.split(","))
        .map(word -> namespace(word.strip().toLowerCase(Locale.ROOT)))
        .toArray(SharedNamespace[]::new);
  }

  private static SharedNamespace namespace(String word) {
    return switch (word) {
      case "net" -> SharedNamespace.NETWORK;
      case "ipc" -> SharedNamespace.IPC;
      case "uts" -> SharedNamespace.UTS;
      case "pid" -> SharedNamespace.PID;
      default ->
          throw new IllegalArgumentException(
              "'" + word + "' is nothing that pods share; use net, ipc, uts and pid");
    };
  }

  private void print(PodInfo pod) {
    if (output().json()) {
      output().document(PodView.document(pod).fields());
    } else {
      output().line(pod.id());
    }
  }
}
