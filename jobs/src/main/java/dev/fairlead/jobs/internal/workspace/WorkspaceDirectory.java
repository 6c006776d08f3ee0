package dev.fairlead.jobs.internal.workspace;

import dev.fairlead.spi.container.Ownership;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A directory of the client's machine that one attempt to start a job made for its nodes. The
 * containers and the network of the job bear all of it as labels, and a file in the directory says
 * the same: only where both agree is it ever deleted.
 *
 * @param path where it is, absolute
 * @param job name of the job
 * @param attempt the mark of the attempt, which no other attempt has
 */
public record WorkspaceDirectory(Path path, String job, String attempt) {

  /** The label that names the directory. */
  public static final String LABEL = Ownership.PREFIX + "job-workspace";

  /** The file in the directory that says whose it is. */
  public static final String MARKER = ".fairlead-workspace";

  /** Checks that no part is null and that the path is absolute. */
  public WorkspaceDirectory {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(attempt, "attempt");
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException("a workspace has an absolute path, not " + path);
    }
  }

  /**
   * Reads what a container or a network says.
   *
   * @param labels its labels
   * @return the directory; empty if it names none, or says too little to prove that it is ours
   */
  public static Optional<WorkspaceDirectory> read(Map<String, String> labels) {
    String path = labels.getOrDefault(LABEL, "");
    String job = labels.getOrDefault(Ownership.JOB, "");
    String attempt = labels.getOrDefault(Ownership.ATTEMPT, "");
    if (path.isEmpty() || job.isEmpty() || attempt.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(path))
          .filter(Path::isAbsolute)
          .map(absolute -> new WorkspaceDirectory(absolute, job, attempt));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  Path marker() {
    return path.resolve(MARKER);
  }

  /** What the marker says. */
  String claim() {
    return "made by fairlead for job " + job + "\nattempt " + attempt + "\n";
  }
}
