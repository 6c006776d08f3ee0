package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.LogDriver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a container sees of files outside, and where its log goes. */
final class MountOptions {

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
}
