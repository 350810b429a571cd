/** What guards are told. */
@NullMarked
package naru.gateway.guard.config;

import org.jspecify.annotations.NullMarked;
