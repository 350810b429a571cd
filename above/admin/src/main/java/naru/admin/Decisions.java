package naru.admin;

import java.net.InetAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import naru.trace.Event;

/** A dry run: what would become of a request. Nothing is sent, nothing is changed. */
public interface Decisions {
  /**
   * The decisions in travelling order, as the trace would tell them.
   *
   * <p>DNS as {@code DnsEvent.Answer} (or {@code Known}), the forward proxy's policy as {@code
   * ProxyEvent.Decided} (both only where they are served), the listener as {@code
   * GatewayEvent.Listening}, the certificate as {@code CaEvent.Reissued}, {@code Requested} or
   * {@code Refused} or, from a file, {@code TlsEvent.CertificateShown}, the client's one, where it
   * is asked for, as {@code TlsEvent.ClientVerified} or, at the end, {@code TlsEvent.Failed}, then
   * what guards say ({@code GuardEvent.Within} where a limit has room), {@code
   * GatewayEvent.RouteChosen} or {@code NoRoute}, {@code TargetChosen} (its target empty where
   * chance decides) or {@code NoTarget}, {@code OriginEvent.Looked} where the origin in this
   * process answers, and {@code CacheEvent.Hit} or {@code Forwarded} with the key. What no stop
   * decides is left out.
   *
   * @throws naru.base.FailureException if such a request would be refused before any decision
   */
  List<Event> decide(Question question);

  /**
   * The request.
   *
   * @param url absolute, http or https, with a host
   * @param headers further fields
   * @param client who would ask
   * @param certificates what the client would show where it is asked: its own first, then its
   *     issuers; empty for none
   */
  record Question(
      String method,
      URI url,
      List<Map.Entry<String, String>> headers,
      InetAddress client,
      List<X509Certificate> certificates) {
    public Question {
      headers = List.copyOf(headers);
      certificates = List.copyOf(certificates);
    }
  }
}
