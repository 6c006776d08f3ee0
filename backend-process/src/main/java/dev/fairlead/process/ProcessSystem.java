package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.Programs;
import dev.fairlead.spi.system.Answer;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import java.nio.file.Path;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** This machine, as a runtime. */
final class ProcessSystem implements RuntimeSystem {

  private final Path home;

  ProcessSystem(Path home) {
    this.home = home;
  }

  @Override
  public String backend() {
    return ProcessBackendProvider.ID;
  }

  @Override
  public Mono<SystemInfo> info() {
    return Mono.fromCallable(this::describe).subscribeOn(Schedulers.boundedElastic());
  }

  private SystemInfo describe() {
    List<String> warnings =
        Programs.sessionPrefix().isEmpty()
            ? List.of(
                "no isolation",
                "neither setsid nor perl is here, so a Ctrl-C at the terminal reaches containers")
            : List.of("no isolation");
    return SystemInfo.builder(ProcessBackendProvider.FLAVOUR, ProcessBackendProvider.version())
        .machine(HostImages.operatingSystem(), HostImages.architecture())
        .cpus(Runtime.getRuntime().availableProcessors())
        .rootless(Answer.of(!HostUser.current().is("0")))
        .cdi(Answer.NO)
        .warnings(warnings)
        .detail("state-directory", home.toString())
        .build();
  }
}
