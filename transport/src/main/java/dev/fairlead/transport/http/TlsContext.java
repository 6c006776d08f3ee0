package dev.fairlead.transport.http;

import dev.fairlead.transport.http.TlsMaterial.Verification;
import dev.fairlead.transport.http.TransportException.Kind;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.file.Files;
import javax.net.ssl.SSLException;

/** Makes of the files what a handshake needs. Blocks. */
final class TlsContext {

  private TlsContext() {}

  static SslContext of(TlsMaterial material) {
    SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
    if (material.verification() == Verification.NONE) {
      builder
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null);
    } else {
      builder.endpointIdentificationAlgorithm("HTTPS");
      if (Files.exists(material.authorities())) {
        builder.trustManager(PemFile.read(material.authorities()).certificates());
      }
    }
    if (Files.exists(material.certificate()) || Files.exists(material.key())) {
      builder.keyManager(
          PemFile.read(material.key()).privateKey(),
          PemFile.read(material.certificate()).certificates());
    }
    try {
      return builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TransportException(
          Kind.TLS,
          "the files in " + material.directory() + " cannot be used for TLS: " + e.getMessage(),
          e);
    }
  }
}
