package naru.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * Notices when the other side takes nothing of what was written. Looked at by the sweep; any change
 * in what is unsent counts as progress, so that a big buffer may go out slowly.
 */
final class WriteWatch {
  private long unsent;
  private long since;

  /** Whether something was unsent, and nothing of it went out, for that long. */
  boolean isStalled(Channel channel, long now, long limitNanos) {
    ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
    long left = out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
    if (left != unsent) {
      unsent = left;
      since = now;
    }
    return left > 0 && now - since > limitNanos;
  }

  /** What had not gone out when it was looked at last. */
  long unsent() {
    return unsent;
  }
}
