package dev.fairlead.transport.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes something of each JSON value of a body, where it comes in. Nothing is made for the word
 * {@code null}, nor where the reader returns null.
 *
 * @param <J> what a value is read as
 * @param <T> what is made of it
 */
final class JsonValues<J, T> implements BodyDecoder<T> {

  private final Class<J> type;
  private final Function<? super J, ? extends @Nullable T> reader;
  private final JsonSplitter splitter =
      new JsonSplitter(HttpResponse.MAX_JSON_VALUE_BYTES, this::read);
  private final List<T> ready = new ArrayList<>();

  JsonValues(Class<J> type, Function<? super J, ? extends @Nullable T> reader) {
    this.type = type;
    this.reader = reader;
  }

  private void read(byte[] bytes, int offset, int length, long position) {
    J value = Json.standard().read(bytes, offset, length, position, type);
    T made = value == null ? null : reader.apply(value);
    if (made != null) {
      ready.add(made);
    }
  }

  @Override
  public void begin(int atMost) {}

  @Override
  public void take(ByteBuffer bytes) {
    splitter.feed(bytes);
  }

  @Override
  public void drain(Consumer<? super T> out) {
    ready.forEach(out);
    ready.clear();
  }

  @Override
  public void end(Consumer<? super T> out) {
    try {
      splitter.finish();
    } finally {
      drain(out);
    }
  }

  @Override
  public void cut(Consumer<? super T> out) {
    drain(out);
  }
}
