package naru.gateway.l4;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import naru.base.Failure;
import naru.base.Limit;
import naru.base.Side;
import naru.gateway.config.StreamConfig;
import naru.gateway.core.Tally;
import naru.gateway.core.Target;
import naru.gateway.core.Upstream;
import naru.http.Peer;
import naru.trace.Span;

/** A stream and the group it leads to: picks a target for each client. */
final class Line {
  private final StreamConfig config;
  private final Upstream upstream;
  private final StreamCounts counts;
  private final Limit open;
  private final Tally asking;
  private final SplittableRandom[] random;

  Line(
      StreamConfig config,
      Upstream upstream,
      StreamCounts counts,
      Limit open,
      Tally asking,
      SplittableRandom[] random) {
    this.config = config;
    this.upstream = upstream;
    this.counts = counts;
    this.open = open;
    this.asking = asking;
    this.random = random;
  }

  StreamConfig config() {
    return config;
  }

  Upstream upstream() {
    return upstream;
  }

  StreamCounts counts() {
    return counts;
  }

  /** UDP sessions of all streams. */
  Limit open() {
    return open;
  }

  /** UDP sessions of all streams that have had no answer yet. */
  Tally asking() {
    return asking;
  }

  /** A target for a client, told to the span; empty if there is none that was not tried. */
  Optional<Target> pick(Span span, int loop, long now, InetAddress client, List<Target> tried) {
    long draw = upstream.hashBy().isPresent() ? hash(client.getAddress()) : random[loop].nextLong();
    int pick = upstream.choose(loop, now, draw, tried);
    upstream.tell(span, loop, pick);
    return pick == Upstream.NOBODY ? Optional.empty() : Optional.of(upstream.target(loop, pick));
  }

  /** Without a request there is nothing but the address to take a hash of. FNV-1a, mixed. */
  private static long hash(byte[] address) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : address) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    return hash ^ (hash >>> 33);
  }

  Optional<Peer> peer(Target target, int loop) {
    return target.peer(random[loop].nextLong());
  }

  void begin(Target target, int loop) {
    target.state().inflight().add(loop, 1);
    target.state().requests().add(loop, 1);
  }

  void end(Target target, int loop) {
    target.state().inflight().add(loop, -1);
  }

  /** A target that could not be connected to; that may be our own fault. */
  void failed(Target target, Failure why, int loop, long now, Span span) {
    if (why.side() != Side.UPSTREAM) {
      return;
    }
    target.state().failures().add(loop, 1);
    upstream.failed(target, why.code().reason(), why.detail(), now).ifPresent(span::add);
  }
}
