package dev.fairlead.engine.context;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a directory in order of names, each directory before what is in it, and knows only
 * the names on the way down to where it is. What is left out is not gone into, unless something in
 * there may be brought back; the directories around that come along. For one thread.
 */
final class ContextWalk {

  private final Path root;
  private final IgnoreRules rules;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Deque<ContextEntry> ready = new ArrayDeque<>();

  /** A directory that is gone through. */
  private static final class Level {
    private final Iterator<Path> children;

    /** The directory itself, if it was left out and nothing in it was brought back yet. */
    private @Nullable ContextEntry owed;

    Level(Iterator<Path> children, @Nullable ContextEntry owed) {
      this.children = children;
      this.owed = owed;
    }
  }

  ContextWalk(Path root, IgnoreRules rules) throws IOException {
    this.root = root;
    this.rules = rules;
    levels.push(new Level(children(root), null));
  }

  /** What comes next; null at the end. */
  @Nullable ContextEntry next() throws IOException {
    while (ready.isEmpty() && !levels.isEmpty()) {
      Level level = levels.element();
      if (level.children.hasNext()) {
        visit(level.children.next());
      } else {
        levels.pop();
      }
    }
    return ready.poll();
  }

  private void visit(Path path) throws IOException {
    String name =
        root.relativize(path).toString().replace(path.getFileSystem().getSeparator(), "/");
    ContextEntry entry = ContextEntry.of(path, name);
    boolean ignored = rules.ignores(name);
    if (entry.kind() == ContextEntry.Kind.DIRECTORY) {
      if (!ignored) {
        take(entry);
        levels.push(new Level(children(path), null));
      } else if (rules.sparesBelow(name)) {
        levels.push(new Level(children(path), entry));
      }
    } else if (!ignored && entry.kind() != ContextEntry.Kind.SOCKET) {
      take(entry);
    }
  }

  private void take(ContextEntry entry) {
    Iterator<Level> outermostFirst = levels.descendingIterator();
    while (outermostFirst.hasNext()) {
      Level level = outermostFirst.next();
      if (level.owed != null) {
        ready.add(level.owed);
        level.owed = null;
      }
    }
    ready.add(entry);
  }

  private static Iterator<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    children.sort(Comparator.comparing(child -> child.getFileName().toString()));
    return children.iterator();
  }
}
