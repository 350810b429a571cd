package naru.gateway.change.config;

import java.util.List;
import java.util.Optional;

/** {@link Changes} that are like others but for what is said. */
public final class Changing {
  private final Optional<Redirect> redirect;
  private Optional<Answer> answer;
  private Optional<Rewrite> rewrite;
  private HeaderChange request;
  private final HeaderChange response;
  private Optional<Cors> cors;
  private final Optional<Compression> compression;
  private List<Mirror> mirrors;
  private Timeouts timeouts;
  private final long bodyBytes;
  private final List<String> upgrades;
  private Optional<Fault> fault;

  private Changing(Changes from) {
    redirect = from.redirect();
    answer = from.answer();
    rewrite = from.rewrite();
    request = from.request();
    response = from.response();
    cors = from.cors();
    compression = from.compression();
    mirrors = from.mirrors();
    timeouts = from.timeouts();
    bodyBytes = from.bodyBytes();
    upgrades = from.upgrades();
    fault = from.fault();
  }

  /** The same as these. */
  public static Changing of(Changes changes) {
    return new Changing(changes);
  }

  /** Nothing is changed. */
  public static Changing nothing() {
    return of(Changes.NONE);
  }

  public Changing answering(Answer own) {
    answer = Optional.of(own);
    return this;
  }

  public Changing rewriting(Rewrite how) {
    rewrite = Optional.of(how);
    return this;
  }

  public Changing telling(HeaderChange fields) {
    request = fields;
    return this;
  }

  public Changing crossing(Cors how) {
    cors = Optional.of(how);
    return this;
  }

  public Changing mirroring(Mirror... others) {
    mirrors = List.of(others);
    return this;
  }

  public Changing within(Timeouts bounds) {
    timeouts = bounds;
    return this;
  }

  public Changing failing(Fault what) {
    fault = Optional.of(what);
    return this;
  }

  /** All of it. */
  public Changes changes() {
    return new Changes(
        redirect,
        answer,
        rewrite,
        request,
        response,
        cors,
        compression,
        mirrors,
        timeouts,
        bodyBytes,
        upgrades,
        fault);
  }
}
