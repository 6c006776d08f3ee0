package dev.fairlead.kubernetes.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** What requests show to the API server, beside a certificate. Never shown to anybody else. */
public interface Credentials {

  /**
   * The value of the {@code Authorization} header, fetched if need be.
   *
   * @return the value; empty where requests carry none. Signals {@link
   *     dev.fairlead.spi.error.ContainerException} if it cannot be had
   */
  Mono<String> header();

  /**
   * Takes note that the server did not accept a value, so that the next one is fetched anew where
   * that is possible.
   *
   * @param header what {@link #header()} gave
   * @return whether the next value may be another one
   */
  boolean rejected(String header);

  /**
   * None: a certificate, or nothing at all.
   *
   * @return credentials without a header
   */
  static Credentials none() {
    return new Fixed(Mono.empty());
  }

  /**
   * A bearer token (RFC 6750).
   *
   * @param token the token
   * @return credentials that show it
   */
  static Credentials bearer(String token) {
    return new Fixed(Mono.just(bearerHeader(token)));
  }

  /**
   * A name and a password (RFC 7617), which servers before 1.19 took.
   *
   * @param name the name
   * @param password the password
   * @return credentials that show them
   */
  static Credentials basic(String name, String password) {
    byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Fixed(Mono.just("Basic " + Base64.getEncoder().encodeToString(pair)));
  }

  /** The header of a bearer token. */
  private static String bearerHeader(String token) {
    return "Bearer " + Objects.requireNonNull(token, "token").strip();
  }

  /** One that never changes. */
  final class Fixed implements Credentials {
    private final Mono<String> header;

    private Fixed(Mono<String> header) {
      this.header = header;
    }

    @Override
    public Mono<String> header() {
      return header;
    }

    @Override
    public boolean rejected(String value) {
      return false;
    }
  }
}
