package naru.forward;

import io.netty.buffer.ByteBufUtil;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Method;
import naru.http.RequestHead;
import naru.http.ResponseHead;
import naru.trace.TlsEvent;
import naru.transport.Addresses;

/**
 * The file that tells a browser to use this proxy (proxy auto-configuration): {@code /proxy.pac} of
 * the proxy's own listener. It names the proxy as the client reached it, and asks for no password,
 * because browsers fetch it without one.
 */
final class ProxyPac {
  private static final String PATH = "/proxy.pac";
  private static final String TYPE = "application/x-ns-proxy-autoconfig";

  private ProxyPac() {}

  static boolean isAskedFor(RequestHead request) {
    boolean reads = request.method() == Method.GET || request.method() == Method.HEAD;
    return reads && request.form() == RequestHead.Form.ORIGIN && request.pathOnly().equals(PATH);
  }

  static void answer(Exchange x) {
    ResponseHead head = x.response(200);
    head.fields().add(Field.CONTENT_TYPE, TYPE);
    head.fields().add(Field.CACHE_CONTROL, "no-cache");
    x.answer(head, ByteBufUtil.writeAscii(x.alloc(), script(proxy(x))));
  }

  private static String proxy(Exchange x) {
    String address = Addresses.text(x.client().local());
    String name = x.client().tls().map(TlsEvent.Established::serverName).orElse("");
    String shown = name.isEmpty() ? address : name + address.substring(address.lastIndexOf(':'));
    return (x.isSecure() ? "HTTPS " : "PROXY ") + shown;
  }

  /** No DIRECT behind the proxy: when it is away, its rules must not be. */
  private static String script(String proxy) {
    return """
    function FindProxyForURL(url, host) {
      if (host === "localhost" || host === "127.0.0.1" || host === "::1") {
        return "DIRECT";
      }
      return "%s";
    }
    """
        .formatted(proxy);
  }
}
