package dev.fairlead.kubernetes.stream;

import dev.fairlead.kubernetes.api.ApiServer;
import dev.fairlead.spi.Cleanups;
import dev.fairlead.spi.container.AttachOptions;
import dev.fairlead.spi.container.AttachedProcess;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Exit;
import dev.fairlead.spi.container.PortConnection;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.spi.log.LogEvent;
import dev.fairlead.spi.log.LogOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The streams of the pods of one namespace. Ids are names of pods; what is meant is their container
 * {@code main}, or their first one. Operations are those of {@link
 * dev.fairlead.spi.container.Containers}, with its promises.
 */
public final class PodStreams {

  private final PodLogs logs;
  private final PodCommands commands;
  private final PodAttachments attachments;
  private final PodFiles files;
  private final PodLook look;

  /**
   * Creates streams, and asks nothing yet.
   *
   * @param server the API server
   * @param namespace the namespace
   * @param cleanups counts the killing of commands that nobody waits for any more
   * @param killWithin how long the killing of a command may take
   */
  public PodStreams(ApiServer server, String namespace, Cleanups cleanups, Duration killWithin) {
    this.look = new PodLook(server, namespace);
    this.logs = new PodLogs(look);
    this.commands = new PodCommands(look, cleanups, killWithin);
    this.attachments = new PodAttachments(look);
    this.files = new PodFiles(look, commands);
  }

  /**
   * Executes a command. The API knows no environment, user, directory or privileges of a command:
   * specifications with one of them are refused. Its end comes with its output: what is read ahead
   * of the output's subscriber is a quarter of a MiB.
   *
   * @param id a container that runs
   * @param spec the command
   * @return the process, once the way to it stands
   */
  public Mono<AttachedProcess> exec(ContainerId id, ExecSpec spec) {
    return commands.exec(id, spec);
  }

  /**
   * Attaches to the first process of a container that runs, from now on.
   *
   * @param id the container
   * @param options the wanted streams; the history is not among what can be had
   * @param exit how the container ends, which an attachment does not tell
   * @return the process
   */
  public Mono<AttachedProcess> attach(ContainerId id, AttachOptions options, Mono<Exit> exit) {
    return attachments.attach(id, options, exit);
  }

  /**
   * Attaches to the terminal of a container for nothing but its size.
   *
   * @param id a container that runs and has a terminal
   * @return a process that can be resized and closed, and has neither output nor an end
   */
  public Mono<AttachedProcess> screen(ContainerId id) {
    return attachments.screen(id);
  }

  /**
   * Reads a log. Both streams come as standard output. A followed one waits for the first start,
   * goes on over cuts, and ends when the container has ended for good; where the pod is deleted it
   * ends in a {@link dev.fairlead.spi.log.Gap}, since nobody can tell whether that was all.
   *
   * @param id the container
   * @param options which part
   * @return output, and gaps
   */
  public Flux<LogEvent> logs(ContainerId id, LogOptions options) {
    return logs.read(id, options);
  }

  /**
   * Connects to a port. One side alone of the connection cannot be ended.
   *
   * @param id a container that runs
   * @param port 1 to 65535
   * @return the connection. Whether somebody listens there is told by what it receives
   */
  public Mono<PortConnection> connectPort(ContainerId id, int port) {
    return PortChannels.connect(look, id, port);
  }

  /**
   * Reads files, by the tar of the container.
   *
   * @param id a container that runs
   * @param path an absolute path inside
   * @return a tar archive
   */
  public Flux<ByteBuffer> copyOut(ContainerId id, String path) {
    return files.out(id, path);
  }

  /**
   * Writes files, by the tar of the container.
   *
   * @param id a container that runs
   * @param directory an absolute path of a directory inside
   * @param tar the archive
   * @return completes when all is unpacked
   */
  public Mono<Void> copyIn(ContainerId id, String directory, Publisher<ByteBuffer> tar) {
    return files.in(id, directory, tar);
  }
}
