package dev.fairlead.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.container.Mount;
import dev.fairlead.spi.container.Ownership;
import dev.fairlead.spi.container.RemoveOptions;
import dev.fairlead.spi.error.ConflictException;
import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.spi.system.PruneReport;
import dev.fairlead.spi.volume.VolumeFilter;
import dev.fairlead.spi.volume.VolumeInfo;
import dev.fairlead.spi.volume.VolumePruneOptions;
import dev.fairlead.spi.volume.VolumeSpec;
import dev.fairlead.spi.volume.Volumes;
import dev.fairlead.tck.tar.TarFormat;
import dev.fairlead.tck.tar.TarItem;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Storage with a name, which outlives the containers that use it. */
@DisplayName("A volume")
public abstract class VolumeContract extends BackendContract {

  /** For subclasses. */
  protected VolumeContract() {}

  private Volumes volumes() {
    return backend().volumes();
  }

  private VolumeSpec.Builder volume(String suffix) {
    return VolumeSpec.builder(freeName() + suffix).label(LABEL, freeName());
  }

  private VolumeFilter ours() {
    return VolumeFilter.all().withLabels(Map.of(LABEL, freeName()));
  }

  private List<String> names(VolumeFilter filter) {
    return get(volumes().list(filter).map(VolumeInfo::name).collectList());
  }

  private ContainerId user(String volume) {
    return started(
        script(Scripts.IDLE)
            .mount(new Mount.NamedVolume(Optional.of(volume), "/data", Mount.Access.READ_WRITE)));
  }

  /** Removes what the test made. */
  @AfterEach
  void noVolumeIsLeft() {
    if (has(Capability.VOLUMES)) {
      done(marked().concatMap(info -> containers().remove(info.id(), RemoveOptions.force())));
      done(volumes().list(ours()).concatMap(volume -> volumes().remove(volume.name())));
    }
  }

  /** Rules 2, 10 and 13. If this fails, look at what is read back of labels and of what is gone. */
  @Test
  @DisplayName("is made with its labels and marks, looked at, listed and removed")
  void livesAndGoes() {
    requires(Capability.VOLUMES);
    VolumeSpec spec = volume("-a").build();
    VolumeInfo made = get(volumes().create(spec));
    assertThat(made.name()).isEqualTo(spec.name());
    assertThat(made.driver()).isNotBlank();
    assertThat(made.labels())
        .containsEntry(LABEL, freeName())
        .containsKeys(Ownership.OWNER, Ownership.CREATED, Ownership.SPEC);
    assertThat(get(volumes().inspect(spec.name())).labels()).isEqualTo(made.labels());
    done(volumes().create(volume("-b").build()));
    assertThat(names(ours())).containsExactlyInAnyOrder(spec.name(), freeName() + "-b");
    assertThat(names(ours().withNames(spec.name()))).containsExactly(spec.name());
    assertThat(names(VolumeFilter.all().withLabels(Map.of(LABEL, "nothing")))).isEmpty();
    done(volumes().remove(spec.name()));
    NotFoundException gone = error(NotFoundException.class, volumes().inspect(spec.name()));
    assertThat(gone.kind()).isEqualTo(NotFoundException.Kind.VOLUME);
    assertThat(gone.getMessage()).contains(backend().id()).contains(spec.name());
    done(volumes().remove(spec.name()));
  }

  /** Rule 10. If this fails, a runtime's answer to a name that is taken is taken for success. */
  @Test
  @DisplayName("of a name that exists is that one, or a conflict that names the differing fields")
  void isMadeOnce() {
    requires(Capability.VOLUMES);
    VolumeInfo first = get(volumes().create(volume("").label("tier", "one").build()));
    List<VolumeInfo> again =
        get(
            Flux.range(0, 3)
                .flatMap(turn -> volumes().create(volume("").label("tier", "one").build()))
                .collectList());
    assertThat(again)
        .hasSize(3)
        .allSatisfy(volume -> assertThat(volume.labels()).isEqualTo(first.labels()));
    ConflictException conflict =
        error(ConflictException.class, volumes().create(volume("").label("tier", "two").build()));
    assertThat(conflict.differingFields()).containsExactly("labels");
    assertThat(conflict.getMessage()).contains(first.name()).contains("labels");
    assertThat(get(volumes().inspect(first.name())).labels()).containsEntry("tier", "one");
  }

  /** Rule 2. If this fails, what is in use is taken away, or the refusal does not say by whom. */
  @Test
  @DisplayName("stays while a container refers to it, and outlives the container")
  void staysWhileInUse() {
    requires(Capability.VOLUMES);
    String name = get(volumes().create(volume("").build())).name();
    assertThat(names(ours().withUsage(VolumeFilter.Usage.USED))).isEmpty();
    ContainerId user = user(name);
    assertThat(names(ours().withUsage(VolumeFilter.Usage.USED))).containsExactly(name);
    assertThat(names(ours().withUsage(VolumeFilter.Usage.UNUSED))).isEmpty();
    ConflictException conflict = error(ConflictException.class, volumes().remove(name));
    assertThat(conflict.getMessage())
        .contains(name)
        .contains(get(containers().inspect(user)).name());
    done(containers().remove(user, RemoveOptions.force()));
    assertThat(get(volumes().inspect(name)).name()).isEqualTo(name);
    assertThat(names(ours().withUsage(VolumeFilter.Usage.UNUSED))).containsExactly(name);
  }

  /** If this fails, each container has files of its own where both mount one volume. */
  @Test
  @DisplayName("is the same for all containers that mount it, and after them")
  void isShared() {
    requires(Capability.VOLUMES, Capability.FILE_COPY);
    String name = get(volumes().create(volume("").build())).name();
    ContainerId writer = user(name);
    ContainerId reader = user(name);
    ByteBuffer archive =
        TarFormat.write(List.of(TarItem.file("shared", 0644, 0, new byte[] {1, 2, 3})));
    done(containers().copyIn(writer, "/data", Mono.just(archive)));
    assertThat(content(reader)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    done(containers().remove(writer, RemoveOptions.force()));
    done(containers().remove(reader, RemoveOptions.force()));
    assertThat(content(user(name))).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }

  private ByteBuffer content(ContainerId container) {
    return get(Captured.files(containers().copyOut(container, "/data/shared"))).get(0).content();
  }

  /** Rule 13. If this fails, a prune takes what somebody named or uses, or what has no label. */
  @Test
  @DisplayName("is pruned if nobody uses it, only with its label, and with a name only on request")
  void isPruned() {
    requires(Capability.VOLUMES);
    String used = get(volumes().create(volume("-used").label("go", "yes").build())).name();
    String unused = get(volumes().create(volume("-unused").label("go", "yes").build())).name();
    String other = get(volumes().create(volume("-other").build())).name();
    user(used);
    Map<String, String> labels = Map.of(LABEL, freeName(), "go", "yes");
    PruneReport anonymous =
        get(
            volumes()
                .prune(
                    VolumePruneOptions.of(VolumePruneOptions.Scope.ANONYMOUS).withLabels(labels)));
    assertThat(anonymous.removed()).isEmpty();
    PruneReport report =
        get(
            volumes()
                .prune(VolumePruneOptions.of(VolumePruneOptions.Scope.UNUSED).withLabels(labels)));
    assertThat(report.removed()).containsExactly(unused);
    assertThat(names(ours())).containsExactlyInAnyOrder(used, other);
  }
}
