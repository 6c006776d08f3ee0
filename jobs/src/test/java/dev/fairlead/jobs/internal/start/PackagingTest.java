package dev.fairlead.jobs.internal.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.jobs.internal.found.Leftovers;
import dev.fairlead.jobs.internal.workspace.WorkspaceFiles;
import dev.fairlead.jobs.spec.InitStep;
import dev.fairlead.jobs.spec.JobRequest;
import dev.fairlead.jobs.spec.JobSpec;
import dev.fairlead.jobs.spec.PipPackages;
import dev.fairlead.jobs.spec.Rendezvous;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import dev.fairlead.spi.container.GpuRequest;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.PortBinding;
import dev.fairlead.tck.fake.FakeBackend;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** What nodes and steps see of packages that were installed once. */
class PackagingTest {

  private static final JobSpec JOB =
      JobSpec.builder(
              "demo",
              ContainerSpec.builder("host")
                  .command("train")
                  .secretEnv("PYTHONPATH", "/mine")
                  .env("WHAT", "data")
                  .gpus(GpuRequest.all())
                  .port(PortBinding.tcp(80, 80))
                  .build())
          .workspace("/work")
          .packages(PipPackages.of("numpy<2", "torch"))
          .initSteps(
              List.of(InitStep.of("a", "fetch", "it"), InitStep.of("b", "other").withImage("x:1")))
          .build();

  private static NodeSpecs prepared() {
    ContainerRuntime runtime = ContainerRuntime.builder(FakeBackend.builder().build()).build();
    JobRequest request = JobRequest.of(JOB);
    WorkspaceFiles files = WorkspaceFiles.ofThisMachine();
    NodeSpecs nodes = new NodeSpecs(JOB, runtime, "mark", files);
    TakeBack takeBack =
        new TakeBack(
            request,
            new Leftovers(runtime, files),
            Schedulers.parallel(),
            "mark",
            nodes.workspace());
    nodes
        .packaging()
        .prepare(runtime, new Attempt(request, runtime, takeBack, "mark"))
        .block(Duration.ofSeconds(10));
    return nodes;
  }

  private static List<Mount> packages(ContainerSpec container) {
    return container.mounts().stream()
        .filter(mount -> mount.toString().contains("demo-packages"))
        .toList();
  }

  @Test
  void nodesSeeThemFirstAndWithoutWriting() {
    ContainerSpec node = prepared().node(0, new Rendezvous("127.0.0.1", 29500));
    EnvValue path = node.process().env().get("PYTHONPATH");
    assertThat(path.value()).isEqualTo("/fairlead/packages:/mine");
    assertThat(path.sensitivity()).isEqualTo(EnvValue.Sensitivity.SECRET);
    assertThat(packages(node))
        .singleElement()
        .asString()
        .contains("/fairlead/packages", "READ_ONLY");
    assertThat(node.process().command()).containsExactly("train");
    assertThat(node.labels())
        .containsEntry("dev.fairlead.job-step-0", "pip")
        .containsEntry("dev.fairlead.job-step-2", "b")
        .doesNotContainKey("dev.fairlead.job-step");
  }

  @Test
  void stepsAreOfTheJobWithoutRanksGpusAndPorts() {
    List<StepSpec> steps = prepared().steps();
    assertThat(steps).extracting(step -> step.part().step()).containsExactly("pip", "a", "b");
    for (StepSpec step : steps) {
      ContainerSpec container = step.container();
      assertThat(container.name()).hasValue("demo-init-" + step.part().step());
      assertThat(container.process().env()).containsKey("WHAT").doesNotContainKey("RANK");
      assertThat(container.devices().gpus()).isEmpty();
      assertThat(container.networking().ports()).isEmpty();
      assertThat(container.mounts())
          .anySatisfy(mount -> assertThat(mount.toString()).contains("demo-workspace"));
      assertThat(container.labels())
          .containsEntry("dev.fairlead.job", "demo")
          .containsEntry("dev.fairlead.job-step", step.part().step())
          .doesNotContainKey("dev.fairlead.job-rank");
    }
    assertThat(packages(steps.get(0).container()).toString()).contains("READ_WRITE");
    assertThat(steps.get(0).container().process().command().get(1)).contains("'numpy<2' 'torch'");
    assertThat(packages(steps.get(1).container())).hasSize(1);
    assertThat(steps.get(1).container().process().entrypoint()).hasValue(List.of("fetch"));
    assertThat(packages(steps.get(2).container())).isEmpty();
    assertThat(steps.get(2).container().image()).isEqualTo("x:1");
  }
}
