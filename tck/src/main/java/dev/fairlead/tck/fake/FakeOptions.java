package dev.fairlead.tck.fake;

import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.BuildSpec;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.PushOptions;
import dev.fairlead.spi.image.RegistryTransport;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.StandardStream;
import dev.fairlead.spi.system.EventFilter;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which capabilities the options of a call need, so that none is passed over in silence. */
final class FakeOptions {

  private final Set<Capability> needed = EnumSet.noneOf(Capability.class);

  private FakeOptions() {}

  private FakeOptions when(boolean wanted, Capability capability) {
    if (wanted) {
      needed.add(capability);
    }
    return this;
  }

  static FakeOptions of(LogOptions options) {
    return new FakeOptions()
        .when(true, Capability.LOGS)
        .when(
            options.streams().size() < StandardStream.values().length, Capability.LOG_STREAMS_APART)
        .when(options.follows(), Capability.LOG_FOLLOW)
        .when(options.timed(), Capability.LOG_TIMESTAMPS)
        .when(options.tail().isPresent(), Capability.LOG_TAIL)
        .when(options.run() == LogOptions.Run.PREVIOUS, Capability.LOG_PREVIOUS)
        .when(options.since().isPresent() || options.until().isPresent(), Capability.LOG_RANGE);
  }

  static FakeOptions of(ExecSpec spec) {
    return new FakeOptions()
        .when(true, Capability.EXEC)
        .when(spec.stdin(), Capability.EXEC_STDIN)
        .when(spec.tty(), Capability.EXEC_TTY)
        .when(!spec.env().isEmpty(), Capability.EXEC_ENV)
        .when(spec.user().isPresent(), Capability.EXEC_USER)
        .when(spec.workingDirectory().isPresent(), Capability.EXEC_WORKDIR)
        .when(spec.privileged(), Capability.EXEC_PRIVILEGED);
  }

  /** Of an attachment that needs a capability itself. */
  static FakeOptions of(Capability attach, AttachOptions options) {
    return new FakeOptions()
        .when(true, attach)
        .when(options.writes(), Capability.STDIN)
        .when(options.history() == AttachOptions.History.YES, Capability.ATTACH_HISTORY);
  }

  static FakeOptions of(StopOptions options) {
    return new FakeOptions()
        .when(options.signal().isPresent() || options.grace().isPresent(), Capability.STOP_OPTIONS);
  }

  static FakeOptions of(Signal signal) {
    return new FakeOptions()
        .when(true, Capability.KILL)
        .when(!signal.equals(Signal.KILL), Capability.KILL_SIGNALS);
  }

  static FakeOptions of(PullOptions options) {
    return new FakeOptions()
        .when(true, Capability.IMAGE_PULL)
        .when(options.credentials().isPresent(), Capability.REGISTRY_CREDENTIALS)
        .when(
            options.transport() != RegistryTransport.RUNTIME_DEFAULT,
            Capability.REGISTRY_TRANSPORT);
  }

  static FakeOptions of(PushOptions options) {
    return new FakeOptions()
        .when(true, Capability.IMAGE_PUSH)
        .when(options.credentials().isPresent(), Capability.REGISTRY_CREDENTIALS)
        .when(
            options.transport() != RegistryTransport.RUNTIME_DEFAULT,
            Capability.REGISTRY_TRANSPORT);
  }

  static FakeOptions of(BuildSpec spec) {
    return new FakeOptions()
        .when(true, Capability.IMAGE_BUILD)
        .when(!spec.credentials().isEmpty(), Capability.REGISTRY_CREDENTIALS)
        .when(spec.transport() != RegistryTransport.RUNTIME_DEFAULT, Capability.REGISTRY_TRANSPORT);
  }

  static FakeOptions of(SaveOptions options) {
    return new FakeOptions()
        .when(true, Capability.IMAGE_SAVE)
        .when(options.layout() != SaveOptions.Layout.RUNTIME_DEFAULT, Capability.IMAGE_LAYOUT);
  }

  static FakeOptions of(EventFilter filter, Instant now) {
    return new FakeOptions()
        .when(true, Capability.EVENTS)
        .when(filter.since().filter(now::isAfter).isPresent(), Capability.EVENT_HISTORY);
  }

  /** Of a list of processes. */
  static FakeOptions top(List<String> psArguments) {
    return new FakeOptions()
        .when(true, Capability.TOP)
        .when(!psArguments.isEmpty(), Capability.TOP_ARGUMENTS);
  }

  static FakeOptions of(Capability capability) {
    return new FakeOptions().when(true, capability);
  }

  /** Those that are not declared. */
  Set<Capability> missing(Capabilities capabilities) {
    Set<Capability> missing = EnumSet.noneOf(Capability.class);
    missing.addAll(needed);
    missing.removeAll(capabilities.declared());
    return missing;
  }
}
