package dev.fairlead.benchmarks.compare;

import dev.fairlead.docker.DockerProvider;
import dev.fairlead.engine.EngineClient;
import dev.fairlead.spi.Backend;
import dev.fairlead.spi.BackendOptions;
import dev.fairlead.spi.Endpoint;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.CreateResult;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.container.WaitCondition;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.image.ImageReference;
import dev.fairlead.spi.image.PullOptions;
import dev.fairlead.spi.image.SaveOptions;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import dev.fairlead.spi.log.OutputFrame;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Fairlead by its public contract. */
final class FairleadPeer implements Peer {

  private static final ContainerId WEB = ContainerId.of("web");

  private final Backend backend;

  /** What the backend is made of: the contract has no ping. */
  private final EngineClient engine;

  FairleadPeer(Path socket) {
    Endpoint endpoint = Endpoint.unix(socket);
    BackendOptions options = BackendOptions.defaults();
    backend = Objects.requireNonNull(new DockerProvider().open(endpoint, options).block());
    engine = Objects.requireNonNull(EngineClient.open("docker", endpoint, options).block());
  }

  @Override
  public void log(String container, Tally tally) {
    logs(container, LogOptions.all())
        .doOnNext(event -> count((OutputFrame) event, tally))
        .blockLast();
  }

  private static void count(OutputFrame frame, Tally tally) {
    ByteBuffer bytes = frame.bytes();
    int length = bytes.remaining();
    tally.piece(frame, length, bytes.get(bytes.position()), bytes.get(bytes.limit() - 1));
  }

  private Flux<LogEvent> logs(String container, LogOptions options) {
    return backend.containers().logs(ContainerId.of(container), options);
  }

  @Override
  public Closeable follow(String container, int logs, Latencies lines) {
    Disposable.Composite open = Disposables.composite();
    for (int i = 0; i < logs; i++) {
      open.add(
          logs(container, LogOptions.following())
              .subscribe(
                  event -> lines.add(Moment.since(((OutputFrame) event).bytes())),
                  Throwable::printStackTrace));
    }
    return open::dispose;
  }

  @Override
  public void slowLog(String container, Pace pace) {
    logs(container, LogOptions.all())
        .cast(OutputFrame.class)
        .concatMap(
            frame -> {
              long nanos = pace.take(frame.size());
              return nanos < 1_000_000 ? Mono.empty() : Mono.delay(Duration.ofNanos(nanos));
            },
            1)
        .blockLast();
  }

  @Override
  public void call(Call call, int count, int atOnce, Latencies each) {
    Mono<?> one = Mono.defer(() -> once(call));
    Flux.range(0, count)
        .flatMap(
            i ->
                Mono.defer(
                    () -> {
                      long begin = System.nanoTime();
                      return one.doOnSuccess(done -> each.add(System.nanoTime() - begin));
                    }),
            atOnce,
            1)
        .blockLast();
  }

  private Mono<?> once(Call call) {
    return switch (call) {
      case PING -> engine.send(engine.get("reach the daemon", "/_ping"));
      case INSPECT ->
          backend.containers().inspect(WEB).doOnNext(info -> Check.that(info.labels().size() == 2));
      case LIST ->
          backend
              .containers()
              .list(ContainerFilter.all())
              .count()
              .doOnNext(count -> Check.that(count == Check.LISTED));
      case EXEC -> exec();
      case LIFECYCLE -> lifecycle();
    };
  }

  private Mono<Long> exec() {
    return Mono.usingWhen(
        backend.containers().exec(WEB, ExecSpec.of("sh", "-c", "echo executed; exit 7")),
        process ->
            process
                .output()
                .reduce(0L, (bytes, frame) -> bytes + frame.size())
                .zipWhen(bytes -> process.exit())
                .doOnNext(
                    end -> Check.that(end.getT1() == Check.OUTPUT_BYTES && seven(end.getT2())))
                .map(end -> end.getT1()),
        AttachedProcess::close);
  }

  private static boolean seven(Exit exit) {
    return exit.equals(new Exit.Exited(Check.EXIT_CODE));
  }

  private Mono<Void> lifecycle() {
    ContainerSpec spec = ContainerSpec.builder("busybox").command("sh", "-c", "exit 7").build();
    return backend
        .containers()
        .create(spec, PlanMode.STRICT)
        .map(CreateResult::id)
        .flatMap(
            id ->
                backend
                    .containers()
                    .start(id)
                    .then(backend.containers().waitFor(id, WaitCondition.NOT_RUNNING))
                    .doOnNext(exit -> Check.that(seven(exit)))
                    .then(backend.containers().remove(id, RemoveOptions.defaults())));
  }

  @Override
  public void save(String image, Path file) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      backend
          .images()
          .saveTo(List.of(ImageReference.parse(image)), SaveOptions.defaults(), out)
          .blockLast();
    }
  }

  @Override
  public void load(Path file) {
    backend.images().loadFrom(file).blockLast();
  }

  @Override
  public long pull(String image) {
    return Objects.requireNonNull(
        backend.images().pull(ImageReference.parse(image), PullOptions.defaults()).count().block());
  }

  @Override
  public void close() {
    engine.close().then(backend.close()).block();
  }
}
