package naru.transport.stack;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import naru.base.Clock;
import naru.stack.Stack;
import naru.stack.link.Timed;
import naru.stack.tcp.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Drives one stack on one event loop of any kind.
 *
 * <p>A <b>pass</b> does what is due, then flushes: users are called and segments go out. It runs
 * after each batch of frames, when the earliest deadline has come, and once after whatever made the
 * stack dirty outside a pass. There is one scheduled task at a time, moved only when something is
 * due earlier: postponing a retransmission timer with every acknowledgment costs nothing here.
 *
 * <p>All but {@link #nextId}, {@link #loop} and {@link #queue} is confined to the loop.
 */
public final class StackLoop {
  private final EventLoop loop;
  private final Clock clock;
  private final Stack stack;
  private final int number;
  private final PortChoice ports;
  private final Runnable pass = this::pass;
  private final AtomicInteger ids = new AtomicInteger();
  private final Set<Channel> channels = new LinkedHashSet<>();
  private final List<Timed> links = new ArrayList<>(2);
  private ArrayDeque<Runnable> later = new ArrayDeque<>();
  private ArrayDeque<Runnable> running = new ArrayDeque<>();
  private @Nullable StackSocketChannel newest;
  private boolean busy;
  private boolean dirty;
  private boolean queued;
  private @Nullable Future<?> alarm;
  private long alarmAt = Long.MAX_VALUE;

  private StackLoop(EventLoop loop, Clock clock, Stack stack, int number, PortChoice ports) {
    this.loop = loop;
    this.clock = clock;
    this.stack = stack;
    this.number = number;
    this.ports = ports;
  }

  /**
   * Joins a stack to a loop. From here on the stack is touched on the loop only.
   *
   * @param clock the stack's own; it runs as the loop's ticker does
   * @param number of the stack within the program, for the names of channels
   */
  public static StackLoop of(EventLoop loop, Clock clock, Stack stack, int number) {
    return of(loop, clock, stack, number, PortChoice.ANY);
  }

  /** One of several stacks with the same address: it has to choose its source ports with care. */
  static StackLoop of(EventLoop loop, Clock clock, Stack stack, int number, PortChoice ports) {
    StackLoop driver = new StackLoop(loop, clock, stack, number, ports);
    stack.whenDirty(driver::dirtied);
    return driver;
  }

  public EventLoop loop() {
    return loop;
  }

  Stack stack() {
    return stack;
  }

  PortChoice ports() {
    return ports;
  }

  /**
   * Runs a task once: when no segment of a connection will follow any more or TIME-WAIT begins, or
   * after some time if that comes first. So that a trace gets the segments of its end.
   */
  public void whenGone(Connection connection, long atMostNanos, Runnable task) {
    Once once = new Once(task);
    connection.whenGone(() -> afterwards(once));
    schedule(once, atMostNanos);
  }

  private static final class Once implements Runnable {
    private @Nullable Runnable task;

    Once(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      Runnable first = task;
      task = null;
      if (first != null) {
        first.run();
      }
    }
  }

  // ---- the channels

  /** A channel on this stack was opened. */
  void opened(Channel channel) {
    channels.add(channel);
  }

  void opened(StackSocketChannel channel) {
    StackSocketChannel next = newest;
    channel.older = next;
    if (next != null) {
      next.newer = channel;
    }
    newest = channel;
  }

  void closed(Channel channel) {
    channels.remove(channel);
  }

  void closed(StackSocketChannel channel) {
    StackSocketChannel older = channel.older;
    StackSocketChannel newer = channel.newer;
    if (older != null) {
      older.newer = newer;
    }
    if (newer != null) {
      newer.older = older;
    } else if (channel.equals(newest)) {
      newest = older;
    }
    channel.older = null;
    channel.newer = null;
  }

  /** Closes every channel; called on the loop, before the loop ends. */
  public void closeAll() {
    List.copyOf(channels).forEach(c -> c.unsafe().close(c.voidPromise()));
    for (StackSocketChannel c = newest; c != null; c = newest) {
      c.unsafe().close(c.voidPromise());
    }
    pass();
  }

  /** The same without a goodbye: connections are reset, and what they hold is let go of. */
  void resetAll() {
    for (StackSocketChannel c = newest; c != null; c = c.older) {
      c.config().setSoLinger(0);
    }
    closeAll();
  }

  SerialId nextId() {
    return new SerialId(number, ids.incrementAndGet());
  }

  /** Also wakes a link that has deadlines of its own. */
  void drive(Timed link) {
    links.add(link);
  }

  /** Frames follow by {@link #frame}, and then {@link #end}. */
  void begin() {
    busy = true;
  }

  /** One frame came; it belongs to the stack. Between begin and end, or alone. */
  void frame(ByteBuf frame) {
    stack.frame(frame);
    dirtied();
  }

  /** No more frames for now. */
  void end() {
    pass();
  }

  /** Does something on the loop: at once if the caller is there. */
  void run(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** Does something after the next flush: of the pass that runs, or of one that soon will. */
  public void afterwards(Runnable task) {
    later.add(task);
    dirtied();
  }

  /** Something goes out outside a pass: the link's deadlines may have changed. */
  void sent() {
    dirtied();
  }

  private void dirtied() {
    if (busy) {
      dirty = true;
    } else {
      queue();
    }
  }

  private void queue() {
    if (!queued) {
      queued = true;
      try {
        loop.execute(pass);
      } catch (RejectedExecutionException over) {
        queued = false;
      }
    }
  }

  /** Does what is due, calls users, sends. */
  private void pass() {
    queued = false;
    busy = true;
    dirty = false;
    try {
      expire();
      stack.flush();
      runLater();
      if (dirty) {
        dirty = false;
        stack.flush();
      }
      deliver(clock.nanos());
    } finally {
      busy = false;
      if (dirty || !later.isEmpty()) {
        queue();
      }
      arm();
    }
  }

  private void expire() {
    long now = clock.nanos();
    deliver(now);
    if (stack.deadline() <= now) {
      stack.expire(now);
    }
  }

  private void deliver(long now) {
    for (int i = 0; i < links.size(); i++) {
      if (links.get(i).deadline() <= now) {
        links.get(i).expire(now);
      }
    }
  }

  /** What is added meanwhile waits for the next pass, so that a pass ends. */
  private void runLater() {
    ArrayDeque<Runnable> now = later;
    later = running;
    running = now;
    for (Runnable task = now.poll(); task != null; task = now.poll()) {
      task.run();
    }
  }

  private void arm() {
    long deadline = stack.deadline();
    for (int i = 0; i < links.size(); i++) {
      deadline = Math.min(deadline, links.get(i).deadline());
    }
    if (deadline >= alarmAt) {
      return;
    }
    Future<?> old = alarm;
    if (old != null) {
      old.cancel(false);
    }
    alarmAt = deadline;
    alarm = schedule(this::rings, deadline - clock.nanos());
  }

  private @Nullable Future<?> schedule(Runnable task, long nanos) {
    try {
      return loop.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException over) {
      return null;
    }
  }

  private void rings() {
    alarm = null;
    alarmAt = Long.MAX_VALUE;
    pass();
  }
}
