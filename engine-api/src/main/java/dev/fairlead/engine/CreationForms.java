package dev.fairlead.engine;

import dev.fairlead.spi.container.ContainerSpec;

/** Chooses the form that a container is made by. */
@FunctionalInterface
public interface CreationForms {

  /**
   * The form for a specification.
   *
   * @param spec what is to be made
   * @param usual {@code POST /containers/create} of the Engine API
   * @return the usual one, or one that can say what it cannot
   */
  CreationForm of(ContainerSpec spec, CreationForm usual);

  /**
   * The usual one for all.
   *
   * @return no choice
   */
  static CreationForms usual() {
    return (spec, usual) -> usual;
  }
}
