package dev.fairlead.app.copy;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** What a file system tells and takes beyond names and content, where it has such things. */
final class FileModes {

  private static final String VIEW = "unix";
  private static final int PERMISSIONS = 07777;
  private static final boolean THERE =
      FileSystems.getDefault().supportedFileAttributeViews().contains(VIEW);

  /** Permission bits and numbers of owner and group. */
  record Facts(int mode, long uid, long gid) {}

  private FileModes() {}

  /** What a file has; those of a plain file where the file system does not tell. */
  static Facts of(Path file, boolean directory) throws IOException {
    if (!THERE) {
      return new Facts(directory ? 0755 : 0644, 0, 0);
    }
    Map<String, Object> facts =
        Files.readAttributes(file, VIEW + ":mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
    return new Facts(
        number(facts, "mode") & PERMISSIONS, number(facts, "uid"), number(facts, "gid"));
  }

  private static int number(Map<String, Object> facts, String name) {
    return facts.get(name) instanceof Integer value ? value : 0;
  }

  static void owner(Path file, long uid, long gid) throws IOException {
    if (THERE) {
      Files.setAttribute(file, VIEW + ":uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, VIEW + ":gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** After the owner, since a change of owner takes bits away. Never for a link. */
  static void mode(Path file, int mode) throws IOException {
    if (THERE) {
      Files.setAttribute(file, VIEW + ":mode", mode & PERMISSIONS);
    }
  }
}
