package dev.fairlead.app;

import dev.fairlead.jobs.log.JobLogEvent;
import dev.fairlead.jobs.status.JobEvent;
import dev.fairlead.jobs.status.JobPart;
import dev.fairlead.jobs.status.JobResult;
import dev.fairlead.spi.log.LogLine;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The logs of a job as people and programs read them: each line with its node or init step. */
final class JobLines {

  /** Of the colours that a terminal has, those that can be read on light and on dark. */
  private static final int[] COLOURS = {36, 33, 32, 35, 34, 31};

  private final Session session;
  private final Output output;
  private final int digits;
  private final boolean timed;
  private final boolean coloured;

  /**
   * Creates them.
   *
   * @param session this execution of the command
   * @param output in which form they are wanted
   * @param nodes how many nodes the job has
   * @param timed whether each line is shown with its time
   */
  JobLines(Session session, Output output, int nodes, boolean timed) {
    this.session = session;
    this.output = output;
    this.digits = String.valueOf(nodes - 1).length();
    this.timed = timed;
    this.coloured =
        session.terminal().outIsTerminal() && session.machine().variable("NO_COLOR").isEmpty();
  }

  /**
   * Prints what is seen of a job until its end.
   *
   * @param events the logs, and at last the end
   * @param ended reports the end, when all before it is printed
   * @return what that says
   */
  Mono<Integer> print(Flux<? extends JobEvent> events, ToIntFunction<JobResult> ended) {
    return Mono.defer(
        () -> {
          AtomicReference<@Nullable JobResult> end = new AtomicReference<>();
          return session
              .processIo()
              .print(
                  events
                      .doOnNext(
                          event -> {
                            if (event instanceof JobResult result) {
                              end.set(result);
                            }
                          })
                      .ofType(JobLogEvent.class)
                      .mapNotNull(this::frame))
              .then(Mono.fromCallable(() -> code(end.get(), ended)));
        });
  }

  private static int code(@Nullable JobResult end, ToIntFunction<JobResult> ended) {
    return end == null ? ExitCodes.OK : ended.applyAsInt(end);
  }

  private @Nullable OutputFrame frame(JobLogEvent event) {
    if (event instanceof JobLogEvent.Line line) {
      return output.json() ? document(line.part(), line.line()) : line(line.part(), line.line());
    }
    JobLogEvent.Trouble trouble = (JobLogEvent.Trouble) event;
    session.notice("fairlead: the log of " + trouble.part().words() + ": " + trouble.reason());
    return null;
  }

  private OutputFrame line(JobPart part, LogLine line) {
    String time = timed ? line.timestamp().map(at -> TimedLines.text(at) + " ").orElse("") : "";
    return OutputFrame.of(line.stream(), bytes(tag(part) + " " + time + line.text() + "\n"));
  }

  private String tag(JobPart part) {
    String tag = part.isNode() ? "%" + digits + "s" : "%s";
    String text = "[" + String.format(tag, part.tag()) + "]";
    int colour = Math.floorMod(part.rank().orElse(part.step().hashCode()), COLOURS.length);
    return coloured ? "\u001b[" + COLOURS[colour] + "m" + text + "\u001b[0m" : text;
  }

  private static OutputFrame document(JobPart part, LogLine line) {
    String text =
        Output.text(
            new Document()
                .with("step", part.step())
                .with("rank", part.rank())
                .with("stream", line.stream())
                .with("time", line.timestamp())
                .with("line", line.text())
                .with("end", line.end())
                .fields());
    return OutputFrame.of(StandardStream.STDOUT, bytes(text + "\n"));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
