package dev.fairlead.core;

import dev.fairlead.spi.Backend;
import dev.fairlead.spi.Capabilities;
import dev.fairlead.spi.Capability;
import dev.fairlead.spi.container.Containers;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.UnaryOperator;

/** A backend some of whose answers are changed on their way. */
final class Interposed {

  private Interposed() {}

  /** Changes what one operation of the containers yields. */
  static Backend containers(Backend backend, String operation, UnaryOperator<Object> change) {
    Containers containers =
        forward(
            Containers.class,
            backend.containers(),
            (method, result) -> method.equals(operation) ? change.apply(result) : result);
    return forward(
        Backend.class,
        backend,
        (method, result) -> method.equals("containers") ? containers : result);
  }

  /** Declares one capability more than the backend does. */
  static Backend declaring(Backend backend, Capability more) {
    Capabilities.Builder all = Capabilities.builder();
    for (Capability capability : Capability.values()) {
      if (capability == more || backend.capabilities().has(capability)) {
        all.with(capability);
      } else {
        all.without(capability, backend.capabilities().absence(capability).orElseThrow());
      }
    }
    Capabilities declared = all.build();
    return forward(
        Backend.class,
        backend,
        (method, result) -> method.equals("capabilities") ? declared : result);
  }

  private interface Change {
    Object apply(String method, Object result);
  }

  private static <T> T forward(Class<T> type, T target, Change change) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                change.apply(method.getName(), invoke(target, method, arguments))));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
