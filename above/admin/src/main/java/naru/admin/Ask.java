package naru.admin;

import java.util.Map;
import naru.trace.render.Lang;

/**
 * A request that may be asked, apart from its exchange: it is worked on by another thread.
 *
 * @param path the values of the path's variables
 * @param body its content; empty if none
 * @param accept the Accept field; empty if none
 * @param lang of Accept-Language
 */
record Ask(
    Operation operation,
    Map<String, String> path,
    Query query,
    String body,
    String accept,
    Lang lang) {
  /** A variable of the path. */
  String variable(String name) {
    return path.getOrDefault(name, "");
  }
}
