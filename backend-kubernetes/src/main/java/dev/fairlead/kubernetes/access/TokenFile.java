package dev.fairlead.kubernetes.access;

import dev.fairlead.spi.error.AccessDeniedException;
import dev.fairlead.spi.error.ErrorContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A bearer token in a file that somebody else keeps fresh, such as the token of a service account.
 * Read again after a minute, as client-go does, and at once when the server does not accept it.
 */
final class TokenFile implements Credentials {

  private static final Duration FRESH = Duration.ofMinutes(1);

  private record Token(String header, Instant readAt) {
    @Override
    public String toString() {
      return "***";
    }
  }

  private final Mono<Token> token;
  private volatile String rejected = "";

  TokenFile(Path file, Clock clock) {
    this.token =
        Mono.fromCallable(() -> read(file, clock))
            .subscribeOn(Schedulers.boundedElastic())
            .cacheInvalidateIf(
                known ->
                    known.header().equals(rejected)
                        || clock.instant().isAfter(known.readAt().plus(FRESH)));
  }

  private static Token read(Path file, Clock clock) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      return new Token("Bearer " + text, clock.instant());
    } catch (IOException e) {
      throw new AccessDeniedException(
          ErrorContext.of("kubernetes", "read the token in " + file)
              .withRemedy("a kubeconfig whose tokenFile is there"),
          e.getClass().getSimpleName(),
          e);
    }
  }

  @Override
  public Mono<String> header() {
    return token.map(Token::header);
  }

  @Override
  public boolean rejected(String header) {
    boolean first = !header.equals(rejected);
    rejected = header;
    return first;
  }
}
