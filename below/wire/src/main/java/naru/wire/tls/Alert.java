package naru.wire.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * An alert as it stands in clear text before encryption begins. RFC 8446 section 6.
 *
 * <pre>
 * type 21 | version 03 03 | length 00 02 | level | description
 * </pre>
 *
 * @param level 1 warning, 2 fatal
 * @param description its number, 0 to 255
 */
public record Alert(int level, int description) {
  public static final int INTERNAL_ERROR = 80;
  public static final int UNRECOGNIZED_NAME = 112;
  public static final int DECODE_ERROR = 50;

  private static final int FATAL = 2;
  private static final int RECORD = 7;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int DUMMY = 6;

  /** An alert that ends the connection. */
  public static Alert fatal(int description) {
    return new Alert(FATAL, description);
  }

  /** The whole record. */
  public ByteBuf record() {
    return Unpooled.wrappedBuffer(
        new byte[] {HelloReader.ALERT, 3, 3, 0, 2, (byte) level, (byte) description});
  }

  /**
   * The alert that stands in clear text at the reader's place: a client that breaks off before it
   * has changed to its handshake key sends it so, behind a dummy change_cipher_spec maybe (appendix
   * D.4). Moves the reader behind the latter.
   */
  public static Optional<Alert> next(ByteBuf records) {
    int at = records.readerIndex();
    if (records.readableBytes() >= DUMMY && records.getByte(at) == CHANGE_CIPHER_SPEC) {
      records.skipBytes(DUMMY);
      at += DUMMY;
    }
    boolean clear =
        records.readableBytes() >= RECORD
            && records.getByte(at) == HelloReader.ALERT
            && records.getUnsignedShort(at + 3) == 2;
    return clear
        ? Optional.of(new Alert(records.getByte(at + 5), records.getUnsignedByte(at + 6)))
        : Optional.empty();
  }

  /** The RFC's name, such as {@code unrecognized_name}; {@code alert 17} for one without. */
  public String name() {
    return switch (description) {
      case 0 -> "close_notify";
      case 10 -> "unexpected_message";
      case 20 -> "bad_record_mac";
      case 22 -> "record_overflow";
      case 40 -> "handshake_failure";
      case 42 -> "bad_certificate";
      case 43 -> "unsupported_certificate";
      case 44 -> "certificate_revoked";
      case 45 -> "certificate_expired";
      case 46 -> "certificate_unknown";
      case 47 -> "illegal_parameter";
      case 48 -> "unknown_ca";
      case 49 -> "access_denied";
      case DECODE_ERROR -> "decode_error";
      case 51 -> "decrypt_error";
      case 70 -> "protocol_version";
      case 71 -> "insufficient_security";
      case INTERNAL_ERROR -> "internal_error";
      case 86 -> "inappropriate_fallback";
      case 90 -> "user_canceled";
      case 109 -> "missing_extension";
      case 110 -> "unsupported_extension";
      case UNRECOGNIZED_NAME -> "unrecognized_name";
      case 113 -> "bad_certificate_status_response";
      case 115 -> "unknown_psk_identity";
      case 116 -> "certificate_required";
      case 120 -> "no_application_protocol";
      default -> "alert " + description;
    };
  }
}
