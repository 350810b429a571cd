package naru.transport;

import io.netty.channel.Channel;
import naru.stack.udp.RecordedDatagram;
import naru.trace.Party;
import naru.trace.Provenance;
import naru.trace.Witness;
import naru.transport.stack.StackDatagramChannel;

/** What is known of a socket's datagrams: of Naru's own each packet, of the kernel's nothing. */
public final class UdpFacts {
  private UdpFacts() {}

  /** Tells the datagrams since it was last asked; the time is now, so ask at once. */
  public static void tell(Channel channel, Witness witness, Party at, Party other) {
    if (channel instanceof StackDatagramChannel own) {
      for (RecordedDatagram r : own.recorded()) {
        boolean sent = r.datagram().sent();
        witness.add(sent ? at : other, sent ? other : at, Provenance.WIRE, r.datagram());
      }
    }
  }
}
