package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.api.PlayedApi;

/** Plays the controller of one Job, and the kubelets of its pods. */
final class PlayedJob {

  private static final String JOBS = "/apis/batch/v1/namespaces/ns/jobs/";
  private static final String PODS = "/api/v1/namespaces/ns/pods/";

  private final PlayedApi api;
  private final String name;

  PlayedJob(PlayedApi api, String name) {
    this.api = api;
    this.name = name;
  }

  /** A pod as the controller and a kubelet would have it. */
  void pod(String pod, int index, String status) {
    ObjectNode template = (ObjectNode) api.get(JOBS + name).path("spec").path("template");
    ObjectNode object = template.deepCopy();
    ObjectNode meta = object.withObjectProperty("metadata");
    meta.put("name", pod);
    meta.withObjectProperty("annotations")
        .put("batch.kubernetes.io/job-completion-index", Integer.toString(index));
    object.set("status", PlayedApi.json(status));
    api.put(PODS + pod, object);
  }

  static String running() {
    return "{'phase':'Running','containerStatuses':[{'name':'main','restartCount':0,"
        + "'state':{'running':{'startedAt':'2026-01-01T00:00:01Z'}}}]}";
  }

  static String ended(int code) {
    return "{'phase':'"
        + (code == 0 ? "Succeeded" : "Failed")
        + "','containerStatuses':[{'name':'main','restartCount':0,"
        + "'containerID':'containerd://c0ffee','state':{'terminated':{"
        + "'exitCode':"
        + code
        + ",'reason':'Error','startedAt':'2026-01-01T00:00:01Z',"
        + "'finishedAt':'2026-01-01T00:00:02Z'}}}]}";
  }

  /** The Job as its controller would have it. */
  void state(String status) {
    ObjectNode job = api.get(JOBS + name);
    job.set("status", PlayedApi.json(status));
    api.put(JOBS + name, job);
  }

  static String complete(int succeeded) {
    return "{'succeeded':"
        + succeeded
        + ",'completionTime':'2026-01-01T00:00:03Z','conditions':[{'type':'Complete',"
        + "'status':'True'}]}";
  }
}
