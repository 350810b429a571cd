package naru.admin;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import naru.http.Method;

/** What the API can do: the rows of its OpenAPI document, which a test holds to this list. */
enum Operation {
  HEALTH(Method.GET, "/healthz", Access.PUBLIC),
  METRICS(Method.GET, "/metrics", Access.TOKEN),
  OPEN_API(Method.GET, "/openapi.json", Access.PUBLIC),
  LIST_TRACES(
      Method.GET,
      "/traces",
      Access.TOKEN,
      "pageSize",
      "pageToken",
      "status",
      "host",
      "party",
      "failed",
      "minDuration",
      "since"),
  ADD_TRACE(Method.POST, "/traces", Access.TOKEN),
  GET_TRACE(Method.GET, "/traces/{id}", Access.TOKEN),
  EXPORT_TRACE(
      Method.GET, "/traces/{id}/exports/{format}", Access.TOKEN, "lang", "width", "ascii", "zoom"),
  FOLLOW_EVENTS(
      Method.GET,
      "/events",
      Access.TOKEN,
      "last",
      "status",
      "host",
      "party",
      "failed",
      "minDuration"),
  DECIDE(Method.POST, "/decisions", Access.TOKEN),
  GET_CONFIG(Method.GET, "/config", Access.TOKEN),
  RELOAD_CONFIG(Method.POST, "/config/reload", Access.TOKEN),
  LIST_ROUTES(Method.GET, "/routes", Access.TOKEN),
  LIST_UPSTREAMS(Method.GET, "/upstreams", Access.TOKEN),
  USE_TARGET(Method.POST, "/upstreams/targets", Access.TOKEN),
  LIST_PROXY_RULES(Method.GET, "/proxy/rules", Access.TOKEN),
  LIST_ZONES(Method.GET, "/dns/zones", Access.TOKEN),
  GET_CACHE(Method.GET, "/cache", Access.TOKEN),
  LIST_CACHE_ENTRIES(Method.GET, "/cache/entries", Access.TOKEN, "pageSize"),
  PURGE_CACHE(Method.POST, "/cache/purges", Access.TOKEN),
  GET_CA(Method.GET, "/ca", Access.TOKEN, "pageSize"),
  GET_ROOT(Method.GET, "/ca/root.pem", Access.PUBLIC);

  /** Who may ask. */
  enum Access {
    PUBLIC,
    TOKEN
  }

  /** Where all paths begin. */
  static final String BASE = "/api/v1";

  private final Method method;
  private final List<String> segments;
  private final String path;
  private final Access access;
  private final Set<String> parameters;

  Operation(Method method, String path, Access access, String... parameters) {
    this.method = method;
    this.path = path;
    this.segments = List.of(path.substring(1).split("/"));
    this.access = access;
    this.parameters = Set.of(parameters);
  }

  Method method() {
    return method;
  }

  /** As in the OpenAPI document, without {@link #BASE}. */
  String path() {
    return path;
  }

  List<String> segments() {
    return segments;
  }

  boolean isPublic() {
    return access == Access.PUBLIC;
  }

  /** The query parameters that it knows. */
  Set<String> parameters() {
    return parameters;
  }

  /** OpenAPI's operationId: {@code listTraces}. */
  String id() {
    StringBuilder id = new StringBuilder();
    for (String word : name().toLowerCase(Locale.ROOT).split("_")) {
      id.append(id.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return id.toString();
  }
}
