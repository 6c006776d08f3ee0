package dev.fairlead.kubernetes.stream;

import dev.fairlead.spi.ArchiveNames;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.error.BackendFailureException;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.ContainerException;
import dev.fairlead.spi.error.ErrorContext;
import dev.fairlead.spi.error.InvalidSpecException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.error.OperationUnsupportedException;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.OutputFrame;
import dev.fairlead.spi.log.StandardStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Files that go in and out by {@code tar} in the container itself: the API has no other way, and so
 * {@code kubectl cp} has none.
 */
final class PodFiles {

  /** How much of what tar says is kept for an error. */
  private static final int SAID = 500;

  private final PodLook look;
  private final PodCommands commands;

  PodFiles(PodLook look, PodCommands commands) {
    this.look = look;
    this.commands = commands;
  }

  Flux<ByteBuffer> out(ContainerId id, String path) {
    Task task = new Task(id, "copy " + path + " from container " + id, path);
    String name = name(path);
    ExecSpec spec =
        ExecSpec.of("tar", "-c", "-f", "-", "-C", parent(path), "--", name.isEmpty() ? "." : name);
    return Flux.usingWhen(
        commands.exec(id, spec),
        process ->
            process
                .output()
                .doOnNext(task::listen)
                .filter(frame -> frame.stream() == StandardStream.STDOUT)
                .map(OutputFrame::bytes)
                .concatWith(Flux.defer(() -> task.judge(process).thenMany(Flux.empty()))),
        AttachedProcess::close);
  }

  /** Unpacks an archive; where standard input cannot be ended, by the help of a shell. */
  Mono<Void> in(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    Task task = new Task(id, "copy to " + directory + " in container " + id, directory);
    Flux<ByteBuffer> archive = ArchiveNames.within(tar, task.context);
    return commands
        .endsInput(id, task.context.operation())
        .flatMap(
            ends ->
                Mono.usingWhen(
                    commands.exec(id, unpack(ends, directory)),
                    process -> in(process, task, ends ? archive : ArchiveFrames.of(archive), ends),
                    AttachedProcess::close));
  }

  private static ExecSpec unpack(boolean ends, String directory) {
    List<String> words =
        new ArrayList<>(ends ? List.of("tar", "-x", "-f", "-", "-C") : ArchiveFrames.UNPACK);
    words.add(directory);
    return ExecSpec.builder(words).stdin(true).build();
  }

  private static Mono<Void> in(
      AttachedProcess process, Task task, Flux<ByteBuffer> bytes, boolean ends) {
    Mono<Void> sent = process.write(bytes).then(ends ? process.closeInput() : Mono.empty());
    Mono<Void> said = process.output().doOnNext(task::listen).then();
    return Mono.when(sent, said).then(Mono.defer(() -> task.judge(process)));
  }

  private static String stripped(String path) {
    String end = path;
    while (end.length() > 1 && end.endsWith("/")) {
      end = end.substring(0, end.length() - 1);
    }
    return end;
  }

  private static String parent(String path) {
    String plain = stripped(path);
    int slash = plain.lastIndexOf('/');
    return slash <= 0 ? "/" : plain.substring(0, slash);
  }

  private static String name(String path) {
    String plain = stripped(path);
    return plain.equals("/") ? "" : plain.substring(plain.lastIndexOf('/') + 1);
  }

  /** One copy, and what tar said about it. */
  private final class Task {

    private final ErrorContext context;
    private final String path;
    private final StringBuilder said = new StringBuilder();

    Task(ContainerId id, String operation, String path) {
      this.context = look.call(id, "exec", operation).context();
      this.path = path;
    }

    void listen(OutputFrame frame) {
      if (frame.stream() == StandardStream.STDERR && said.length() < SAID) {
        said.append(frame.text());
      }
    }

    Mono<Void> judge(AttachedProcess process) {
      return process
          .exit()
          .flatMap(exit -> exit.success() ? Mono.empty() : Mono.error(failure(exit)));
    }

    private ContainerException failure(Exit exit) {
      String words = said.toString().strip();
      if (exit.code().orElse(0) == 127 || exit instanceof Exit.StartFailed) {
        return new OperationUnsupportedException(
            Capability.FILE_COPY,
            context.withRemedy("an image that has tar, or a volume"),
            "the container has no program tar, which alone could do it in a cluster"
                + (words.isEmpty() ? "" : " (" + words + ")"));
      }
      if (words.contains("No such file or directory") || words.contains("can't change directory")) {
        return words.contains("Not a directory")
            ? new InvalidSpecException(context, path + " is not a directory", null)
            : new NotFoundException(
                NotFoundException.Kind.PATH, context, "there is no " + path + " in it", null);
      }
      if (words.contains("Not a directory")) {
        return new InvalidSpecException(context, path + " is not a directory", null);
      }
      if (words.contains("Read-only file system")) {
        return new ConflictException(
            context.withRemedy("a directory of a volume"),
            path + " is on a read-only file system, tar says: " + words,
            null);
      }
      return new BackendFailureException(
          context, words.isEmpty() ? "tar ended in " + exit : "tar says: " + words, null);
    }
  }
}
