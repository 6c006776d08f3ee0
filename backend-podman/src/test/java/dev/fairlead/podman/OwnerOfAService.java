package dev.fairlead.podman;

import java.nio.file.Path;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** A process that has opened a backend with a private service, and goes on until it is killed. */
final class OwnerOfAService {

  private OwnerOfAService() {}

  public static void main(String[] arguments) {
    PrivateServiceIT.open(PrivateServiceIT.machine(Path.of(arguments[0]), Path.of(arguments[1])))
        .block(Duration.ofSeconds(40));
    System.out.println("open");
    Mono.never().block();
  }
}
