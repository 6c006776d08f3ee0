package dev.fairlead.kubernetes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.fairlead.transport.http.TransportException;
import dev.fairlead.transport.http.TransportException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;

/**
 * Reads models of Kubernetes. Some of them, quantities among those, read a part of the text by the
 * mapper itself, which a mapper that refuses what follows a value takes for an error: {@link
 * dev.fairlead.transport.http.Json} cannot read them.
 */
final class Models {

  /** Made when a model is first met; one for threads that may wait, and one each for others. */
  private static final class Mappers {
    static final ObjectMapper SHARED = newMapper();
    static final ThreadLocal<ObjectMapper> OWN = ThreadLocal.withInitial(Mappers::newMapper);

    private static ObjectMapper newMapper() {
      return JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          .build();
    }
  }

  private Models() {}

  private static ObjectMapper mapper() {
    return Schedulers.isInNonBlockingThread() ? Mappers.OWN.get() : Mappers.SHARED;
  }

  static <T> @Nullable T read(byte[] bytes, Class<T> type) {
    try {
      return mapper().readValue(bytes, type);
    } catch (IOException e) {
      throw unreadable(type, e);
    }
  }

  static <T> T read(JsonNode tree, Class<T> type) {
    try {
      return mapper().treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw unreadable(type, e);
    }
  }

  /** The cause would quote what may be a secret. */
  private static TransportException unreadable(Class<?> type, IOException cause) {
    return new TransportException(
        Kind.GARBAGE,
        "what came back is no "
            + type.getSimpleName()
            + " ("
            + cause.getClass().getSimpleName()
            + ")",
        null);
  }
}
