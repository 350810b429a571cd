package naru.cache.core;

import java.util.Set;

/** Whether a shared cache may and should store a response. RFC 9111 section 3. */
public sealed interface Storability {
  /** It is stored, fresh for that long. */
  record Storable(Lifetime lifetime) implements Storability {}

  /**
   * It is not stored.
   *
   * @param reason a stable id: {@code method}, {@code head}, {@code status}, {@code partial},
   *     {@code no-store}, {@code private}, {@code authorization}, {@code vary}, {@code set-cookie},
   *     {@code no-freshness} or {@code already-stale}
   */
  record NotStorable(String reason) implements Storability {}

  /** The status codes whose meaning this cache knows; for {@code must-understand}. */
  Set<Integer> UNDERSTOOD =
      Set.of(
          200, 201, 202, 203, 204, 205, 300, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405,
          406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 425, 426,
          428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 511);

  static Storability of(Request request, Response response, Profile profile) {
    String reason = forbidden(request, response);
    if (reason.isEmpty()) {
      reason = unwise(response, profile);
    }
    return reason.isEmpty() ? new Storable(Lifetime.of(response)) : new NotStorable(reason);
  }

  /** What RFC 9111 section 3 forbids. */
  private static String forbidden(Request request, Response response) {
    CacheControl control = response.control();
    if (!request.method().equals("GET")) {
      return request.method().equals("HEAD") ? "head" : "method";
    }
    int status = response.status();
    if (status == 206) {
      return "partial";
    }
    boolean mustUnderstand = control.has("must-understand");
    if (status < 200 || status == 304 || (mustUnderstand && !UNDERSTOOD.contains(status))) {
      return "status";
    }
    if (request.control().has("no-store") || (control.has("no-store") && !mustUnderstand)) {
      return "no-store";
    }
    if (control.hasUnqualified("private")) {
      return "private";
    }
    if (request.authorized() && !sharesAuthorized(control)) {
      return "authorization";
    }
    return Vary.of(response.lines()) instanceof Vary.Always ? "vary" : "";
  }

  /** RFC 9111 section 3.5. */
  private static boolean sharesAuthorized(CacheControl control) {
    return control.has("public") || control.has("must-revalidate") || control.has("s-maxage");
  }

  /** What may be stored, but would not be reused or might harm. */
  private static String unwise(Response response, Profile profile) {
    CacheControl control = response.control();
    Lifetime lifetime = Lifetime.of(response);
    if (response.lines().has("set-cookie") && !sharesCookie(control, lifetime, profile)) {
      return "set-cookie";
    }
    if (!lifetime.isLasting() && !control.has("public") && !response.hasValidator()) {
      return "no-freshness";
    }
    boolean reusable =
        lifetime.seconds() > response.age()
            || response.hasValidator()
            || control.has("stale-while-revalidate")
            || control.has("stale-if-error");
    return reusable || profile == Profile.RFC ? "" : "already-stale";
  }

  private static boolean sharesCookie(CacheControl control, Lifetime lifetime, Profile profile) {
    return switch (profile) {
      case SAFE -> control.has("public") || control.has("s-maxage");
      case RFC -> control.has("public") || lifetime.isExplicit();
    };
  }
}
