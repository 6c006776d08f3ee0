package dev.fairlead.spi.container;

import dev.fairlead.spi.image.RegistryCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Collects a {@link ContainerSpec}. For one thread; methods return this builder. What is added
 * twice adds up, what is set twice is replaced.
 */
public final class ContainerSpecBuilder {

  private String image;
  private Optional<String> name = Optional.empty();
  private Optional<List<String>> entrypoint = Optional.empty();
  private List<String> command = List.of();
  private final Map<String, EnvValue> env = new LinkedHashMap<>();
  private Optional<String> user = Optional.empty();
  private Optional<String> workingDirectory = Optional.empty();
  private ProcessSpec.Stdin stdin = ProcessSpec.Stdin.CLOSED;
  private boolean tty = false;
  private final List<Mount> mounts = new ArrayList<>();
  private final List<NetworkAttachment> networks = new ArrayList<>();
  private final List<PortBinding> ports = new ArrayList<>();
  private boolean publishAll = false;
  private Optional<String> hostname = Optional.empty();
  private final Map<String, String> extraHosts = new LinkedHashMap<>();
  private final List<String> dnsServers = new ArrayList<>();
  private final List<String> dnsSearch = new ArrayList<>();
  private final List<String> dnsOptions = new ArrayList<>();
  private OptionalLong memoryBytes = OptionalLong.empty();
  private OptionalLong memorySwapBytes = OptionalLong.empty();
  private OptionalLong memoryReservationBytes = OptionalLong.empty();
  private OptionalLong nanoCpus = OptionalLong.empty();
  private OptionalInt cpuShares = OptionalInt.empty();
  private Optional<String> cpuset = Optional.empty();
  private OptionalLong pidsLimit = OptionalLong.empty();
  private OptionalLong shmBytes = OptionalLong.empty();
  private OptionalInt oomScoreAdjustment = OptionalInt.empty();
  private final List<ResourceLimits.Ulimit> ulimits = new ArrayList<>();
  private boolean privileged = false;
  private final Set<String> capAdd = new LinkedHashSet<>();
  private final Set<String> capDrop = new LinkedHashSet<>();
  private boolean readOnlyRoot = false;
  private final List<String> securityOptions = new ArrayList<>();
  private final List<String> groups = new ArrayList<>();
  private final Map<String, String> sysctls = new LinkedHashMap<>();
  private Optional<String> userNamespace = Optional.empty();
  private Optional<String> pidNamespace = Optional.empty();
  private Optional<String> ipcNamespace = Optional.empty();
  private final List<DeviceSpec.DeviceNode> devices = new ArrayList<>();
  private final List<String> cdiDevices = new ArrayList<>();
  private Optional<GpuRequest> gpus = Optional.empty();
  private RestartPolicy restartPolicy = RestartPolicy.NEVER;
  private Optional<HealthCheck> healthCheck = Optional.empty();
  private Optional<Signal> stopSignal = Optional.empty();
  private Optional<Duration> stopGrace = Optional.empty();
  private boolean autoRemove = false;
  private boolean init = false;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final Map<String, String> annotations = new LinkedHashMap<>();
  private Optional<Platform> platform = Optional.empty();
  private PullPolicy pullPolicy = PullPolicy.IF_NOT_PRESENT;
  private Optional<RegistryCredentials> imageCredentials = Optional.empty();
  private Optional<LogDriver> logDriver = Optional.empty();
  private Optional<String> pod = Optional.empty();
  private final Map<String, String> backendOptions = new LinkedHashMap<>();

  ContainerSpecBuilder(String image) {
    this.image = image;
  }

  ContainerSpecBuilder(ContainerSpec spec) {
    image = spec.image();
    name = spec.name();
    entrypoint = spec.process().entrypoint();
    command = spec.process().command();
    env.putAll(spec.process().env());
    user = spec.process().user();
    workingDirectory = spec.process().workingDirectory();
    stdin = spec.process().stdin();
    tty = spec.process().tty();
    mounts.addAll(spec.mounts());
    networks.addAll(spec.networking().networks());
    ports.addAll(spec.networking().ports());
    publishAll = spec.networking().publishAll();
    hostname = spec.networking().hostname();
    extraHosts.putAll(spec.networking().extraHosts());
    dnsServers.addAll(spec.networking().dnsServers());
    dnsSearch.addAll(spec.networking().dnsSearch());
    dnsOptions.addAll(spec.networking().dnsOptions());
    memoryBytes = spec.resources().memoryBytes();
    memorySwapBytes = spec.resources().memorySwapBytes();
    memoryReservationBytes = spec.resources().memoryReservationBytes();
    nanoCpus = spec.resources().nanoCpus();
    cpuShares = spec.resources().cpuShares();
    cpuset = spec.resources().cpuset();
    pidsLimit = spec.resources().pidsLimit();
    shmBytes = spec.resources().shmBytes();
    oomScoreAdjustment = spec.resources().oomScoreAdjustment();
    ulimits.addAll(spec.resources().ulimits());
    privileged = spec.security().privileged();
    capAdd.addAll(spec.security().capAdd());
    capDrop.addAll(spec.security().capDrop());
    readOnlyRoot = spec.security().readOnlyRoot();
    securityOptions.addAll(spec.security().securityOptions());
    groups.addAll(spec.security().groups());
    sysctls.putAll(spec.security().sysctls());
    userNamespace = spec.security().userNamespace();
    pidNamespace = spec.security().pidNamespace();
    ipcNamespace = spec.security().ipcNamespace();
    devices.addAll(spec.devices().devices());
    cdiDevices.addAll(spec.devices().cdiDevices());
    gpus = spec.devices().gpus();
    restartPolicy = spec.lifecycle().restartPolicy();
    healthCheck = spec.lifecycle().healthCheck();
    stopSignal = spec.lifecycle().stopSignal();
    stopGrace = spec.lifecycle().stopGrace();
    autoRemove = spec.lifecycle().autoRemove();
    init = spec.lifecycle().init();
    labels.putAll(spec.labels());
    annotations.putAll(spec.annotations());
    platform = spec.platform();
    pullPolicy = spec.pullPolicy();
    imageCredentials = spec.imageCredentials();
    logDriver = spec.logDriver();
    pod = spec.pod();
    backendOptions.putAll(spec.backendOptions());
  }

  /**
   * Replaces the image.
   *
   * @param value the image as a user would write it
   * @return this builder
   */
  public ContainerSpecBuilder image(String value) {
    image = value;
    return this;
  }

  /**
   * Sets the name.
   *
   * @param value letters, digits, underscore, point and hyphen
   * @return this builder
   */
  public ContainerSpecBuilder name(String value) {
    name = Optional.of(value);
    return this;
  }

  /**
   * Replaces the image's entrypoint.
   *
   * @param value program and arguments; empty to clear it
   * @return this builder
   */
  public ContainerSpecBuilder entrypoint(List<String> value) {
    entrypoint = Optional.of(value);
    return this;
  }

  /**
   * Sets the command.
   *
   * @param value arguments, never split or joined
   * @return this builder
   */
  public ContainerSpecBuilder command(List<String> value) {
    command = value;
    return this;
  }

  /**
   * Sets the command.
   *
   * @param arguments arguments, never split or joined
   * @return this builder
   */
  public ContainerSpecBuilder command(String... arguments) {
    return command(List.of(arguments));
  }

  /**
   * Adds an environment variable.
   *
   * @param key its name
   * @param value its value
   * @return this builder
   */
  public ContainerSpecBuilder env(String key, String value) {
    env.put(Objects.requireNonNull(key, "key"), new EnvValue(value, EnvValue.Sensitivity.PLAIN));
    return this;
  }

  /**
   * Adds an environment variable whose value is a secret.
   *
   * @param key its name
   * @param value its value
   * @return this builder
   */
  public ContainerSpecBuilder secretEnv(String key, String value) {
    env.put(Objects.requireNonNull(key, "key"), new EnvValue(value, EnvValue.Sensitivity.SECRET));
    return this;
  }

  /**
   * Sets the user.
   *
   * @param value name or number, with a group after a colon
   * @return this builder
   */
  public ContainerSpecBuilder user(String value) {
    user = Optional.of(value);
    return this;
  }

  /**
   * Sets the working directory.
   *
   * @param value an absolute path inside
   * @return this builder
   */
  public ContainerSpecBuilder workingDirectory(String value) {
    workingDirectory = Optional.of(value);
    return this;
  }

  /**
   * Sets whether standard input is open.
   *
   * @param value whether it is open
   * @return this builder
   */
  public ContainerSpecBuilder stdin(ProcessSpec.Stdin value) {
    stdin = Objects.requireNonNull(value, "stdin");
    return this;
  }

  /**
   * Sets whether the first process has a terminal.
   *
   * @param value whether it has
   * @return this builder
   */
  public ContainerSpecBuilder tty(boolean value) {
    tty = value;
    return this;
  }

  /**
   * Adds a mount.
   *
   * @param value what is seen of the outside
   * @return this builder
   */
  public ContainerSpecBuilder mount(Mount value) {
    mounts.add(Objects.requireNonNull(value, "mount"));
    return this;
  }

  /**
   * Adds a network.
   *
   * @param value the network
   * @return this builder
   */
  public ContainerSpecBuilder network(NetworkAttachment value) {
    networks.add(Objects.requireNonNull(value, "network"));
    return this;
  }

  /**
   * Publishes a port.
   *
   * @param value the port
   * @return this builder
   */
  public ContainerSpecBuilder port(PortBinding value) {
    ports.add(Objects.requireNonNull(value, "port"));
    return this;
  }

  /**
   * Replaces the published ports.
   *
   * @param values all that are published; none for an empty list
   * @return this builder
   */
  public ContainerSpecBuilder ports(List<PortBinding> values) {
    List<PortBinding> copy = List.copyOf(values);
    ports.clear();
    ports.addAll(copy);
    return this;
  }

  /**
   * Sets whether all exposed ports are published.
   *
   * @param value whether they are
   * @return this builder
   */
  public ContainerSpecBuilder publishAll(boolean value) {
    publishAll = value;
    return this;
  }

  /**
   * Sets the host name.
   *
   * @param value the name
   * @return this builder
   */
  public ContainerSpecBuilder hostname(String value) {
    hostname = Optional.of(value);
    return this;
  }

  /**
   * Adds a line to the hosts file.
   *
   * @param key a host name
   * @param value its address, or {@link NetworkingSpec#HOST_GATEWAY}
   * @return this builder
   */
  public ContainerSpecBuilder extraHost(String key, String value) {
    extraHosts.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * Adds a name server.
   *
   * @param value its address
   * @return this builder
   */
  public ContainerSpecBuilder dnsServer(String value) {
    dnsServers.add(Objects.requireNonNull(value, "dnsServer"));
    return this;
  }

  /**
   * Adds a search domain.
   *
   * @param value the domain
   * @return this builder
   */
  public ContainerSpecBuilder dnsSearch(String value) {
    dnsSearch.add(Objects.requireNonNull(value, "dnsSearch"));
    return this;
  }

  /**
   * Adds a resolver option.
   *
   * @param value the option
   * @return this builder
   */
  public ContainerSpecBuilder dnsOption(String value) {
    dnsOptions.add(Objects.requireNonNull(value, "dnsOption"));
    return this;
  }

  /**
   * Limits memory.
   *
   * @param value bytes, positive
   * @return this builder
   */
  public ContainerSpecBuilder memoryBytes(long value) {
    memoryBytes = OptionalLong.of(value);
    return this;
  }

  /**
   * Limits memory and swap together.
   *
   * @param value bytes, positive, or {@link ResourceLimits#UNLIMITED}
   * @return this builder
   */
  public ContainerSpecBuilder memorySwapBytes(long value) {
    memorySwapBytes = OptionalLong.of(value);
    return this;
  }

  /**
   * Reserves memory.
   *
   * @param value bytes, positive
   * @return this builder
   */
  public ContainerSpecBuilder memoryReservationBytes(long value) {
    memoryReservationBytes = OptionalLong.of(value);
    return this;
  }

  /**
   * Limits processor time.
   *
   * @param value billionths of a processor, positive
   * @return this builder
   */
  public ContainerSpecBuilder nanoCpus(long value) {
    nanoCpus = OptionalLong.of(value);
    return this;
  }

  /**
   * Sets the relative weight of processor time.
   *
   * @param value the weight, 1024 being usual
   * @return this builder
   */
  public ContainerSpecBuilder cpuShares(int value) {
    cpuShares = OptionalInt.of(value);
    return this;
  }

  /**
   * Restricts it to some processors.
   *
   * @param value for example {@code 0-3,6}
   * @return this builder
   */
  public ContainerSpecBuilder cpuset(String value) {
    cpuset = Optional.of(value);
    return this;
  }

  /**
   * Limits processes and threads.
   *
   * @param value how many, positive, or {@link ResourceLimits#UNLIMITED}
   * @return this builder
   */
  public ContainerSpecBuilder pidsLimit(long value) {
    pidsLimit = OptionalLong.of(value);
    return this;
  }

  /**
   * Sets the size of shared memory.
   *
   * @param value bytes, positive
   * @return this builder
   */
  public ContainerSpecBuilder shmBytes(long value) {
    shmBytes = OptionalLong.of(value);
    return this;
  }

  /**
   * Sets how eagerly it is ended when memory runs out.
   *
   * @param value -1000 to 1000
   * @return this builder
   */
  public ContainerSpecBuilder oomScoreAdjustment(int value) {
    oomScoreAdjustment = OptionalInt.of(value);
    return this;
  }

  /**
   * Adds a limit of each process.
   *
   * @param value the limit
   * @return this builder
   */
  public ContainerSpecBuilder ulimit(ResourceLimits.Ulimit value) {
    ulimits.add(Objects.requireNonNull(value, "ulimit"));
    return this;
  }

  /**
   * Sets whether it may do all that the runtime may.
   *
   * @param value whether it may
   * @return this builder
   */
  public ContainerSpecBuilder privileged(boolean value) {
    privileged = value;
    return this;
  }

  /**
   * Adds a Linux capability.
   *
   * @param value for example {@code NET_ADMIN}
   * @return this builder
   */
  public ContainerSpecBuilder capAdd(String value) {
    capAdd.add(Objects.requireNonNull(value, "capAdd"));
    return this;
  }

  /**
   * Takes a Linux capability away.
   *
   * @param value for example {@code NET_RAW}
   * @return this builder
   */
  public ContainerSpecBuilder capDrop(String value) {
    capDrop.add(Objects.requireNonNull(value, "capDrop"));
    return this;
  }

  /**
   * Sets whether the root file system is read-only.
   *
   * @param value whether it is
   * @return this builder
   */
  public ContainerSpecBuilder readOnlyRoot(boolean value) {
    readOnlyRoot = value;
    return this;
  }

  /**
   * Adds a security option.
   *
   * @param value in the runtime's own words
   * @return this builder
   */
  public ContainerSpecBuilder securityOption(String value) {
    securityOptions.add(Objects.requireNonNull(value, "securityOption"));
    return this;
  }

  /**
   * Adds a group to the first process.
   *
   * @param value name or number
   * @return this builder
   */
  public ContainerSpecBuilder group(String value) {
    groups.add(Objects.requireNonNull(value, "group"));
    return this;
  }

  /**
   * Sets a kernel parameter of its namespaces.
   *
   * @param key the parameter
   * @param value its value
   * @return this builder
   */
  public ContainerSpecBuilder sysctl(String key, String value) {
    sysctls.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * Sets the user namespace.
   *
   * @param value for example {@code host}
   * @return this builder
   */
  public ContainerSpecBuilder userNamespace(String value) {
    userNamespace = Optional.of(value);
    return this;
  }

  /**
   * Sets the process namespace.
   *
   * @param value for example {@code host}
   * @return this builder
   */
  public ContainerSpecBuilder pidNamespace(String value) {
    pidNamespace = Optional.of(value);
    return this;
  }

  /**
   * Sets the namespace of interprocess communication.
   *
   * @param value for example {@code host}
   * @return this builder
   */
  public ContainerSpecBuilder ipcNamespace(String value) {
    ipcNamespace = Optional.of(value);
    return this;
  }

  /**
   * Adds a device node.
   *
   * @param value the device
   * @return this builder
   */
  public ContainerSpecBuilder device(DeviceSpec.DeviceNode value) {
    devices.add(Objects.requireNonNull(value, "device"));
    return this;
  }

  /**
   * Adds a device by its name of the Container Device Interface.
   *
   * @param value for example {@code nvidia.com/gpu=0}
   * @return this builder
   */
  public ContainerSpecBuilder cdiDevice(String value) {
    cdiDevices.add(Objects.requireNonNull(value, "cdiDevice"));
    return this;
  }

  /**
   * Asks for GPUs.
   *
   * @param value which
   * @return this builder
   */
  public ContainerSpecBuilder gpus(GpuRequest value) {
    gpus = Optional.of(value);
    return this;
  }

  /**
   * Takes back what was asked for of GPUs.
   *
   * @return this builder
   */
  public ContainerSpecBuilder withoutGpus() {
    gpus = Optional.empty();
    return this;
  }

  /**
   * Sets whether it is started again after its end.
   *
   * @param value the policy
   * @return this builder
   */
  public ContainerSpecBuilder restartPolicy(RestartPolicy value) {
    restartPolicy = Objects.requireNonNull(value, "restartPolicy");
    return this;
  }

  /**
   * Sets how it is found to be well.
   *
   * @param value the check
   * @return this builder
   */
  public ContainerSpecBuilder healthCheck(HealthCheck value) {
    healthCheck = Optional.of(value);
    return this;
  }

  /**
   * Sets what asks it to end.
   *
   * @param value the signal
   * @return this builder
   */
  public ContainerSpecBuilder stopSignal(Signal value) {
    stopSignal = Optional.of(value);
    return this;
  }

  /**
   * Sets how long it may take to end.
   *
   * @param value 0 or more
   * @return this builder
   */
  public ContainerSpecBuilder stopGrace(Duration value) {
    stopGrace = Optional.of(value);
    return this;
  }

  /**
   * Sets whether it is removed after its end.
   *
   * @param value whether it is
   * @return this builder
   */
  public ContainerSpecBuilder autoRemove(boolean value) {
    autoRemove = value;
    return this;
  }

  /**
   * Sets whether a small init process is its first.
   *
   * @param value whether it is
   * @return this builder
   */
  public ContainerSpecBuilder init(boolean value) {
    init = value;
    return this;
  }

  /**
   * Adds a label.
   *
   * @param key the label
   * @param value its value, may be empty
   * @return this builder
   */
  public ContainerSpecBuilder label(String key, String value) {
    labels.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * Adds an annotation.
   *
   * @param key the annotation
   * @param value its value, may be empty
   * @return this builder
   */
  public ContainerSpecBuilder annotation(String key, String value) {
    annotations.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * Sets for which machine the image is.
   *
   * @param value the platform
   * @return this builder
   */
  public ContainerSpecBuilder platform(Platform value) {
    platform = Optional.of(value);
    return this;
  }

  /**
   * Sets when the image is pulled.
   *
   * @param value the policy
   * @return this builder
   */
  public ContainerSpecBuilder pullPolicy(PullPolicy value) {
    pullPolicy = Objects.requireNonNull(value, "pullPolicy");
    return this;
  }

  /**
   * Sets what whoever pulls the image shows to its registry.
   *
   * @param value the credentials
   * @return this builder
   */
  public ContainerSpecBuilder imageCredentials(RegistryCredentials value) {
    imageCredentials = Optional.of(value);
    return this;
  }

  /**
   * Takes back what a registry is shown, for an image of another one.
   *
   * @return this builder
   */
  public ContainerSpecBuilder withoutImageCredentials() {
    imageCredentials = Optional.empty();
    return this;
  }

  /**
   * Sets where its output is kept.
   *
   * @param value the driver
   * @return this builder
   */
  public ContainerSpecBuilder logDriver(LogDriver value) {
    logDriver = Optional.of(value);
    return this;
  }

  /**
   * Lets it join a pod.
   *
   * @param value name or id of the pod
   * @return this builder
   */
  public ContainerSpecBuilder pod(String value) {
    pod = Optional.of(value);
    return this;
  }

  /**
   * Adds a wish that only one backend knows.
   *
   * @param key begins with the id of the backend and a point
   * @param value its value
   * @return this builder
   */
  public ContainerSpecBuilder backendOption(String key, String value) {
    backendOptions.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * Ends the collection.
   *
   * @return the specification
   * @throws IllegalArgumentException if a value is malformed or two values contradict each other
   */
  public ContainerSpec build() {
    return new ContainerSpec(
        image,
        name,
        new ProcessSpec(entrypoint, command, env, user, workingDirectory, stdin, tty),
        mounts,
        new NetworkingSpec(
            networks, ports, publishAll, hostname, extraHosts, dnsServers, dnsSearch, dnsOptions),
        new ResourceLimits(
            memoryBytes,
            memorySwapBytes,
            memoryReservationBytes,
            nanoCpus,
            cpuShares,
            cpuset,
            pidsLimit,
            shmBytes,
            oomScoreAdjustment,
            ulimits),
        new SecuritySpec(
            privileged,
            capAdd,
            capDrop,
            readOnlyRoot,
            securityOptions,
            groups,
            sysctls,
            userNamespace,
            pidNamespace,
            ipcNamespace),
        new DeviceSpec(devices, cdiDevices, gpus),
        new LifecycleSpec(restartPolicy, healthCheck, stopSignal, stopGrace, autoRemove, init),
        labels,
        annotations,
        platform,
        pullPolicy,
        imageCredentials,
        logDriver,
        pod,
        backendOptions);
  }
}
