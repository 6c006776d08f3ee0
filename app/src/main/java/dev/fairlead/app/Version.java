package dev.fairlead.app;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the command, from its own jar. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"fairlead " + text()};
  }

  /** The version; {@code (not packaged)} when it was not started from a jar. */
  static String text() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
