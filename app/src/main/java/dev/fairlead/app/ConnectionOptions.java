package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.LogDriver;
import dev.fairlead.spi.container.NetworkAttachment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a container sees of the outside: ports, networks, names, mounts, and where its log goes. */
final class ConnectionOptions {

  @Option(
      names = {"-p", "--publish"},
      paramLabel = "[IP:][HOST:]PORT[/PROTO]",
      description = "Publish a port or a range on the host.")
  List<String> ports = new ArrayList<>();

  @Option(
      names = {"-P", "--publish-all"},
      description = "Publish all exposed ports on free ports of the host.")
  boolean publishAll;

  @Option(
      names = {"--network", "--net"},
      paramLabel = "NETWORK",
      description = "Network to be on; host and none as in docker.")
  List<String> networks = new ArrayList<>();

  @Option(
      names = "--network-alias",
      paramLabel = "NAME",
      description = "Further name on the first network.")
  List<String> aliases = new ArrayList<>();

  @Option(
      names = {"-h", "--hostname"},
      paramLabel = "NAME",
      description = "Host name inside.")
  @Nullable String hostname;

  @Option(
      names = "--add-host",
      paramLabel = "NAME:IP",
      description = "Line of the hosts file; host-gateway stands for this machine.")
  List<String> extraHosts = new ArrayList<>();

  @Option(names = "--dns", paramLabel = "IP", description = "Name server.")
  List<String> dns = new ArrayList<>();

  @Option(names = "--dns-search", paramLabel = "DOMAIN", description = "Search domain.")
  List<String> dnsSearch = new ArrayList<>();

  @Option(names = "--dns-option", paramLabel = "OPTION", description = "Resolver option.")
  List<String> dnsOptions = new ArrayList<>();

  @Option(
      names = {"-v", "--volume"},
      paramLabel = "SOURCE:TARGET[:OPTIONS]",
      description = "Mount a directory of this machine or a volume.")
  List<String> volumes = new ArrayList<>();

  @Option(
      names = "--mount",
      paramLabel = "K=V,...",
      description = "Mount, as type=bind,source=/a,target=/b,readonly.")
  List<String> mounts = new ArrayList<>();

  @Option(
      names = "--tmpfs",
      paramLabel = "TARGET[:OPTIONS]",
      description = "Mount memory, with size=64m,mode=1777.")
  List<String> tmpfs = new ArrayList<>();

  @Option(names = "--log-driver", paramLabel = "NAME", description = "Where its output is kept.")
  @Nullable String logDriver;

  @Option(names = "--log-opt", paramLabel = "K=V", description = "Option of the log driver.")
  List<String> logOptions = new ArrayList<>();

  void addTo(ContainerSpecBuilder spec, Path here) {
    ports.forEach(text -> PortSyntax.parse(text).forEach(spec::port));
    spec.publishAll(publishAll);
    if (networks.isEmpty() && !aliases.isEmpty()) {
      throw new IllegalArgumentException("--network-alias needs --network");
    }
    for (int i = 0; i < networks.size(); i++) {
      NetworkAttachment network = NetworkAttachment.to(networks.get(i));
      spec.network(i == 0 ? network.withAliases(aliases) : network);
    }
    Settings.ifGiven(hostname, spec::hostname);
    extraHosts.forEach(text -> host(text, spec));
    dns.forEach(spec::dnsServer);
    dnsSearch.forEach(spec::dnsSearch);
    dnsOptions.forEach(spec::dnsOption);
    volumes.forEach(text -> spec.mount(MountSyntax.volume(text, here)));
    mounts.forEach(text -> spec.mount(MountSyntax.mount(text, here)));
    tmpfs.forEach(text -> spec.mount(MountSyntax.tmpfs(text)));
    Map<String, String> options = new LinkedHashMap<>();
    logOptions.forEach(text -> Settings.keyValue(text, "log option", options::put));
    if (logDriver == null && !options.isEmpty()) {
      throw new IllegalArgumentException("--log-opt needs --log-driver");
    }
    Settings.ifGiven(logDriver, driver -> spec.logDriver(new LogDriver(driver, options)));
  }

  private static void host(String text, ContainerSpecBuilder spec) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a line of the hosts file; write NAME:IP or NAME:host-gateway");
    }
    spec.extraHost(text.substring(0, colon), text.substring(colon + 1));
  }
}
