package naru.cache.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Conditions: asking the origin under one, answering a client's, and what a 304 changes. */
public final class Validation {
  /** What a 304 does not change: it describes the stored body. RFC 9111 section 3.2. */
  private static final Set<String> ABOUT_THE_BODY =
      Set.of("content-length", "content-encoding", "content-range");

  /** What is never stored, being about one connection or one answer. RFC 9111 section 3.1. */
  private static final Set<String> NOT_STORED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "age",
          "cache-status");

  private Validation() {}

  /** The condition with which to ask whether a stored response is still good. Section 4.3.1. */
  public static Lines condition(Lines stored) {
    List<Line> condition = new ArrayList<>(2);
    stored.first("etag").ifPresent(tag -> condition.add(new Line("If-None-Match", tag)));
    stored
        .first("last-modified")
        .ifPresent(date -> condition.add(new Line("If-Modified-Since", date)));
    return Lines.of(condition);
  }

  /**
   * Whether a client's own condition is answered with 304 from the store. RFC 9110 section 13.2.2:
   * {@code If-None-Match} outweighs {@code If-Modified-Since}.
   */
  public static boolean notModified(Lines request, Response stored) {
    List<String> tags = request.members("if-none-match");
    if (!tags.isEmpty()) {
      return tags.contains("*") || anyWeaklyEquals(tags, stored.lines().first("etag"));
    }
    return request
        .first("if-modified-since")
        .map(since -> unchangedSince(since, stored))
        .orElse(false);
  }

  private static boolean anyWeaklyEquals(List<String> tags, Optional<String> stored) {
    return stored.isPresent()
        && tags.stream()
            .map(EntityTag::parse)
            .anyMatch(EntityTag.parse(stored.get())::weaklyEquals);
  }

  /** Section 4.3.2: against Last-Modified, else Date, else when it arrived. */
  private static boolean unchangedSince(String since, Response stored) {
    OptionalLong limit = HttpDate.parse(since, stored.arrival().arrivedSeconds());
    if (limit.isEmpty()) {
      return false;
    }
    long changed =
        stored.lastModified().orElse(stored.date().orElse(stored.arrival().arrivedSeconds()));
    return changed <= limit.getAsLong();
  }

  /**
   * Whether a range may be taken from the stored response under {@code If-Range}: a strong tag or
   * exactly its date. RFC 9110 section 13.1.5.
   */
  public static boolean rangeApplies(Lines request, Lines stored) {
    Optional<String> condition = request.first("if-range");
    if (condition.isEmpty()) {
      return true;
    }
    String wanted = condition.get();
    boolean isTag = wanted.endsWith("\"");
    return isTag
        ? stored
            .first("etag")
            .map(tag -> EntityTag.parse(tag).stronglyEquals(EntityTag.parse(wanted)))
            .orElse(false)
        : stored.first("last-modified").map(wanted::equals).orElse(false);
  }

  /**
   * Whether a 304 is about this stored response: a strong tag in it must be the stored one. RFC
   * 9111 section 4.3.4.
   */
  public static boolean isAbout(Lines stored, Lines notModified) {
    Optional<EntityTag> told = notModified.first("etag").map(EntityTag::parse);
    Optional<EntityTag> kept = stored.first("etag").map(EntityTag::parse);
    return told.isEmpty() || kept.isEmpty() || told.get().weaklyEquals(kept.get());
  }

  /** The stored fields with what a 304 (or a HEAD) says newly. RFC 9111 section 3.2. */
  public static Lines updated(Lines stored, Lines news) {
    Lines useful = storable(news, CacheControl.ofResponse(news)).without(ABOUT_THE_BODY);
    return stored.without(useful.names()).plus(useful);
  }

  /** The fields to store: without those of the connection and those kept private. Section 3.1. */
  public static Lines storable(Lines received, CacheControl control) {
    List<String> without = new ArrayList<>(NOT_STORED);
    received.members("connection").forEach(name -> without.add(Ascii.lower(name)));
    without.addAll(control.qualifiedFields("no-cache"));
    without.addAll(control.qualifiedFields("private"));
    return received.without(without);
  }
}
