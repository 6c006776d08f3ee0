package dev.fairlead.app;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.DeviceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a container may do, and which devices and namespaces it gets. */
final class SecurityOptions {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--privileged", description = "Allow all that the runtime may do.")
  boolean privileged;

  @Option(names = "--cap-add", paramLabel = "CAP", description = "Add a Linux capability.")
  List<String> capAdd = new ArrayList<>();

  @Option(names = "--cap-drop", paramLabel = "CAP", description = "Drop a Linux capability.")
  List<String> capDrop = new ArrayList<>();

  @Option(names = "--read-only", description = "Make the root file system read-only.")
  boolean readOnly;

  @Option(names = "--security-opt", paramLabel = "OPTION", description = "Security option.")
  List<String> securityOptions = new ArrayList<>();

  @Option(names = "--group-add", paramLabel = "GROUP", description = "Further group.")
  List<String> groups = new ArrayList<>();

  @Option(names = "--sysctl", paramLabel = "K=V", description = "Kernel parameter.")
  List<String> sysctls = new ArrayList<>();

  @Option(
      names = "--userns",
      paramLabel = "MODE",
      description = "User namespace: host, and on Podman auto, keep-id or nomap.")
  @Nullable String userNamespace;

  @Option(names = "--pid", paramLabel = "MODE", description = "Process namespace, such as host.")
  @Nullable String pid;

  @Option(names = "--ipc", paramLabel = "MODE", description = "IPC namespace, such as host.")
  @Nullable String ipc;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Device node HOST[:INSIDE[:rwm]], or a CDI name such as nvidia.com/gpu=0.")
  List<String> devices = new ArrayList<>();

  @Option(
      names = "--gpus",
      paramLabel = "GPUS",
      description =
          "all, none, a number, or parts such as device=0,1 or count=2,capabilities=compute.")
  @Nullable String gpus;

  void addTo(ContainerSpecBuilder spec, Path here) {
    spec.privileged(privileged).readOnlyRoot(readOnly);
    capAdd.forEach(spec::capAdd);
    capDrop.forEach(spec::capDrop);
    securityOptions.forEach(text -> spec.securityOption(securityOption(text, here)));
    groups.forEach(spec::group);
    sysctls.forEach(text -> Settings.keyValue(text, "sysctl", spec::sysctl));
    Settings.ifGiven(userNamespace, spec::userNamespace);
    Settings.ifGiven(pid, spec::pidNamespace);
    Settings.ifGiven(ipc, spec::ipcNamespace);
    devices.forEach(text -> device(text, spec));
    if (gpus != null && !gpus.equals(GpuSyntax.NONE)) {
      spec.gpus(GpuSyntax.parse(gpus));
    }
  }

  private static void device(String text, ContainerSpecBuilder spec) {
    if (text.matches("[A-Za-z0-9.-]+/[A-Za-z0-9_.-]+=[A-Za-z0-9_.:-]+")) {
      spec.cdiDevice(text);
      return;
    }
    String[] parts = text.split(":", -1);
    if (parts.length > 3) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a device; write HOST, HOST:INSIDE or HOST:INSIDE:rwm");
    }
    boolean permissionsSecond = parts.length == 2 && !parts[1].startsWith("/");
    spec.device(
        new DeviceSpec.DeviceNode(
            parts[0],
            parts.length == 1 || permissionsSecond ? parts[0] : parts[1],
            parts.length == 3 ? parts[2] : permissionsSecond ? parts[1] : "rwm"));
  }

  /**
   * A profile is given by its file here and by its text to the runtime, as docker does it. {@code
   * unconfined} and {@code builtin} are words of the runtime.
   */
  private static String securityOption(String text, Path here) {
    String file = text.startsWith("seccomp=") ? text.substring("seccomp=".length()) : "";
    if (file.isEmpty() || file.equals("unconfined") || file.equals("builtin")) {
      return text;
    }
    try {
      return "seccomp=" + JSON.readTree(Files.readString(here.resolve(file)));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the seccomp profile " + file + " is no JSON", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the seccomp profile " + file + " cannot be read: " + e, e);
    }
  }
}
