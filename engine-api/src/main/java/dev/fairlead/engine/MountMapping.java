package dev.fairlead.engine;

import dev.fairlead.spi.container.Mount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mounts as {@code HostConfig.Mounts}, where the daemon refuses a source that is missing. Only a
 * relabelled bind has to be one of {@code HostConfig.Binds}, where it would be made as a directory.
 */
final class MountMapping {

  private MountMapping() {}

  static void map(List<Mount> mounts, Map<String, Object> host) {
    List<Object> modern = new ArrayList<>();
    List<String> binds = new ArrayList<>();
    for (Mount mount : mounts) {
      if (mount instanceof Mount.Bind bind && relabels(bind)) {
        binds.add(bindLine(bind));
      } else {
        modern.add(mount(mount));
      }
    }
    SpecMapping.putFilled(host, "Mounts", modern);
    SpecMapping.putFilled(host, "Binds", binds);
  }

  static boolean relabels(Mount.Bind bind) {
    return bind.relabel() != Mount.Relabel.NONE;
  }

  private static Map<String, Object> mount(Mount mount) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (mount instanceof Mount.Bind bind) {
      json.put("Type", "bind");
      json.put("Source", bind.source());
      bind.propagation().ifPresent(value -> json.put("BindOptions", Map.of("Propagation", value)));
    } else if (mount instanceof Mount.NamedVolume volume) {
      json.put("Type", "volume");
      volume.name().ifPresent(name -> json.put("Source", name));
    } else if (mount instanceof Mount.Tmpfs tmpfs) {
      json.put("Type", "tmpfs");
      Map<String, Object> options = new LinkedHashMap<>();
      tmpfs.sizeBytes().ifPresent(size -> options.put("SizeBytes", size));
      tmpfs.mode().ifPresent(mode -> options.put("Mode", mode));
      if (!options.isEmpty()) {
        json.put("TmpfsOptions", options);
      }
    }
    json.put("Target", mount.target());
    if (mount.access() == Mount.Access.READ_ONLY) {
      json.put("ReadOnly", true);
    }
    return json;
  }

  private static String bindLine(Mount.Bind bind) {
    List<String> options = new ArrayList<>();
    options.add(bind.access() == Mount.Access.READ_ONLY ? "ro" : "rw");
    options.add(bind.relabel() == Mount.Relabel.PRIVATE ? "Z" : "z");
    bind.propagation().ifPresent(options::add);
    return bind.source() + ":" + bind.target() + ":" + String.join(",", options);
  }
}
