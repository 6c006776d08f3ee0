package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fairlead.spi.container.ContainerStats;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Samples as daemons send them, and the figures that the docker command makes of them. */
class StatsMapperTest {

  private static final String READ = "\"read\":\"2026-01-02T03:04:05.6Z\",";

  private static ContainerStats sample(String json) {
    return StatsMapper.sample(JsonObject.read(("{" + json + "}").getBytes(StandardCharsets.UTF_8)))
        .orElseThrow();
  }

  private static OptionalDouble cpu(String now, String before) {
    return sample(READ + "\"cpu_stats\":{" + now + "},\"precpu_stats\":{" + before + "}")
        .cpuPercent();
  }

  @Test
  void oneOfFourProcessorsIsAHundredPercent() {
    String before = "\"cpu_usage\":{\"total_usage\":1000},\"system_cpu_usage\":10000";
    assertThat(
            cpu(
                "\"cpu_usage\":{\"total_usage\":2000},\"system_cpu_usage\":14000,\"online_cpus\":4",
                before))
        .hasValue(100);
    assertThat(
            cpu(
                    "\"cpu_usage\":{\"total_usage\":1500,\"percpu_usage\":[1,2]},"
                        + "\"system_cpu_usage\":12000",
                    before)
                .orElseThrow())
        .as("old daemons do not count processors")
        .isCloseTo(50, within(0.01));
    assertThat(
            cpu(
                "\"cpu_usage\":{\"total_usage\":1000},\"system_cpu_usage\":14000,\"online_cpus\":4",
                before))
        .hasValue(0);
  }

  @Test
  void aFirstSampleHasNoRate() {
    assertThat(
            cpu(
                "\"cpu_usage\":{\"total_usage\":2000},\"system_cpu_usage\":14000,\"online_cpus\":4",
                "\"cpu_usage\":{\"total_usage\":0}"))
        .isEmpty();
  }

  private static ContainerStats at(String read, String total) {
    return sample(
        "\"read\":\"" + read + "\",\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":" + total + "}}");
  }

  @Test
  void whereADaemonTellsNoRateItIsThatBetweenTwoSamples() {
    ContainerStats before = at("2026-01-02T03:04:05Z", "1000000000");
    ContainerStats after = at("2026-01-02T03:04:07Z", "2000000000");

    assertThat(StatsMapper.rated(before, after).cpuPercent()).hasValue(50);
    assertThat(StatsMapper.rated(before, after).read()).isEqualTo(after.read());
    assertThat(StatsMapper.rated(after, after).cpuPercent()).as("of no time").isEmpty();
    assertThat(StatsMapper.rated(sample(READ.substring(0, READ.length() - 1)), after).cpuPercent())
        .as("of no figures")
        .isEmpty();
    assertThat(StatsMapper.rated(after, at("2026-01-02T03:04:09Z", "5")).cpuPercent())
        .as("after another start")
        .hasValue(0);
  }

  @Test
  void cacheThatCanBeTakenBackIsNotUsed() {
    String memory = READ + "\"memory_stats\":{\"usage\":1000,\"limit\":4000,\"stats\":{";
    assertThat(sample(memory + "\"total_inactive_file\":300,\"inactive_file\":1}}").memoryBytes())
        .as("version 1 of cgroups")
        .hasValue(700);
    assertThat(sample(memory + "\"inactive_file\":400}}").memoryBytes())
        .as("version 2 of cgroups")
        .hasValue(600);
    assertThat(sample(memory + "\"inactive_file\":1000}}").memoryBytes())
        .as("more cache than there is")
        .hasValue(1000);
    assertThat(sample(READ + "\"memory_stats\":{\"usage\":1000}").memoryBytes()).hasValue(1000);
    assertThat(sample(memory + "}}").memoryLimitBytes()).hasValue(4000);
  }

  @Test
  void networksAndDisksAreAddedUp() {
    ContainerStats stats =
        sample(
            READ
                + "\"networks\":{\"eth0\":{\"rx_bytes\":1,\"tx_bytes\":2},"
                + "\"eth1\":{\"rx_bytes\":10,\"tx_bytes\":20}},"
                + "\"blkio_stats\":{\"io_service_bytes_recursive\":["
                + "{\"op\":\"Read\",\"value\":5},{\"op\":\"read\",\"value\":6},"
                + "{\"op\":\"Write\",\"value\":7},{\"op\":\"Total\",\"value\":99},{\"value\":1}]},"
                + "\"pids_stats\":{\"current\":3}");
    assertThat(stats.networkReceivedBytes()).hasValue(11);
    assertThat(stats.networkSentBytes()).hasValue(22);
    assertThat(stats.blockReadBytes()).hasValue(11);
    assertThat(stats.blockWrittenBytes()).hasValue(7);
    assertThat(stats.pids()).hasValue(3);
    assertThat(stats.read()).isEqualTo(Instant.parse("2026-01-02T03:04:05.6Z"));
  }

  @Test
  void whatIsNotToldIsNotZero() {
    ContainerStats stats = sample(READ + "\"blkio_stats\":{\"io_service_bytes_recursive\":null}");
    assertThat(stats.memoryBytes()).isEmpty();
    assertThat(stats.networkReceivedBytes()).isEmpty();
    assertThat(stats.blockReadBytes()).isEmpty();
    assertThat(stats.pids()).isEmpty();
    assertThat(stats.cpuTotalNanos()).isEmpty();
  }

  @Test
  void theZerosOfAStoppedContainerAreNoSample() {
    assertThat(
            StatsMapper.sample(
                JsonObject.read(
                    "{\"read\":\"0001-01-01T00:00:00Z\",\"pids_stats\":{}}"
                        .getBytes(StandardCharsets.UTF_8))))
        .isEmpty();
  }
}
