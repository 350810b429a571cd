/** The demo's REST API over products. */
@NullMarked
package naru.origin.api;

import org.jspecify.annotations.NullMarked;
