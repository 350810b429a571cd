/**
 * Packet dialogue scripts: what arrives, what a program asks for, and what must leave, each with
 * its time.
 *
 * <p>A {@link naru.testkit.drill.Script} is read by {@link naru.testkit.drill.ScriptReader} and
 * played by {@link naru.testkit.drill.Dialogue} against any {@link naru.testkit.drill.Subject}:
 * Naru's stack in virtual time, or the kernel in a network namespace. Packets are written and read
 * by code of this package, not by the code under test.
 *
 * <pre>
 * // RFC 9293 s. 3.5: clause in our own words
 * // linux: differs: reason          (or "linux: skipped: reason", "naru: differs: reason")
 * --ip_version=ipv6                  settings: ip_version, mtu, and what a subject understands
 * 0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
 * +0   listen(3, 1) = 0
 * +0   &lt; S 0:0(0) win 65535 &lt;mss 1000&gt;
 * +0   &gt; S. 0:0(0) ack 1 &lt;mss 1460&gt;
 * +.1  &lt; . 1:1(0) ack 1 win 65535
 * +0   accept(3, ..., ...) = 4
 * +.5  quiet
 * </pre>
 *
 * <p>Times: {@code 1.5} since the start, {@code +.2} after the event before, {@code +.2~+.3} within
 * a span, {@code *} whenever. Packets: {@code [marks] (from>to) flags seq:end(length) ack n win n
 * urg n <options>}; flags are {@code S F R P . U E W}; PSH of a packet that leaves is not compared,
 * nor is ACK if a question mark follows the flags; no options in the text means none in the packet,
 * {@code <...>} any, NOPs never matter. Marks: {@code ect0 ect1 ce noecn df badcsum}. Sequence
 * numbers of the subject are relative to its initial one, those of the script are as they stand;
 * {@code new:new(0)} on a SYN asks for a later initial sequence number than before. {@code quiet}
 * means that nothing leaves until then.
 */
@NullMarked
package naru.testkit.drill;

import org.jspecify.annotations.NullMarked;
