package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.PortInUseException;
import dev.fairlead.spi.system.PruneReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Backends that make, start, show and remove containers otherwise than they should. */
public final class BrokenLives {

  private BrokenLives() {}

  /** Acts when it is called. */
  public static Backend isHot(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            Mono<CreateResult> launched = super.launch(spec, mode).cache();
            launched.subscribe(made -> {}, error -> {});
            return launched;
          }
        });
  }

  /** Acts once, and repeats its answer. */
  public static Backend repeatsItsAnswer(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            return super.launch(spec, mode).cache();
          }
        });
  }

  public static Backend takesMissingForSuccess(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<Void> start(ContainerId id) {
            return super.start(id).onErrorComplete(NotFoundException.class);
          }
        });
  }

  public static Backend takesMissingForStopped(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<StopResult> stop(ContainerId id, StopOptions options) {
            return super.stop(id, options)
                .onErrorReturn(
                    NotFoundException.class,
                    new StopResult(StopResult.Outcome.NOT_RUNNING, Optional.empty()));
          }
        });
  }

  public static Backend throwsForeignErrors(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ContainerInfo> inspect(ContainerId id) {
            return super.inspect(id)
                .onErrorMap(
                    ContainerException.class, error -> new IllegalStateException("status 404"));
          }
        });
  }

  public static Backend namesNothingInErrors(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ContainerInfo> inspect(ContainerId id) {
            return super.inspect(id)
                .onErrorMap(
                    NotFoundException.class,
                    error ->
                        new NotFoundException(
                            NotFoundException.Kind.CONTAINER,
                            ErrorContext.of(backend(), "do it"),
                            "no",
                            null));
          }
        });
  }

  public static Backend removesWhatRuns(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<Void> remove(ContainerId id, RemoveOptions options) {
            return super.remove(id, RemoveOptions.force());
          }
        });
  }

  public static Backend failsToRemoveTwice(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<Void> remove(ContainerId id, RemoveOptions options) {
            return super.inspect(id).then(super.remove(id, options));
          }
        });
  }

  public static Backend doesNotPause(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<Void> pause(ContainerId id) {
            return super.inspect(id).then();
          }
        });
  }

  public static Backend sendsAnotherSignal(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<Void> kill(ContainerId id, Signal signal) {
            return super.kill(id, Signal.KILL);
          }
        });
  }

  public static Backend ignoresTheFilter(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Flux<ContainerInfo> list(ContainerFilter filter) {
            return super.list(new ContainerFilter(Set.of(), filter.labels(), Set.of()));
          }
        });
  }

  /** Every creation makes another container. */
  public static Backend refusesWhatItMade(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
            return super.create(spec, mode)
                .flatMap(
                    made ->
                        made.outcome() == CreateResult.Outcome.EXISTED
                            ? Mono.error(
                                new ConflictException(
                                    ErrorContext.of(backend(), "create"), "in use", null))
                            : Mono.just(made));
          }
        });
  }

  public static Backend namesNoDifference(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
            return super.create(spec, mode)
                .onErrorMap(
                    ConflictException.class,
                    error -> new ConflictException(error.context(), "in use", null));
          }
        });
  }

  public static Backend hidesTheMarks(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ContainerInfo> inspect(ContainerId id) {
            return super.inspect(id)
                .map(info -> BrokenInfo.with(info, info.state(), unmarked(info), info.exit()));
          }
        });
  }

  private static Map<String, String> unmarked(ContainerInfo info) {
    return info.labels().entrySet().stream()
        .filter(label -> !label.getKey().startsWith("dev.fairlead."))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  public static Backend joinsArguments(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<AttachedContainer> runAttached(
              ContainerSpec spec, PlanMode mode, AttachOptions options) {
            List<String> split =
                spec.process().command().stream()
                    .flatMap(
                        argument ->
                            argument.startsWith("printf")
                                ? Stream.of(argument)
                                : Stream.of(argument.split(" ", -1)))
                    .toList();
            return super.runAttached(spec.toBuilder().command(split).build(), mode, options);
          }
        });
  }

  /** A launch whose program is not there leaves its container. */
  public static Backend leavesWhatFailed(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            return super.create(spec, mode)
                .flatMap(made -> super.start(made.id()).thenReturn(made));
          }
        });
  }

  /** A run that is cancelled on its way leaves its container. */
  public static Backend leavesWhatWasCancelled(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<AttachedContainer> runAttached(
              ContainerSpec spec, PlanMode mode, AttachOptions options) {
            return super.create(spec, mode)
                .delayElement(Duration.ofMillis(100))
                .flatMap(
                    made ->
                        super.startAttached(made.id(), options)
                            .map(process -> new AttachedContainer(made.id(), process, List.of())));
          }
        });
  }

  public static Backend leavesWhatWasMade(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
            return super.create(spec, mode).delayElement(Duration.ofMillis(100));
          }
        });
  }

  /** Two at once both find the name free. */
  public static Backend makesOneForEach(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> create(ContainerSpec spec, PlanMode mode) {
            return super.create(spec.toBuilder().name("copy-" + UUID.randomUUID()).build(), mode);
          }
        });
  }

  public static Backend namesNoPort(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<CreateResult> launch(ContainerSpec spec, PlanMode mode) {
            return super.launch(spec, mode)
                .onErrorMap(
                    PortInUseException.class,
                    error -> new ConflictException(error.context(), "in use", null));
          }
        });
  }

  public static Backend prunesMoreThanIsMeant(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<PruneReport> prune(ContainerFilter filter) {
            return super.prune(ContainerFilter.all());
          }
        });
  }
}
