package naru.journey.conformance;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import naru.testkit.drill.Addresses;
import naru.testkit.drill.Call;
import naru.testkit.drill.Content;
import naru.testkit.drill.Outcome;
import naru.testkit.drill.Subject;

/** A script's calls as system calls on sockets that never wait. */
final class KernelSockets {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int STREAM_NONBLOCK = 1 | 0x800;
  private static final int NONBLOCK = 0x800;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_ERROR = 4;
  private static final int TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int TCP_CONGESTION = 13;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SHUT_WR = 1;
  private static final int BUFFER = 1 << 20;

  /** The kernel's numbers of the states (net/tcp_states.h), from 1. */
  private static final List<String> STATES =
      List.of(
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECEIVED",
          "FIN_WAIT_1",
          "FIN_WAIT_2",
          "TIME_WAIT",
          "CLOSED",
          "CLOSE_WAIT",
          "LAST_ACK",
          "LISTEN",
          "CLOSING",
          "SYN_RECEIVED");

  private final Libc libc;
  private final Addresses addresses;
  private final String congestion;
  private final MemorySegment buffer;
  private final MemorySegment small;
  private final Map<Integer, Integer> sockets = new HashMap<>();
  private final Map<Integer, Long> written = new HashMap<>();
  private final Map<Integer, Long> taken = new HashMap<>();

  KernelSockets(Libc libc, Arena arena, Addresses addresses, String congestion) {
    this.libc = libc;
    this.addresses = addresses;
    this.buffer = arena.allocate(BUFFER);
    this.small = arena.allocate(256, 8);
    this.congestion = congestion;
  }

  Outcome call(Call call) {
    return switch (call) {
      case Call.Socket c -> socket(c.fd());
      case Call.Bind c -> libc.outcome("bind", real(c), small, local());
      case Call.Listen c -> listen(c);
      case Call.Accept c -> accept(c);
      case Call.Connect c -> libc.outcome("connect", real(c), small, remote());
      case Call.Write c -> write(c);
      case Call.Read c -> read(c);
      case Call.Shutdown c -> libc.outcome("shutdown", real(c), SHUT_WR);
      case Call.Close c -> close(c);
      case Call.Set c -> set(c);
      case Call.TakeError c -> takeError(c);
      case Call.State c -> state(c);
    };
  }

  void close() {
    sockets.values().forEach(s -> libc.call("close", s));
  }

  private int real(Call call) {
    Integer real = sockets.get(call.fd());
    if (real == null) {
      throw new IllegalStateException("no socket " + call.fd());
    }
    return real;
  }

  private Outcome socket(int fd) {
    int family = addresses.v6() ? AF_INET6 : AF_INET;
    int socket = libc.must("socket", family, STREAM_NONBLOCK, 0);
    sockets.put(fd, socket);
    small.set(JAVA_INT, 0, 1);
    libc.must("setsockopt", socket, SOL_SOCKET, SO_REUSEADDR, small, 4);
    small.setString(0, congestion);
    libc.must("setsockopt", socket, TCP, TCP_CONGESTION, small, congestion.length());
    return Outcome.DONE;
  }

  private Outcome listen(Call.Listen call) {
    libc.call("bind", real(call), small, local());
    return libc.outcome("listen", real(call), call.backlog());
  }

  private Outcome accept(Call.Accept call) {
    Outcome outcome =
        libc.outcome("accept4", real(call), MemorySegment.NULL, MemorySegment.NULL, NONBLOCK);
    if (outcome.value() < 0) {
      return outcome;
    }
    sockets.put(call.as(), (int) outcome.value());
    return Outcome.DONE;
  }

  private Outcome write(Call.Write call) {
    long place = written.getOrDefault(call.fd(), 0L);
    byte[] bytes = Content.bytes(place, call.bytes());
    MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
    Outcome outcome = libc.outcome("send", real(call), buffer, (long) call.bytes(), MSG_NOSIGNAL);
    written.put(call.fd(), place + Math.max(0, outcome.value()));
    return outcome;
  }

  private Outcome read(Call.Read call) {
    Outcome outcome = libc.outcome("recv", real(call), buffer, (long) call.bytes(), 0);
    int length = (int) Math.max(0, outcome.value());
    long place = taken.getOrDefault(call.fd(), 0L);
    taken.put(call.fd(), place + length);
    MemorySegment wanted = MemorySegment.ofArray(Content.bytes(place, length));
    return wanted.mismatch(buffer.asSlice(0, length)) < 0 ? outcome : Outcome.failed("EOTHERBYTES");
  }

  /** Once: the number may belong to somebody else by the next time. */
  private Outcome close(Call.Close call) {
    int socket = real(call);
    sockets.remove(call.fd());
    return libc.outcome("close", socket);
  }

  private Outcome set(Call.Set call) {
    boolean tcp = call.setting().name().startsWith("TCP");
    boolean linger = call.setting() == Call.Setting.SO_LINGER;
    small.set(JAVA_INT, 0, linger ? 1 : call.value());
    small.set(JAVA_INT, 4, call.value());
    int level = tcp ? TCP : SOL_SOCKET;
    int size = linger ? 8 : 4;
    return libc.outcome("setsockopt", real(call), level, number(call.setting()), small, size);
  }

  private static int number(Call.Setting setting) {
    return switch (setting) {
      case TCP_NODELAY -> 1;
      case TCP_MAXSEG -> 2;
      case TCP_CORK -> 3;
      case TCP_KEEPIDLE -> 4;
      case TCP_KEEPINTVL -> 5;
      case TCP_KEEPCNT -> 6;
      case TCP_QUICKACK -> 12;
      case TCP_USER_TIMEOUT -> 18;
      case SO_SNDBUF -> 7;
      case SO_RCVBUF -> 8;
      case SO_KEEPALIVE -> 9;
      case SO_LINGER -> 13;
    };
  }

  private Outcome takeError(Call call) {
    get(call, SOL_SOCKET, SO_ERROR, 4);
    int error = small.get(JAVA_INT, 0);
    return error == 0 ? Outcome.DONE : Outcome.named(Libc.name(error));
  }

  private Outcome state(Call call) {
    get(call, TCP, TCP_INFO, 8);
    return Outcome.named(STATES.get(small.get(JAVA_BYTE, 0) - 1));
  }

  private void get(Call call, int level, int option, int size) {
    small.set(JAVA_INT, 128, size);
    libc.must("getsockopt", real(call), level, option, small, small.asSlice(128));
  }

  /** Writes the socket address of the local host; its size. */
  private int local() {
    return address(addresses.local(), Subject.LOCAL_PORT);
  }

  private int remote() {
    return address(addresses.remote(), Subject.REMOTE_PORT);
  }

  private int address(InetAddress address, int port) {
    byte[] bytes = address.getAddress();
    small.asSlice(0, 28).fill((byte) 0);
    small.set(JAVA_SHORT, 0, (short) (bytes.length == 16 ? AF_INET6 : AF_INET));
    small.set(JAVA_BYTE, 2, (byte) (port >> 8));
    small.set(JAVA_BYTE, 3, (byte) port);
    MemorySegment.copy(bytes, 0, small, JAVA_BYTE, bytes.length == 16 ? 8 : 4, bytes.length);
    return bytes.length == 16 ? 28 : 16;
  }
}
