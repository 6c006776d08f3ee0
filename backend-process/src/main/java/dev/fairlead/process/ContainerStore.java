package dev.fairlead.process;

import dev.fairlead.process.internal.supervisor.ContainerRecord;
import dev.fairlead.process.internal.supervisor.ExitJournal;
import dev.fairlead.process.internal.supervisor.Fields;
import dev.fairlead.process.internal.supervisor.Home;
import dev.fairlead.process.internal.supervisor.LogFormat;
import dev.fairlead.process.internal.supervisor.ProcessTree;
import dev.fairlead.process.internal.supervisor.RunRecord;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.ContainerState;
import dev.fairlead.spi.container.Exit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The containers in a state directory. All of it blocks. */
final class ContainerStore {

  /** How a removal went. */
  enum Removal {
    /** It is gone, or was not there. */
    DONE,
    /** It runs. */
    RUNNING,
    /** It does not run, and has a supervisor: one that is about to end, or waits for a client. */
    IDLE,
    /** It is nobody's, and processes of it are left. */
    STRAYS
  }

  private static final String ID = "[0-9a-f]{32}";

  private static final long DISCARD_KILL_MILLIS = 5_000;

  private final Home home;

  ContainerStore(Home home) {
    this.home = home;
  }

  Home home() {
    return home;
  }

  /** A new id. */
  static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  /**
   * Makes a container, unless its name is taken.
   *
   * @return the container that has the name already; empty if it was made
   */
  Optional<StoredContainer> create(ContainerRecord container) throws IOException {
    return home.locked(
        () -> {
          Optional<StoredContainer> holder = byName(container.name());
          if (holder.isPresent()) {
            return holder;
          }
          Path making = home.path().resolve("trash").resolve(container.id());
          Files.createDirectory(making, Home.privateDirectory());
          container.toFields().write(making.resolve(ContainerRecord.FILE));
          for (String file : List.of(LogFormat.FILE, ExitJournal.FILE, Home.LOCK)) {
            Files.createFile(making.resolve(file), Home.privateFile());
          }
          writeName(container.name(), container.id());
          Files.move(making, home.container(container.id()), StandardCopyOption.ATOMIC_MOVE);
          return Optional.<StoredContainer>empty();
        });
  }

  private void writeName(String name, String id) throws IOException {
    Path file = home.names().resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(file, Home.privateFile());
    Files.writeString(file, id);
  }

  /** A name whose container is gone, since its maker was killed on the way, is free. */
  private Optional<StoredContainer> byName(String name) throws IOException {
    Optional<String> id = idOf(name);
    return id.isPresent() ? load(id.get()) : Optional.empty();
  }

  private Optional<String> idOf(String name) throws IOException {
    Path file = home.names().resolve(name);
    return Files.exists(file)
        ? Optional.of(Files.readString(file)).filter(id -> id.matches(ID))
        : Optional.empty();
  }

  /** Gives a container another name; false if that is taken. */
  boolean rename(String id, String name) throws IOException {
    return home.locked(
        () -> {
          Optional<StoredContainer> holder = byName(name);
          if (holder.isPresent()) {
            return holder.get().id().equals(id);
          }
          Optional<StoredContainer> container = load(id);
          if (container.isEmpty()) {
            return false;
          }
          ContainerRecord renamed = container.get().record().withName(name);
          writeName(name, id);
          renamed.toFields().write(container.get().directory().resolve(ContainerRecord.FILE));
          Files.deleteIfExists(home.names().resolve(container.get().record().name()));
          return true;
        });
  }

  /** Finds by whole id, by name, and by a beginning of an id that only one has. */
  Optional<StoredContainer> find(ContainerId wanted) throws IOException {
    Optional<String> id = resolve(wanted);
    return id.isPresent() ? load(id.get()) : Optional.empty();
  }

  /** The id that is meant, if there is such a container, readable or not. */
  private Optional<String> resolve(ContainerId wanted) throws IOException {
    String value = wanted.value();
    if (value.matches(ID) && Files.exists(home.container(value))) {
      return Optional.of(value);
    }
    Optional<String> named = idOf(value).filter(id -> Files.exists(home.container(id)));
    if (named.isPresent() || !value.matches("[0-9a-f]{1,31}")) {
      return named;
    }
    List<String> matching = ids().stream().filter(id -> id.startsWith(value)).toList();
    return matching.size() == 1 ? Optional.of(matching.get(0)) : Optional.empty();
  }

  /** All containers, youngest first; one that cannot be read is shown as such. */
  List<ContainerInfo> list() throws IOException {
    List<ContainerInfo> all = new ArrayList<>();
    for (String id : ids()) {
      try {
        load(id).map(StoredContainer::info).ifPresent(all::add);
      } catch (UnreadableState e) {
        all.add(unreadable(id, e));
      }
    }
    all.sort(
        Comparator.comparing(
            (ContainerInfo each) -> each.createdAt().orElse(Instant.EPOCH),
            Comparator.reverseOrder()));
    return all;
  }

  private ContainerInfo unreadable(String id, UnreadableState problem) throws IOException {
    return new ContainerInfo(
        ContainerId.of(id),
        nameOf(id).orElse(id),
        ProcessPlanner.IMAGE,
        Optional.empty(),
        ContainerState.UNKNOWN,
        String.valueOf(problem.getMessage()),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        0,
        Map.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private Optional<String> nameOf(String id) throws IOException {
    try (DirectoryStream<Path> names = Files.newDirectoryStream(home.names())) {
      for (Path name : names) {
        if (Files.readString(name).equals(id)) {
          return Optional.of(name.getFileName().toString());
        }
      }
    }
    return Optional.empty();
  }

  /** Removes a container that cannot be read; its processes are found by their mark. */
  boolean discard(ContainerId wanted) throws IOException {
    Optional<String> id = resolve(wanted);
    if (id.isEmpty()) {
      return true;
    }
    String mark = ContainerRecord.MARK + "=" + id.get();
    ProcessTree tree = new ProcessTree(mark, Optional.empty(), OptionalLong.empty());
    if (!tree.kill(DISCARD_KILL_MILLIS)) {
      return false;
    }
    String name = nameOf(id.get()).orElse(id.get());
    return home.locked(
        () -> {
          home.remove(id.get(), name);
          return true;
        });
  }

  private List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(home.containers())) {
      for (Path entry : entries) {
        ids.add(entry.getFileName().toString());
      }
    }
    return ids;
  }

  /** Reads a container; empty if it is not there, an error if it is there and cannot be read. */
  Optional<StoredContainer> load(String id) throws IOException {
    Path directory = home.container(id);
    try {
      return Optional.of(read(directory));
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      if (Files.exists(directory)) {
        throw new UnreadableState(id, directory, e);
      }
      return Optional.empty();
    }
  }

  private static StoredContainer read(Path directory) throws IOException {
    ContainerRecord record =
        ContainerRecord.from(Fields.read(directory.resolve(ContainerRecord.FILE)));
    Optional<RunRecord> run = readRun(directory);
    List<ExitJournal.Entry> ends = readEnds(directory);
    if (run.isPresent() && !ended(run.get(), ends) && !run.get().supervisor().alive()) {
      // It may have written the end and gone between the two looks.
      ends = readEnds(directory);
    }
    return judge(directory, record, run, ends);
  }

  private static Optional<RunRecord> readRun(Path directory) throws IOException {
    Path file = directory.resolve(RunRecord.FILE);
    return Files.exists(file) ? Optional.of(RunRecord.from(Fields.read(file))) : Optional.empty();
  }

  private static List<ExitJournal.Entry> readEnds(Path directory) throws IOException {
    try (RandomAccessFile journal =
        new RandomAccessFile(directory.resolve(ExitJournal.FILE).toFile(), "r")) {
      return ExitJournal.read(journal);
    }
  }

  private static boolean ended(RunRecord run, List<ExitJournal.Entry> ends) {
    return !ends.isEmpty() && ends.get(ends.size() - 1).run() >= run.number();
  }

  private static StoredContainer judge(
      Path directory,
      ContainerRecord record,
      Optional<RunRecord> run,
      List<ExitJournal.Entry> ends) {
    if (run.isEmpty() || ended(run.get(), ends)) {
      return ends.isEmpty()
          ? new StoredContainer(
              directory, record, run, ends, ContainerState.CREATED, Optional.empty())
          : new StoredContainer(
              directory, record, run, ends, ContainerState.EXITED, Optional.of(last(ends)));
    }
    if (run.get().supervisor().alive()) {
      return new StoredContainer(
          directory, record, run, ends, stateOf(run.get().phase()), Optional.empty());
    }
    StoredContainer lost =
        new StoredContainer(
            directory,
            record,
            run,
            ends,
            ContainerState.EXITED,
            Optional.of(new Exit.Lost(StoredContainer.SUPERVISOR_GONE)));
    return lost.tree().members().isEmpty()
        ? lost
        : new StoredContainer(directory, record, run, ends, ContainerState.DEAD, lost.exit());
  }

  private static Exit last(List<ExitJournal.Entry> ends) {
    return new Exit.Exited(ends.get(ends.size() - 1).code());
  }

  private static ContainerState stateOf(RunRecord.Phase phase) {
    switch (phase) {
      case PAUSED:
        return ContainerState.PAUSED;
      case STOPPING:
        return ContainerState.STOPPING;
      default:
        return ContainerState.RUNNING;
    }
  }

  /** Removes a container that neither runs nor has left processes behind. */
  Removal remove(String id) throws IOException {
    return home.locked(
        () -> {
          Optional<StoredContainer> container = load(id);
          if (container.isEmpty()) {
            return Removal.DONE;
          }
          if (container.get().alive()) {
            return Removal.RUNNING;
          }
          if (container.get().state() == ContainerState.DEAD) {
            return Removal.STRAYS;
          }
          return removeUnlessHeld(container.get());
        });
  }

  private Removal removeUnlessHeld(StoredContainer container) throws IOException {
    try (FileChannel lockFile =
            FileChannel.open(container.directory().resolve(Home.LOCK), StandardOpenOption.WRITE);
        @Nullable FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        return Removal.IDLE;
      }
      home.remove(container.id(), container.record().name());
      return Removal.DONE;
    }
  }
}
