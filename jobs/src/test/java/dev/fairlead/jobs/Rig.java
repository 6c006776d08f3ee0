package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.policy.RetryPolicy;
import dev.fairlead.core.policy.RuntimePolicies;
import dev.fairlead.jobs.internal.workspace.WorkspaceFiles;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.jobs.spec.Rendezvous;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.network.NetworkFilter;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.tck.fake.FakeBackend;
import dev.fairlead.tck.fake.FakeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A fake runtime whose time is ours, and its jobs. */
final class Rig {

  private static final int PORT = 29500;

  final VirtualTimeScheduler time = VirtualTimeScheduler.create();
  final List<String> notices = Collections.synchronizedList(new ArrayList<>());

  /** Files are worked on at once, so that no time passes meanwhile. */
  final WorkspaceFiles files;

  final FakeBackend fake;
  final PlayedScheduler scheduler;
  final Interposed interposed;
  final ContainerRuntime runtime;
  final Jobs jobs;

  /** A runtime with more capabilities than the fake one has, and without some that it has. */
  Rig(Set<Capability> more, Capability... without) {
    this(Path.of("/nowhere"), more, without);
  }

  /** A runtime beside a directory for what is temporary. */
  Rig(Path temporary, Set<Capability> more, Capability... without) {
    files = new WorkspaceFiles(Schedulers.immediate(), temporary);
    fake =
        FakeBackend.builder()
            .scheduler(time)
            .without(without)
            .program("cat", process -> process.print(listening(PORT)).thenReturn(0))
            .program("fetch", Rig::fetch)
            .program("broken", process -> process.print("looking\nno such host\n").thenReturn(3))
            .program("sh", Rig::pip)
            .program(
                "chatty",
                process ->
                    Flux.range(0, 5000)
                        .concatMap(line -> process.print("line " + line + "\n"))
                        .then(Mono.just(0)))
            .program("sleeper", process -> process.untilSignalled())
            .program(
                "workspace",
                process ->
                    process
                        .print(process.variable(JobSpec.WORKSPACE_VARIABLE).orElse("none") + "\n")
                        .thenReturn(0))
            .program(
                "environment",
                process ->
                    process
                        .print(
                            String.join(
                                    " ",
                                    Rendezvous.VARIABLES.stream()
                                        .sorted()
                                        .map(name -> name + "=" + process.variable(name).orElse(""))
                                        .toList())
                                + " "
                                + Rendezvous.PROCESSES
                                + "="
                                + process.variable(Rendezvous.PROCESSES).orElse("")
                                + "\n")
                        .thenReturn(0))
            .program(
                "rank",
                process -> {
                  int rank = Integer.parseInt(process.variable("RANK").orElseThrow());
                  return process
                      .print("hello from " + rank + "\n")
                      .then(process.sleep(Duration.ofSeconds(rank)))
                      .then(process.print("bye from " + rank + "\n"))
                      .thenReturn(0);
                })
            .program(
                "third-fails",
                process -> {
                  boolean third = process.variable("RANK").orElseThrow().equals("2");
                  return third
                      ? process
                          .print("no such tensor\n")
                          .then(process.sleep(Duration.ofSeconds(3)))
                          .thenReturn(3)
                      : process.sleep(Duration.ofHours(1)).thenReturn(0);
                })
            .build();
    scheduler = new PlayedScheduler(fake, time);
    interposed = new Interposed(fake, scheduler, more, time);
    runtime =
        ContainerRuntime.builder(interposed.backend())
            .policies(RuntimePolicies.defaults().withRetry(RetryPolicy.never()))
            .timer(time)
            .build();
    jobs = new RuntimeJobs(runtime, time, files);
  }

  private static Mono<Integer> fetch(FakeProcess process) {
    return process
        .print("fetched, of rank " + process.variable("RANK").orElse("none") + "\n")
        .then(process.sleep(Duration.ofSeconds(1)))
        .thenReturn(0);
  }

  /** The step that installs packages ends, and a node that does it itself goes on. */
  private static Mono<Integer> pip(FakeProcess process) {
    return process.command().size() > 4
        ? process.untilSignalled()
        : process.print("installed\n").then(process.sleep(Duration.ofSeconds(1))).thenReturn(0);
  }

  /** What proc(5) says of a machine on whose port a process listens. */
  private static String listening(int port) {
    return "  sl  local_address rem_address   st\n"
        + String.format("   0: 00000000:%04X 00000000:0000 0A\n", port);
  }

  static JobSpecBuilder spec(String... command) {
    return JobSpec.builder("demo", ContainerSpec.builder("host").command(command).build())
        .masterPort(PORT);
  }

  JobRequest request(JobSpec spec) {
    return JobRequest.of(spec).withNotices(notices::add);
  }

  /** Lets time pass until something is through. */
  <T> T await(Mono<T> work) {
    AtomicReference<T> value = new AtomicReference<>();
    AtomicReference<Throwable> error = new AtomicReference<>();
    AtomicReference<Boolean> done = new AtomicReference<>(false);
    Disposable running = work.doOnTerminate(() -> done.set(true)).subscribe(value::set, error::set);
    pass(Duration.ofHours(2), done);
    running.dispose();
    assertThat(done.get()).as("it comes to an end").isTrue();
    if (error.get() instanceof RuntimeException failure) {
      throw failure;
    }
    return value.get();
  }

  private void pass(Duration most, AtomicReference<Boolean> done) {
    for (long at = 0; at < most.toMillis() && !done.get(); at += 50) {
      time.advanceTimeBy(Duration.ofMillis(50));
    }
  }

  void pass(Duration some) {
    time.advanceTimeBy(some);
  }

  /** What is there of any job, looked at below everything that is under test. */
  List<String> leftovers() {
    List<String> all = new ArrayList<>();
    scheduler.names().forEach(name -> all.add("job " + name));
    fake.containers()
        .list(ContainerFilter.all())
        .subscribe(container -> all.add("container " + container.name()));
    if (fake.capabilities().has(Capability.NETWORKS)) {
      fake.networks()
          .list(NetworkFilter.all().withNames("demo-net"))
          .subscribe(network -> all.add("network " + network.name()));
    }
    if (fake.capabilities().has(Capability.VOLUMES)) {
      fake.volumes()
          .list(VolumeFilter.all())
          .subscribe(volume -> all.add("volume " + volume.name()));
    }
    time.advanceTimeBy(Duration.ofMillis(1));
    return all;
  }
}
