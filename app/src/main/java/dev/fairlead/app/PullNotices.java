package dev.fairlead.app;

import dev.fairlead.spi.image.PullProgress;
import org.jspecify.annotations.Nullable;

/** What people are told of a pull that another command needs; most often there is none. */
final class PullNotices {

  private final Session session;
  private @Nullable TransferView view;

  PullNotices(Session session) {
    this.session = session;
  }

  void step(PullProgress progress) {
    if (view == null) {
      view = TransferView.of(session, true);
    }
    view.step(progress.layer(), progress.status(), progress.currentBytes(), progress.totalBytes());
    if (progress.phase() == PullProgress.Phase.DONE) {
      view.close();
    }
  }
}
