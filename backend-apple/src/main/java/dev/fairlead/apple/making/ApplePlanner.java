package dev.fairlead.apple.making;

import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.apple.program.AppleVersion;
import dev.fairlead.apple.program.Words;
import dev.fairlead.apple.state.LabelCodec;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.Plan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ProcessSpec;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what becomes of each field of a specification (reference, sections 2.4, 6 and 7). */
public final class ApplePlanner {

  /** The least memory of a virtual machine (release 1.2.2). */
  static final long LEAST_MEMORY = 200L << 20;

  static final long MEBIBYTE = 1L << 20;
  static final long CPU = 1_000_000_000;

  private static final String NAMES = "[A-Za-z0-9][A-Za-z0-9_.-]{1,62}";
  private static final String NO_FLAG = "the program has no flag for it";

  private static final Map<SpecField, String> DROPPED =
      Map.ofEntries(
          Map.entry(
              SpecField.PUBLISH_ALL, "the program does not tell which ports an image exposes"),
          Map.entry(SpecField.HOSTNAME, "the host name is the container's name, always"),
          Map.entry(
              SpecField.EXTRA_HOSTS,
              "the hosts file cannot be added to; host.docker.internal in the value of a variable"
                  + " becomes the host's address"),
          Map.entry(SpecField.PRIVILEGED, "there are no privileges; use --cap-add ALL"),
          Map.entry(SpecField.RESTART_POLICY, "nobody restarts containers here"),
          Map.entry(SpecField.HEALTH_CHECK, "nobody runs checks here"),
          Map.entry(SpecField.ANNOTATIONS, "there are only labels"),
          Map.entry(SpecField.LOG_DRIVER, "output is kept in one file, always"),
          Map.entry(SpecField.POD, "there are no pods"),
          Map.entry(SpecField.GPUS, "the virtual machine sees no GPU"),
          Map.entry(
              SpecField.IMAGE_CREDENTIALS, "logins are in the keychain: container registry login"));

  private final AppleVersion version;
  private final CreateArguments arguments;
  private final Clock clock;

  /**
   * Makes one.
   *
   * @param version the release, which decides what some fields become
   * @param arguments makes the call that a plan shows
   * @param clock tells when
   */
  public ApplePlanner(AppleVersion version, CreateArguments arguments, Clock clock) {
    this.version = version;
    this.arguments = arguments;
    this.clock = clock;
  }

  /**
   * What becomes of a specification.
   *
   * @param spec the specification
   * @return the call, and the fate of each field that is set
   */
  public Plan plan(ContainerSpec spec) {
    List<FieldPlan> fates = spec.fieldsSet().stream().map(field -> fate(field, spec)).toList();
    CreateArguments.Chosen chosen =
        new CreateArguments.Chosen(
            spec.name().orElse("UUID"),
            Optional.empty(),
            spec.image(),
            Optional.empty(),
            Map.of(),
            List.of());
    return new Plan(
        AppleProgram.ID,
        Words.line(arguments.of(spec, dropped(fates), chosen, clock).arguments()),
        fates);
  }

  static Set<SpecField> dropped(List<FieldPlan> fates) {
    Set<SpecField> dropped = EnumSet.noneOf(SpecField.class);
    new Plan(AppleProgram.ID, "", fates).dropped().forEach(fate -> dropped.add(fate.field()));
    return dropped;
  }

  private FieldPlan fate(SpecField field, ContainerSpec spec) {
    String reason = DROPPED.get(field);
    if (reason != null) {
      return FieldPlan.dropped(field, reason);
    }
    switch (field) {
      case NAME:
        return kept(
            field,
            spec.name().filter(name -> name.matches(NAMES)).isPresent(),
            "a name has 2 to 63 letters, digits, '_', '.' and '-' here");
      case ENV:
        return EnvironmentPlan.fate(spec.process().env());
      case STDIN:
        return stdin(spec.process());
      case TTY:
        return kept(
            field,
            spec.process().stdin() == ProcessSpec.Stdin.CLOSED,
            "with input the program wants a terminal of its own, which Java cannot give");
      case BIND_MOUNTS:
      case VOLUME_MOUNTS:
      case TMPFS_MOUNTS:
        return MountPlan.fate(field, spec.mounts(), spec.lifecycle().autoRemove());
      case NETWORKS:
        return NetworkPlan.networks(spec.networking().networks(), version);
      case PORTS:
        return NetworkPlan.ports(spec.networking().ports());
      case MEMORY:
        return memory(spec.resources().memoryBytes().orElse(0));
      case CPUS:
        return kept(
            field,
            spec.resources().nanoCpus().orElse(0) % CPU == 0,
            "a virtual machine has whole processors");
      case ULIMITS:
        return kept(
            field,
            spec.resources().ulimits().stream()
                .allMatch(limit -> limit.soft() >= 0 && limit.hard() >= 0),
            "the program has no word for no limit");
      case STOP_SIGNAL:
      case STOP_GRACE:
        return FieldPlan.approximated(
            field, "Fairlead keeps it in a label and stops by it; container stop does not");
      case LABELS:
        return spec.labels().values().stream().allMatch(LabelCodec::isPlain)
            ? FieldPlan.kept(field)
            : FieldPlan.approximated(
                field, "a value with '=' is encoded for the program, and Fairlead reads it back");
      case PLATFORM:
        return kept(
            field,
            spec.platform().filter(platform -> platform.os().equals("linux")).isPresent(),
            "containers run Linux");
      case BACKEND_OPTIONS:
        List<String> unknown =
            spec.backendOptions().keySet().stream()
                .filter(key -> key.startsWith(AppleProgram.ID + "."))
                .toList();
        return kept(
            field,
            unknown.isEmpty(),
            "this backend knows no options, and not " + String.join(", ", unknown));
      default:
        return CreateArguments.KEPT.contains(field)
            ? FieldPlan.kept(field)
            : FieldPlan.dropped(field, NO_FLAG);
    }
  }

  static FieldPlan kept(SpecField field, boolean kept, String otherwise) {
    return kept ? FieldPlan.kept(field) : FieldPlan.dropped(field, otherwise);
  }

  private static FieldPlan stdin(ProcessSpec process) {
    return process.stdin() == ProcessSpec.Stdin.OPEN
        ? FieldPlan.approximated(
            SpecField.STDIN,
            "for the client that starts it: nobody can attach to a container that runs")
        : FieldPlan.kept(SpecField.STDIN);
  }

  private static FieldPlan memory(long bytes) {
    if (bytes < LEAST_MEMORY) {
      return FieldPlan.dropped(SpecField.MEMORY, "a virtual machine needs 200 MiB");
    }
    return bytes % MEBIBYTE == 0
        ? FieldPlan.kept(SpecField.MEMORY)
        : FieldPlan.approximated(SpecField.MEMORY, "rounded up to whole MiB");
  }
}
