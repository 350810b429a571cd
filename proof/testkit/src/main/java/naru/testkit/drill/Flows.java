package naru.testkit.drill;

import java.util.HashMap;
import java.util.Map;
import naru.testkit.drill.PacketText.Ports;
import org.jspecify.annotations.Nullable;

/** The connections of a dialogue. One that a script names no ports for is the first one. */
final class Flows {
  private final Map<Ports, Flow> flows = new HashMap<>();
  private int localPort = Subject.LOCAL_PORT;
  private boolean known;

  /** The flow of a packet that arrives. */
  Flow arriving(@Nullable Ports ports) {
    known = true;
    return ports == null
        ? flow(localPort, Subject.REMOTE_PORT)
        : flow(ports.destination(), ports.source());
  }

  /** The flow that a packet should leave on; an active opener's port is learnt from its SYN. */
  Flow leaving(@Nullable Ports ports, Segment segment) {
    if (!known && segment.has(Flags.SYN)) {
      localPort = segment.sourcePort();
      known = true;
    }
    return ports == null
        ? flow(localPort, Subject.REMOTE_PORT)
        : flow(ports.source(), ports.destination());
  }

  /** The flow that a packet belongs to. */
  Flow of(Segment segment) {
    return flow(segment.sourcePort(), segment.destinationPort());
  }

  private Flow flow(int local, int remote) {
    return flows.computeIfAbsent(new Ports(local, remote), _ -> new Flow(local, remote));
  }
}
