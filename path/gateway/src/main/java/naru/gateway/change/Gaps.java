package naru.gateway.change;

import naru.gateway.change.config.Template;
import naru.gateway.core.Asker;
import naru.http.Exchange;

/** Fills the gaps of templates from an exchange. */
final class Gaps {
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
    };
  }
}
