package dev.fairlead.apple.making;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Words;
import dev.fairlead.apple.state.LabelCodec;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.ResourceLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The arguments of {@code container create} (reference, section 2.4). A pure function. */
public final class CreateArguments {

  /** Fields that have a flag, or no need of one, and do just what they say. */
  static final Set<SpecField> KEPT =
      EnumSet.of(
          SpecField.IMAGE,
          SpecField.ENTRYPOINT,
          SpecField.COMMAND,
          SpecField.USER,
          SpecField.WORKDIR,
          SpecField.DNS,
          SpecField.SHM_SIZE,
          SpecField.CAP_ADD,
          SpecField.CAP_DROP,
          SpecField.READ_ONLY,
          SpecField.AUTO_REMOVE,
          SpecField.INIT,
          SpecField.PULL_POLICY);

  private final Platform usual;

  /**
   * Makes one.
   *
   * @param usual the platform of images that nobody asked for otherwise: without one the program
   *     takes every platform that the image has
   */
  public CreateArguments(Platform usual) {
    this.usual = usual;
  }

  /**
   * What is known only when a container is made.
   *
   * @param id its name, which is its id
   * @param making what tells it from another one of that name; empty where there cannot be one
   * @param image the image as the program keeps it
   * @param host address of the host as containers see it; empty where no value speaks of it
   * @param hostPorts the chosen host port of each published port without one, by its index
   * @param imageCommand the image's own command, for where its entrypoint is taken away
   */
  record Chosen(
      String id,
      Optional<String> making,
      String image,
      Optional<String> host,
      Map<Integer, Integer> hostPorts,
      List<String> imageCommand) {}

  /** The call for all fields but those that are dropped. */
  Invocation of(ContainerSpec spec, Set<SpecField> dropped, Chosen chosen, Clock clock) {
    List<String> words = new ArrayList<>(List.of("create"));
    option(words, "--name", chosen.id());
    ContainerSpec kept = Without.fields(spec, dropped);
    Invocation environment = EnvironmentPlan.of(kept.process().env(), chosen.host());
    words.addAll(environment.arguments());
    process(kept, words);
    kept.mounts().forEach(mount -> words.addAll(MountPlan.arguments(mount)));
    networking(kept, chosen, words);
    limits(kept.resources(), words);
    rights(kept, words);
    labels(spec, kept, clock).forEach((key, value) -> option(words, "--label", key + "=" + value));
    chosen.making().ifPresent(mark -> option(words, "--label", LabelCodec.MAKING + "=" + mark));
    option(words, "--platform", kept.platform().orElse(usual).toString());
    words.addAll(command(kept.process(), chosen));
    return new Invocation(words, environment.variables());
  }

  private static void option(List<String> words, String flag, String value) {
    words.add(flag);
    words.add(value);
  }

  private static void process(ContainerSpec spec, List<String> words) {
    ProcessSpec process = spec.process();
    process.user().ifPresent(user -> option(words, "--user", user));
    process.workingDirectory().ifPresent(path -> option(words, "--workdir", path));
    if (process.stdin() != ProcessSpec.Stdin.CLOSED) {
      words.add("--interactive");
    }
    if (process.tty()) {
      words.add("--tty");
    }
    if (spec.lifecycle().autoRemove()) {
      words.add("--rm");
    }
    if (spec.lifecycle().init()) {
      words.add("--init");
    }
  }

  private static void networking(ContainerSpec spec, Chosen chosen, List<String> words) {
    for (NetworkAttachment network : spec.networking().networks()) {
      words.addAll(NetworkPlan.arguments(network));
    }
    List<PortBinding> ports = spec.networking().ports();
    for (int i = 0; i < ports.size(); i++) {
      OptionalInt asked = ports.get(i).hostPort();
      Integer found = chosen.hostPorts().get(i);
      String port =
          asked.isPresent()
              ? String.valueOf(asked.getAsInt())
              : found == null ? "FREE" : "" + found;
      words.addAll(NetworkPlan.arguments(ports.get(i), port));
    }
    spec.networking().dnsServers().forEach(server -> option(words, "--dns", server));
    spec.networking().dnsSearch().forEach(domain -> option(words, "--dns-search", domain));
    spec.networking().dnsOptions().forEach(each -> option(words, "--dns-option", each));
  }

  private static void limits(ResourceLimits limits, List<String> words) {
    limits
        .memoryBytes()
        .ifPresent(
            bytes ->
                option(
                    words,
                    "--memory",
                    (bytes + ApplePlanner.MEBIBYTE - 1) / ApplePlanner.MEBIBYTE + "M"));
    limits
        .nanoCpus()
        .ifPresent(nanos -> option(words, "--cpus", String.valueOf(nanos / ApplePlanner.CPU)));
    limits.shmBytes().ifPresent(bytes -> option(words, "--shm-size", Words.size(bytes)));
    for (ResourceLimits.Ulimit limit : limits.ulimits()) {
      option(words, "--ulimit", limit.name() + "=" + limit.soft() + ":" + limit.hard());
    }
  }

  private static void rights(ContainerSpec spec, List<String> words) {
    spec.security().capAdd().stream().sorted().forEach(cap -> option(words, "--cap-add", cap));
    spec.security().capDrop().stream().sorted().forEach(cap -> option(words, "--cap-drop", cap));
    if (spec.security().readOnlyRoot()) {
      words.add("--read-only");
    }
  }

  /** The marks are of what was asked for, so that asking again finds the same. */
  private static Map<String, String> labels(ContainerSpec asked, ContainerSpec kept, Clock clock) {
    Map<String, String> labels =
        new LinkedHashMap<>(LabelCodec.encode(Ownership.mark(asked, clock).labels()));
    kept.lifecycle()
        .stopSignal()
        .ifPresent(signal -> labels.put(LabelCodec.STOP_SIGNAL, signal.name()));
    kept.lifecycle()
        .stopGrace()
        .ifPresent(grace -> labels.put(LabelCodec.STOP_GRACE, String.valueOf(grace.toMillis())));
    return labels;
  }

  /** One word is all that {@code --entrypoint} takes, and it clears the image's own command. */
  private static List<String> command(ProcessSpec process, Chosen chosen) {
    List<String> words = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    if (process.entrypoint().isPresent()) {
      List<String> whole = new ArrayList<>(process.entrypoint().get());
      whole.addAll(
          whole.isEmpty() && process.command().isEmpty()
              ? chosen.imageCommand()
              : process.command());
      if (!whole.isEmpty()) {
        words.add("--entrypoint");
        words.add(whole.get(0));
        rest.addAll(whole.subList(1, whole.size()));
      }
    } else {
      rest.addAll(process.command());
    }
    words.add(chosen.image());
    words.addAll(rest);
    return words;
  }
}
