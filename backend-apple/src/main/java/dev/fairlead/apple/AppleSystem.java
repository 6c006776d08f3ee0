package dev.fairlead.apple;

import dev.fairlead.apple.program.AppleProgram;
import dev.fairlead.apple.program.AppleVersion;
import dev.fairlead.apple.program.Closing;
import dev.fairlead.apple.program.Fields;
import dev.fairlead.apple.program.Service;
import dev.fairlead.spi.system.Answer;
import dev.fairlead.spi.system.RuntimeSystem;
import dev.fairlead.spi.system.SystemInfo;
import reactor.core.publisher.Mono;

/** The service behind the program. */
final class AppleSystem implements RuntimeSystem {

  static final String FLAVOUR = "Apple container";

  private final Service service;
  private final AppleVersion version;
  private final String architecture;
  private final Closing closing;

  AppleSystem(Service service, AppleVersion version, String architecture, Closing closing) {
    this.service = service;
    this.version = version;
    this.architecture = architecture;
    this.closing = closing;
  }

  @Override
  public String backend() {
    return AppleProgram.ID;
  }

  @Override
  public Mono<SystemInfo> info() {
    String operation = "ask the service about itself";
    return closing.guard(operation, service.require(operation).map(this::info));
  }

  /** Containers run on Linux, whatever runs the service. Processors are told from 1.4.1 on. */
  private SystemInfo info(Fields status) {
    SystemInfo.Builder info =
        SystemInfo.builder(FLAVOUR, version.toString())
            .machine("linux", architecture)
            .rootless(Answer.YES);
    status.part("host").number("cpus").ifPresent(cpus -> info.cpus((int) cpus));
    status.part("host").text("operatingSystem").ifPresent(name -> info.detail("host", name));
    status
        .text("appRoot")
        .or(() -> status.part("paths").text("appRoot"))
        .ifPresent(root -> info.detail("app-root", root));
    return info.build();
  }
}
