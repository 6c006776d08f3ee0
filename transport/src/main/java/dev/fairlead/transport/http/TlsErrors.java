package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TransportException.Kind;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says why a connection through TLS could not be made or went no further. */
final class TlsErrors {

  private TlsErrors() {}

  /** The error in words, if it is one of TLS; the error itself otherwise. */
  static Throwable describe(HttpAddress.Tls address, Throwable failure) {
    List<Throwable> chain = chain(failure);
    Optional<SSLException> tls = find(chain, SSLException.class);
    if (find(chain, TransportException.class).isPresent()) {
      return failure;
    }
    if (find(chain, NotSslRecordException.class).isPresent()) {
      return error("what listens there does not speak TLS", failure);
    }
    if (tls.isEmpty()) {
      return failure;
    }
    return error(certificate(address, chain).orElseGet(() -> alert(address, tls.get())), failure);
  }

  /** What is wrong with the server's certificate. */
  private static Optional<String> certificate(HttpAddress.Tls address, List<Throwable> chain) {
    Optional<CertificateExpiredException> expired = find(chain, CertificateExpiredException.class);
    if (expired.isPresent()) {
      return Optional.of("its certificate has expired: " + expired.get().getMessage());
    }
    Optional<CertificateNotYetValidException> early =
        find(chain, CertificateNotYetValidException.class);
    if (early.isPresent()) {
      return Optional.of("its certificate is not valid yet: " + early.get().getMessage());
    }
    if (find(chain, CertPathBuilderException.class).isPresent()
        || find(chain, CertPathValidatorException.class).isPresent()) {
      return Optional.of(
          "its certificate comes from none of the authorities " + authorities(address.material()));
    }
    return find(chain, CertificateException.class)
        .map(
            wrong ->
                "its certificate is for another host than "
                    + address.material().serverName().orElse(address.host())
                    + ": "
                    + wrong.getMessage());
  }

  /** What the server did not like, or what else went wrong. */
  private static String alert(HttpAddress.Tls address, SSLException failure) {
    String said = String.valueOf(failure.getMessage());
    if (said.contains("certificate_required") || said.contains("bad_certificate")) {
      return "it demands a certificate of this side that it knows; looked for in "
          + certificate(address.material())
          + " ("
          + said
          + ")";
    }
    if (said.contains("unknown_ca") || said.contains("certificate_unknown")) {
      return "it does not know the authority of "
          + certificate(address.material())
          + " ("
          + said
          + ")";
    }
    return "TLS could not be agreed on: " + said;
  }

  private static String authorities(TlsMaterial material) {
    if (material instanceof TlsMaterial.Files files) {
      return "in " + files.authorities() + " (or of this Java, where there is no such file)";
    }
    TlsMaterial.Text text = (TlsMaterial.Text) material;
    return text.authorities().isPresent()
        ? "in " + text.source()
        : "of this Java, and " + text.source() + " names no other";
  }

  private static String certificate(TlsMaterial material) {
    return material instanceof TlsMaterial.Files files
        ? files.certificate().toString()
        : ((TlsMaterial.Text) material).source();
  }

  private static TransportException error(String what, Throwable cause) {
    return new TransportException(Kind.TLS, what, cause);
  }

  private static <T extends Throwable> Optional<T> find(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable next = failure; next != null && chain.size() < 20; next = next.getCause()) {
      chain.add(next);
    }
    return chain;
  }
}
