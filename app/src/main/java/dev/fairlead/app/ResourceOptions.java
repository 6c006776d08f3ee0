package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.ResourceLimits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much of the machine a container may use. */
final class ResourceOptions {

  private static final Pattern ULIMIT =
      Pattern.compile("([a-z]+)=(-?[0-9]{1,18})(?::(-?[0-9]{1,18}))?");

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "SIZE",
      description = "Limit of memory, for example 512m.")
  @Nullable String memory;

  @Option(
      names = "--memory-swap",
      paramLabel = "SIZE",
      description = "Limit of memory and swap together; -1 for all swap.")
  @Nullable String memorySwap;

  @Option(
      names = "--memory-reservation",
      paramLabel = "SIZE",
      description = "Memory it can count on.")
  @Nullable String memoryReservation;

  @Option(names = "--cpus", paramLabel = "N", description = "Processors it may use, such as 1.5.")
  @Nullable BigDecimal cpus;

  @Option(
      names = {"-c", "--cpu-shares"},
      paramLabel = "N",
      description = "Relative weight of processor time.")
  @Nullable Integer cpuShares;

  @Option(
      names = "--cpuset-cpus",
      paramLabel = "LIST",
      description = "Processors it may run on, such as 0-3.")
  @Nullable String cpuset;

  @Option(
      names = "--pids-limit",
      paramLabel = "N",
      description = "Limit of processes and threads; -1 for none.")
  @Nullable Long pidsLimit;

  @Option(names = "--shm-size", paramLabel = "SIZE", description = "Size of /dev/shm.")
  @Nullable String shmSize;

  @Option(
      names = "--oom-score-adj",
      paramLabel = "N",
      description = "-1000 to 1000, how eagerly the kernel ends it.")
  @Nullable Integer oomScore;

  @Option(
      names = "--ulimit",
      paramLabel = "NAME=SOFT[:HARD]",
      description = "Limit of each process.")
  List<String> ulimits = new ArrayList<>();

  void addTo(ContainerSpecBuilder spec) {
    Settings.ifGiven(memory, size -> spec.memoryBytes(SizeSyntax.bytes(size)));
    Settings.ifGiven(
        memorySwap,
        size ->
            spec.memorySwapBytes(
                size.equals("-1") ? ResourceLimits.UNLIMITED : SizeSyntax.bytes(size)));
    Settings.ifGiven(
        memoryReservation, size -> spec.memoryReservationBytes(SizeSyntax.bytes(size)));
    Settings.ifGiven(cpus, number -> spec.nanoCpus(nanos(number)));
    Settings.ifGiven(cpuShares, spec::cpuShares);
    Settings.ifGiven(cpuset, spec::cpuset);
    Settings.ifGiven(pidsLimit, spec::pidsLimit);
    Settings.ifGiven(shmSize, size -> spec.shmBytes(SizeSyntax.bytes(size)));
    Settings.ifGiven(oomScore, spec::oomScoreAdjustment);
    ulimits.forEach(text -> spec.ulimit(ulimit(text)));
  }

  private static long nanos(BigDecimal cpus) {
    BigDecimal nanos = cpus.movePointRight(9);
    if (nanos.signum() <= 0 || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "'" + cpus + "' is not a number of processors; write for example 0.5 or 2");
    }
    return nanos.longValue();
  }

  private static ResourceLimits.Ulimit ulimit(String text) {
    Matcher form = ULIMIT.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a ulimit; write NAME=SOFT or NAME=SOFT:HARD, for example"
              + " nofile=1024:2048");
    }
    long soft = Long.parseLong(form.group(2));
    return new ResourceLimits.Ulimit(
        form.group(1), soft, form.group(3) == null ? soft : Long.parseLong(form.group(3)));
  }
}
