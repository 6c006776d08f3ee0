package dev.fairlead.app;

import dev.fairlead.spi.network.NetworkInfo;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Subnet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** Makes a network; one that exists with the same specification is that one. */
@Command(name = "create", description = "Make a network.")
final class NetworkCreateCommand extends RuntimeCommand {

  @Option(
      names = {"-d", "--driver"},
      paramLabel = "DRIVER",
      description = "What provides it (default: the runtime's choice)")
  @Nullable String driver;

  @Option(
      names = "--subnet",
      paramLabel = "CIDR",
      description = "Range of addresses, for example 10.20.0.0/16; may be repeated.")
  List<String> subnets = new ArrayList<>();

  @Option(
      names = "--gateway",
      paramLabel = "IP",
      description = "Address of the gateway, one for each subnet, in their order.")
  List<String> gateways = new ArrayList<>();

  @Option(
      names = "--ip-range",
      paramLabel = "CIDR",
      description = "Part that addresses are given from, one for each subnet, in their order.")
  List<String> ranges = new ArrayList<>();

  @Option(names = "--internal", description = "No way to the outside.")
  boolean internal;

  @Option(names = "--ipv6", description = "IPv6 addresses too.")
  boolean ipv6;

  @Option(names = "--opt", paramLabel = "K=V", description = "Option for the driver.")
  List<String> options = new ArrayList<>();

  @Option(names = "--label", paramLabel = "K=V", description = "Label.")
  List<String> labels = new ArrayList<>();

  @Parameters(paramLabel = "NAME", description = "Name.")
  String name = "";

  @Override
  Mono<Integer> execute(Session session) {
    NetworkSpec wanted = wanted();
    return session
        .runtime()
        .flatMap(runtime -> runtime.networks().create(wanted))
        .doOnNext(this::print)
        .thenReturn(ExitCodes.OK);
  }

  private NetworkSpec wanted() {
    if (gateways.size() > subnets.size() || ranges.size() > subnets.size()) {
      throw new IllegalArgumentException("each --gateway and each --ip-range needs its --subnet");
    }
    NetworkSpec.Builder network = NetworkSpec.builder(name).internal(internal).ipv6(ipv6);
    if (driver != null) {
      network.driver(driver);
    }
    for (int i = 0; i < subnets.size(); i++) {
      Subnet subnet = Subnet.of(subnets.get(i));
      subnet = i < gateways.size() ? subnet.withGateway(gateways.get(i)) : subnet;
      network.subnet(i < ranges.size() ? subnet.withAllocationRange(ranges.get(i)) : subnet);
    }
    KeyValueSyntax.parse(options, "--opt").forEach(network::option);
    KeyValueSyntax.parse(labels, "--label").forEach(network::label);
    return network.build();
  }

  private void print(NetworkInfo network) {
    if (output().json()) {
      output().document(NetworkView.document(network).fields());
    } else {
      output().line(network.id());
    }
  }
}
