package dev.fairlead.docker;

import dev.fairlead.spi.Candidate;
import dev.fairlead.spi.ProbeContext;
import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Looks at one host in a process of its own, as whoever that process belongs to. */
final class ProbeAsChild {

  private ProbeAsChild() {}

  public static void main(String[] arguments) {
    ProbeContext machine =
        ProbeContext.ofThisMachine()
            .withExplicitHost(URI.create(arguments[0]))
            .withDeadline(Duration.ofSeconds(10));
    new DockerProvider()
        .probe(machine)
        .doOnNext(ProbeAsChild::print)
        .then(Mono.<Void>empty())
        .block(Duration.ofSeconds(30));
  }

  private static void print(Candidate candidate) {
    System.out.println("state: " + candidate.state());
    System.out.println("evidence: " + candidate.evidence());
    System.out.println("remedy: " + candidate.remedy().orElse("none"));
  }
}
