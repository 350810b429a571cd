/** Commands that talk to a running Naru over its admin API. */
@NullMarked
package naru.app.cli.admin;

import org.jspecify.annotations.NullMarked;
