package naru.wire.pcapng;

import java.util.List;
import naru.wire.Bounds;
import naru.wire.Octets;

/**
 * A block of a pcapng file. draft-ietf-opsawg-pcapng section 3.1.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                          Block Type                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Block Total Length                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * /                          Block Body                           /
 * /              variable length, padded to 32 bits               /
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Block Total Length                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * A text that is empty is not written; a text that is not there is read as empty.
 */
public sealed interface Block {
  /**
   * Begins a section: everything behind it counts its interfaces anew. Section 4.1.
   *
   * @param hardware the machine
   * @param os the system
   * @param application the program that writes
   */
  record SectionHeader(String hardware, String os, String application, List<String> comments)
      implements Block {
    public SectionHeader {
      comments = List.copyOf(comments);
    }

    /** Of a program, without more words. */
    public static SectionHeader of(String application) {
      return new SectionHeader("", "", application, List.of());
    }
  }

  /**
   * Where packets were seen; interfaces count from 0 in each section. Section 4.2.
   *
   * @param linkType what a packet begins with
   * @param snapLength the most bytes kept of a packet, 0 all
   */
  record InterfaceDescription(int linkType, int snapLength, String name, String description)
      implements Block {
    /** A packet begins with its IP header, of either version. */
    public static final int RAW = 101;

    public InterfaceDescription {
      Bounds.field("link type", linkType, 0xffff);
    }

    /** Of whole IP packets. */
    public static InterfaceDescription raw(String name, String description) {
      return new InterfaceDescription(RAW, 0, name, description);
    }
  }

  /**
   * A packet. Section 4.3.
   *
   * @param interfaceId in the section
   * @param timestampNanos since 1970-01-01T00:00Z; written as they are, at if_tsresol 9
   * @param originalLength bytes on the wire, of which {@code bytes} are the first
   * @param comments for people; Wireshark shows them
   */
  record EnhancedPacket(
      int interfaceId,
      long timestampNanos,
      int originalLength,
      Direction direction,
      Octets bytes,
      List<String> comments)
      implements Block {
    public EnhancedPacket {
      Bounds.field("interface", interfaceId, Integer.MAX_VALUE);
      Bounds.field("original length", originalLength, Integer.MAX_VALUE);
      comments = List.copyOf(comments);
    }
  }

  /** Bits 0 and 1 of epb_flags. Section 4.3.1. */
  enum Direction {
    UNKNOWN,
    INBOUND,
    OUTBOUND
  }

  /** Keys to decrypt what stands behind it. Section 4.8. */
  record DecryptionSecrets(int type, Octets secrets) implements Block {
    /** Lines of a TLS key log (SSLKEYLOGFILE). */
    public static final int TLS_KEY_LOG = 0x544c534b;

    /**
     * Of TLS.
     *
     * @param lines each with its line feed
     */
    public static DecryptionSecrets tls(String lines) {
      return new DecryptionSecrets(TLS_KEY_LOG, Octets.ofText(lines));
    }
  }
}
