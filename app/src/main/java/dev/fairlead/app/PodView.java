package dev.fairlead.app;

import dev.fairlead.spi.pod.PodInfo;
import java.util.Locale;

/** Pods as tables and documents show them. */
final class PodView {

  private static final int ID_LENGTH = 12;

  private PodView() {}

  static Document document(PodInfo pod) {
    return new Document()
        .with("id", pod.id())
        .with("name", pod.name())
        .with("state", pod.state())
        .with("nativeState", pod.nativeState())
        .with("containers", pod.containers())
        .with("createdAt", pod.created())
        .with("labels", pod.labels());
  }

  /** What {@code pod ls} can show of each. */
  static Columns<PodInfo> columns(boolean whole) {
    return new Columns<PodInfo>()
        .shown("ID", "POD ID", pod -> id(pod, whole))
        .shown("Name", "NAME", PodInfo::name)
        .shown("Status", "STATUS", pod -> pod.state().name().toLowerCase(Locale.ROOT))
        .shown("NumberOfContainers", "CONTAINERS", pod -> String.valueOf(pod.containers().size()))
        .more("CreatedAt", "CREATED AT", pod -> CalendarTime.of(pod.created()))
        .more("Labels", "LABELS", pod -> Columns.joined(pod.labels()));
  }

  static String id(PodInfo pod, boolean whole) {
    String id = pod.id();
    return whole || id.length() <= ID_LENGTH ? id : id.substring(0, ID_LENGTH);
  }
}
