package naru.gateway.guard;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import naru.base.Code;
import naru.gateway.guard.config.Basic;
import naru.gateway.guard.core.BasicCredentials;
import naru.gateway.guard.core.Verified;
import naru.http.Field;
import naru.http.RequestHead;

/**
 * Users and passwords. A password's hash is slow by design: it is computed off the loops, and the
 * user is remembered for a while. Someone unknown costs as much as a wrong password does.
 */
final class BasicScheme implements Proof.Scheme {
  static final int REMEMBERED = 1024;
  static final long REMEMBERED_NANOS = 300_000_000_000L;

  private final Basic config;
  private final Verified<String> verified;
  private final Predicate<String> decoy;

  BasicScheme(Basic config, byte[] salt) {
    this.config = config;
    this.verified = new Verified<>(salt, REMEMBERED);
    this.decoy = config.users().values().stream().findFirst().orElse(password -> false);
  }

  @Override
  public void publish(GuardMetrics metrics) {
    metrics.publish(word(), config.place(), verified);
  }

  @Override
  public String word() {
    return "basic";
  }

  @Override
  public boolean isTried(RequestHead head) {
    return head.fields().text(Field.AUTHORIZATION).filter(BasicCredentials::isBasic).isPresent();
  }

  @Override
  public Proof.Attempt attempt(RequestHead head, long now, long wallSeconds) {
    String field = head.fields().text(Field.AUTHORIZATION).orElse("");
    Optional<BasicCredentials> given = BasicCredentials.parse(field);
    if (given.isEmpty()) {
      return new Proof.Attempt.Known(bad("no user and password in base64"));
    }
    Verified.Mark mark = verified.mark(field);
    Optional<String> known = verified.find(mark, now);
    return known.isPresent()
        ? new Proof.Attempt.Known(good(known.get(), true))
        : new Proof.Attempt.Costly(() -> check(given.get(), mark, now));
  }

  private Proof check(BasicCredentials given, Verified.Mark mark, long now) {
    Predicate<String> password = config.users().get(given.user());
    boolean right = (password == null ? decoy : password).test(given.password());
    if (password == null || !right) {
      return bad("user " + shown(given.user()) + (password == null ? " is unknown" : ": password"));
    }
    verified.keep(mark, given.user(), now + REMEMBERED_NANOS);
    return good(given.user(), false);
  }

  private static String shown(String user) {
    return user.length() > 64 ? user.substring(0, 64) + ".." : user;
  }

  private Proof good(String user, boolean remembered) {
    Map<String, String> fields =
        config.userHeader().map(name -> Map.of(name, user)).orElse(Map.of());
    return new Proof.Good(word(), user, remembered, fields, config.place());
  }

  private Proof bad(String detail) {
    return new Proof.Bad(word(), Code.AUTH_BASIC, detail, config.place());
  }

  @Override
  public void strip(RequestHead head) {
    if (!config.keep()) {
      head.fields().removeAll(Field.AUTHORIZATION);
    }
  }

  @Override
  public List<String> ownFields() {
    return config.userHeader().map(List::of).orElse(List.of());
  }

  @Override
  public String challenge(boolean wasTried) {
    String realm = config.realm().replace("\\", "\\\\").replace("\"", "\\\"");
    return "Basic realm=\"" + realm + "\", charset=\"UTF-8\"";
  }
}
