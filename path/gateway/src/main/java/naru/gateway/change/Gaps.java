package naru.gateway.change;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Function;
import naru.gateway.change.config.Template;
import naru.gateway.core.Asker;
import naru.http.Exchange;
import naru.transport.ClientCertificate;

/** Fills the gaps of templates from an exchange. */
final class Gaps {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final String route;
  private final Asker asker;

  Gaps(String route, Asker asker) {
    this.route = route;
    this.asker = asker;
  }

  String fill(Template template, Exchange x) {
    StringBuilder out = new StringBuilder();
    for (Template.Part part : template.parts()) {
      switch (part) {
        case Template.Part.Literal literal -> out.append(literal.text());
        case Template.Part.Gap gap -> out.append(value(gap.variable(), x));
      }
    }
    return out.toString();
  }

  private String value(Template.Variable variable, Exchange x) {
    return switch (variable) {
      case CLIENT -> asker.address(x.request(), x.client()).getHostAddress();
      case TRACE -> x.span().traceId().toString();
      case HOST -> x.request().host();
      case SCHEME -> asker.isSecure(x.request(), x.client()) ? "https" : "http";
      case METHOD -> x.request().methodText();
      case PATH -> x.request().pathOnly();
      case ROUTE -> route;
      case CERTIFICATE_VERIFIED -> x.client().certificate().isPresent() ? "true" : "false";
      case CERTIFICATE_CN -> proved(x, ClientCertificate::commonName);
      case CERTIFICATE_SUBJECT -> proved(x, ClientCertificate::subject);
      case CERTIFICATE_SAN -> proved(x, c -> String.join(",", c.names()));
      case CERTIFICATE_SHA256 -> proved(x, ClientCertificate::sha256);
    };
  }

  private static String proved(Exchange x, Function<ClientCertificate, String> what) {
    return x.client().certificate().map(what).map(Gaps::plain).orElse("");
  }

  /** A CA may sign any text: what has no place in a field is written as in a URL. */
  static String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b < ' ' || b == 0x7f || b == '%') {
        out.append('%').append(HEX.toHexDigits(b));
      } else {
        out.append((char) b);
      }
    }
    return out.toString();
  }
}
