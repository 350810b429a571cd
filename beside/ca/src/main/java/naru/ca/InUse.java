package naru.ca;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.ca.core.Certificates;
import naru.ca.core.KeyKind;
import naru.ca.core.NamePolicy;
import naru.ca.core.SigningRequest;
import naru.ca.core.SubjectName;
import naru.ca.core.Validity;
import naru.trace.CaEvent;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Witness;
import naru.transport.Credential;

/**
 * The certificates that our own servers use: in memory, behind that on disk, behind that the CA.
 *
 * <p>Those who ask for one name at the same time wait for one answer. When a renewal fails, the old
 * one is used as long as it is good. The least recently used leaves the memory first.
 */
final class InUse {
  private static final int MAX_PENDING = 64;

  private final Authority authority;
  private final Ledger ledger;
  private final SecureRandom random = new SecureRandom();
  private final Limit cached;
  private final Limit pendingLimit;
  private final LongAdder reused;
  private final LongAdder renewalsFailed;
  private final LinkedHashMap<String, Credential> memory = new LinkedHashMap<>(16, 0.75f, true);
  private final ConcurrentHashMap<String, CompletableFuture<Credential>> pending =
      new ConcurrentHashMap<>();

  private InUse(Authority authority, Ledger ledger, Metrics metrics) {
    this.authority = authority;
    this.ledger = ledger;
    this.cached = Limit.of(metrics, "ca.cached", authority.config().maxCached());
    this.pendingLimit = Limit.of(metrics, "ca.pending", MAX_PENDING);
    this.reused = metrics.counter("naru_ca_reused_total", "asks answered by one issued before");
    this.renewalsFailed =
        metrics.counter("naru_ca_renewals_failed_total", "the old one was used on");
  }

  static InUse of(Authority authority, Ledger ledger, Metrics metrics) {
    return new InUse(authority, ledger, metrics);
  }

  /** The credential for an allowed name. */
  Credential of(SubjectName name, NamePolicy policy, Party asker, Witness witness) {
    Optional<Credential> held = remembered(name.text());
    if (held.isPresent() && isFresh(held.get())) {
      return reuse(held.get(), asker, witness);
    }
    CompletableFuture<Credential> mine = new CompletableFuture<>();
    CompletableFuture<Credential> other = pending.putIfAbsent(name.text(), mine);
    if (other != null) {
      return reuse(join(other), asker, witness);
    }
    try {
      Credential credential = loadOrIssue(name, policy, asker, witness);
      mine.complete(credential);
      return credential;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      pending.remove(name.text());
    }
  }

  private Credential loadOrIssue(
      SubjectName name, NamePolicy policy, Party asker, Witness witness) {
    // Somebody may have finished between the look into the memory and the turn.
    Optional<Credential> held = remembered(name.text()).or(() -> loaded(name.text()));
    if (held.isPresent() && isFresh(held.get())) {
      remember(name.text(), held.get());
      return reuse(held.get(), asker, witness);
    }
    try {
      Credential issued = issueWithinLimit(name, policy, asker, witness);
      remember(name.text(), issued);
      return issued;
    } catch (FailureException e) {
      if (held.isEmpty() || !isGood(held.get())) {
        throw e;
      }
      renewalsFailed.increment();
      return reuse(held.get(), asker, witness);
    }
  }

  private Credential issueWithinLimit(
      SubjectName name, NamePolicy policy, Party asker, Witness witness) {
    if (!pendingLimit.tryTake(1)) {
      throw Failure.of(
              Code.GATEWAY_LIMIT, Side.US, "the CA is signing " + MAX_PENDING + " certificates")
          .asException();
    }
    try {
      return issue(name, policy, asker, witness);
    } finally {
      pendingLimit.give(1);
    }
  }

  /** The server's part: its key stays here, the CA sees the request only. */
  private Credential issue(SubjectName name, NamePolicy policy, Party asker, Witness witness) {
    KeyKind kind = authority.config().leaf().key();
    KeyPair pair = kind.generate(random);
    byte[] request = SigningRequest.create(pair, kind, List.of(name));
    var chain = authority.sign(request, policy, asker, witness);
    Instant renewAfter =
        Validity.of(chain.getFirst()).renewAfter(authority.config().leaf().renewBefore());
    Credential credential = new Credential(pair.getPrivate(), chain, renewAfter);
    ledger.keep(name.text(), credential, authority.clock().wall());
    return credential;
  }

  private Optional<Credential> loaded(String name) {
    return ledger.kept(name).filter(kept -> authority.isOurs(kept.chain()));
  }

  private Credential reuse(Credential credential, Party asker, Witness witness) {
    var leaf = credential.chain().getFirst();
    var event =
        new CaEvent.Reissued(
            Certificates.names(leaf), Certificates.serial(leaf), leaf.getNotAfter().toInstant());
    reused.increment();
    witness.add(Party.CA, asker, Provenance.DERIVED, event);
    return credential;
  }

  private boolean isFresh(Credential credential) {
    return authority.clock().wall().isBefore(credential.renewAfter());
  }

  private boolean isGood(Credential credential) {
    return Validity.of(credential.chain().getFirst()).includes(authority.clock().wall());
  }

  private Optional<Credential> remembered(String name) {
    synchronized (memory) {
      return Optional.ofNullable(memory.get(name));
    }
  }

  private void remember(String name, Credential credential) {
    synchronized (memory) {
      if (memory.put(name, credential) == null && !cached.tryTake(1)) {
        memory.pollFirstEntry();
      }
    }
  }

  private static Credential join(CompletableFuture<Credential> other) {
    try {
      return other.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof FailureException failed ? failed : e;
    }
  }
}
