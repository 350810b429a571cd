package naru.gateway.change.config;

import java.util.List;
import java.util.Optional;

/** {@link Changes} that are being changed: their components, open. */
final class ChangesDraft {
  private final Optional<Redirect> redirect;
  Optional<Answer> answer;
  Optional<Rewrite> rewrite;
  HeaderChange request;
  HeaderChange response;
  Optional<Cors> cors;
  private final Optional<Compression> compression;
  List<Mirror> mirrors;
  Timeouts timeouts;
  private final long bodyBytes;
  private final List<String> upgrades;
  Optional<Fault> fault;

  ChangesDraft(Changes from) {
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

  Changes whole() {
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
