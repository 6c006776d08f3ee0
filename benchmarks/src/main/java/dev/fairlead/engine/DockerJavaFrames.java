package dev.fairlead.engine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What docker-java does with the body of logs and attach. The class that does it is closed to
 * others, so it is made by reflection, once for each log: too seldom to show in a score.
 */
final class DockerJavaFrames {

  private static final String READER = "com.github.dockerjava.core.FramedInputStreamConsumer";

  private final Constructor<?> reader;

  DockerJavaFrames() {
    try {
      reader = Class.forName(READER).getDeclaredConstructor(ResultCallback.class);
      reader.setAccessible(true);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this docker-java reads its frames elsewhere", e);
    }
  }

  @SuppressWarnings("unchecked") // the class says so
  void read(InputStream body, ResultCallback<Frame> callback) {
    try {
      ((Consumer<DockerHttpClient.Response>) reader.newInstance(callback))
          .accept(new Response(body));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Response implements DockerHttpClient.Response {

    private final InputStream body;

    Response(InputStream body) {
      this.body = body;
    }

    @Override
    public int getStatusCode() {
      return 200;
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      return Map.of();
    }

    @Override
    public InputStream getBody() {
      return body;
    }

    @Override
    public void close() {}
  }
}
