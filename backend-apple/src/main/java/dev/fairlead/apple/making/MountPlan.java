package dev.fairlead.apple.making;

import dev.fairlead.apple.program.Words;
import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.Mount;
import java.util.ArrayList;
import java.util.List;

/** Mounts as the program takes them (reference, sections 2.4 and 2.5). */
final class MountPlan {

  private MountPlan() {}

  static FieldPlan fate(SpecField field, List<Mount> mounts, boolean removesItself) {
    if (field == SpecField.VOLUME_MOUNTS) {
      return FieldPlan.approximated(
          field,
          "a volume is a block device: one running container at a time can have it"
              + (removesItself && mounts.stream().anyMatch(MountPlan::isAnonymous)
                  ? "; one without a name stays when the container removes itself: fairlead volume"
                      + " prune"
                  : ""));
    }
    for (Mount mount : mounts) {
      String separators = mount instanceof Mount.Tmpfs ? ",=" : ":";
      String path =
          mount instanceof Mount.Bind bind ? bind.source() + bind.target() : mount.target();
      if (path.chars().anyMatch(character -> separators.indexOf(character) >= 0)) {
        return FieldPlan.dropped(field, "the program cannot take a path with '" + separators + "'");
      }
    }
    return field == SpecField.BIND_MOUNTS ? binds(mounts) : FieldPlan.kept(field);
  }

  private static boolean isAnonymous(Mount mount) {
    return mount instanceof Mount.NamedVolume volume && volume.name().isEmpty();
  }

  private static FieldPlan binds(List<Mount> mounts) {
    boolean relabelled = false;
    for (Mount mount : mounts) {
      if (mount instanceof Mount.Bind bind) {
        if (bind.owner() != Mount.Owner.KEPT || bind.propagation().isPresent()) {
          return FieldPlan.dropped(
              SpecField.BIND_MOUNTS, "neither owner nor propagation of a directory can be chosen");
        }
        relabelled |= bind.relabel() != Mount.Relabel.NONE;
      }
    }
    return relabelled
        ? FieldPlan.approximated(SpecField.BIND_MOUNTS, "macOS has no labels to set")
        : FieldPlan.kept(SpecField.BIND_MOUNTS);
  }

  static List<String> arguments(Mount mount) {
    List<String> arguments = new ArrayList<>();
    String access = mount.access() == Mount.Access.READ_ONLY ? ":ro" : "";
    if (mount instanceof Mount.Bind bind) {
      arguments.add("--volume");
      arguments.add(bind.source() + ":" + bind.target() + access);
    } else if (mount instanceof Mount.NamedVolume volume) {
      arguments.add("--volume");
      arguments.add(
          volume.name().map(name -> name + ":" + volume.target() + access).orElse(volume.target()));
    } else if (mount instanceof Mount.Tmpfs tmpfs) {
      StringBuilder text = new StringBuilder("type=tmpfs,target=").append(tmpfs.target());
      tmpfs.sizeBytes().ifPresent(bytes -> text.append(",size=").append(Words.size(bytes)));
      tmpfs.mode().ifPresent(mode -> text.append(",mode=").append(Integer.toOctalString(mode)));
      arguments.add("--mount");
      arguments.add(text.toString());
    }
    return arguments;
  }

  static SpecField field(Mount mount) {
    return mount instanceof Mount.Bind
        ? SpecField.BIND_MOUNTS
        : mount instanceof Mount.NamedVolume ? SpecField.VOLUME_MOUNTS : SpecField.TMPFS_MOUNTS;
  }
}
