package naru.admin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import naru.http.Method;

/** Which operation a request line means. */
sealed interface Found {
  /** This one, with what the path holds in its variable places. */
  record Hit(Operation operation, Map<String, String> path) implements Found {}

  /** The path is known, the method is not: these are. */
  record WrongMethod(String allow) implements Found {}

  /** No such path. */
  record Nothing() implements Found {}

  /** Looks up. HEAD is GET here; the answer's content is left out later. */
  static Found of(Method asked, String path) {
    if (!path.startsWith(Operation.BASE + "/")) {
      return new Nothing();
    }
    Method method = asked == Method.HEAD ? Method.GET : asked;
    List<String> segments = List.of(path.substring(Operation.BASE.length() + 1).split("/", -1));
    TreeSet<String> allow = new TreeSet<>();
    for (Operation operation : Operation.values()) {
      Map<String, String> variables = new HashMap<>();
      if (matches(operation.segments(), segments, variables)) {
        if (operation.method() == method) {
          return new Hit(operation, Map.copyOf(variables));
        }
        allow.addAll(names(operation.method()));
      }
    }
    return allow.isEmpty() ? new Nothing() : new WrongMethod(String.join(", ", allow));
  }

  private static List<String> names(Method method) {
    List<String> names = new ArrayList<>(List.of(method.name()));
    if (method == Method.GET) {
      names.add(Method.HEAD.name());
    }
    return names;
  }

  private static boolean matches(
      List<String> template, List<String> segments, Map<String, String> variables) {
    if (template.size() != segments.size()) {
      return false;
    }
    for (int i = 0; i < template.size(); i++) {
      String want = template.get(i);
      String is = segments.get(i);
      if (want.startsWith("{")) {
        variables.put(want.substring(1, want.length() - 1), is);
      } else if (!want.equals(is)) {
        return false;
      }
    }
    return true;
  }
}
