package dev.fairlead.app;

import dev.fairlead.spi.image.PullProgress;

/** What people are told of a pull: each step once, and no running numbers. */
final class PullNotices {

  private final Session session;

  PullNotices(Session session) {
    this.session = session;
  }

  void step(PullProgress progress) {
    if (progress.currentBytes().isEmpty()) {
      session.notice(progress.layer().map(layer -> layer + ": ").orElse("") + progress.status());
    }
  }
}
