package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TlsMaterial.Verification;
import dev.fairlead.transport.http.TransportException.Kind;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Makes of files or texts what a handshake needs. Blocks. */
final class TlsContext {

  private TlsContext() {}

  static SslContext of(TlsMaterial material) {
    return material instanceof TlsMaterial.Files files
        ? of(
            material,
            Optional.of(files.authorities())
                .filter(file -> files.verification() == Verification.FULL && Files.exists(file))
                .map(file -> PemText.read(file).certificates()),
            Files.exists(files.certificate()) || Files.exists(files.key())
                ? Optional.of(new Identity(read(files), PemText.read(files.certificate())))
                : Optional.empty(),
            "the files in " + files.directory())
        : of((TlsMaterial.Text) material);
  }

  private static SslContext of(TlsMaterial.Text text) {
    return of(
        text,
        text.authorities()
            .filter(pem -> text.verification() == Verification.FULL)
            .map(pem -> PemText.of("the authorities of " + text.source(), pem).certificates()),
        text.certificate()
            .map(
                pem ->
                    new Identity(
                        PemText.of("the key of " + text.source(), text.key().orElseThrow()),
                        PemText.of("the certificate of " + text.source(), pem))),
        text.source());
  }

  private static PemText read(TlsMaterial.Files files) {
    return PemText.read(files.key());
  }

  private record Identity(PemText key, PemText certificate) {}

  private static SslContext of(
      TlsMaterial material,
      Optional<X509Certificate[]> authorities,
      Optional<Identity> identity,
      String source) {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    if (material.verification() == Verification.NONE) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    } else {
      builder.endpointIdentificationAlgorithm("HTTPS");
      authorities.ifPresent(builder::trustManager);
    }
    identity.ifPresent(
        own -> builder.keyManager(own.key().privateKey(), own.certificate().certificates()));
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TransportException(
          Kind.TLS, source + " cannot be used for TLS: " + e.getMessage(), e);
    }
  }
}
