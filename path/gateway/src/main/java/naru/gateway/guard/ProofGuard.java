package naru.gateway.guard;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import naru.base.Code;
import naru.base.Place;
import naru.gateway.guard.core.OwnFields;
import naru.http.Field;
import naru.http.Fields;
import naru.http.Nobody;
import naru.http.RequestHead;
import naru.trace.GuardEvent;

/**
 * Wants to know who asks. Of several ways to prove that, the first that the request tries decides;
 * a request that tries none is told of all.
 */
final class ProofGuard implements Guard {
  private final List<Proof.Scheme> schemes;
  private final Place place;
  private final Desk desk;
  private final GuardCounts counts;
  private final Set<String> ownFields = new LinkedHashSet<>();

  ProofGuard(List<Proof.Scheme> schemes, Place place, Desk desk, GuardCounts counts) {
    this.schemes = List.copyOf(schemes);
    this.place = place;
    this.desk = desk;
    this.counts = counts;
    schemes.forEach(s -> ownFields.addAll(s.ownFields()));
  }

  private Optional<Proof.Scheme> tried(RequestHead head) {
    return schemes.stream().filter(s -> s.isTried(head)).findFirst();
  }

  @Override
  public void look(Passage p) {
    RequestHead head = p.exchange().request();
    if (isAmbiguous(head.fields())) {
      refuse(p, twice(), Optional.empty());
      return;
    }
    Optional<Proof.Scheme> tried = tried(head);
    if (tried.isEmpty()) {
      refuse(p, missing(), Optional.empty());
      return;
    }
    Proof.Scheme scheme = tried.get();
    switch (scheme.attempt(head, p.now(), p.wallSeconds())) {
      case Proof.Attempt.Known known -> found(p, scheme, known.proof());
      case Proof.Attempt.Costly costly -> {
        p.hold(Nobody.YET);
        desk.check(
            costly.check(), scheme.word(), place, proof -> p.later(() -> found(p, scheme, proof)));
      }
    }
  }

  /** One of them would be checked, and another perhaps believed behind. RFC 9110 section 5.3. */
  private static boolean isAmbiguous(Fields fields) {
    int first = fields.find(Field.AUTHORIZATION);
    return first >= 0 && fields.find(Field.AUTHORIZATION, first + 1) >= 0;
  }

  private Proof.Bad twice() {
    return new Proof.Bad("authorization", Code.AUTH_REQUIRED, "Authorization came twice", place);
  }

  private Proof.Bad missing() {
    String words = String.join(" or ", schemes.stream().map(Proof.Scheme::word).toList());
    return new Proof.Bad(words, Code.AUTH_REQUIRED, "nothing was given", place);
  }

  private void found(Passage p, Proof.Scheme scheme, Proof proof) {
    switch (proof) {
      case Proof.Bad bad -> refuse(p, bad, Optional.of(scheme));
      case Proof.Good good -> {
        RequestHead head = p.exchange().request();
        p.exchange().authorized();
        p.exchange().span().add(good.event());
        counts.authenticated(scheme.word());
        p.consumer(good.user());
        Fields fields = head.fields();
        OwnFields.forget(fields, ownFields);
        scheme.strip(head);
        good.fields().forEach((name, value) -> OwnFields.add(fields, name, value));
        p.pass();
      }
    }
  }

  private void refuse(Passage p, Proof.Bad bad, Optional<Proof.Scheme> tried) {
    p.exchange().span().add(bad.event());
    counts.refused(bad.code());
    p.refuse(
        bad.code(),
        bad.scheme() + ": " + bad.detail(),
        bad.place(),
        bad.code().status() == 401 ? challenges(tried) : List.of());
  }

  private List<Map.Entry<String, String>> challenges(Optional<Proof.Scheme> tried) {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (Proof.Scheme scheme : schemes) {
      String challenge = scheme.challenge(tried.filter(scheme::equals).isPresent());
      if (!challenge.isEmpty()) {
        all.add(Map.entry("WWW-Authenticate", challenge));
      }
    }
    return all;
  }

  @Override
  public List<GuardEvent> explain(Case c) {
    if (isAmbiguous(c.head().fields())) {
      return List.of(twice().event());
    }
    return List.of(
        tried(c.head())
            .map(s -> s.attempt(c.head(), c.now(), c.wallSeconds()).proof().event())
            .orElseGet(() -> missing().event()));
  }
}
