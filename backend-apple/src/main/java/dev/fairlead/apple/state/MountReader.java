package dev.fairlead.apple.state;

import dev.fairlead.apple.program.Fields;
import dev.fairlead.spi.container.ContainerInfo;
import dev.fairlead.spi.container.Mount;
import java.util.List;
import java.util.Optional;

/** What is mounted in a container (reference, section 3.1). */
final class MountReader {

  private MountReader() {}

  static List<ContainerInfo.MountPoint> read(Fields configuration) {
    return configuration.parts("mounts").stream().map(MountReader::mount).toList();
  }

  private static ContainerInfo.MountPoint mount(Fields mount) {
    Fields type = mount.part("type");
    String kind =
        type.has("virtiofs") ? "bind" : type.all().keySet().stream().findFirst().orElse("unknown");
    Optional<String> volume = type.part("volume").text("name");
    String source = kind.equals("tmpfs") ? "" : volume.or(() -> mount.text("source")).orElse("");
    return new ContainerInfo.MountPoint(
        kind,
        source,
        mount.text("destination").orElse(""),
        mount.texts("options").contains("ro") ? Mount.Access.READ_ONLY : Mount.Access.READ_WRITE);
  }
}
