/**
 * The PCAP Next Generation capture file format (draft-ietf-opsawg-pcapng), as Wireshark and tcpdump
 * read it.
 */
@NullMarked
package naru.wire.pcapng;

import org.jspecify.annotations.NullMarked;
