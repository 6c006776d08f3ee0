package dev.fairlead.transport.http;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a small object, in their order: one array instead of a table and a node for each,
 * which take longer to build than a few names take to compare. Cannot be changed.
 */
final class JsonFields extends AbstractMap<String, @Nullable Object> {

  private static final int MOST = 16;

  /** Name, value, name, value. */
  private final @Nullable Object[] pairs;

  /** Takes pairs that {@link #fit}. */
  JsonFields(@Nullable Object[] pairs) {
    this.pairs = pairs;
  }

  /** Whether so many pairs are few, and no two have one name. */
  static boolean fit(@Nullable Object[] pairs, int from, int to) {
    if (to - from > 2 * MOST) {
      return false;
    }
    for (int i = from + 2; i < to; i += 2) {
      if (find(pairs, from, i, pairs[i]) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static int find(@Nullable Object[] pairs, int from, int to, @Nullable Object name) {
    if (name == null) {
      return -1;
    }
    for (int i = from; i < to; i += 2) {
      if (name.equals(pairs[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    int at = find(pairs, 0, pairs.length, name);
    return at < 0 ? null : pairs[at + 1];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return find(pairs, 0, pairs.length, name) >= 0;
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
        return new Entries();
      }

      @Override
      public int size() {
        return JsonFields.this.size();
      }
    };
  }

  private final class Entries implements Iterator<Map.Entry<String, @Nullable Object>> {

    private int at;

    @Override
    public boolean hasNext() {
      return at < pairs.length;
    }

    @Override
    public Map.Entry<String, @Nullable Object> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      at += 2;
      return new SimpleImmutableEntry<>((String) pairs[at - 2], pairs[at - 1]);
    }
  }
}
