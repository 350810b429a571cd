/** What a cache decides, without I/O, clock or randomness: RFC 9111, RFC 5861 and RFC 9211. */
@NullMarked
package naru.cache.core;

import org.jspecify.annotations.NullMarked;
