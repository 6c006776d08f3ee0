package dev.fairlead.apple.store;

import dev.fairlead.apple.program.Invocation;
import dev.fairlead.apple.program.Words;
import dev.fairlead.apple.state.LabelCodec;
import dev.fairlead.spi.network.NetworkSpec;
import dev.fairlead.spi.network.Subnet;
import dev.fairlead.spi.volume.VolumeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The arguments of creating volumes and networks (reference, section 2.5). Pure functions. */
final class StoreArguments {

  private StoreArguments() {}

  static Invocation volume(VolumeSpec spec, Map<String, String> labels) {
    List<String> words = new ArrayList<>(List.of("volume", "create"));
    spec.sizeBytes().ifPresent(bytes -> words.addAll(List.of("-s", Words.size(bytes))));
    spec.driverOptions().forEach((key, value) -> words.addAll(List.of("--opt", key + "=" + value)));
    labels(labels, words);
    words.add(spec.name());
    return new Invocation(words, Map.of());
  }

  static Invocation network(NetworkSpec spec, Map<String, String> labels) {
    List<String> words = new ArrayList<>(List.of("network", "create"));
    if (spec.internal()) {
      words.add("--internal");
    }
    for (Subnet subnet : spec.subnets()) {
      words.add(subnet.cidr().indexOf(':') >= 0 ? "--subnet-v6" : "--subnet");
      words.add(subnet.cidr());
    }
    spec.options().forEach((key, value) -> words.addAll(List.of("--option", key + "=" + value)));
    labels(labels, words);
    words.add(spec.name());
    return new Invocation(words, Map.of());
  }

  private static void labels(Map<String, String> labels, List<String> words) {
    LabelCodec.encode(labels)
        .forEach((key, value) -> words.addAll(List.of("--label", key + "=" + value)));
  }
}
