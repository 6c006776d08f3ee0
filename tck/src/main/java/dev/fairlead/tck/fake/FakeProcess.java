package dev.fairlead.tck.fake;

import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * A virtual process as its program sees it. Output waits for whoever is attached and does not read;
 * time is that of the backend's scheduler. Safe for use by several threads.
 */
public final class FakeProcess {

  private static final int INPUT_CHUNKS = 16;
  private static final Set<String> HARMLESS =
      Set.of("SIGCHLD", "SIGCONT", "SIGWINCH", "SIGURG", "SIGIO");

  private final int pid;
  private final List<String> command;
  private final Map<String, String> environment;
  private final String directory;
  private final boolean tty;
  private final Scheduler scheduler;
  private final FakePipe<ByteBuffer> input = new FakePipe<>(INPUT_CHUNKS);
  private final FakeLines lines = new FakeLines(input);
  private final IntPredicate alive;
  private final FakeOutput output;
  private final Map<Signal, String> traps = new ConcurrentHashMap<>();
  private final Queue<String> caught = new ArrayDeque<>();
  private final Sinks.One<Exit> end = Sinks.one();
  private final Disposable.Swap running = Disposables.swap();
  private final AtomicBoolean finished = new AtomicBoolean();
  private volatile Predicate<String> resolver = host -> false;
  private volatile Consumer<Exit> whenEnded = exit -> {};
  private volatile TerminalSize size = new TerminalSize(24, 80);

  FakeProcess(
      int pid,
      List<String> command,
      Map<String, String> environment,
      String directory,
      boolean tty,
      Scheduler scheduler,
      @Nullable FakeLog log,
      IntPredicate alive) {
    this.pid = pid;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.directory = directory;
    this.tty = tty;
    this.scheduler = scheduler;
    this.output = new FakeOutput(log, scheduler);
    this.alive = alive;
  }

  /** Says which names of hosts have an address where it runs. */
  void resolver(Predicate<String> value) {
    resolver = value;
  }

  boolean resolves(String host) {
    return resolver.test(host);
  }

  /**
   * Its number.
   *
   * @return unique within the backend
   */
  public int pid() {
    return pid;
  }

  /**
   * What is executed.
   *
   * @return program and arguments
   */
  public List<String> command() {
    return command;
  }

  /**
   * An environment variable.
   *
   * @param name its name
   * @return its value; empty when it is not set
   */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name));
  }

  /**
   * Its working directory.
   *
   * @return an absolute path
   */
  public String directory() {
    return directory;
  }

  /**
   * Whether it has a terminal.
   *
   * @return true if it has
   */
  public boolean tty() {
    return tty;
  }

  /**
   * The size of its terminal.
   *
   * @return the size that was set last, 24 by 80 before
   */
  public TerminalSize size() {
    return size;
  }

  void resize(TerminalSize value) {
    size = value;
  }

  /**
   * Writes text to standard output.
   *
   * @param text the text, encoded as UTF-8
   * @return completes when it was taken
   */
  public Mono<Void> print(String text) {
    return write(StandardStream.STDOUT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes text to standard error.
   *
   * @param text the text, encoded as UTF-8
   * @return completes when it was taken
   */
  public Mono<Void> printError(String text) {
    return write(StandardStream.STDERR, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Writes bytes.
   *
   * @param stream where to; a terminal has standard output only
   * @param bytes the content, not to be changed afterwards
   * @return completes when everybody who is attached took it
   */
  public Mono<Void> write(StandardStream stream, ByteBuffer bytes) {
    return output.write(tty ? StandardStream.STDOUT : stream, bytes);
  }

  /**
   * Standard input, read as it is asked for.
   *
   * @return what is written to it from now on, until its end
   */
  public Flux<ByteBuffer> input() {
    return lines.rest();
  }

  FakeLines lines() {
    return lines;
  }

  boolean alive(int other) {
    return alive.test(other);
  }

  /**
   * Lets time pass.
   *
   * @param time how long, on the backend's scheduler
   * @return completes afterwards, and not while it is frozen
   */
  public Mono<Void> sleep(Duration time) {
    return Mono.delay(time, scheduler).then(output.thawed());
  }

  /**
   * Waits for a signal that ends the process.
   *
   * @return never completes by itself
   */
  public Mono<Integer> untilSignalled() {
    return Mono.never();
  }

  /**
   * Says what a signal does instead of ending the process.
   *
   * @param signal the signal; {@code SIGKILL} cannot be caught
   * @param action what {@link #caught()} yields when it came; empty to ignore it
   */
  public void trap(Signal signal, String action) {
    traps.put(signal, action);
  }

  /**
   * The action of a signal that came and was caught.
   *
   * @return the action; empty when none came since the last call
   */
  public Optional<String> caught() {
    synchronized (caught) {
      return Optional.ofNullable(caught.poll());
    }
  }

  /** Begins; ends as the program does, or by a signal before. */
  void begin(FakeProgram program, Consumer<Exit> atEnd) {
    whenEnded = atEnd;
    Mono<Exit> run =
        Mono.defer(() -> program.run(this))
            .defaultIfEmpty(0)
            .onErrorReturn(1)
            .<Exit>map(Exit.Exited::new);
    // The one place where the fake subscribes by itself: a process runs although nobody looks.
    running.replace(run.subscribeOn(scheduler).subscribe(this::finish));
  }

  void signal(Signal signal) {
    String action = traps.get(signal);
    if (signal.equals(Signal.KILL) || (action == null && !HARMLESS.contains(signal.name()))) {
      finish(new Exit.Signalled(signal));
    } else if (action != null && !action.isEmpty()) {
      synchronized (caught) {
        caught.add(action);
      }
    }
  }

  private void finish(Exit exit) {
    if (finished.compareAndSet(false, true)) {
      running.dispose();
      input.drop();
      whenEnded.accept(exit);
      end.tryEmitValue(exit);
      output.end();
    }
  }

  void kill() {
    finish(new Exit.Signalled(Signal.KILL));
  }

  /** How it ends; any number of subscribers. */
  Mono<Exit> exit() {
    return end.asMono();
  }

  boolean ended() {
    return finished.get();
  }

  FakePipe<ByteBuffer> stdin() {
    return input;
  }

  FakeOutput output() {
    return output;
  }
}
