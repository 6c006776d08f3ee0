package dev.fairlead.spi.container;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Something from outside that a container sees in its file system. */
public sealed interface Mount {

  /**
   * Where the container sees it.
   *
   * @return an absolute path inside the container
   */
  String target();

  /**
   * Whether the container may write to it.
   *
   * @return the access
   */
  Access access();

  /** Whether a container may write to a mount. */
  enum Access {
    /** Read and write. */
    READ_WRITE,
    /** Read only. */
    READ_ONLY
  }

  /** How files are labelled for SELinux. */
  enum Relabel {
    /** Left as they are. */
    NONE,
    /** For all containers, {@code z} in a bind's options. */
    SHARED,
    /** For this container alone, {@code Z} in a bind's options. */
    PRIVATE
  }

  /** Whom the files belong to. */
  enum Owner {
    /** Whom they belonged to before. */
    KEPT,
    /**
     * The user and the group of the container's first process, as its user namespace has them:
     * {@code U} in a bind's options of Podman. The files of the machine are changed, all the way
     * down, and stay so.
     */
    CONTAINER
  }

  /**
   * A directory or file of the machine that the runtime runs on.
   *
   * @param source an absolute path there; it must exist
   * @param target an absolute path inside
   * @param access whether the container may write
   * @param relabel how files are labelled for SELinux
   * @param propagation mount propagation, for example {@code rslave}; empty for the runtime's
   *     default
   * @param owner whom the files belong to
   */
  record Bind(
      String source,
      String target,
      Access access,
      Relabel relabel,
      Optional<String> propagation,
      Owner owner)
      implements Mount {

    /** Checks the paths. */
    public Bind {
      absolute(source, "source");
      absolute(target, "target");
      Objects.requireNonNull(access, "access");
      Objects.requireNonNull(relabel, "relabel");
      Objects.requireNonNull(propagation, "propagation");
      Objects.requireNonNull(owner, "owner");
    }

    /**
     * A bind whose files keep their owners.
     *
     * @param source an absolute path there; it must exist
     * @param target an absolute path inside
     * @param access whether the container may write
     * @param relabel how files are labelled for SELinux
     * @param propagation mount propagation; empty for the runtime's default
     */
    public Bind(
        String source,
        String target,
        Access access,
        Relabel relabel,
        Optional<String> propagation) {
      this(source, target, access, relabel, propagation, Owner.KEPT);
    }
  }

  /**
   * A volume with a name, made if it does not exist.
   *
   * @param name name of the volume; empty for one of its own that is removed with the container
   * @param target an absolute path inside
   * @param access whether the container may write
   */
  record NamedVolume(Optional<String> name, String target, Access access) implements Mount {

    /** Checks name and path. */
    public NamedVolume {
      absolute(target, "target");
      Objects.requireNonNull(access, "access");
      name.ifPresent(NamedVolume::checkName);
    }

    private static void checkName(String value) {
      if (!value.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
        throw new IllegalArgumentException(
            "'"
                + value
                + "' is neither a volume name (letters, digits, '_', '.', '-') nor an"
                + " absolute path");
      }
    }
  }

  /**
   * Memory that looks like a directory and vanishes with the container.
   *
   * @param target an absolute path inside
   * @param sizeBytes limit in bytes; empty for the runtime's default
   * @param mode permission bits such as 01777; empty for the runtime's default
   */
  record Tmpfs(String target, OptionalLong sizeBytes, OptionalInt mode) implements Mount {

    /** Checks the path and the size. */
    public Tmpfs {
      absolute(target, "target");
      Objects.requireNonNull(mode, "mode");
      if (sizeBytes.isPresent() && sizeBytes.getAsLong() < 1) {
        throw new IllegalArgumentException("the size of a tmpfs must be positive");
      }
    }

    @Override
    public Access access() {
      return Access.READ_WRITE;
    }
  }

  private static void absolute(String path, String what) {
    if (!path.startsWith("/") && !path.matches("[A-Za-z]:[\\\\/].*")) {
      throw new IllegalArgumentException(
          "the " + what + " of a mount must be an absolute path, but is '" + path + "'");
    }
  }
}
