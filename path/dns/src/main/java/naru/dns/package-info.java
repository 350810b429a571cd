/**
 * Name server and resolver. {@link naru.dns.NameServer} answers; {@link naru.dns.Resolver} asks for
 * the other stops; what they decide is in {@link naru.dns.core}.
 */
@NullMarked
package naru.dns;

import org.jspecify.annotations.NullMarked;
