package dev.fairlead.process;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.PlanMode;
import dev.fairlead.spi.container.ContainerSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Another JVM that starts a container, says so, and then waits to be killed. */
final class ForeignClient {

  private ForeignClient() {}

  /** Takes the state directory, a name and a script. */
  public static void main(String[] arguments) throws InterruptedException {
    Backend backend = ProcessSubject.open(Path.of(arguments[0]));
    backend
        .containers()
        .launch(
            ContainerSpec.builder("host")
                .name(arguments[1])
                .command("sh", "-c", arguments[2])
                .env("GREETING", "hello")
                .build(),
            PlanMode.STRICT)
        .block(Duration.ofSeconds(30));
    System.out.write("started\n".getBytes(StandardCharsets.US_ASCII), 0, 8);
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
