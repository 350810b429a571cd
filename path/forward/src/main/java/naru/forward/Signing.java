package naru.forward;

import naru.http.Field;
import naru.http.PassingSink;
import naru.http.ResponseHead;
import naru.http.ResponseSink;

/** Names the proxy in the Via field of what it forwards back. RFC 9110 section 7.6.3. */
final class Signing extends PassingSink {
  private final String pseudonym;

  Signing(ResponseSink next, String pseudonym) {
    super(next);
    this.pseudonym = pseudonym;
  }

  @Override
  public void head(ResponseHead head) {
    head.fields().add(Field.VIA, "1.1 " + pseudonym);
    super.head(head);
  }
}
