package dev.fairlead.kubernetes.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.TerminalSize;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.log.LogLines;
import dev.fairlead.spi.log.OutputFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Attachments to the first process of a pod of a real cluster. */
@Tag("side-by-side")
class PodAttachmentsIT {

  private static final Duration LIMIT = StreamedCluster.LIMIT;

  @RegisterExtension private final StreamedCluster cluster = new StreamedCluster();

  private AttachedProcess attach(ContainerId id, AttachOptions options) {
    return cluster.streams().attach(id, options, Mono.just(new Exit.Exited(0))).block(LIMIT);
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsTypedArrivesAndTheOutputEndsWithTheContainer() {
    ContainerId id =
        cluster.script(
            "while read line; do echo \"got $line\"; [ \"$line\" = end ] && exit 0; done",
            StreamedCluster.Wish.STDIN);
    AttachedProcess process = attach(id, AttachOptions.interactive());
    LogLines.of(process.output())
        .map(line -> line.text().strip())
        .as(StepVerifier::create)
        .then(() -> process.write(Mono.just(utf8("one\n"))).block(LIMIT))
        .expectNext("got one")
        .then(() -> process.write(Mono.just(utf8("end\n"))).block(LIMIT))
        .expectNext("got end")
        .expectComplete()
        .verify(LIMIT);
    process.close().block(LIMIT);
  }

  @Test
  void aTerminalIsATerminal() {
    ContainerId id =
        cluster.script(
            "until [ \"$(stty size 2>/dev/null)\" = \"31 91\" ]; do sleep 0.1; done; stty size;"
                + " read line; echo \"got $line\"",
            StreamedCluster.Wish.TTY);
    AttachedProcess process = attach(id, AttachOptions.interactive());
    LogLines.of(process.output())
        .map(line -> line.text().strip())
        .as(StepVerifier::create)
        .then(() -> process.resize(new TerminalSize(31, 91)).block(LIMIT))
        .expectNext("31 91")
        .then(() -> process.write(Mono.just(utf8("typed\n"))).block(LIMIT))
        .expectNext("typed")
        .expectNext("got typed")
        .expectComplete()
        .verify(LIMIT);
    process.close().block(LIMIT);
  }

  @Test
  void aTerminalShowsWhatItIsWrittenToThoughNobodyTypes() {
    ContainerId id =
        cluster.script("while :; do echo tick; sleep 0.1; done", StreamedCluster.Wish.TTY);
    AttachedProcess process = attach(id, AttachOptions.output());
    assertThat(process.output().map(OutputFrame::text).blockFirst(LIMIT)).contains("tick");
    process.close().block(LIMIT);
    assertThat(cluster.facts(id).runs()).isTrue();
  }

  @Test
  void leavingLeavesTheContainerRunning() {
    ContainerId id = cluster.script("while :; do echo tick; sleep 0.1; done");
    AttachedProcess process = attach(id, AttachOptions.output());
    assertThat(process.output().map(OutputFrame::text).blockFirst(LIMIT)).contains("tick");
    process.close().block(LIMIT);
    assertThat(cluster.facts(id).runs()).isTrue();
  }

  @Test
  void whatHasEndedCannotBeAttachedTo() {
    ContainerId id = cluster.script("exit 0");
    cluster
        .streams()
        .attach(id, AttachOptions.output(), Mono.never())
        .as(StepVerifier::create)
        .expectError(ConflictException.class)
        .verify(LIMIT);
  }
}
