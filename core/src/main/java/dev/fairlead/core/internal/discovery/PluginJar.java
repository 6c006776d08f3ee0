package dev.fairlead.core.internal.discovery;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/** Reads a plugin whole, in the version of each class that is meant for this Java. Blocks. */
final class PluginJar {

  /** Far above any honest plugin; keeps a damaged or hostile archive from taking all memory. */
  private static final long MAXIMUM_BYTES = 512L << 20;

  /**
   * What tells whether a file is still the one that was read.
   *
   * @param sizeBytes its size
   * @param modified when it was last written
   * @param fileKey its number in the file system; empty where there is none
   */
  record Stamp(long sizeBytes, FileTime modified, Optional<Object> fileKey) {

    static Stamp of(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isOther()) {
        // Opening a pipe would wait for its other end.
        throw new IOException("it is no regular file");
      }
      return new Stamp(
          attributes.size(),
          attributes.lastModifiedTime(),
          Optional.ofNullable(attributes.fileKey()));
    }
  }

  private PluginJar() {}

  /**
   * Reads all files of a jar.
   *
   * @param jar the jar
   * @param stamp what the caller saw of it
   * @return name and content of each file
   * @throws IOException if it is no jar, is damaged, or changes meanwhile
   */
  static Map<String, byte[]> read(Path jar, Stamp stamp) throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    long total = 0;
    File file = jar.toFile();
    try (JarFile archive = new JarFile(file, false, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
      for (Iterator<JarEntry> all = archive.versionedStream().iterator(); all.hasNext(); ) {
        JarEntry entry = all.next();
        if (entry.isDirectory()) {
          continue;
        }
        try (InputStream content = archive.getInputStream(entry)) {
          byte[] bytes = content.readNBytes((int) Math.min(1 << 30, MAXIMUM_BYTES - total + 1));
          total += bytes.length;
          if (total > MAXIMUM_BYTES) {
            throw new IOException(
                "it holds more than " + MAXIMUM_BYTES + " bytes, which no plugin needs");
          }
          entries.put(entry.getName(), bytes);
        }
      }
    } catch (IllegalArgumentException | SecurityException e) {
      throw new IOException("it is damaged: " + e.getMessage(), e);
    }
    if (!Stamp.of(jar).equals(stamp)) {
      throw new IOException("it is being written");
    }
    return entries;
  }
}
