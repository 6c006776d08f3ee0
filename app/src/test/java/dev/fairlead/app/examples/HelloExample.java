package dev.fairlead.app.examples;

import dev.fairlead.core.ContainerRuntime;
import dev.fairlead.core.RunRequest;
import dev.fairlead.core.RunResult;
import dev.fairlead.spi.container.ContainerSpec;
import reactor.core.publisher.Mono;

/** README: run a container on whatever there is. */
final class HelloExample {

  private HelloExample() {}

  static void onTheBestRuntime() {
    ContainerSpec hello =
        ContainerSpec.builder("busybox").command("echo", "hello").autoRemove(true).build();

    RunResult result =
        Mono.usingWhen(
                ContainerRuntime.discover(),
                runtime -> runtime.runToEnd(RunRequest.of(hello)),
                ContainerRuntime::close)
            .block();

    System.out.print(result.stdout().text()); // hello
    System.out.println(result.exit()); // Exited[status=0]
  }
}
