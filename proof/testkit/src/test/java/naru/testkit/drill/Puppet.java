package naru.testkit.drill;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A subject that sends and answers what a test put into it, and remembers what arrived. */
final class Puppet implements Subject {
  private final Deque<Departure> departures = new ArrayDeque<>();
  private final Deque<Outcome> outcomes = new ArrayDeque<>();
  final List<byte[]> arrived = new ArrayList<>();
  private long now;

  /** Sends a segment with the subject's initial number added to its sequence number. */
  Puppet sends(long at, Segment segment) {
    Addresses back = new Addresses(Addresses.V4.remote(), Addresses.V4.local());
    departures.add(new Departure(at, new PacketWriter(back).segment(segment, false)));
    return this;
  }

  Puppet returns(Outcome outcome) {
    outcomes.add(outcome);
    return this;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long toleranceNanos(long wait) {
    return 0;
  }

  @Override
  public void arrive(byte[] packet) {
    arrived.add(packet);
  }

  @Override
  public Optional<Departure> depart(long until) {
    Departure next = departures.peek();
    if (next == null || next.at() > until) {
      now = Math.max(now, until);
      return Optional.empty();
    }
    now = Math.max(now, next.at());
    return Optional.of(departures.remove());
  }

  @Override
  public Outcome call(Call call) {
    return outcomes.remove();
  }

  @Override
  public void close() {}
}
