package dev.fairlead.tck.fake;

import dev.fairlead.tck.tar.TarItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Files in memory. The root is the empty path, every other path begins with a slash. */
final class FakeTree {

  private static final int MODE = 0755;

  private final TreeMap<String, TarItem> items = new TreeMap<>();

  /** A tree with a root and some directories below it. */
  FakeTree(String... directories) {
    items.put("", TarItem.directory("", MODE, 0));
    for (String each : directories) {
      items.put(each, TarItem.directory(each, MODE, 0));
    }
  }

  synchronized Optional<TarItem> find(String path) {
    return Optional.ofNullable(items.get(path));
  }

  synchronized void put(String path, TarItem item) {
    items.put(path, item);
  }

  /** What is at a path and below it, under another name. */
  synchronized List<TarItem> archived(String path, String name) {
    List<TarItem> all = new ArrayList<>();
    items.forEach(
        (each, item) -> {
          if (each.equals(path) || each.startsWith(path + "/")) {
            all.add(item.named(name + each.substring(path.length())));
          }
        });
    return all;
  }
}
