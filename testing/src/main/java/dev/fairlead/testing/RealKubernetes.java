package dev.fairlead.testing;

import java.nio.file.Path;

/**
 * A Kubernetes whose API server a test may end and start again. Whoever does is to be alone with
 * it.
 *
 * @param kubeconfig of an administrator with a client certificate; its namespace is {@code
 *     namespace}, as it is in the other two
 * @param tokenKubeconfig of an administrator with a bearer token
 * @param nobodyKubeconfig of a user who may do nothing but ask what he may do
 * @param namespace where tests may do as they like
 * @param requestLog where the API server writes what it was asked
 * @param command {@code apiserver.sh} of the test-bed
 */
public record RealKubernetes(
    Path kubeconfig,
    Path tokenKubeconfig,
    Path nobodyKubeconfig,
    String namespace,
    Path requestLog,
    Path command) {

  /** Ends the API server in good order; pods go on. */
  public void stopApiServer() {
    new ControlScript(command).run("stop");
  }

  /** Ends the API server without a chance to finish anything; pods go on. */
  public void killApiServer() {
    new ControlScript(command).run("kill");
  }

  /** Starts the API server, on the port that it had, and waits until it is ready. */
  public void startApiServer() {
    new ControlScript(command).run("start");
  }

  /**
   * Makes pods that no kubelet takes, in a namespace of their own.
   *
   * @param space the namespace, which is made
   * @param number how many pods
   */
  public void makePlainPods(String space, int number) {
    plainPods().run("make", space, Integer.toString(number));
  }

  /**
   * Removes such a namespace with its pods, and returns when they are gone.
   *
   * @param space the namespace
   */
  public void removePlainPods(String space) {
    plainPods().run("remove", space);
  }

  private ControlScript plainPods() {
    return new ControlScript(command.resolveSibling("plain-pods.sh"));
  }

  /**
   * What the API server will be asked from now on.
   *
   * @return a log without the requests of the past
   */
  public RequestLog requestsFromNow() {
    return RequestLog.fromNow(requestLog);
  }
}
