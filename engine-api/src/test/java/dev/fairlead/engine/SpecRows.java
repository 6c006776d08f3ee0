package dev.fairlead.engine;

import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.DeviceSpec;
import dev.fairlead.spi.container.HealthCheck;
import dev.fairlead.spi.container.LogDriver;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.NetworkAttachment;
import dev.fairlead.spi.container.Platform;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.PortProtocol;
import dev.fairlead.spi.container.ProcessSpec;
import dev.fairlead.spi.container.ResourceLimits;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Wishes in all fields that a daemon of API 1.41 has, and how each shows. */
final class SpecRows {

  private static final long MIB = 1L << 20;
  private static final String ROW = "engine-it-row-" + Long.toHexString(System.nanoTime());

  private SpecRows() {}

  private static String cgroup(String version1, String version2) {
    return "cat /sys/fs/cgroup/" + version1 + " 2>/dev/null || cat /sys/fs/cgroup/" + version2;
  }

  private static String status(String line) {
    return "sed -n 's/^" + line + ":\\s*//p' /proc/self/status";
  }

  private static String capability(int bit) {
    return "echo $(( 0x$(" + status("CapEff") + ") >> " + bit + " & 1 ))";
  }

  static Stream<SpecRow> process() {
    return Stream.of(
        SpecRow.of(SpecField.IMAGE, spec -> spec, "busybox true && echo busybox", "busybox")
            .told(json -> json.object("Config").text("Image").orElse(""), "busybox"),
        SpecRow.of(SpecField.NAME, spec -> spec.name(ROW), "echo", "")
            .told(json -> json.text("Name").orElse(""), "/" + ROW),
        SpecRow.of(
            SpecField.ENTRYPOINT,
            spec ->
                spec.entrypoint(List.of("sh", "-c"))
                    .command("echo \"$0\"; echo END; sleep 60", "x"),
            "",
            "x"),
        SpecRow.of(
            SpecField.COMMAND,
            spec ->
                spec.command(
                    "sh", "-c", "echo \"$1|$2\"; echo END; sleep 60", "sh", "a b", "$HOME"),
            "",
            "a b\\|\\$HOME"),
        SpecRow.of(
            SpecField.ENV,
            spec -> spec.env("A", "a b=c").secretEnv("B", "hidden"),
            "echo \"$A|$B\"",
            "a b=c\\|hidden"),
        SpecRow.of(SpecField.USER, spec -> spec.user("1000:1001"), "id -u; id -g", "1000\\s+1001"),
        SpecRow.of(SpecField.WORKDIR, spec -> spec.workingDirectory("/var/x"), "pwd", "/var/x"),
        SpecRow.of(SpecField.STDIN, spec -> spec.stdin(ProcessSpec.Stdin.OPEN_ONCE), "echo", "")
            .told(json -> json.object("Config").flag("StdinOnce"), true),
        SpecRow.of(SpecField.TTY, spec -> spec.tty(true), "tty", "/dev/(pts/\\d+|console)"));
  }

  private static Mount bind(Path source, Mount.Access access, Mount.Relabel relabel) {
    return new Mount.Bind(source.toString(), "/seen", access, relabel, Optional.empty());
  }

  static Stream<SpecRow> mounts(Path directory) {
    String both = "cat /seen/file; touch /seen/new 2>/dev/null && echo written || echo refused";
    return Stream.of(
        SpecRow.of(
            SpecField.BIND_MOUNTS,
            spec -> spec.mount(bind(directory, Mount.Access.READ_WRITE, Mount.Relabel.NONE)),
            both,
            "content\\s+written"),
        SpecRow.of(
            SpecField.BIND_MOUNTS,
            spec -> spec.mount(bind(directory, Mount.Access.READ_ONLY, Mount.Relabel.NONE)),
            both,
            "content\\s+refused"),
        SpecRow.of(
                SpecField.BIND_MOUNTS,
                spec -> spec.mount(bind(directory, Mount.Access.READ_ONLY, Mount.Relabel.PRIVATE)),
                both,
                "content\\s+refused")
            .told(
                json -> json.object("HostConfig").texts("Binds"),
                List.of(directory + ":/seen:ro,Z")),
        SpecRow.of(
                SpecField.BIND_MOUNTS,
                spec -> spec.mount(bind(directory, Mount.Access.READ_WRITE, Mount.Relabel.SHARED)),
                both,
                "content\\s+written")
            .told(
                json -> json.object("HostConfig").texts("Binds"),
                List.of(directory + ":/seen:rw,z")),
        SpecRow.of(
            SpecField.VOLUME_MOUNTS,
            spec ->
                spec.mount(
                    new Mount.NamedVolume(Optional.empty(), "/data", Mount.Access.READ_WRITE)),
            "touch /data/x && grep -c ' /data ' /proc/mounts",
            "1"),
        SpecRow.of(
            SpecField.TMPFS_MOUNTS,
            spec ->
                spec.mount(new Mount.Tmpfs("/scratch", OptionalLong.of(MIB), OptionalInt.of(0700))),
            "stat -c %a /scratch; df -k /scratch | awk 'END{print $2}'; grep -c 'tmpfs /scratch '"
                + " /proc/mounts",
            "700\\s+1024\\s+1"));
  }

  static Stream<SpecRow> networking(int freePort) {
    return Stream.of(
        SpecRow.of(
            SpecField.NETWORKS,
            spec -> spec.network(NetworkAttachment.to(NetworkAttachment.NONE)),
            "ls /sys/class/net | grep -v -e tunl -e sit -e gre -e ip6 -e erspan -e ip_vti",
            "lo"),
        SpecRow.of(
                SpecField.PORTS,
                spec ->
                    spec.port(PortBinding.tcp(freePort, 80))
                        .port(
                            new PortBinding(
                                80,
                                PortProtocol.UDP,
                                Optional.of("127.0.0.1"),
                                OptionalInt.of(freePort)))
                        .port(
                            new PortBinding(
                                81,
                                PortProtocol.TCP,
                                Optional.of("127.0.0.1"),
                                OptionalInt.empty())),
                "echo",
                "")
            .told(
                json ->
                    ContainerMapper.inspected(json).ports().stream()
                        .filter(port -> !port.hostAddress().contains(":"))
                        .map(
                            port ->
                                port.hostAddress()
                                    + ":"
                                    + (port.hostPort().orElse(0) == freePort ? "chosen" : "picked")
                                    + ":"
                                    + port.containerPort()
                                    + "/"
                                    + port.protocol().label())
                        .sorted()
                        .toList(),
                List.of(
                    "0.0.0.0:chosen:80/tcp", "127.0.0.1:chosen:80/udp", "127.0.0.1:picked:81/tcp")),
        SpecRow.of(SpecField.PUBLISH_ALL, spec -> spec.publishAll(true), "echo", "")
            .host("PublishAllPorts", true),
        SpecRow.of(SpecField.HOSTNAME, spec -> spec.hostname("row-host"), "hostname", "row-host"),
        SpecRow.of(
            SpecField.EXTRA_HOSTS,
            spec -> spec.extraHost("a.invalid", "192.0.2.1").extraHost("gw", "host-gateway"),
            "grep -e a.invalid /etc/hosts; [ $(awk '$2==\"gw\"{print $1}' /etc/hosts) ="
                + " $(ip route | awk '/^default/{print $3}') ] && echo gateway",
            "192.0.2.1\\s+a.invalid\\s+gateway"),
        SpecRow.of(
            SpecField.DNS,
            spec -> spec.dnsServer("192.0.2.53").dnsSearch("row.invalid").dnsOption("ndots:3"),
            "cat /etc/resolv.conf",
            "(?s).*search row.invalid\\s+nameserver 192.0.2.53\\s+options ndots:3.*"));
  }

  static Stream<SpecRow> resources() {
    return Stream.of(
        SpecRow.of(
            SpecField.MEMORY,
            spec -> spec.memoryBytes(64 * MIB),
            cgroup("memory/memory.limit_in_bytes", "memory.max"),
            "67108864"),
        SpecRow.of(
                SpecField.MEMORY_SWAP,
                spec -> spec.memoryBytes(64 * MIB).memorySwapBytes(96 * MIB),
                cgroup("memory/memory.memsw.limit_in_bytes", "memory.swap.max"),
                "100663296|33554432")
            .host("MemorySwap", 96 * MIB),
        SpecRow.of(
                SpecField.MEMORY_SWAP,
                spec -> spec.memoryBytes(64 * MIB).memorySwapBytes(ResourceLimits.UNLIMITED),
                cgroup("memory/memory.memsw.limit_in_bytes", "memory.swap.max"),
                "\\d{15,}|max")
            .host("MemorySwap", -1L),
        SpecRow.of(
                SpecField.MEMORY_RESERVATION,
                spec -> spec.memoryReservationBytes(32 * MIB),
                cgroup("memory/memory.soft_limit_in_bytes", "memory.low"),
                "33554432")
            .host("MemoryReservation", 32 * MIB),
        SpecRow.of(
                SpecField.CPUS,
                spec -> spec.nanoCpus(1_500_000_000),
                cgroup("cpu/cpu.cfs_quota_us", "cpu.max"),
                "150000( 100000)?")
            .host("NanoCpus", 1_500_000_000L),
        SpecRow.of(
                SpecField.CPU_SHARES,
                spec -> spec.cpuShares(512),
                cgroup("cpu/cpu.shares", "cpu.weight"),
                "512|20|59")
            .host("CpuShares", 512L),
        SpecRow.of(SpecField.CPUSET, spec -> spec.cpuset("0"), status("Cpus_allowed_list"), "0"),
        SpecRow.of(
                SpecField.PIDS_LIMIT,
                spec -> spec.pidsLimit(77),
                cgroup("pids/pids.max", "pids.max"),
                "77")
            .host("PidsLimit", 77L),
        SpecRow.of(
            SpecField.PIDS_LIMIT,
            spec -> spec.pidsLimit(ResourceLimits.UNLIMITED),
            cgroup("pids/pids.max", "pids.max"),
            "max"),
        SpecRow.of(
            SpecField.SHM_SIZE,
            spec -> spec.shmBytes(8 * MIB),
            "df -k /dev/shm | awk 'END{print $2}'",
            "8192"),
        SpecRow.of(
            SpecField.OOM_SCORE,
            spec -> spec.oomScoreAdjustment(321),
            "cat /proc/self/oom_score_adj",
            "321"),
        SpecRow.of(
            SpecField.ULIMITS,
            spec -> spec.ulimit(new ResourceLimits.Ulimit("nofile", 111, 222)),
            "ulimit -Sn; ulimit -Hn",
            "111\\s+222"),
        SpecRow.of(
            SpecField.DEVICES,
            spec -> spec.device(new DeviceSpec.DeviceNode("/dev/zero", "/dev/nothing", "r")),
            "head -c 3 /dev/nothing | wc -c",
            "3"));
  }

  static Stream<SpecRow> security() {
    return Stream.of(
        SpecRow.of(SpecField.PRIVILEGED, spec -> spec.privileged(true), SpecRow.NOT_STARTED, "")
            .host("Privileged", true),
        SpecRow.of(SpecField.CAP_ADD, spec -> spec.capAdd("NET_ADMIN"), capability(12), "1"),
        SpecRow.of(SpecField.CAP_DROP, spec -> spec.capDrop("CHOWN"), capability(0), "0"),
        SpecRow.of(SpecField.CAP_DROP, spec -> spec.capDrop("ALL"), status("CapEff"), "0+"),
        SpecRow.of(
            SpecField.READ_ONLY,
            spec -> spec.readOnlyRoot(true),
            "touch /new 2>/dev/null || echo refused",
            "refused"),
        SpecRow.of(
            SpecField.SECURITY_OPTIONS,
            spec -> spec.securityOption("no-new-privileges"),
            status("NoNewPrivs"),
            "1"),
        SpecRow.of(
            SpecField.SECURITY_OPTIONS,
            spec -> spec.securityOption("seccomp=unconfined"),
            status("Seccomp"),
            "0"),
        SpecRow.of(SpecField.GROUPS, spec -> spec.group("4321"), "id -G", ".*\\b4321\\b.*"),
        SpecRow.of(
            SpecField.SYSCTLS,
            spec -> spec.sysctl("net.core.somaxconn", "99"),
            "cat /proc/sys/net/core/somaxconn",
            "99"),
        SpecRow.of(SpecField.USERNS, spec -> spec.userNamespace("host"), "echo", "")
            .host("UsernsMode", "host"),
        SpecRow.of(
                SpecField.PID,
                spec -> spec.pidNamespace("host"),
                "[ $$ -gt 1 ] && echo shared",
                "shared")
            .host("PidMode", "host"),
        SpecRow.of(SpecField.IPC, spec -> spec.ipcNamespace("host"), "echo", "")
            .host("IpcMode", "host"));
  }

  private static String machine() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  static Stream<SpecRow> life() {
    HealthCheck check =
        new HealthCheck(
            List.of("test -e /"),
            HealthCheck.Form.SHELL,
            Optional.of(Duration.ofSeconds(9)),
            Optional.of(Duration.ofSeconds(8)),
            Optional.of(Duration.ofSeconds(7)),
            OptionalInt.of(6));
    return Stream.of(
        SpecRow.of(
                SpecField.RESTART_POLICY,
                spec -> spec.restartPolicy(RestartPolicy.parse("on-failure:5")),
                "echo",
                "")
            .told(
                json ->
                    json.object("HostConfig").object("RestartPolicy").text("Name").orElse("")
                        + json.object("HostConfig")
                            .object("RestartPolicy")
                            .number("MaximumRetryCount")
                            .orElse(0),
                "on-failure5"),
        SpecRow.of(SpecField.HEALTH_CHECK, spec -> spec.healthCheck(check), "echo", "")
            .told(SpecRows::health, "[CMD-SHELL, test -e /] 9 8 7 6"),
        SpecRow.of(SpecField.STOP_SIGNAL, spec -> spec.stopSignal(Signal.INT), "echo", "")
            .told(json -> json.object("Config").text("StopSignal").orElse(""), "SIGINT"),
        SpecRow.of(SpecField.STOP_GRACE, spec -> spec.stopGrace(Duration.ofSeconds(3)), "echo", "")
            .told(json -> json.object("Config").number("StopTimeout").orElse(0), 3L),
        SpecRow.of(SpecField.AUTO_REMOVE, spec -> spec.autoRemove(true), "echo", "")
            .host("AutoRemove", true),
        SpecRow.of(SpecField.INIT, spec -> spec.init(true), "cat /proc/1/comm", "docker-init|tini"),
        SpecRow.of(SpecField.LABELS, spec -> spec.label("row", "a=b c"), "echo", "")
            .told(json -> json.object("Config").textMap("Labels").get("row"), "a=b c"),
        SpecRow.of(
            SpecField.PLATFORM,
            spec -> spec.platform(Platform.parse("linux/" + machine())),
            "uname -m",
            System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64"),
        SpecRow.of(
                SpecField.LOG_DRIVER,
                spec -> spec.logDriver(new LogDriver("local", Map.of("max-size", "1m"))),
                "echo",
                "")
            .told(
                json -> {
                  JsonObject config = json.object("HostConfig").object("LogConfig");
                  return config.text("Type").orElse("") + config.textMap("Config");
                },
                "local{max-size=1m}"));
  }

  private static Object health(JsonObject json) {
    JsonObject check = json.object("Config").object("Healthcheck");
    long second = Duration.ofSeconds(1).toNanos();
    return check.texts("Test")
        + " "
        + check.number("Interval").orElse(0) / second
        + " "
        + check.number("Timeout").orElse(0) / second
        + " "
        + check.number("StartPeriod").orElse(0) / second
        + " "
        + check.number("Retries").orElse(0);
  }
}
