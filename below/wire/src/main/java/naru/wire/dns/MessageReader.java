package naru.wire.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.wire.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message. Every length is checked before it is believed, and a compression pointer must
 * lead to before the name it is part of, so that reading always ends.
 */
final class MessageReader {
  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;
  private @Nullable Edns edns;

  private MessageReader(byte[] bytes, int start, int length) {
    this.bytes = bytes;
    this.start = start;
    this.end = start + length;
    this.at = start;
  }

  static Parsed read(byte[] bytes, int offset, int length) {
    try {
      return new Parsed.Whole(new MessageReader(bytes, offset, length).message());
    } catch (MalformedException e) {
      return new Parsed.Malformed(String.valueOf(e.getMessage()), e.at());
    }
  }

  private Message message() throws MalformedException {
    Header header = new Header(u16(), u16());
    int questions = u16();
    int answers = u16();
    int authorities = u16();
    int additionals = u16();
    List<Question> asked = questions(questions);
    List<ResourceRecord> answer = records(answers, false);
    List<ResourceRecord> authority = records(authorities, false);
    List<ResourceRecord> additional = records(additionals, true);
    if (at != end) {
      throw malformed("bytes after the end of the message");
    }
    return new Message(header, asked, answer, authority, additional, Optional.ofNullable(edns));
  }

  private List<Question> questions(int count) throws MalformedException {
    List<Question> out = new ArrayList<>(Math.min(count, 4));
    for (int i = 0; i < count; i++) {
      out.add(new Question(name(), new Type(u16()), u16()));
    }
    return out;
  }

  private List<ResourceRecord> records(int count, boolean additional) throws MalformedException {
    List<ResourceRecord> out = new ArrayList<>(Math.min(count, 16));
    for (int i = 0; i < count; i++) {
      Name owner = name();
      int type = u16();
      if (type == Type.OPT.code()) {
        opt(owner, additional);
      } else {
        out.add(record(owner, new Type(type)));
      }
    }
    return out;
  }

  private ResourceRecord record(Name owner, Type type) throws MalformedException {
    int dnsClass = u16();
    long ttl = u32();
    int length = u16();
    need(length);
    int dataEnd = at + length;
    Rdata data = dnsClass == Question.IN ? data(type, dataEnd) : opaque(type, dataEnd);
    if (at != dataEnd) {
      throw malformed("record data that is longer than what it says");
    }
    // RFC 2181 section 8: a TTL with the highest bit set counts as zero.
    return new ResourceRecord(owner, dnsClass, ttl > Integer.MAX_VALUE ? 0 : ttl, data);
  }

  private void opt(Name owner, boolean additional) throws MalformedException {
    if (edns != null || !additional || !owner.isRoot()) {
      throw malformed("an OPT record that is the second, misplaced or not at the root");
    }
    int payload = u16();
    int extendedRcode = u8();
    int version = u8();
    int flags = u16();
    int length = u16();
    need(length);
    int dataEnd = at + length;
    List<EdnsOption> options = new ArrayList<>();
    while (at < dataEnd) {
      int code = u16();
      options.add(new EdnsOption(code, octets(u16(), dataEnd)));
    }
    if (at != dataEnd) {
      throw malformed("an EDNS option that ends after its record");
    }
    edns = new Edns(payload, extendedRcode, version, flags, options);
  }

  private Rdata data(Type type, int dataEnd) throws MalformedException {
    return switch (type.code()) {
      case 1 -> new Rdata.A((Inet4Address) address(4, dataEnd));
      case 28 -> new Rdata.Aaaa(v6(dataEnd));
      case 2 -> new Rdata.Ns(name());
      case 5 -> new Rdata.Cname(name());
      case 12 -> new Rdata.Ptr(name());
      case 6 -> new Rdata.Soa(name(), name(), u32(), u32(), u32(), u32(), u32());
      case 15 -> new Rdata.Mx(u16(), name());
      case 16 -> txt(dataEnd);
      case 33 -> new Rdata.Srv(u16(), u16(), u16(), name());
      case 257 -> caa(dataEnd);
      default -> opaque(type, dataEnd);
    };
  }

  private Rdata opaque(Type type, int dataEnd) throws MalformedException {
    return new Rdata.Opaque(type, octets(dataEnd - at, dataEnd));
  }

  private Rdata txt(int dataEnd) throws MalformedException {
    List<Octets> strings = new ArrayList<>(1);
    while (at < dataEnd) {
      strings.add(octets(u8(), dataEnd));
    }
    if (strings.isEmpty()) {
      throw malformed("a TXT record without text");
    }
    return new Rdata.Txt(strings);
  }

  private Rdata caa(int dataEnd) throws MalformedException {
    int flags = u8();
    String tag = new String(octets(u8(), dataEnd).toArray(), StandardCharsets.ISO_8859_1);
    if (!tag.matches("[A-Za-z0-9]{1,255}")) {
      throw malformed("a CAA tag that is not letters and digits");
    }
    return new Rdata.Caa(flags, tag, octets(dataEnd - at, dataEnd));
  }

  private InetAddress address(int length, int dataEnd) throws MalformedException {
    try {
      return InetAddress.getByAddress(octets(length, dataEnd).toArray());
    } catch (UnknownHostException e) {
      throw malformed("an address of a wrong length");
    }
  }

  /** Built so that an IPv4-mapped address stays the IPv6 address that was sent. */
  private Inet6Address v6(int dataEnd) throws MalformedException {
    try {
      return Inet6Address.getByAddress("", octets(16, dataEnd).toArray(), -1);
    } catch (UnknownHostException e) {
      throw malformed("an address of a wrong length");
    }
  }

  private Octets octets(int length, int limit) throws MalformedException {
    if (length < 0 || length > limit - at) {
      throw malformed("a length that leads past the end");
    }
    Octets o = Octets.of(bytes, at, length);
    at += length;
    return o;
  }

  private Name name() throws MalformedException {
    byte[] out = new byte[Name.MAX_BYTES];
    int length = 0;
    int from = at;
    int floor = at;
    int after = -1;
    while (true) {
      int label = byteAt(from);
      if ((label & 0xc0) == 0xc0) {
        int target = start + ((label & 0x3f) << 8 | byteAt(from + 1));
        if (target >= floor) {
          throw malformed("a compression pointer that does not lead back");
        }
        after = after < 0 ? from + 2 : after;
        floor = target;
        from = target;
      } else if ((label & 0xc0) != 0) {
        throw malformed("a label of an unknown kind");
      } else {
        if (length + label + 1 > Name.MAX_BYTES || from + label >= end) {
          throw malformed("a name that is too long or ends after the message");
        }
        System.arraycopy(bytes, from, out, length, label + 1);
        length += label + 1;
        from += label + 1;
        if (label == 0) {
          at = after < 0 ? from : after;
          return Name.ofChecked(out, 0, length);
        }
      }
    }
  }

  private int byteAt(int index) throws MalformedException {
    if (index >= end) {
      throw malformed("a name that ends after the message");
    }
    return bytes[index] & 0xff;
  }

  private void need(int count) throws MalformedException {
    if (end - at < count) {
      throw malformed("the message ends too early");
    }
  }

  private int u8() throws MalformedException {
    need(1);
    return bytes[at++] & 0xff;
  }

  private int u16() throws MalformedException {
    need(2);
    at += 2;
    return Big.u16(bytes, at - 2);
  }

  private long u32() throws MalformedException {
    need(4);
    at += 4;
    return Big.u32(bytes, at - 4);
  }

  private MalformedException malformed(String why) {
    return new MalformedException(why, at - start);
  }
}
