package dev.fairlead.app;

import dev.fairlead.spi.container.ContainerSpecBuilder;
import java.util.function.Consumer;

/** What is configured for all jobs, where their command line says nothing. */
final class JobDefaults {

  private final Configuration configuration;

  JobDefaults(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Fills what was not typed. */
  void addTo(JobOptions job) {
    if (job.images.isEmpty()) {
      text(ConfigurationKey.IMAGE, job.images::add);
    }
    if (job.template.pull == null) {
      text(ConfigurationKey.PULL_POLICY, value -> job.template.pull = value);
    }
    if (job.remove == null) {
      text(ConfigurationKey.AUTO_REMOVE, value -> job.remove = ConfigurationKey.flag(value));
    }
    if (job.security.gpus == null) {
      text(ConfigurationKey.GPUS, value -> job.security.gpus = value);
    }
    if (job.workdirBase == null) {
      configuration
          .setting(ConfigurationKey.WORKDIR_BASE)
          .ifPresent(setting -> job.workdirBase = configuration.path(setting).toString());
    }
  }

  private void text(ConfigurationKey key, Consumer<String> field) {
    configuration.setting(key).map(Configuration.Setting::value).ifPresent(field);
  }

  /** Variables of each node, which those that are typed replace. */
  void addTo(ContainerSpecBuilder node) {
    configuration.env().forEach(node::env);
  }
}
