package naru.http;

import naru.http.h2.ConnectionError;
import naru.http.h2.HeaderSink;
import naru.http.h2.HpackDecoder;

/**
 * Reads response heads out of header blocks, into the form that a head of HTTP/1.1 has. RFC 9113
 * section 8.3.2. One per connection.
 */
final class Http2ResponseHeads implements HeaderSink {
  private final HpackDecoder decoder;
  private final ResponseHead head = new ResponseHead();
  private String fault = "";
  private boolean inFields;

  Http2ResponseHeads(HpackDecoder decoder) {
    this.decoder = decoder;
  }

  /** The last head; valid until the next one. */
  ResponseHead head() {
    return head;
  }

  /** Whether the last head was larger than the bound; then not all of it was read. */
  boolean isTooLarge() {
    return decoder.isBeyondList();
  }

  /** Reads a head; what is wrong with it, or "". */
  String read(byte[] block, int length) throws ConnectionError {
    head.fields().reset(0);
    head.status = 0;
    head.http10 = false;
    fault = "";
    inFields = false;
    decoder.decode(block, 0, length, this);
    if (decoder.isBeyondList()) {
      return "the response head is larger than " + ResponseReader.MAX_HEAD + " bytes";
    }
    return fault.isEmpty() && head.status == 0 ? "no :status" : fault;
  }

  @Override
  public void field(int tag, byte[] line, int offset, int nameLength, int valueLength) {
    if (!fault.isEmpty()) {
      return;
    }
    fault = FieldTags.fault(tag);
    if (!fault.isEmpty()) {
      return;
    }
    int kind = FieldTags.kind(tag);
    if (kind == FieldTags.REGULAR) {
      inFields = true;
      head.fields().addLine(FieldTags.id(tag), line, offset, nameLength, valueLength);
    } else if (kind != FieldTags.STATUS || head.status != 0 || inFields) {
      fault = "a pseudo-field that does not belong there";
    } else {
      status(line, offset + nameLength + 2, valueLength);
    }
  }

  private void status(byte[] line, int value, int length) {
    int status = 0;
    for (int i = value; i < value + length; i++) {
      status = line[i] >= '0' && line[i] <= '9' ? status * 10 + line[i] - '0' : 1000;
    }
    if (length != 3 || status < 100 || status > 599) {
      fault = ":status is not a status";
    } else {
      head.status = status;
    }
  }
}
