package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.jobs.spec.JobSpec;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Starts a job again and again, each time with an accident at the next call, and looks for
 * leftovers.
 */
final class EachCall {

  private EachCall() {}

  /** How many calls a start takes, each of which failed once. */
  static int fails(
      RuntimeKind kind,
      Supplier<JobSpec> spec,
      Supplier<Interposed.Accident> accident,
      boolean told) {
    for (int call = 1; ; call++) {
      Rig rig = kind.rig();
      rig.interposed.at(call, accident.get());
      AtomicReference<Throwable> error = new AtomicReference<>();
      rig.await(
          rig.jobs
              .run(rig.request(spec.get()))
              .doOnError(error::set)
              .onErrorResume(failure -> Mono.empty()));
      if (error.get() == null) {
        if (rig.interposed.names().size() < call) {
          return call - 1;
        }
        rig.await(rig.jobs.delete("demo"));
      } else if (told) {
        assertThat(error.get()).hasMessageContaining("the step '").hasMessageContaining("refused");
      }
      String where = "call " + call + " of " + rig.interposed.names();
      rig.pass(Duration.ofSeconds(2));
      assertThat(rig.leftovers()).as(where).isEmpty();
      assertThat(rig.fake.openStreams()).as(where).isZero();
      assertThat(rig.notices.stream().filter(line -> line.contains("taken back"))).isEmpty();
    }
  }

  static int isCancelled(
      RuntimeKind kind, Supplier<JobSpec> spec, Supplier<Interposed.Accident> accident) {
    for (int call = 1; ; call++) {
      Rig rig = kind.rig();
      rig.interposed.at(call, accident.get());
      Disposable run = rig.jobs.run(rig.request(spec.get())).subscribe(job -> {}, error -> {});
      rig.pass(Duration.ofSeconds(5));
      if (rig.interposed.names().size() < call) {
        return call - 1;
      }
      String where = "call " + call + " of " + rig.interposed.names();
      assertThat(run.isDisposed()).as(where).isFalse();
      run.dispose();
      rig.pass(Duration.ofSeconds(45));
      rig.await(rig.jobs.settled());
      assertThat(rig.leftovers()).as(where).isEmpty();
      assertThat(rig.fake.openStreams()).as(where).isZero();
    }
  }
}
