package naru.wire.pcapng;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.wire.Octets;
import naru.wire.pcapng.Block.DecryptionSecrets;
import naru.wire.pcapng.Block.Direction;
import naru.wire.pcapng.Block.EnhancedPacket;
import naru.wire.pcapng.Block.InterfaceDescription;
import naru.wire.pcapng.Block.SectionHeader;

/**
 * Reads blocks one after the other, in either byte order; blocks and options that are not known are
 * skipped. No length is trusted: bytes that make no sense end the reading, and {@link #problem()}
 * says so.
 */
public final class PcapngReader {
  private static final int EDGES = 12;

  private final ByteBuf file;
  private final List<Resolution> interfaces = new ArrayList<>();
  private int at;
  private final int end;
  private boolean little;
  private boolean inSection;
  private String problem = "";

  private PcapngReader(ByteBuf file) {
    this.file = file;
    this.at = file.readerIndex();
    this.end = file.writerIndex();
  }

  /** Over the readable bytes, whose indices stay as they are; they must outlive the reader. */
  public static PcapngReader over(ByteBuf file) {
    return new PcapngReader(file);
  }

  /** The next block; empty at the end, or where the bytes make no sense. */
  public Optional<Block> next() {
    while (at < end && problem.isEmpty()) {
      int length = blockLength();
      if (length == 0) {
        return Optional.empty();
      }
      BlockBody body = new BlockBody(file, little, at + 8, at + length - 4);
      int type = body.intAt(at);
      at += length;
      Optional<Block> block = block(type, body);
      if (block.isPresent()) {
        return block;
      }
    }
    return Optional.empty();
  }

  /** What is wrong with the bytes; empty if nothing is so far. */
  public String problem() {
    return problem;
  }

  /** The total length of the block that begins here; 0 with a problem. */
  private int blockLength() {
    if (end - at < EDGES) {
      return fail("a block is cut off");
    }
    if (file.getInt(at) == BlockType.SECTION_HEADER && !section()) {
      return fail("a section header has no byte order");
    }
    if (!inSection) {
      return fail("the file does not begin with a section header");
    }
    BlockBody edges = new BlockBody(file, little, at, end);
    int length = edges.intAt(at + 4);
    if (length < EDGES || (length & 3) != 0 || length > end - at) {
      return fail("a block's length does not fit");
    }
    return edges.intAt(at + length - 4) == length ? length : fail("a block's two lengths differ");
  }

  private int fail(String why) {
    problem = why;
    return 0;
  }

  private boolean section() {
    int magic = file.getInt(at + 8);
    little = magic == Integer.reverseBytes(BlockType.BYTE_ORDER_MAGIC);
    inSection = little || magic == BlockType.BYTE_ORDER_MAGIC;
    interfaces.clear();
    return inSection;
  }

  private Optional<Block> block(int type, BlockBody body) {
    return switch (type) {
      case BlockType.SECTION_HEADER -> section(body);
      case BlockType.INTERFACE_DESCRIPTION -> description(body);
      case BlockType.ENHANCED_PACKET -> packet(body);
      case BlockType.DECRYPTION_SECRETS -> secrets(body);
      default -> Optional.empty();
    };
  }

  private Optional<Block> section(BlockBody body) {
    if (body.length() < 16) {
      return cut("a section header");
    }
    body.skip(16);
    List<String> comments = new ArrayList<>();
    String[] texts = {"", "", ""};
    while (body.nextOption()) {
      switch (body.code()) {
        case BlockType.COMMENT -> comments.add(body.text());
        case BlockType.SHB_HARDWARE -> texts[0] = body.text();
        case BlockType.SHB_OS -> texts[1] = body.text();
        case BlockType.SHB_USERAPPL -> texts[2] = body.text();
        default -> {}
      }
    }
    return Optional.of(new SectionHeader(texts[0], texts[1], texts[2], comments));
  }

  private Optional<Block> description(BlockBody body) {
    if (body.length() < 8) {
      return cut("an interface description");
    }
    int linkType = body.shortAt(body.at());
    int snapLength = body.intAt(body.at() + 4);
    body.skip(8);
    String name = "";
    String description = "";
    int resolution = Resolution.MICROS;
    long offset = 0;
    while (body.nextOption()) {
      switch (body.code()) {
        case BlockType.IF_NAME -> name = body.text();
        case BlockType.IF_DESCRIPTION -> description = body.text();
        case BlockType.IF_TSRESOL -> resolution = body.byteOr(resolution);
        case BlockType.IF_TSOFFSET -> offset = body.longOr(offset);
        default -> {}
      }
    }
    interfaces.add(new Resolution(resolution, offset));
    return Optional.of(new InterfaceDescription(linkType, snapLength, name, description));
  }

  private Optional<Block> packet(BlockBody body) {
    if (body.length() < 20) {
      return cut("a packet");
    }
    int from = body.at();
    int id = body.intAt(from);
    long time = (long) body.intAt(from + 4) << 32 | body.intAt(from + 8) & 0xffff_ffffL;
    int captured = body.intAt(from + 12);
    int original = body.intAt(from + 16);
    body.skip(20);
    if (captured < 0 || captured > body.length() || original < 0) {
      return cut("a packet");
    }
    if (id < 0 || id >= interfaces.size()) {
      problem = "a packet is of an interface that is not there";
      return Optional.empty();
    }
    Octets bytes = body.take(captured);
    List<String> comments = new ArrayList<>();
    Direction direction = Direction.UNKNOWN;
    while (body.nextOption()) {
      switch (body.code()) {
        case BlockType.COMMENT -> comments.add(body.text());
        case BlockType.EPB_FLAGS -> direction = direction(body.intOr(0));
        default -> {}
      }
    }
    long nanos = interfaces.get(id).nanos(time);
    return Optional.of(new EnhancedPacket(id, nanos, original, direction, bytes, comments));
  }

  private static Direction direction(int flags) {
    return switch (flags & 3) {
      case 1 -> Direction.INBOUND;
      case 2 -> Direction.OUTBOUND;
      default -> Direction.UNKNOWN;
    };
  }

  private Optional<Block> secrets(BlockBody body) {
    int length = body.length() < 8 ? -1 : body.intAt(body.at() + 4);
    int type = body.length() < 8 ? 0 : body.intAt(body.at());
    if (length < 0 || length > body.length() - 8) {
      return cut("a secrets block");
    }
    body.skip(8);
    return Optional.of(new DecryptionSecrets(type, body.take(length)));
  }

  private Optional<Block> cut(String what) {
    problem = what + " is too short for what it holds";
    return Optional.empty();
  }
}
