package naru.transport;

import io.netty.channel.Channel;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import naru.base.Failure;
import naru.trace.Provenance;
import naru.trace.TlsEvent;

/** The end of a handshake that we began: tells what the server showed, hands the channel over. */
final class ClientOutcome implements Handshake.Outcome {
  private final Channel channel;
  private final ClientTls tls;
  private final String serverName;
  private final Handshake.Ends ends;
  private final Dialer.Dialed dialed;

  ClientOutcome(
      Channel channel,
      ClientTls tls,
      String serverName,
      Handshake.Ends ends,
      Dialer.Dialed dialed) {
    this.channel = channel;
    this.tls = tls;
    this.serverName = serverName;
    this.ends = ends;
    this.dialed = dialed;
  }

  /** A resumed session shows no certificate: the earlier one stands for it. */
  @Override
  public void agreed(SSLEngine engine, boolean resumed) {
    List<String> secrets = tls.secrets(engine);
    if (!secrets.isEmpty()) {
      tell(new TlsEvent.Secrets(secrets));
    }
    if (resumed) {
      return;
    }
    try {
      SSLSession session = engine.getSession();
      List<X509Certificate> chain =
          Arrays.stream(session.getPeerCertificates()).map(X509Certificate.class::cast).toList();
      ends.witness().add(ends.to(), ends.from(), Provenance.DERIVED, Shown.of(chain));
      tls.path(chain, serverName)
          .ifPresent(path -> tell(new TlsEvent.CertificateVerified(serverName, path)));
    } catch (SSLPeerUnverifiedException | Untrusted endedMeanwhile) {
      // The handshake itself was verified; only the telling of it comes too late.
    }
  }

  private void tell(TlsEvent event) {
    ends.witness().add(ends.from(), ends.from(), Provenance.DERIVED, event);
  }

  @Override
  public void established(TlsEvent.Established established) {
    channel.config().setAutoRead(false);
    dialed.opened(channel, Optional.of(established));
  }

  @Override
  public void failed(Failure failure) {
    dialed.failed(failure);
  }
}
