package dev.fairlead.engine;

import dev.fairlead.spi.FieldPlan;
import dev.fairlead.spi.SpecField;
import dev.fairlead.spi.container.ContainerSpec;
import dev.fairlead.spi.container.EnvValue;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How a daemon is asked to make a container. All methods are pure. */
public interface CreationForm {

  /**
   * Which call it is.
   *
   * @return the path below the version of the API
   */
  String path();

  /**
   * What is said beside the body.
   *
   * @param spec what is to be made
   * @return parameters by name, in order
   */
  Map<String, String> query(ContainerSpec spec);

  /**
   * The body.
   *
   * @param spec what is to be made
   * @param environment what stands for the value of an environment variable: the value itself on
   *     the wire, and nothing of it where people look
   * @return fields by name, in order
   */
  Map<String, Object> body(ContainerSpec spec, Function<EnvValue, String> environment);

  /**
   * Networks that the container is connected to after it was made.
   *
   * @param spec what is to be made
   * @return by network, the settings of {@code POST /networks/{id}/connect}; none unless told
   */
  default Map<String, Object> laterNetworks(ContainerSpec spec) {
    return Map.of();
  }

  /**
   * What becomes of a field, where this form decides it.
   *
   * @param field a field that is set
   * @param spec what is to be made
   * @return its fate; empty where it is that of every form
   */
  default Optional<FieldPlan> fate(SpecField field, ContainerSpec spec) {
    return Optional.empty();
  }
}
