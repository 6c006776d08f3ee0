package dev.fairlead.podman.libpod;

import dev.fairlead.spi.container.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Mounts as {@code mounts} and {@code volumes} of Podman's own create. */
final class LibpodMounts {

  private LibpodMounts() {}

  static void map(List<Mount> mounts, Fields body) {
    List<Map<String, Object>> paths = new ArrayList<>();
    List<Map<String, Object>> volumes = new ArrayList<>();
    for (Mount mount : mounts) {
      List<String> options = new ArrayList<>();
      options.add(mount.access() == Mount.Access.READ_ONLY ? "ro" : "rw");
      if (mount instanceof Mount.NamedVolume volume) {
        volumes.add(
            new Fields()
                .put("Name", volume.name().orElse(""))
                .put("Dest", volume.target())
                .put("Options", options)
                .map());
      } else if (mount instanceof Mount.Bind bind) {
        paths.add(bind(bind, options));
      } else if (mount instanceof Mount.Tmpfs tmpfs) {
        paths.add(tmpfs(tmpfs, options));
      }
    }
    body.putFilled("mounts", paths).putFilled("volumes", volumes);
  }

  private static Map<String, Object> bind(Mount.Bind bind, List<String> options) {
    options.add("rbind");
    bind.propagation().ifPresent(options::add);
    if (bind.relabel() != Mount.Relabel.NONE) {
      options.add(bind.relabel() == Mount.Relabel.PRIVATE ? "Z" : "z");
    }
    if (bind.owner() == Mount.Owner.CONTAINER) {
      options.add("U");
    }
    return mount("bind", bind.source(), bind.target(), options);
  }

  private static Map<String, Object> tmpfs(Mount.Tmpfs tmpfs, List<String> options) {
    tmpfs.sizeBytes().ifPresent(bytes -> options.add("size=" + bytes));
    tmpfs.mode().ifPresent(mode -> options.add("mode=" + Integer.toOctalString(mode)));
    return mount("tmpfs", "tmpfs", tmpfs.target(), options);
  }

  private static Map<String, Object> mount(
      String type, String source, String target, List<String> options) {
    return new Fields()
        .put("type", type)
        .put("source", source)
        .put("destination", target)
        .put("options", options)
        .map();
  }
}
