package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.Disposition;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerSpecBuilder;
import dev.fairlead.spi.container.RestartPolicy;
import dev.fairlead.spi.container.Signal;
import dev.fairlead.spi.container.StopOptions;
import dev.fairlead.spi.container.StopResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a plan keeps, a container has: fields that show inside by the means of a POSIX shell and
 * {@code /proc}, and fields that the runtime tells of.
 */
@DisplayName("Fields")
public abstract class FieldContract extends BackendContract {

  /**
   * How a field shows inside.
   *
   * @param field the field, with the wish of the samples
   * @param script looks for it
   * @param expected what that prints, as a pattern
   */
  private record Row(SpecField field, String script, String expected) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(SpecField.TTY, "[ -t 1 ] && echo terminal", "terminal"),
          new Row(SpecField.USER, "id -u; id -g", "1000\\s+1000"),
          new Row(SpecField.HOSTNAME, "hostname", "tck-host"),
          new Row(SpecField.EXTRA_HOSTS, "grep tck.invalid /etc/hosts", "127.0.0.1\\s.*"),
          new Row(SpecField.DNS, "grep nameserver /etc/resolv.conf", "(?s).*\\b127.0.0.1\\b.*"),
          new Row(SpecField.TMPFS_MOUNTS, "grep ' /scratch ' /proc/mounts", ".*\\btmpfs\\b.*"),
          new Row(SpecField.BIND_MOUNTS, "touch /mnt/x 2>/dev/null || echo read-only", "read-only"),
          new Row(SpecField.CPUSET, "grep Cpus_allowed_list /proc/self/status", ".*\\s0"),
          new Row(SpecField.OOM_SCORE, "cat /proc/self/oom_score_adj", "100"),
          new Row(SpecField.ULIMITS, "ulimit -n", "512"),
          new Row(SpecField.SHM_SIZE, "df -k /dev/shm | tail -n 1", ".*\\s1024\\s.*"),
          new Row(SpecField.CAP_ADD, capability(12), "1"),
          new Row(SpecField.CAP_DROP, capability(13), "0"),
          new Row(SpecField.READ_ONLY, "touch /x 2>/dev/null || echo read-only", "read-only"),
          new Row(SpecField.SECURITY_OPTIONS, "grep NoNewPrivs /proc/self/status", ".*\\s1"),
          new Row(SpecField.GROUPS, "id -G", ".*\\b100\\b.*"),
          new Row(SpecField.SYSCTLS, "cat /proc/sys/net/core/somaxconn", "64"),
          new Row(SpecField.DEVICES, "[ -c /dev/nothing ] && echo device", "device"));

  /** For subclasses. */
  protected FieldContract() {}

  private static String capability(int bit) {
    return "set -- $(grep CapEff /proc/self/status); echo $(( 0x$2 >> " + bit + " & 1 ))";
  }

  private static ContainerSpecBuilder wish(SpecField field, ContainerSpecBuilder spec) {
    return Objects.requireNonNull(SpecSamples.all().get(field)).apply(spec);
  }

  private boolean keeps(SpecField field, ContainerSpecBuilder spec) {
    return get(backend().plan(spec.build())).fields().stream()
        .anyMatch(each -> each.field() == field && each.disposition() == Disposition.KEPT);
  }

  /** Rule 9. If this fails, a field that the plan keeps does not reach the runtime. */
  @Test
  @DisplayName("that are kept show inside")
  void showInside() {
    requires(Capability.ATTACH);
    List<String> wrong = new ArrayList<>();
    for (Row row : ROWS) {
      ContainerSpecBuilder spec = wish(row.field(), script(row.script()));
      if (keeps(row.field(), spec)) {
        String seen = run(spec).out().strip();
        if (!seen.matches(row.expected())) {
          wrong.add(row.field().label() + " shows '" + seen + "'");
        }
      }
    }
    assertThat(wrong).as("fields that are kept and do not show").isEmpty();
  }

  /** Rule 9. If this fails, look at how descriptions are read. */
  @Test
  @DisplayName("that are kept are told")
  void areTold() {
    ContainerSpecBuilder spec = script(Scripts.IDLE).name(freeName()).label("tier", "a=b c");
    boolean ports = keeps(SpecField.PORTS, wish(SpecField.PORTS, script(Scripts.IDLE)));
    ContainerInfo info =
        get(containers().inspect(started(ports ? wish(SpecField.PORTS, spec) : spec)));
    assertThat(info.name()).isEqualTo(freeName());
    assertThat(info.labels()).containsEntry("tier", "a=b c");
    assertThat(info.tty()).isFalse();
    if (ports) {
      assertThat(info.ports())
          .as("published ports")
          .isNotEmpty()
          .allSatisfy(
              port -> {
                assertThat(port.containerPort()).isEqualTo(80);
                assertThat(port.hostPort()).isPresent();
              });
    }
  }

  /** Rules 9 and 11. If this fails, the container is stopped by another signal than its own. */
  @Test
  @DisplayName("for the stop are kept")
  void stopAsTheyWish() {
    requires(Capability.LOGS);
    ContainerSpecBuilder spec = script(Scripts.POLITE).stopSignal(Signal.INT);
    if (keeps(SpecField.STOP_SIGNAL, spec)) {
      ContainerId id = started(spec);
      logged(id, "ready");
      StopResult result = get(containers().stop(id, StopOptions.defaults()));
      result
          .exit()
          .flatMap(exit -> exit.code().stream().boxed().findFirst())
          .ifPresent(code -> assertThat(code).as("what the trap of SIGINT ends with").isEqualTo(6));
    }
  }

  /** Rule 9. If this fails, a policy that is kept does nothing. */
  @Test
  @DisplayName("for restarts are kept")
  void restartAsTheyWish() {
    ContainerSpecBuilder spec = script("exit 3").restartPolicy(RestartPolicy.parse("on-failure:2"));
    if (keeps(SpecField.RESTART_POLICY, spec)) {
      ContainerId id = started(spec);
      eventually(
          "it was started again twice",
          subject().stepTimeout(),
          () -> get(containers().inspect(id)).restartCount() == 2);
      ended(id);
    }
  }
}
