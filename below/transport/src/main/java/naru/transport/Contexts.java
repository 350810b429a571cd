package naru.transport;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import naru.base.Code;
import naru.base.Failure;
import naru.base.FailureException;
import naru.base.Limit;
import naru.base.Metrics;
import naru.base.Side;
import naru.trace.Party;
import naru.trace.Prologue;
import org.jspecify.annotations.Nullable;

/**
 * TLS contexts by server name. A known name costs a look-up on the caller's loop; an unknown one
 * asks the source on a virtual thread, once for all who wait. From the time of renewal on the old
 * context serves until the new one is there or the certificate ends.
 *
 * <p>Guarded by its own lock, which is held for a map access only.
 */
final class Contexts {
  private final CertificateSource source;
  private final TlsTerms terms;
  private final TicketKeys tickets;
  private final Optional<ClientTrust.Manager> clients;
  private final Engines engines;
  private final Supplier<Instant> now;
  private final Limit held;
  private final Limit lookups;
  private final Map<String, Held> byName = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, List<Waiter>> asked = new LinkedHashMap<>();

  /** Nothing is kept any more: what is still found goes to those who wait, and to nobody else. */
  private boolean released;

  /**
   * How much there may be.
   *
   * @param contexts kept; above it the one used longest ago goes
   * @param lookups of names under way at once; further ones are refused
   */
  record Bounds(int contexts, int lookups) {
    static final Bounds USUAL = new Bounds(1024, 256);
  }

  /** Null unless secrets are to be told. */
  private volatile @Nullable KeyLog keyLog;

  private static final class Held {
    final SslContext context;
    final String name;
    volatile Credential credential;
    int tickets = -1;

    Held(SslContext context, String name, Credential credential) {
      this.context = context;
      this.name = name;
      this.credential = credential;
    }

    SslContext context() {
      return context;
    }

    byte[] staple() {
      return credential.staple().now();
    }

    boolean isFresh(Instant time) {
      return time.isBefore(credential.renewAfter());
    }

    boolean isGood(Instant time) {
      return time.isBefore(credential.chain().getFirst().getNotAfter().toInstant());
    }
  }

  private record Waiter(EventLoop loop, Prologue prologue, Found found) {}

  /** What a look-up comes to; called on the loop of the connection. */
  interface Found {
    /**
     * A context that the callee releases.
     *
     * @param staple an OCSP response to show; empty for none
     */
    void context(SslContext context, byte[] staple);

    void none(Failure failure);
  }

  Contexts(
      CertificateSource source,
      TlsTerms terms,
      TicketKeys tickets,
      Engines engines,
      Supplier<Instant> now,
      Bounds bounds) {
    this.source = source;
    this.terms = terms;
    this.tickets = tickets;
    this.clients = terms.clients().map(trust -> trust.manager(now));
    this.engines = engines;
    this.now = now;
    Metrics untold = new Metrics();
    this.held = Limit.of(untold, "transport.tls-contexts", bounds.contexts());
    this.lookups = Limit.of(untold, "transport.certificate-lookups", bounds.lookups());
  }

  /** Its limits are the ones that are told from now on. */
  void publish(Metrics metrics) {
    held.publish(metrics);
    lookups.publish(metrics);
  }

  /** From now on the contexts that are made tell the secrets of their connections. */
  void tellSecrets() {
    keyLog = new KeyLog();
  }

  /** The secrets of a connection whose handshake is over; empty if they are not to be told. */
  List<String> secrets(SSLEngine engine) {
    KeyLog log = keyLog;
    return log == null ? List.of() : log.take(engine);
  }

  /** Finds the context for a name; answers at once, on this thread, if it is there. */
  void find(String name, EventLoop loop, Party at, Prologue prologue, Found found) {
    Instant time = now.get();
    Held ready = null;
    Failure refused = null;
    synchronized (this) {
      Held known = byName.get(name);
      boolean fresh = known != null && known.isFresh(time);
      if (known != null && (fresh || known.isGood(time))) {
        turnTickets(known);
        ReferenceCountUtil.retain(known.context());
        ready = known;
      }
      if (!fresh) {
        Waiter waiter = ready == null ? new Waiter(loop, prologue, found) : null;
        refused = ask(name, at, prologue.apart(), waiter);
      }
    }
    if (ready != null) {
      found.context(ready.context(), ready.staple());
    } else if (refused != null) {
      found.none(refused);
    }
  }

  /** Asks the source unless it is being asked; a failure if too many are. */
  private @Nullable Failure ask(String name, Party at, Prologue apart, @Nullable Waiter waiter) {
    List<Waiter> waiters = asked.get(name);
    if (waiters == null) {
      if (!lookups.tryTake(1)) {
        String detail = "more than " + lookups.max() + " certificates are being asked for";
        return Failure.of(Code.TLS_NO_CERTIFICATE, Side.US, detail);
      }
      waiters = new ArrayList<>();
      asked.put(name, waiters);
      Thread.ofVirtual().name("naru-certificate").start(() -> obtain(name, at, apart));
    }
    if (waiter != null) {
      waiters.add(waiter);
    }
    return null;
  }

  private void obtain(String name, Party at, Prologue apart) {
    Held fresh = null;
    Failure failure = null;
    try {
      Credential credential = source.credentialFor(name, apart);
      Held same = again(name, credential);
      fresh = same == null ? held(name, credential) : same;
    } catch (FailureException refused) {
      failure = refused.failure();
    } catch (RuntimeException bug) {
      String detail = "the certificate for " + name + " could not be made: " + bug;
      failure = Failure.of(Code.INTERNAL, Side.US, detail).causedBy(bug);
    }
    answer(name, at, apart, fresh, failure);
  }

  /** What is held already, once more, if it shows just this; null if it does not. */
  private synchronized @Nullable Held again(String name, Credential credential) {
    Held known = byName.get(name);
    if (known == null || !known.credential.shows(credential)) {
      return null;
    }
    known.credential = credential;
    ReferenceCountUtil.retain(known.context()); // kept a second time below
    return known;
  }

  private Held held(String name, Credential credential) {
    SslContextBuilder builder = SslContextBuilder.forServer(credential.key(), credential.chain());
    clients.ifPresent(manager -> ask(builder, manager));
    if (engines.boring() && !credential.staple().equals(Staple.NONE)) {
      builder.enableOcsp(true);
    }
    SslContext context = engines.build(builder, terms.alpn(), terms.least());
    KeyLog log = keyLog;
    if (log != null) {
      log.attach(context);
    }
    Held made = new Held(context, name, credential);
    turnTickets(made);
    return made;
  }

  private void ask(SslContextBuilder builder, ClientTrust.Manager manager) {
    boolean required = terms.clients().filter(ClientTrust::required).isPresent();
    builder
        .trustManager((TrustManager) manager)
        .clientAuth(required ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
  }

  /** Gives the context the keys of now; Netty leaves tickets off unless there is one. */
  private void turnTickets(Held known) {
    int version = tickets.version();
    if (known.tickets != version
        && known.context().sessionContext() instanceof OpenSslSessionContext sessions) {
      known.tickets = version;
      sessions.setSessionTimeout((int) tickets.rotation().life().toSeconds());
      sessions.setTicketKeys(tickets.of(terms.scope(known.name)));
    }
  }

  boolean asksClients() {
    return clients.isPresent();
  }

  /** Who a client proved to be, and by whom; empty if it showed no certificate. */
  List<String> path(List<X509Certificate> chain) throws Untrusted {
    return clients.isEmpty() ? List.of() : clients.get().path(chain);
  }

  private void answer(
      String name, Party at, Prologue apart, @Nullable Held fresh, @Nullable Failure failure) {
    List<Waiter> waiters;
    synchronized (this) {
      waiters = Objects.requireNonNull(asked.remove(name), "only who asked may answer");
      if (fresh != null) {
        waiters.forEach(waiter -> ReferenceCountUtil.retain(fresh.context()));
        keep(name, fresh);
      }
    }
    lookups.give(1);
    if (waiters.isEmpty()) { // a renewal, for which nobody waited
      apart.endAlone(at);
      return;
    }
    Waiter first = waiters.getFirst();
    for (Waiter waiter : waiters) {
      answer(waiter, waiter == first ? apart : null, fresh, failure);
    }
  }

  /** Comes home to the waiter's loop; if that has ended meanwhile, nobody is waiting any more. */
  private static void answer(
      Waiter waiter, @Nullable Prologue apart, @Nullable Held fresh, @Nullable Failure failure) {
    try {
      waiter
          .loop()
          .execute(
              () -> {
                if (apart != null) {
                  apart.moveTo(waiter.prologue());
                }
                if (fresh != null) {
                  waiter.found().context(fresh.context(), fresh.staple());
                } else if (failure != null) {
                  waiter.found().none(failure);
                }
              });
    } catch (RejectedExecutionException ended) {
      if (fresh != null) {
        ReferenceCountUtil.release(fresh.context());
      }
    }
  }

  private void keep(String name, Held fresh) {
    if (released) {
      ReferenceCountUtil.release(fresh.context());
      return;
    }
    Held old = byName.put(name, fresh);
    if (old != null) {
      ReferenceCountUtil.release(old.context());
    } else if (!held.tryTake(1)) {
      String eldest = byName.keySet().iterator().next();
      Held evicted = byName.remove(eldest);
      if (evicted != null) {
        ReferenceCountUtil.release(evicted.context());
      }
    }
  }

  /** Lets go of all of them; connections keep theirs. */
  synchronized void releaseAll() {
    released = true;
    byName.values().forEach(known -> ReferenceCountUtil.release(known.context()));
    held.give(byName.size());
    byName.clear();
  }
}
