package dev.fairlead.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.jobs.internal.workspace.WorkspaceDirectory;
import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.log.JobLogOptions;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.JobSpecBuilder;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerFilter;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.BackendUnavailableException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ErrorContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A workspace that is a directory of the client's machine: made, found and removed with the job.
 */
class JobWorkspaceTest {

  private static final int NODES = 3;

  /** Runtimes that differ in how nodes get to a directory. */
  enum Kind {
    MOUNTED(Set.of(Capability.ISOLATION)),
    MOUNTED_WITHOUT_A_NETWORK(
        Set.of(Capability.ISOLATION),
        Capability.NETWORKS,
        Capability.NAME_RESOLUTION,
        Capability.CREATE_WITHOUT_START),
    AS_IT_IS(Set.of(), Capability.NETWORKS, Capability.NAME_RESOLUTION, Capability.VOLUMES);

    private final Set<Capability> more;
    private final Capability[] without;

    Kind(Set<Capability> more, Capability... without) {
      this.more = more;
      this.without = without;
    }

    Rig rig(Path temporary) {
      return new Rig(temporary, more, without);
    }
  }

  @TempDir Path base;

  private JobSpecBuilder spec() {
    return Rig.spec("sleeper").nodes(NODES).workdirBase(base);
  }

  private Path directory() {
    return base.resolve("demo");
  }

  private List<String> entries() {
    try (Stream<Path> all = Files.list(base)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<ContainerInfo> containers(Rig rig) {
    return rig.await(rig.runtime.containers().list(ContainerFilter.all()).collectList());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theDirectoryIsMadeWithTheJobAndRemovedByAnyOtherProcess(Kind kind) throws IOException {
    Rig rig = kind.rig(base);
    rig.await(rig.jobs.run(rig.request(spec().build())));
    assertThat(directory().resolve(WorkspaceDirectory.MARKER))
        .content()
        .contains("for job demo\n")
        .contains(containers(rig).get(0).labels().get("dev.fairlead.attempt"));
    Path deep = Files.createDirectories(directory().resolve("deep/er"));
    Files.writeString(deep.resolve("model"), "weights");
    Jobs elsewhere = new RuntimeJobs(rig.runtime, rig.time, rig.files);
    assertThat(rig.await(elsewhere.delete("demo"))).isTrue();
    assertThat(entries()).isEmpty();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void nodesAreToldWhereItIs() {
    assertThat(told(Kind.MOUNTED, spec().build())).isEqualTo("/workspace");
    assertThat(told(Kind.MOUNTED, spec().workspace("/in").build())).isEqualTo("/in");
    assertThat(told(Kind.AS_IT_IS, spec().workspace("/in").build()))
        .isEqualTo(directory().toString());
    assertThat(told(Kind.MOUNTED, Rig.spec("workspace").workspace("/in").build())).isEqualTo("/in");
  }

  private String told(Kind kind, JobSpec spec) {
    Rig rig = kind.rig(base);
    JobSpec saying =
        spec.toBuilder()
            .nodes(1)
            .template(spec.template().toBuilder().command("workspace").build())
            .build();
    rig.await(rig.jobs.run(rig.request(saying)));
    String line =
        rig.await(
                rig.jobs
                    .logs("demo", JobLogOptions.following())
                    .cast(JobLogEvent.Line.class)
                    .next())
            .line()
            .text();
    rig.await(rig.jobs.delete("demo"));
    return line;
  }

  @Test
  void processesGetATemporaryDirectoryOfTheirUserWithoutABase() throws IOException {
    Rig rig = Kind.AS_IT_IS.rig(base);
    rig.await(rig.jobs.run(rig.request(Rig.spec("sleeper").workspace("/in").build())));
    assertThat(entries()).singleElement().asString().startsWith("fairlead-demo-");
    Path made = base.resolve(entries().get(0));
    assertThat(Files.getPosixFilePermissions(made)).hasSize(3).allMatch(this::isOfTheOwner);
    rig.await(rig.jobs.delete("demo"));
    assertThat(entries()).isEmpty();
  }

  private boolean isOfTheOwner(Object permission) {
    return permission.toString().startsWith("OWNER_");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aCallThatFailsLeavesNoDirectoryWhicheverItIs(Kind kind) {
    for (int call = 1; ; call++) {
      Rig rig = kind.rig(base);
      rig.interposed.at(call, failing());
      AtomicReference<Throwable> error = new AtomicReference<>();
      rig.await(
          rig.jobs
              .run(rig.request(spec().build()))
              .doOnError(error::set)
              .onErrorResume(failure -> Mono.empty()));
      String where = "call " + call + " of " + rig.interposed.names();
      if (error.get() == null && rig.interposed.names().size() < call) {
        assertThat(call).isGreaterThan(2 * NODES);
        assertThat(entries()).as(where).containsExactly("demo");
        return;
      }
      if (error.get() == null) {
        rig.await(rig.jobs.delete("demo"));
      } else {
        assertThat(error.get()).hasMessageContaining("away");
      }
      rig.pass(Duration.ofSeconds(2));
      assertThat(entries()).as(where).isEmpty();
      assertThat(rig.leftovers()).as(where).isEmpty();
    }
  }

  private static Interposed.Accident failing() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Flux.error(
            () -> new BackendUnavailableException(ErrorContext.of("fake", "do it"), "away", null));
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void cancellingAtACallLeavesNoDirectoryWhicheverItIs(Kind kind) {
    for (int call = 1; ; call++) {
      Rig rig = kind.rig(base);
      rig.interposed.at(call, silent());
      Disposable run = rig.jobs.run(rig.request(spec().build())).subscribe(job -> {}, error -> {});
      rig.pass(Duration.ofSeconds(5));
      if (rig.interposed.names().size() < call) {
        assertThat(entries()).containsExactly("demo");
        return;
      }
      run.dispose();
      rig.pass(Duration.ofSeconds(45));
      rig.await(rig.jobs.settled());
      String where = "call " + call + " of " + rig.interposed.names();
      assertThat(entries()).as(where).isEmpty();
      assertThat(rig.leftovers()).as(where).isEmpty();
    }
  }

  /** Until the connection is given up. */
  private static Interposed.Accident silent() {
    return new Interposed.Accident() {
      @Override
      public <T> Flux<T> to(Flux<T> call, Scheduler time) {
        return Mono.delay(Duration.ofSeconds(20), time).thenMany(failing().to(call, time));
      }
    };
  }

  @Test
  void aRuntimeThatStaysAwayDoesNotKeepTheDirectory() {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.interposed.from(9, Duration.ofHours(6), failing());
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec().build()))))
        .hasMessageContaining("away");
    assertThat(entries()).isEmpty();
  }

  @Test
  void whatIsThereAlreadyIsAConflictAndStays() throws IOException {
    Files.writeString(Files.createDirectory(directory()).resolve("mine"), "precious");
    Rig rig = Kind.MOUNTED.rig(base);
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec().build()))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(directory() + " already");
    assertThat(directory().resolve("mine")).content().isEqualTo("precious");
    assertThat(rig.interposed.names()).doesNotContain("create");
  }

  /** Between the look and the making: as somebody else does who was faster. */
  @Test
  void whatCameMeanwhileStaysToo() throws IOException {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.interposed.at(
        rig.interposed.names().size() + 4,
        new Interposed.Accident() {
          @Override
          public <T> Flux<T> to(Flux<T> call, Scheduler time) {
            directory().toFile().mkdir();
            return call;
          }
        });
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec().build()))))
        .isInstanceOf(ConflictException.class);
    assertThat(entries()).containsExactly("demo");
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aPlaceWhereNothingCanBeMadeIsOneLineAndNothingIsMade() throws IOException {
    Path file = Files.writeString(base.resolve("file"), "");
    refused(Kind.MOUNTED, spec().workdirBase(base.resolve("no")), "mkdir -p " + base + "/no");
    refused(
        Kind.AS_IT_IS, spec().workdirBase(file), file + ", where its workspace is to be, is no");
    refused(Kind.MOUNTED, spec().workdirBase(Path.of("/proc")), "/proc/demo cannot be made");
    assertThat(entries()).containsExactly("file");
  }

  @Test
  void aRuntimeOnAnotherMachineIsRefused() {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.interposed.endpoint(URI.create("tcp://far:2375"));
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec().build()))))
        .hasMessageContaining("it answers at tcp://far:2375")
        .hasMessageContaining("--workspace PATH");
    assertThat(entries()).isEmpty();
    assertThat(rig.interposed.names()).doesNotContain("create");
  }

  @Test
  void aRuntimeThatMountsNothingIsRefused() {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.interposed.mountsNothing();
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec().build()))))
        .hasMessageContaining("nothing like it")
        .hasMessageContaining("--workspace PATH");
    assertThat(entries()).isEmpty();
  }

  private void refused(Kind kind, JobSpecBuilder spec, String words) {
    Rig rig = kind.rig(base);
    assertThatThrownBy(() -> rig.await(rig.jobs.run(rig.request(spec.build()))))
        .hasMessageContaining(words)
        .hasMessageNotContaining("\n");
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aDirectoryThatIsNotOursIsLeft() throws IOException {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.await(rig.jobs.run(rig.request(spec().build())));
    Path marker = directory().resolve(WorkspaceDirectory.MARKER);
    Files.writeString(marker, Files.readString(marker) + "and of others\n");
    Files.writeString(directory().resolve("precious"), "");
    assertThatThrownBy(() -> rig.await(rig.jobs.delete("demo")))
        .isInstanceOf(BackendFailureException.class)
        .hasMessageContaining(directory() + " is left as it is")
        .hasMessageContaining("names another job");
    assertThat(directory().resolve("precious")).exists();
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aLinkInItsPlaceIsLeft(@TempDir Path other) throws IOException {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.await(rig.jobs.run(rig.request(spec().build())));
    Files.move(directory(), other.resolve("moved"));
    Files.createSymbolicLink(directory(), other.resolve("moved"));
    assertThatThrownBy(() -> rig.await(rig.jobs.delete("demo")))
        .hasMessageContaining("no directory any more");
    assertThat(other.resolve("moved").resolve(WorkspaceDirectory.MARKER)).exists();
  }

  @Test
  void linksInItAreNotFollowed(@TempDir Path other) throws IOException {
    Path precious = Files.writeString(other.resolve("precious"), "");
    Rig rig = Kind.MOUNTED.rig(base);
    rig.await(rig.jobs.run(rig.request(spec().build())));
    Files.createSymbolicLink(directory().resolve("link"), other);
    Files.createSymbolicLink(directory().resolve("file"), precious);
    assertThat(rig.await(rig.jobs.delete("demo"))).isTrue();
    assertThat(entries()).isEmpty();
    assertThat(precious).exists();
  }

  @Test
  void aDirectoryThatIsGoneIsNoFailure() throws IOException {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.await(rig.jobs.run(rig.request(spec().build())));
    Files.delete(directory().resolve(WorkspaceDirectory.MARKER));
    Files.delete(directory());
    assertThat(rig.await(rig.jobs.delete("demo"))).isTrue();
  }

  @Test
  void aDirectoryOfAnotherMachineIsToldOf() throws IOException {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.await(rig.jobs.run(rig.request(spec().build())));
    Files.delete(directory().resolve(WorkspaceDirectory.MARKER));
    Files.delete(directory());
    rig.interposed.endpoint(URI.create("ssh://far"));
    assertThatThrownBy(() -> rig.await(rig.jobs.delete("demo")))
        .hasMessageContaining("rm -r " + directory() + " there");
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aNodeThatCannotBeRemovedKeepsItsDirectory() {
    Rig rig = Kind.MOUNTED.rig(base);
    rig.await(rig.jobs.run(rig.request(spec().build())));
    rig.fake
        .faults()
        .fail(
            "remove",
            1,
            () -> new BackendFailureException(ErrorContext.of("fake", "remove"), "stuck", null));
    assertThatThrownBy(() -> rig.await(rig.jobs.delete("demo"))).hasMessageContaining("stuck");
    assertThat(entries()).containsExactly("demo");
    assertThat(rig.await(rig.jobs.delete("demo"))).isTrue();
    assertThat(entries()).isEmpty();
  }
}
