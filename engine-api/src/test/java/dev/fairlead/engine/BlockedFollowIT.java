package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Long streams and short calls beside each other. */
class BlockedFollowIT {

  private static final int FOLLOWS = 100;
  private static final int CALLS = 50;

  @RegisterExtension final RealDocker docker = new RealDocker();

  private ContainerId talking() {
    return docker.start(docker.spec("sh", "-c", "while :; do echo line; sleep 0.1; done"));
  }

  private AtomicInteger follow(ContainerId id, List<Disposable> running) {
    AtomicInteger seen = new AtomicInteger();
    running.add(
        docker
            .containers()
            .logs(id, LogOptions.following())
            .subscribe(line -> seen.incrementAndGet()));
    return seen;
  }

  /** Each of them sees more than it has by now. */
  private static void allGoOn(List<AtomicInteger> follows) {
    List<Integer> targets = follows.stream().map(seen -> seen.get() + 5).toList();
    for (int i = 0; i < targets.size(); i++) {
      reach(follows.get(i), targets.get(i));
    }
  }

  private static void reach(AtomicInteger seen, int count) {
    Flux.interval(Duration.ofMillis(20))
        .skipUntil(tick -> seen.get() >= count)
        .blockFirst(RealDocker.LONG);
  }

  private void callsGoOn(ContainerId id) {
    for (int i = 0; i < CALLS; i++) {
      assertThat(docker.inspect(id).state().alive()).isTrue();
    }
    Mono.usingWhen(
            docker.containers().exec(id, ExecSpec.of("true")),
            AttachedProcess::exit,
            AttachedProcess::close)
        .map(Exit::success)
        .block(RealDocker.LONG);
  }

  @Test
  void aFollowWhoseSubscriberBlocksHoldsUpNobody() throws InterruptedException {
    ContainerId id = talking();
    List<Disposable> running = new ArrayList<>();
    List<AtomicInteger> others = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      others.add(follow(id, running));
    }
    others.forEach(seen -> reach(seen, 1));
    Object gate = new Object();
    CountDownLatch blocked = new CountDownLatch(1);
    AtomicInteger held = new AtomicInteger();
    synchronized (gate) {
      running.add(
          docker
              .containers()
              .logs(id, LogOptions.following())
              .subscribe(
                  line -> {
                    blocked.countDown();
                    synchronized (gate) {
                      held.incrementAndGet();
                    }
                  }));
      blocked.await();
      callsGoOn(id);
      allGoOn(others);
      assertThat(held.get()).isZero();
    }
    reach(held, 20);
    running.forEach(Disposable::dispose);
  }

  @Test
  void callsGoOnBesideManyFollows() {
    ContainerId id = talking();
    List<Disposable> running = new ArrayList<>();
    List<AtomicInteger> follows = new ArrayList<>();
    for (int i = 0; i < FOLLOWS; i++) {
      follows.add(follow(id, running));
    }
    allGoOn(follows);
    callsGoOn(id);
    allGoOn(follows);
    running.forEach(Disposable::dispose);
  }
}
