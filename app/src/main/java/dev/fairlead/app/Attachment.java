package dev.fairlead.app;

import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import reactor.core.publisher.Mono;

/** A process in a container, joined to the standard streams of the command. */
final class Attachment {

  private Attachment() {}

  /** Which streams are wanted. */
  static AttachOptions options(boolean input) {
    return input ? AttachOptions.interactive() : AttachOptions.output();
  }

  /**
   * Joins the streams until the process ends.
   *
   * @param session this execution of the command
   * @param source the process
   * @param input whether standard input is passed on
   * @return the exit code of the process
   */
  static Mono<Integer> to(Session session, Mono<AttachedProcess> source, boolean input) {
    return Mono.usingWhen(source, process -> join(session, process, input), AttachedProcess::close);
  }

  /**
   * Joins the streams until the process ends. Input that nobody reads any more is not waited for.
   *
   * @param session this execution of the command
   * @param process the process
   * @param input whether standard input is passed on
   * @return the exit code of the process
   */
  static Mono<Integer> join(Session session, AttachedProcess process, boolean input) {
    ProcessIo io = session.processIo();
    Mono<Void> printed = io.print(process.output());
    Mono<Void> fed =
        input
            ? process.write(io.input()).then(Mono.defer(process::closeInput))
            : Mono.<Void>empty();
    Mono<Integer> ended = printed.then(process.exit()).map(ExitCodes::of);
    // A failure of the input counts; its mere end does not, and the end of the process ends both.
    return Mono.firstWithSignal(ended, fed.then(Mono.never()));
  }
}
