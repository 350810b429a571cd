package naru.gateway.core;

import java.net.InetSocketAddress;

/**
 * One address of a name that stands for several targets.
 *
 * @param host the name it is an address of: of a service's record, the record's target
 * @param weight of a service's record (RFC 2782), 0 to 65535; -1 for that of the config
 * @param priority of a service's record: lower ones first; 0 otherwise
 */
public record Spot(InetSocketAddress at, String host, int weight, int priority) {}
