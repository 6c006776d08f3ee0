package dev.fairlead.benchmarks.compare;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.httpclient5.ApacheDockerHttpClient;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** docker-java as its guide uses it, with a thread for each thing that goes on. */
final class DockerJavaPeer implements Peer {

  private static final int CONNECTIONS = 20_000;

  private final DockerClient client;

  private DockerJavaPeer(DockerClientConfig config, DockerHttpClient transport) {
    client = DockerClientImpl.getInstance(config, transport);
  }

  static Peer httpclient5(Path socket) {
    DockerClientConfig config = config(socket);
    return new DockerJavaPeer(
        config,
        new ApacheDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .maxConnections(CONNECTIONS)
            .build());
  }

  static Peer zerodep(Path socket) {
    DockerClientConfig config = config(socket);
    return new DockerJavaPeer(
        config,
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .maxConnections(CONNECTIONS)
            .build());
  }

  private static DockerClientConfig config(Path socket) {
    return DefaultDockerClientConfig.createDefaultConfigBuilder()
        .withDockerHost("unix://" + socket)
        .withDockerTlsVerify(false)
        .build();
  }

  private interface Taking {
    void take(byte[] payload);
  }

  private static final class Frames extends ResultCallback.Adapter<Frame> {

    private final Taking taking;

    Frames(Taking taking) {
      this.taking = taking;
    }

    @Override
    public void onNext(Frame frame) {
      taking.take(frame.getPayload());
    }

    /** Closing a log that is followed is an error to it, which it would log with its stack. */
    @Override
    public void onError(Throwable error) {
      try {
        close();
      } catch (IOException ignored) {
        // Its bytes are counted: what is missing is noticed.
      }
    }
  }

  @Override
  public void log(String container, Tally tally) throws InterruptedException {
    read(container, bytes -> tally.piece(bytes, bytes.length, bytes[0], bytes[bytes.length - 1]));
  }

  private void read(String container, Taking taking) throws InterruptedException {
    client
        .logContainerCmd(container)
        .withStdOut(true)
        .withStdErr(true)
        .exec(new Frames(taking))
        .awaitCompletion();
  }

  @Override
  public Closeable follow(String container, int logs, Latencies lines) {
    List<ResultCallback<Frame>> open = new ArrayList<>();
    for (int i = 0; i < logs; i++) {
      open.add(
          client
              .logContainerCmd(container)
              .withStdOut(true)
              .withStdErr(true)
              .withFollowStream(true)
              .exec(new Frames(bytes -> lines.add(Moment.since(bytes)))));
    }
    return () -> {
      for (ResultCallback<Frame> log : open) {
        log.close();
      }
    };
  }

  @Override
  public void slowLog(String container, Pace pace) throws InterruptedException {
    read(container, bytes -> LockSupport.parkNanos(pace.take(bytes.length)));
  }

  @Override
  public void call(Call call, int count, int atOnce, Latencies each)
      throws IOException, InterruptedException {
    Threads.run(count, atOnce, each, () -> once(call));
  }

  private void once(Call call) throws InterruptedException {
    switch (call) {
      case PING -> client.pingCmd().exec();
      case INSPECT ->
          Check.that(client.inspectContainerCmd("web").exec().getConfig().getLabels().size() == 2);
      case LIST ->
          Check.that(client.listContainersCmd().withShowAll(true).exec().size() == Check.LISTED);
      case EXEC -> exec();
      case LIFECYCLE -> lifecycle();
    }
  }

  private void exec() throws InterruptedException {
    String id =
        client
            .execCreateCmd("web")
            .withCmd("sh", "-c", "echo executed; exit 7")
            .withAttachStdout(true)
            .withAttachStderr(true)
            .exec()
            .getId();
    AtomicLong output = new AtomicLong();
    client
        .execStartCmd(id)
        .exec(new Frames(bytes -> output.addAndGet(bytes.length)))
        .awaitCompletion();
    Long code = client.inspectExecCmd(id).exec().getExitCodeLong();
    Check.that(output.get() == Check.OUTPUT_BYTES && code == Check.EXIT_CODE);
  }

  private void lifecycle() {
    String id = client.createContainerCmd("busybox").withCmd("sh", "-c", "exit 7").exec().getId();
    client.startContainerCmd(id).exec();
    int code =
        client.waitContainerCmd(id).exec(new WaitContainerResultCallback()).awaitStatusCode();
    client.removeContainerCmd(id).exec();
    Check.that(code == Check.EXIT_CODE);
  }

  @Override
  public void save(String image, Path file) throws IOException {
    try (InputStream in = client.saveImageCmd(image).exec()) {
      Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void load(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      client.loadImageCmd(in).exec();
    }
  }

  @Override
  public long pull(String image) throws InterruptedException {
    AtomicLong messages = new AtomicLong();
    client
        .pullImageCmd(image)
        .withTag("latest")
        .exec(
            new ResultCallback.Adapter<PullResponseItem>() {
              @Override
              public void onNext(@Nullable PullResponseItem item) {
                messages.incrementAndGet();
              }
            })
        .awaitCompletion();
    return messages.get();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
