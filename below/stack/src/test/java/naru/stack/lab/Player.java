package naru.stack.lab;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import naru.stack.tcp.Connection;
import naru.stack.tcp.ConnectionEvents;
import naru.stack.tcp.Ending;
import org.jspecify.annotations.Nullable;

/**
 * The user of one end, who follows a plan: sends in pieces with pauses, reads slowly or stops for a
 * while, closes its half before or after the other one, gives up in the middle. Holds what it takes
 * against the pattern that the other one sends, and what it is told against the rules of {@link
 * ConnectionEvents}.
 */
public final class Player implements ConnectionEvents {
  /**
   * What one user does.
   *
   * @param toSend bytes
   * @param pieceBytes most at once
   * @param pauseNanos between pieces; 0 for as fast as there is room
   * @param readBytes how much is taken at once, before a pause of {@code readPauseNanos}; 0 pause:
   *     everything at once
   * @param closesLast whether FIN waits for the other side's
   * @param gives what it does at {@code giveUpNanos}, counted from the beginning
   */
  public record Plan(
      long toSend,
      int pieceBytes,
      long pauseNanos,
      int readBytes,
      long readPauseNanos,
      boolean closesLast,
      Giving gives,
      long giveUpNanos) {}

  /** How a user leaves early. */
  public enum Giving {
    NOT,
    ABORTS,
    CLOSES
  }

  private final VirtualWorld world;
  private final ByteBufAllocator memory;
  private final Plan plan;
  private final int salt;
  private final List<String> told = new ArrayList<>();
  private @Nullable Connection connection;
  private @Nullable Player other;
  private long sent;
  private long received;
  private boolean closedOutput;
  private boolean gone;
  private boolean resting;
  private boolean pausing;
  private @Nullable Ending ending;

  public Player(VirtualWorld world, ByteBufAllocator memory, Plan plan, int salt) {
    this.world = world;
    this.memory = memory;
    this.plan = plan;
    this.salt = salt;
  }

  /** Whose bytes come here. */
  public void plays(Player with) {
    other = with;
  }

  /** A connection that this user opened. */
  public void opens(Connection c) {
    connection = c;
    leaves();
  }

  /** Takes over an accepted connection. */
  public void take(Connection c) {
    require(connection == null, "accepted twice");
    connection = c;
    c.events(this);
    tell("accepted");
    leaves();
    send();
  }

  private void leaves() {
    if (plan.gives != Giving.NOT) {
      world.at(world.now() + plan.giveUpNanos, this::leave);
    }
  }

  private void leave() {
    Connection c = connection;
    if (c == null || ending != null || gone) {
      return;
    }
    gone = true;
    if (plan.gives == Giving.ABORTS) {
      c.abort();
    } else {
      c.close();
    }
  }

  public long sent() {
    return sent;
  }

  public long received() {
    return received;
  }

  public Plan plan() {
    return plan;
  }

  /** Whether it left before the end. */
  public boolean gone() {
    return gone;
  }

  public @Nullable Ending ending() {
    return ending;
  }

  public @Nullable Connection connection() {
    return connection;
  }

  public List<String> told() {
    return told;
  }

  private void tell(String what) {
    require(!gone, "told " + what + " after it left");
    require(ending == null, "told " + what + " after the end");
    if (told.size() < 100) {
      told.add(what);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  @Override
  public void connected(Connection c) {
    require(!told.contains("connected"), "connected twice");
    tell("connected");
    send();
  }

  @Override
  public void writable(Connection c) {
    tell("writable");
    require(c.room() > 0, "told of room where there is none");
    send();
  }

  @Override
  public void readable(Connection c) {
    tell("readable");
    read();
  }

  private void read() {
    Connection c = connection;
    if (c == null || resting || gone) {
      return;
    }
    int taken = 0;
    for (ByteBuf text = c.receive(); text != null; text = c.receive()) {
      taken += text.readableBytes();
      check(text);
      if (plan.readPauseNanos > 0 && taken >= plan.readBytes) {
        rest();
        return;
      }
    }
    if (c.inputEnded() && plan.closesLast) {
      closeOutput();
    }
  }

  private void rest() {
    resting = true;
    world.at(
        world.now() + plan.readPauseNanos,
        () -> {
          resting = false;
          read();
        });
  }

  private void check(ByteBuf text) {
    try {
      Player from = Objects.requireNonNull(other, "from nobody");
      while (text.isReadable()) {
        byte actual = text.readByte();
        byte expected = pattern(received, from.salt);
        if (actual != expected) {
          throw new AssertionError("byte " + received + " is " + actual + ", not " + expected);
        }
        received++;
      }
      require(received <= from.sent, "more came than was sent");
    } finally {
      text.release();
    }
  }

  private static byte pattern(long at, int salt) {
    return (byte) (at * 31 + (at >> 8) * 7 + (at >> 16) + salt);
  }

  private void send() {
    Connection c = connection;
    if (c == null || pausing || gone || ending != null || closedOutput) {
      return;
    }
    for (int room = c.room(); sent < plan.toSend && room > 0; room = c.room()) {
      int n = (int) Math.min(Math.min(room, plan.pieceBytes), plan.toSend - sent);
      ByteBuf piece = memory.buffer(n);
      for (int i = 0; i < n; i++) {
        piece.writeByte(pattern(sent + i, salt));
      }
      sent += n;
      c.send(piece);
      if (plan.pauseNanos > 0) {
        pause();
        break;
      }
    }
    if (!plan.closesLast || c.inputEnded()) {
      closeOutput();
    }
  }

  private void pause() {
    pausing = true;
    world.at(
        world.now() + plan.pauseNanos,
        () -> {
          pausing = false;
          send();
        });
  }

  private void closeOutput() {
    Connection c = connection;
    if (c != null && !closedOutput && sent == plan.toSend && ending == null) {
      closedOutput = true;
      c.shutdownOutput();
    }
  }

  @Override
  public void ended(Connection c, Ending why) {
    tell("ended " + why);
    ending = why;
    connection = c;
    resting = false;
    for (ByteBuf text = c.receive(); text != null; text = c.receive()) {
      check(text);
    }
    c.close();
  }
}
