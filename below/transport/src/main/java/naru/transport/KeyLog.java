package naru.transport;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;

/**
 * The secrets of TLS connections in the form of NSS key logs, as BoringSSL tells them during the
 * handshake. Who has them can read the connection's packets; so they are kept only by contexts that
 * were told to, and until the handshake's end takes them.
 */
final class KeyLog implements KeyLogCallback {
  /** Handshakes that never end must not pile up. */
  private static final int MOST = 4096;

  /**
   * Netty's own name of a context; what it tells publicly ({@code sslCtxPointer}) is BoringSSL's,
   * which the call does not take.
   */
  private static final VarHandle CONTEXT = context();

  private final Map<Long, List<String>> lines = new ConcurrentHashMap<>();

  /** Makes a context tell its secrets here; on the JDK's engine it tells none. */
  void attach(SslContext context) {
    if (context instanceof ReferenceCountedOpenSslContext boring) {
      SSLContext.setKeyLogCallback((long) CONTEXT.get(boring), this);
    }
  }

  private static VarHandle context() {
    try {
      Class<?> type = ReferenceCountedOpenSslContext.class;
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
          .findVarHandle(type, "ctx", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public void handle(long ssl, byte[] line) {
    if (lines.size() < MOST || lines.containsKey(ssl)) {
      lines
          .computeIfAbsent(ssl, s -> new ArrayList<>(5))
          .add(new String(line, StandardCharsets.US_ASCII).trim());
    }
  }

  /** The lines of a connection, which are then forgotten; empty if there are none. */
  List<String> take(SSLEngine engine) {
    if (!(engine instanceof ReferenceCountedOpenSslEngine boring)) {
      return List.of();
    }
    List<String> own = lines.remove(boring.sslPointer());
    return own == null ? List.of() : List.copyOf(own);
  }
}
