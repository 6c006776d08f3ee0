package dev.fairlead.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testing.RealRuntime;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that make no sense, on a real Docker Engine. */
class BadValueIT {

  @TempDir Path home;

  private final String name = "fairlead-bad-" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeEach
  void aRealDaemonIsThere() {
    assertThat(RealRuntime.docker()).isNotNull();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    cli().run("rm", "-f", name);
  }

  private Cli cli() {
    return new Cli(home).with("DOCKER_HOST", RealRuntime.docker().toString());
  }

  /** One bad value for each field that can be typed, and one line about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--entrypoint no-such-program | 127 | no-such-program",
        "-e =x | 2 | environment variable",
        "--env-file /no/such/file | 2 | /no/such/file",
        "-u nobody-here | 125 | nobody-here",
        "-w relative | 2 | absolute",
        "-v /no/such/dir:/x | 125 | /no/such/dir",
        "-v vol:/x:Z | 2 | vol:/x:Z",
        "--mount type=bind,target=/x | 2 | source",
        "--mount type=tmpfs,target=/x,readonly | 2 | readonly",
        "--tmpfs /x:noexec | 2 | noexec",
        "--network no-such-network | 125 | no-such-network",
        "--network host -p 80:80 | 125 | ports",
        "-p 80-81:80 | 2 | 80-81:80",
        "--add-host nothing | 2 | nothing",
        "--add-host a:nothing | 2 | nothing",
        "--dns nothing | 2 | nothing",
        "-m 1k | 125 | memory",
        "-m 1x | 2 | 1x",
        "--memory-swap 64m | 125 | emory",
        "--cpus 0 | 2 | '0'",
        "--cpus 10000 | 125 | CPUs",
        "--cpuset-cpus 999 | 125 | 999",
        "--pids-limit -2 | 2 | pids",
        "--ulimit nofile | 2 | nofile",
        "--ulimit nofile=2:1 | 2 | hard limit",
        "--ulimit nonsense=1 | 125 | RLIMIT_NONSENSE",
        "--shm-size x | 2 | 'x'",
        "--oom-score-adj 2000 | 125 | 2000",
        "--cap-add NONSENSE | 125 | NONSENSE",
        "--security-opt nonsense=1 | 125 | nonsense",
        "--security-opt seccomp=/no/such/profile | 2 | /no/such/profile",
        "--group-add no-such-group | 125 | no-such-group",
        "--sysctl kernel.nonsense=1 | 125 | kernel.nonsense",
        "--device /dev/no-such-device | 125 | no-such-device",
        "--device relative | 2 | absolute",
        "--gpus many | 2 | many",
        "--gpus all | 125 | gpu",
        "--device acme.com/gpu=0 | 125 | cdi-devices",
        "--restart sometimes | 2 | sometimes",
        "--health-interval 1s | 2 | --health-cmd",
        "--health-cmd true --health-interval 1ns | 125 | 1ms",
        "--health-cmd true --health-retries -1 | 2 | negative",
        "--stop-signal NONSENSE | 2 | NONSENSE",
        "--stop-timeout soon | 2 | soon",
        "--platform nonsense | 2 | nonsense",
        "--pull sometimes | 2 | sometimes",
        "--log-driver nonsense | 125 | nonsense",
        "--log-opt a=b | 2 | --log-driver",
        "--annotation a=b | 125 | annotations",
        "--pod p | 125 | pod",
        "--option docker.nonsense=1 | 125 | docker.nonsense",
        "--rm --restart always | 2 | restarted"
      })
  void aBadValueGetsOneLineAndLeavesNothing(String flags, int code, String words) {
    Cli.Result result =
        cli().run(("run --name " + name + " " + flags + " busybox true").split(" "));
    assertThat(result.out()).isEmpty();
    assertThat(result.code()).as(result.toString()).isEqualTo(code);
    assertThat(result.err().strip().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).startsWith("fairlead: ").contains(words);
    assertThat(cli().run("ps", "-a", "-q", "-f", "name=" + name).out()).isEmpty();
  }
}
