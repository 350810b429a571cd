package naru.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The BPF program that lets through one {@link Flow}'s TCP segments, both ways, of packets that
 * begin with the IP header (SOCK_DGRAM).
 *
 * <p>Fragments are not let through, because only the first has ports; nor is TCP behind an IPv6
 * extension header.
 */
final class FlowFilter {
  private static final int TCP = 6;
  private static final int V4_NOT_FIRST_OR_MORE = 0x3fff;

  private FlowFilter() {}

  /**
   * The program.
   *
   * @param keepBytes of each packet, from the IP header on; at least 1
   */
  static Bpf of(Flow flow, int keepBytes) {
    Bpf.Assembler program = new Bpf.Assembler().mask(0xf0);
    if (flow.isV4()) {
      program.equal(Bpf.LOAD_BYTE, 0, 0x40).equal(Bpf.LOAD_BYTE, 9, TCP);
      program.noneSet(Bpf.LOAD_HALF, 6, V4_NOT_FIRST_OR_MORE).indexByHeader(0);
    } else {
      program.equal(Bpf.LOAD_BYTE, 0, 0x60).equal(Bpf.LOAD_BYTE, 6, TCP);
    }
    way(program.or(), flow.local(), flow.localPort(), flow.remote(), flow.remotePort());
    way(program.or(), flow.remote(), flow.remotePort(), flow.local(), flow.localPort());
    return program.build(keepBytes);
  }

  private static void way(
      Bpf.Assembler program, InetAddress from, int fromPort, InetAddress to, int toPort) {
    int length = from.getAddress().length;
    boolean v4 = length == 4;
    address(program, v4 ? 12 : 8, from);
    address(program, v4 ? 16 : 24, to);
    port(program, v4, 0, fromPort);
    port(program, v4, 2, toPort);
  }

  private static void address(Bpf.Assembler program, int at, InetAddress address) {
    if (!address.isAnyLocalAddress()) {
      ByteBuffer words = ByteBuffer.wrap(address.getAddress());
      for (int i = 0; i < words.limit(); i += 4) {
        program.equal(Bpf.LOAD_WORD, at + i, words.getInt(i));
      }
    }
  }

  private static void port(Bpf.Assembler program, boolean v4, int at, int port) {
    if (port != 0) {
      program.equal(v4 ? Bpf.LOAD_HALF_INDEXED : Bpf.LOAD_HALF, v4 ? at : 40 + at, port);
    }
  }
}
