package dev.fairlead.core.internal.discovery;

import dev.fairlead.spi.BackendProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.SecureClassLoader;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one plugin, out of memory: the jar is not kept open, so it may be replaced or
 * removed while they run. A child of the application's class loader, so plugins do not see each
 * other.
 */
final class PluginClassLoader extends SecureClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final String SERVICES = "META-INF/services/" + BackendProvider.class.getName();

  private final Path jar;
  private final Map<String, byte[]> entries;
  private final CodeSource source;

  PluginClassLoader(Path jar, Map<String, byte[]> entries, ClassLoader parent) {
    super("fairlead-plugin:" + jar.getFileName(), parent);
    this.jar = jar;
    this.entries = entries;
    try {
      this.source = new CodeSource(jar.toUri().toURL(), (Certificate[]) null);
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = entries.get(name.replace('.', '/') + ".class");
    if (bytes == null) {
      throw new ClassNotFoundException(name + " is neither in " + jar + " nor in the application");
    }
    return defineClass(name, bytes, 0, bytes.length, source);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    byte[] bytes = entries.get(name);
    return bytes == null ? null : url(name, bytes);
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL found = findResource(name);
    return Collections.enumeration(found == null ? List.of() : List.of(found));
  }

  /** The application's resources and its own; but only its own list of providers. */
  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.equals(SERVICES) ? findResources(name) : super.getResources(name);
  }

  private URL url(String name, byte[] bytes) {
    try {
      String path = new URI(null, null, "/" + name, null).getRawPath();
      return new URL(
          "fairlead-plugin", "", -1, jar.toUri().getRawPath() + "!" + path, new InMemory(bytes));
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException("'" + name + "' cannot be the name of a resource", e);
    }
  }

  private static final class InMemory extends URLStreamHandler {

    private final byte[] bytes;

    InMemory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {
          connected = true;
        }

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public long getContentLengthLong() {
          return bytes.length;
        }
      };
    }
  }
}
