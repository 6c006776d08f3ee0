package dev.fairlead.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lives on a daemon that falls sick, by the thousand. {@code -Dtest.jvm.extra=-Dtest.schedules=100}
 * runs fewer of them or more, {@code -Dtest.jvm.extra=-Dtest.schedule=4711} one, and prints what
 * happened in it.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SeededScheduleTest {

  private static final int SCHEDULES = Integer.getInteger("test.schedules", 10_000);
  private static final int SOON = 2000;

  private static String story(long seed, Schedule.Report report) {
    return "seed " + seed + ": " + report.complaints() + "\n" + String.join("\n", report.journal());
  }

  private static boolean complains(Schedule.Report report, String of) {
    return report.complaints().stream().anyMatch(complaint -> complaint.contains(of));
  }

  /** The first seed whose schedule has this to complain of. */
  private static long found(Variant variant, String complaint) {
    for (long seed = 1; seed <= SOON; seed++) {
      if (complains(Schedule.run(seed, variant), complaint)) {
        return seed;
      }
    }
    throw new AssertionError("the mistake was not noticed in " + SOON + " schedules");
  }

  private static void isFoundAndReplays(Variant variant, String complaint) {
    long seed = found(variant, complaint);
    Schedule.Report report = Schedule.run(seed, variant);
    assertThat(complains(report, complaint)).isTrue();
    assertThat(Schedule.run(seed, variant)).isEqualTo(report);
    assertThat(Schedule.run(seed, Variant.SOUND).complaints()).isEmpty();
  }

  @Test
  void everyOutcomeIsTrueOrAnErrorAndNothingIsLeftOpen() {
    Long one = Long.getLong("test.schedule");
    long first = one == null ? 1 : one;
    long last = one == null ? SCHEDULES : one;
    int faults = 0;
    List<String> stories = new ArrayList<>();
    for (long seed = first; seed <= last && stories.size() < 3; seed++) {
      Schedule.Report report = Schedule.run(seed, Variant.SOUND);
      faults += report.faults();
      if (!report.complaints().isEmpty() || one != null) {
        stories.add(story(seed, report));
      }
    }
    assertThat(stories).isEmpty();
    assertThat(faults).as("requests that met with a fault").isGreaterThan(SCHEDULES);
  }

  @Test
  void aSeedReplaysExactly() {
    for (long seed = 1; seed <= 100; seed++) {
      assertThat(Schedule.run(seed, Variant.SOUND)).isEqualTo(Schedule.run(seed, Variant.SOUND));
    }
  }

  @Test
  void aRetryOfWhatMustNotBeRepeatedIsFound() {
    isFoundAndReplays(Variant.RETRIES_EVERYTHING, "one creation made 2 containers");
  }

  @Test
  void aLogThatIsReadOnByItsTimesAloneIsFound() {
    isFoundAndReplays(Variant.FOLLOWS_BY_TIME_ALONE, "the log is not what was written");
  }

  @Test
  void anEndThatIsBelievedIsFound() {
    isFoundAndReplays(Variant.BELIEVES_EVERY_END, "a part of the log passed for the whole");
  }
}
