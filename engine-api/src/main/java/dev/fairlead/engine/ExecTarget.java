package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.exec.ExecSpec;
import dev.fairlead.transport.inside.EndCommand;

/**
 * An executed command that the daemon knows.
 *
 * @param container where it runs
 * @param exec the daemon's number for it
 * @param spec what was asked for
 * @param mark the variable, with its value, that its processes are found by
 */
record ExecTarget(ContainerId container, String exec, ExecSpec spec, String mark) {

  static String newMark() {
    return EndCommand.VARIABLE + "=" + UniqueWord.next();
  }

  String program() {
    return spec.command().get(0);
  }
}
