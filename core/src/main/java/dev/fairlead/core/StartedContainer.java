package dev.fairlead.core;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Containers;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A container that was run; removes it after its end where that is left to the client. */
final class StartedContainer implements RunningContainer {

  private final ContainerId id;
  private final AttachedProcess process;
  private final List<String> warnings;
  private final Containers containers;
  private final LocalPorts ports;
  private final boolean removedByUs;
  private volatile boolean ended;

  StartedContainer(
      ContainerId id,
      AttachedProcess process,
      List<String> warnings,
      Containers containers,
      LocalPorts ports,
      boolean removedByUs) {
    this.id = id;
    this.process = process;
    this.warnings = List.copyOf(warnings);
    this.containers = containers;
    this.ports = ports;
    this.removedByUs = removedByUs;
  }

  @Override
  public ContainerId id() {
    return id;
  }

  @Override
  public List<String> warnings() {
    return warnings;
  }

  @Override
  public List<PortBinding> forwarded() {
    return ports.bindings();
  }

  @Override
  public Flux<OutputFrame> output() {
    return process.output();
  }

  @Override
  public Mono<Void> write(Publisher<ByteBuffer> bytes) {
    return process.write(bytes);
  }

  @Override
  public Mono<Void> closeInput() {
    return process.closeInput();
  }

  @Override
  public Mono<Void> resize(TerminalSize size) {
    return process.resize(size);
  }

  @Override
  public Mono<Exit> exit() {
    return process.exit().doOnNext(exit -> ended = true);
  }

  @Override
  public Mono<StopResult> stop(StopOptions options) {
    return containers.stop(id, options);
  }

  @Override
  public Mono<Void> kill(Signal signal) {
    return containers.kill(id, signal);
  }

  @Override
  public Mono<Void> close() {
    return ports.close().then(released());
  }

  private Mono<Void> released() {
    return removedByUs
        ? process
            .close()
            .onErrorResume(error -> removeIfEnded().then(Mono.error(error)))
            .then(removeIfEnded())
        : process.close();
  }

  private Mono<Void> removeIfEnded() {
    return Mono.defer(
        () ->
            ended
                ? containers.remove(id, RemoveOptions.force())
                : containers
                    .inspect(id)
                    .filter(StartedContainer::isOver)
                    .flatMap(info -> containers.remove(id, RemoveOptions.defaults()))
                    .onErrorResume(NotFoundException.class, gone -> Mono.empty()));
  }

  private static boolean isOver(ContainerInfo info) {
    return info.state() == ContainerState.EXITED || info.state() == ContainerState.DEAD;
  }
}
