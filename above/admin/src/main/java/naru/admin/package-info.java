/** The REST API over everything. */
@NullMarked
package naru.admin;

import org.jspecify.annotations.NullMarked;
