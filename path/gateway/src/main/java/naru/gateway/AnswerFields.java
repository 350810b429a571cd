package naru.gateway;

import java.nio.charset.StandardCharsets;
import naru.gateway.config.Sticky;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Exchange;
import naru.http.Field;
import naru.http.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a target's answer says to the client: where it leads to the target's own address, it leads
 * to where the client asked; and a client that sticks is told its token. An exchange uses one again
 * and again.
 */
final class AnswerFields {
  private static final String[] SCHEMES = {"http://", "https://"};

  private final Exchange x;
  private String scheme = "";

  /** Where the client's authority stands in the head, which a try may set to the target's own. */
  private int authorityOffset;

  private int authorityLength;

  /** The authority as a proxy tells it that is believed; null if none does. */
  private @Nullable String toldAuthority;

  AnswerFields(Exchange x) {
    this.x = x;
  }

  /** Notes what the client asked for. */
  void reset() {
    scheme = x.isAskedSecurely() ? "https" : "http";
    toldAuthority = x.toldAuthority();
    authorityOffset = x.request().authorityOffset();
    authorityLength = x.request().authorityLength();
  }

  /** Changes the fields of an answer. */
  void change(Fields f, Upstream upstream, Target target) {
    hideAddress(f, Field.LOCATION, target);
    hideAddress(f, Field.CONTENT_LOCATION, target);
    String token = upstream.token(target, x.request());
    if (token != null) {
      stick(f, upstream.config().selection().sticky().orElseThrow().by(), token);
    }
  }

  /** Tells the client the token that leads here again. */
  private void stick(Fields f, Sticky.By by, String token) {
    switch (by) {
      case Sticky.By.Header header -> {
        f.removeAll(header.name());
        f.add(header.name(), token);
      }
      case Sticky.By.Cookie cookie -> {
        f.add(Field.SET_COOKIE, cookie.line(token, scheme.equals("https")));
        // What is stored for everybody must not hold one client's: RFC 9111 section 5.2.2.7.
        f.add(Field.CACHE_CONTROL, "private=\"Set-Cookie\"");
      }
    }
  }

  /** What the client asked for. */
  private String authority() {
    String told = toldAuthority;
    if (told != null) {
      return told;
    }
    byte[] head = x.request().bytes();
    return new String(head, authorityOffset, authorityLength, StandardCharsets.ISO_8859_1);
  }

  /** A redirect to the server's own address leads the client to where it asked. */
  private void hideAddress(Fields f, int id, Target target) {
    int i = f.find(id);
    if (i < 0) {
      return;
    }
    String value = f.valueText(i);
    for (String inner : SCHEMES) {
      String prefix = inner + target.authority();
      boolean own =
          value.startsWith(prefix)
              && (value.length() == prefix.length()
                  || "/?#".indexOf(value.charAt(prefix.length())) >= 0);
      if (own) {
        f.set(id, scheme + "://" + authority() + value.substring(prefix.length()));
        return;
      }
    }
  }
}
