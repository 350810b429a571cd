/**
 * What the name server decides, without sockets, clock or randomness. The way of a query: {@link
 * naru.dns.core.Responder}, which asks {@link naru.dns.core.Policy} (our zones, the block list, the
 * forward table) and {@link naru.dns.core.AnswerCache}; a question for others becomes an {@link
 * naru.dns.core.Inquiry}.
 */
@NullMarked
package naru.dns.core;

import org.jspecify.annotations.NullMarked;
