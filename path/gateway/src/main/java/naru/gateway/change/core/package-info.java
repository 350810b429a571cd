/** What is to be changed, decided from values alone. Pure. */
@NullMarked
package naru.gateway.change.core;

import org.jspecify.annotations.NullMarked;
