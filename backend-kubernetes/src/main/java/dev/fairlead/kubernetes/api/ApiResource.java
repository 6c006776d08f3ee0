package dev.fairlead.kubernetes.api;

import dev.fairlead.spi.error.NotFoundException;
import dev.fairlead.transport.http.HttpRequest;
import dev.fairlead.transport.http.Json;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The objects of one kind in one namespace. Operations are cold; each takes words for what is
 * asked, which follow "could not" in errors.
 *
 * @param <T> the model of an object
 * @param <L> the model of a list of them
 */
public final class ApiResource<T extends HasMetadata, L extends KubernetesResourceList<T>> {

  /** Who is noted as the owner of the fields that are applied. */
  public static final String FIELD_MANAGER = "fairlead";

  private static final int PAGE = 250;

  private final ApiServer server;
  private final ApiPath collection;
  private final Class<T> type;
  private final Class<L> listType;
  private final NotFoundException.Kind missing;

  /**
   * Creates access to a collection, and asks nothing yet.
   *
   * @param server the server
   * @param collection the collection
   * @param type the model of an object
   * @param listType the model of a list
   * @param missing what is missing when an object is not there
   */
  public ApiResource(
      ApiServer server,
      ApiPath collection,
      Class<T> type,
      Class<L> listType,
      NotFoundException.Kind missing) {
    this.server = Objects.requireNonNull(server, "server");
    this.collection = Objects.requireNonNull(collection, "collection");
    this.type = Objects.requireNonNull(type, "type");
    this.listType = Objects.requireNonNull(listType, "listType");
    this.missing = Objects.requireNonNull(missing, "missing");
  }

  /**
   * Which objects of a collection are meant.
   *
   * @param labels a label selector; empty text for all
   * @param fields a field selector; empty text for all
   */
  public record Selection(String labels, String fields) {
    /** Checks that no part is null. */
    public Selection {
      Objects.requireNonNull(labels, "labels");
      Objects.requireNonNull(fields, "fields");
    }

    /**
     * One object.
     *
     * @param name its name
     * @return the selection
     */
    public static Selection named(String name) {
      return new Selection("", "metadata.name=" + name);
    }

    HttpRequest of(HttpRequest request) {
      HttpRequest labelled = labels.isEmpty() ? request : request.query("labelSelector", labels);
      return fields.isEmpty() ? labelled : labelled.query("fieldSelector", fields);
    }
  }

  /**
   * Reads one object.
   *
   * @param name its name
   * @param operation what is asked
   * @return the object; a {@link NotFoundException} if there is none
   */
  public Mono<T> get(String name, String operation) {
    ApiPath path = collection.named(name);
    return server.call(call(HttpRequest.get(path.path()), path, operation), type);
  }

  /**
   * Lists objects, page after page: the next one is asked for when all of the last were taken.
   *
   * @param selection which
   * @param operation what is asked
   * @return the objects in the server's order
   */
  public Flux<T> list(Selection selection, String operation) {
    return Flux.defer(() -> pagesFrom("", selection, operation));
  }

  private Flux<T> pagesFrom(String token, Selection selection, String operation) {
    return page(token, selection, operation)
        .flatMapMany(
            page -> {
              Flux<T> items = Flux.fromIterable(page.getItems());
              String next = page.getMetadata().getContinue();
              return next == null || next.isEmpty()
                  ? items
                  : items.concatWith(Flux.defer(() -> pagesFrom(next, selection, operation)));
            });
  }

  /** One page; the first one for an empty token. */
  Mono<L> page(String token, Selection selection, String operation) {
    HttpRequest request =
        selection.of(HttpRequest.get(collection.path())).query("limit", Integer.toString(PAGE));
    return server.call(
        call(token.isEmpty() ? request : request.query("continue", token), collection, operation),
        listType);
  }

  /**
   * Makes an object.
   *
   * @param object the object
   * @param operation what is asked
   * @return the object as the server has it; a {@link dev.fairlead.spi.error.ConflictException} if
   *     there is one of that name
   */
  public Mono<T> create(T object, String operation) {
    return Mono.defer(
        () ->
            server.call(
                call(
                    HttpRequest.post(collection.path())
                        .query("fieldManager", FIELD_MANAGER)
                        .json(object),
                    collection,
                    operation),
                type));
  }

  /**
   * Applies an object on the server's side (server-side apply), as {@link #FIELD_MANAGER}: it is
   * made if it is not there, and its fields that somebody else owns are a {@link
   * dev.fairlead.spi.error.ConflictException}.
   *
   * @param object the object, with a name
   * @param operation what is asked
   * @return the object as the server has it
   */
  public Mono<T> apply(T object, String operation) {
    return Mono.defer(
        () -> {
          ApiPath path = collection.named(object.getMetadata().getName());
          byte[] body = Json.standard().write(object);
          // JSON is YAML, and this is the only name that the patch has.
          HttpRequest request =
              HttpRequest.of("PATCH", path.path())
                  .query("fieldManager", FIELD_MANAGER)
                  .repeatable()
                  .bytes(ByteBuffer.wrap(body), "application/apply-patch+yaml");
          return server.call(call(request, path, operation), type);
        });
  }

  /**
   * Changes some fields of an object by a merge patch (RFC 7386).
   *
   * @param name its name
   * @param patch the changed fields
   * @param operation what is asked
   * @return the object as the server has it
   */
  public Mono<T> patch(String name, Map<String, Object> patch, String operation) {
    return Mono.defer(
        () -> {
          ApiPath path = collection.named(name);
          byte[] body = Json.standard().write(patch);
          HttpRequest request =
              HttpRequest.of("PATCH", path.path())
                  .query("fieldManager", FIELD_MANAGER)
                  .repeatable()
                  .bytes(ByteBuffer.wrap(body), "application/merge-patch+json");
          return server.call(call(request, path, operation), type);
        });
  }

  /**
   * Asks for the end of an object; one that is not there is success.
   *
   * @param name its name
   * @param options how
   * @param operation what is asked
   * @return completes when the server took note: the object may be there for its grace period
   */
  public Mono<Void> delete(String name, DeleteOptions options, String operation) {
    return Mono.defer(
            () -> {
              ApiPath path = collection.named(name);
              HttpRequest request =
                  HttpRequest.delete(path.path()).repeatable().json(options.body());
              return server.call(call(request, path, operation), Map.class);
            })
        .then()
        .onErrorResume(NotFoundException.class, gone -> Mono.empty());
  }

  /**
   * How an object is deleted.
   *
   * @param graceSeconds how long its processes may take to end, 0 for not at all; empty for what
   *     the object itself says
   * @param uid the one object of that name that is meant; empty for any
   */
  public record DeleteOptions(Optional<Long> graceSeconds, Optional<String> uid) {
    /** Checks that no part is null. */
    public DeleteOptions {
      Objects.requireNonNull(graceSeconds, "graceSeconds");
      Objects.requireNonNull(uid, "uid");
    }

    private Map<String, Object> body() {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("apiVersion", "v1");
      body.put("kind", "DeleteOptions");
      body.put("propagationPolicy", "Background");
      graceSeconds.ifPresent(seconds -> body.put("gracePeriodSeconds", seconds));
      uid.ifPresent(value -> body.put("preconditions", Map.of("uid", value)));
      return body;
    }
  }

  /**
   * Lists objects and goes on with what becomes of them, see {@link ApiWatch}.
   *
   * @param selection which
   * @param operation what is asked
   * @return the objects as they are, then one {@link WatchEvent.Kind#SYNCED}, then changes
   */
  public Flux<WatchEvent<T>> watch(Selection selection, String operation) {
    return follow(selection, operation).filter(event -> event.kind() != WatchEvent.Kind.RELISTED);
  }

  /**
   * The same as {@link #watch}, and tells where something may have come and gone unseen.
   *
   * @param selection which
   * @param operation what is asked
   * @return as of {@link #watch}, and a {@link WatchEvent.Kind#RELISTED} after the changes that a
   *     further list brought
   */
  public Flux<WatchEvent<T>> follow(Selection selection, String operation) {
    return new ApiWatch<>(this, selection, operation).events();
  }

  /**
   * Waits until an object is gone from the server, by a watch.
   *
   * @param name its name
   * @param uid tells it from others of that name
   * @param operation what is asked
   * @return completes when it is gone, or was before
   */
  public Mono<Void> gone(String name, String uid, String operation) {
    return watch(Selection.named(name), operation)
        .scan(Presence.UNKNOWN, (presence, event) -> presence.after(event, uid))
        .filter(presence -> presence == Presence.GONE)
        .next()
        .then();
  }

  /** The stream of changes from a version on, as frames of the server. */
  Flux<WatchFrame> changes(String version, Selection selection, int seconds, String operation) {
    HttpRequest request =
        selection
            .of(HttpRequest.get(collection.path()))
            .query("watch", "1")
            .query("allowWatchBookmarks", "true")
            .query("resourceVersion", version)
            .query("timeoutSeconds", Integer.toString(seconds));
    return server.stream(
        call(request, collection, operation), response -> response.jsonLines(WatchFrame.class));
  }

  Class<T> type() {
    return type;
  }

  ApiCall call(HttpRequest request, ApiPath path, String operation) {
    return new ApiCall(request, path, operation, missing);
  }

  ApiCall listing(String operation) {
    return call(HttpRequest.get(collection.path()), collection, operation);
  }
}
