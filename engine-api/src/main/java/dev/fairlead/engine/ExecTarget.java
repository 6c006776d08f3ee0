package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerId;
import dev.fairlead.spi.exec.ExecSpec;

/**
 * An executed command that the daemon knows.
 *
 * @param container where it runs
 * @param exec the daemon's number for it
 * @param spec what was asked for
 * @param mark the variable, with its value, that its processes are found by
 */
record ExecTarget(ContainerId container, String exec, ExecSpec spec, String mark) {

  /**
   * Name of the variable. It is the only thing that executed commands see of this library; its
   * value is unique and says nothing.
   */
  static final String VARIABLE = "FAIRLEAD_EXEC_ID";

  static String newMark() {
    return VARIABLE + "=" + UniqueWord.next();
  }

  String program() {
    return spec.command().get(0);
  }
}
