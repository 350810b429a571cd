package naru.wire.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The client's offer. RFC 8446 section 4.1.2.
 *
 * <pre>
 * legacy_version 2 | random 32 | session_id 0..32 | cipher_suites 2..2^16-2
 * | compression_methods 1..2^8-1 | extensions 0..2^16-1
 * </pre>
 *
 * @param serverName SNI, as sent; empty if none
 * @param versions offered, newest first, without GREASE
 * @param groups offered, in the order of preference, without GREASE
 * @param shares groups for which a key share is sent along
 * @param suites number of cipher suites, without GREASE
 * @param alpn application protocols, in the order of preference
 * @param resumes whether a session is offered for resumption
 * @param sessionId in hex; empty if none
 * @param bytes size of the handshake message with its header
 */
public record ClientHello(
    String serverName,
    List<String> versions,
    List<String> groups,
    List<String> shares,
    int suites,
    List<String> alpn,
    boolean resumes,
    String sessionId,
    int bytes) {

  /** Reads the message after its 4-byte header. */
  static ClientHello parse(ByteBuf body) throws MalformedTls {
    Cursor in = Cursor.over(body);
    Draft draft = new Draft(body.readableBytes() + HelloReader.MESSAGE_HEADER);
    draft.legacyVersion = in.u16("legacy_version");
    in.slice(32, "random");
    draft.sessionId = HexFormat.of().formatHex(in.vector8("session_id").rest());
    draft.suites = numbers(in.vector16("cipher_suites"), "cipher_suites").size();
    in.vector8("compression_methods");
    if (in.hasMore()) { // TLS 1.2 and older may have none
      draft.extensions(in.vector16("extensions"));
    }
    if (in.hasMore()) {
      throw new MalformedTls(in.left() + " bytes after the extensions of a ClientHello");
    }
    return draft.hello();
  }

  private static List<Integer> numbers(Cursor list, String what) throws MalformedTls {
    List<Integer> numbers = new ArrayList<>();
    while (list.hasMore()) {
      int number = list.u16(what);
      if (!Extension.isGrease(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  private static final class Draft {
    private final int bytes;
    private int legacyVersion;
    private String sessionId = "";
    private int suites;
    private String serverName = "";
    private List<Integer> versions = List.of();
    private List<Integer> groups = List.of();
    private List<Integer> shares = List.of();
    private List<String> alpn = List.of();
    private boolean offersSession;

    Draft(int bytes) {
      this.bytes = bytes;
    }

    void extensions(Cursor in) throws MalformedTls {
      while (in.hasMore()) {
        int type = in.u16("extension type");
        extension(type, in.vector16("extension " + type));
      }
    }

    private void extension(int type, Cursor data) throws MalformedTls {
      switch (type) {
        case Extension.SERVER_NAME -> serverName = serverName(data);
        case Extension.SUPPORTED_GROUPS ->
            groups = numbers(data.vector16("supported_groups"), "supported_groups");
        case Extension.ALPN -> alpn = alpn(data.vector16("ALPN"));
        case Extension.SESSION_TICKET -> offersSession |= data.hasMore();
        case Extension.PRE_SHARED_KEY -> offersSession = true;
        case Extension.SUPPORTED_VERSIONS ->
            versions = numbers(data.vector8("supported_versions"), "supported_versions");
        case Extension.KEY_SHARE -> shares = shares(data.vector16("key_share"));
        default -> {} // what is not read here is not judged here
      }
    }

    /** RFC 6066 section 3: a list of names, of which only one of type 0 exists. */
    private static String serverName(Cursor data) throws MalformedTls {
      Cursor list = data.vector16("server_name");
      while (list.hasMore()) {
        int type = list.u8("server_name type");
        Cursor name = list.vector16("server_name");
        if (type == 0) {
          return new String(name.rest(), StandardCharsets.ISO_8859_1);
        }
      }
      return "";
    }

    private static List<String> alpn(Cursor list) throws MalformedTls {
      List<String> names = new ArrayList<>();
      while (list.hasMore()) {
        names.add(new String(list.vector8("ALPN").rest(), StandardCharsets.ISO_8859_1));
      }
      return names;
    }

    private static List<Integer> shares(Cursor list) throws MalformedTls {
      List<Integer> groups = new ArrayList<>();
      while (list.hasMore()) {
        int group = list.u16("key_share");
        list.vector16("key_share");
        if (!Extension.isGrease(group)) {
          groups.add(group);
        }
      }
      return groups;
    }

    ClientHello hello() {
      List<Integer> offered = versions.isEmpty() ? List.of(legacyVersion) : versions;
      boolean idMeansSession =
          !sessionId.isEmpty() && !offered.contains(ProtocolVersion.TLS13); // else for middleboxes
      return new ClientHello(
          serverName,
          offered.stream().sorted(Comparator.reverseOrder()).map(ProtocolVersion::name).toList(),
          groups.stream().map(NamedGroup::name).toList(),
          shares.stream().map(NamedGroup::name).toList(),
          suites,
          List.copyOf(alpn),
          offersSession || idMeansSession,
          sessionId,
          bytes);
    }
  }
}
