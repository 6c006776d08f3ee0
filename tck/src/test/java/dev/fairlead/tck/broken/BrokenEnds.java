package dev.fairlead.tck.broken;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedContainer;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.ExitWatch;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import dev.fairlead.spi.container.WaitCondition;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Backends that tell ends which nobody saw, or bring about ends that nobody asked for. */
public final class BrokenEnds {

  private BrokenEnds() {}

  private static Backend exit(Backend honest, UnaryOperator<Mono<Exit>> broken) {
    return BrokenBackend.process(
        honest,
        process ->
            new ForwardingProcess(process) {
              @Override
              public Mono<Exit> exit() {
                return broken.apply(super.exit());
              }
            });
  }

  public static Backend alwaysSucceeds(Backend honest) {
    return exit(honest, exit -> exit.map(end -> new Exit.Exited(0)));
  }

  public static Backend guessesZeroWhenCut(Backend honest) {
    return exit(honest, exit -> exit.onErrorReturn(new Exit.Exited(0)));
  }

  public static Backend losesTheExitOfWhatRemovesItself(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<AttachedContainer> runAttached(
              ContainerSpec spec, PlanMode mode, AttachOptions options) {
            return super.runAttached(spec, mode, options)
                .map(
                    run ->
                        spec.lifecycle().autoRemove()
                            ? new AttachedContainer(
                                run.id(), forgetful(run.process()), run.warnings())
                            : run);
          }
        });
  }

  private static AttachedProcess forgetful(AttachedProcess process) {
    return new ForwardingProcess(process) {
      @Override
      public Mono<Exit> exit() {
        return super.exit().map(end -> new Exit.Lost("it is gone"));
      }
    };
  }

  /** Starts, and attaches a little later. */
  public static Backend attachesAfterTheStart(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<AttachedContainer> runAttached(
              ContainerSpec spec, PlanMode mode, AttachOptions options) {
            return super.launch(spec, mode)
                .delayElement(Duration.ofMillis(50))
                .flatMap(
                    made ->
                        super.attach(made.id(), options)
                            .map(
                                process ->
                                    new AttachedContainer(made.id(), process, made.warnings())));
          }
        });
  }

  private static Backend watches(
      Backend honest, UnaryOperator<Mono<Exit>> broken, boolean everyCondition) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
            return super.watchExit(id, condition)
                .map(
                    watch ->
                        everyCondition || condition == WaitCondition.NOT_RUNNING
                            ? watching(watch, broken)
                            : watch);
          }
        });
  }

  private static ExitWatch watching(ExitWatch watch, UnaryOperator<Mono<Exit>> broken) {
    return new ExitWatch() {
      @Override
      public Mono<Exit> exit() {
        return broken.apply(watch.exit());
      }

      @Override
      public Mono<Void> close() {
        return watch.close();
      }
    };
  }

  public static Backend takesUnknownForZero(Backend honest) {
    return watches(
        honest, exit -> exit.map(end -> end instanceof Exit.Lost ? new Exit.Exited(0) : end), true);
  }

  public static Backend guessesTheEndOfAWaitWhenCut(Backend honest) {
    return watches(honest, exit -> exit.onErrorReturn(new Exit.Exited(0)), true);
  }

  /** As a runtime whose native condition holds for what never ran. */
  public static Backend takesNeverStartedForEnded(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
            Mono<Boolean> created =
                super.inspect(id).map(info -> info.state() == ContainerState.CREATED);
            return created.flatMap(
                never ->
                    super.watchExit(id, condition)
                        .map(
                            watch ->
                                never
                                    ? watching(watch, exit -> Mono.just(new Exit.Exited(0)))
                                    : watch));
          }
        });
  }

  public static Backend takesTheLastEndForTheNext(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
            return super.watchExit(id, WaitCondition.NOT_RUNNING);
          }
        });
  }

  public static Backend stopsWhenAWaitIsCancelled(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
            return super.watchExit(id, condition)
                .map(
                    watch ->
                        watching(
                            watch,
                            exit ->
                                exit.doOnCancel(() -> super.kill(id, Signal.KILL).subscribe())));
          }
        });
  }

  public static Backend takesAMissingContainerForAnEndedOne(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
            return super.watchExit(id, condition)
                .onErrorReturn(
                    watching(
                        new ExitWatch() {
                          @Override
                          public Mono<Exit> exit() {
                            return Mono.just(new Exit.Exited(0));
                          }

                          @Override
                          public Mono<Void> close() {
                            return Mono.empty();
                          }
                        },
                        exit -> exit));
          }
        });
  }

  private static Backend stops(Backend honest, UnaryOperator<StopResult> lie) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<StopResult> stop(ContainerId id, StopOptions options) {
            return super.stop(id, options).map(lie);
          }
        });
  }

  public static Backend keepsQuietAboutKilling(Backend honest) {
    return stops(honest, result -> new StopResult(StopResult.Outcome.GRACEFUL, result.exit()));
  }

  public static Backend killsInsteadOfStopping(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<StopResult> stop(ContainerId id, StopOptions options) {
            return super.stop(id, new StopOptions(Optional.of(Signal.KILL), options.grace()));
          }
        });
  }

  public static Backend ignoresTheGracePeriod(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<StopResult> stop(ContainerId id, StopOptions options) {
            return super.stop(id, options.withGrace(Duration.ofMillis(300)));
          }
        });
  }

  public static Backend ignoresTheStopSignal(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<StopResult> stop(ContainerId id, StopOptions options) {
            return super.stop(id, options.withSignal(Signal.TERM));
          }
        });
  }

  public static Backend tellsNoEndOfWhatEnded(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ContainerInfo> inspect(ContainerId id) {
            return super.inspect(id)
                .map(info -> BrokenInfo.with(info, info.state(), info.labels(), Optional.empty()));
          }
        });
  }

  public static Backend takesTheEndForTheRemoval(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<ExitWatch> watchExit(ContainerId id, WaitCondition condition) {
            return super.watchExit(id, condition)
                .map(watch -> watching(watch, exit -> Mono.just(new Exit.Exited(0))));
          }
        });
  }

  /** Has one call without a deadline. */
  public static Backend hangs(Backend honest) {
    return new BrokenBackend(
        honest,
        new ForwardingContainers(honest.containers()) {
          @Override
          public Mono<Void> start(ContainerId id) {
            return Mono.never();
          }
        });
  }
}
